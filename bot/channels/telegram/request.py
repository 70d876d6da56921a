"""The library's HTTP over our own session; each failure says whether the request may have arrived."""

import json
from datetime import timedelta
from typing import Any, TypeAlias
from urllib.parse import urlencode

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientTimeout,
    ConnectionTimeoutError,
    FormData,
    InvalidURL,
)
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from bot.channels.http import CONNECTING, LONGEST_WAIT, Answer, Http, read_body
from bot.errors import Refusal

UPLOADING = 120.0
# Between us and the bot server stand gateways. What they could not pass on, or whose answer they did not get,
# may have been done; the bot server's own 5xx means that it was not.
_GATEWAY = {502, 504}
Given: TypeAlias = Any
"""Seconds, None for ever, or the library's sign for "as usual", whose type it keeps to itself."""
_USUAL = type(BaseRequest.DEFAULT_NONE)
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Failed(NetworkError):
    """A call that came to no answer of the bot server's that the library knows; holds no address."""

    def __init__(self, refusal: Refusal, detail: str, after: timedelta | None = None) -> None:
        super().__init__(detail)
        self.refusal = refusal
        self.after = after


class TooLarge(Failed):
    """The server takes no upload of this size."""


class Requests(BaseRequest):
    """Calls through `http`, whose session is opened and closed elsewhere."""

    __slots__ = ("_http",)

    def __init__(self, http: Http) -> None:
        self._http = http

    @property
    def read_timeout(self) -> float:
        return self._http.patience

    async def initialize(self) -> None:
        """The session opens at first need."""

    async def shutdown(self) -> None:
        """The session is closed with the house."""

    async def do_request(  # noqa: PLR0917 - the library's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Given = BaseRequest.DEFAULT_NONE,
        write_timeout: Given = BaseRequest.DEFAULT_NONE,
        connect_timeout: Given = BaseRequest.DEFAULT_NONE,
        pool_timeout: Given = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and body of an answer; raises Failed where there is none that makes sense."""
        uploads = bool(request_data and request_data.multipart_data)
        connecting = _seconds(connect_timeout, CONNECTING)
        reading = _seconds(read_timeout, self._http.patience)
        writing = _seconds(write_timeout, UPLOADING if uploads else self._http.patience)
        limits = ClientTimeout(
            total=_sum(connecting, writing, reading),
            connect=_sum(connecting, _seconds(pool_timeout, CONNECTING)),
            sock_connect=connecting,
            sock_read=reading,
        )
        try:
            async with self._http.session.request(
                method, url, timeout=limits, allow_redirects=False, **_content(request_data)
            ) as response:
                status, body = response.status, await read_body(response)
                headers = response.headers
        except (ClientConnectorError, ConnectionTimeoutError, InvalidURL) as error:
            raise Failed(Refusal.TEMPORARY, type(error).__name__) from None
        except (ClientError, TimeoutError, OSError) as error:
            raise Failed(Refusal.UNCERTAIN, type(error).__name__) from None
        if status >= 300:
            _refuse(Answer(status, headers, _object(body)))
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Raises Failed where this is no answer of the bot server's: what was asked may have been done."""
        data = _object(payload)
        if data is None or not ("result" in data or data.get("ok") is False):
            raise Failed(Refusal.UNCERTAIN, "garbage")
        return data


def _refuse(answer: Answer) -> None:
    """Raises Failed for what the library would not tell apart; its own errors are left to it."""
    parameters = (answer.data or {}).get("parameters")
    asked = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if answer.status == 429 or isinstance(asked, int):
        wait = _pause(asked) if isinstance(asked, int) else answer.retry_after
        raise Failed(Refusal.THROTTLED, str(answer.status), wait)
    if answer.status == 413:
        raise TooLarge(Refusal.REJECTED, "413")
    if answer.status in _GATEWAY:
        raise Failed(Refusal.UNCERTAIN, str(answer.status))
    if answer.status >= 500 or answer.data is None:
        # A page instead of an answer, whatever its status, is not from the bot server: it has not been asked.
        raise Failed(Refusal.TEMPORARY, str(answer.status))


def _pause(seconds: int) -> timedelta:
    """As long as is asked for, a day at most."""
    return timedelta(seconds=min(max(0, seconds), int(LONGEST_WAIT.total_seconds())))


def _content(data: RequestData | None) -> dict[str, Any]:
    """The parameters as a form, with their files where there are any."""
    if data is None:
        return {}
    files = data.multipart_data
    if not files:
        return {"data": urlencode(data.json_parameters).encode(), "headers": _FORM}
    # Names of files go out as they are: the bot server shows percent signs as percent signs.
    form = FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in files.items():
        form.add_field(name, content, filename=_one_line(filename), content_type=mime)
    return {"data": form}


def _one_line(name: str) -> str:
    return "".join(sign for sign in name if sign.isprintable())


def _seconds(given: Given, usual: float) -> float | None:
    return usual if isinstance(given, _USUAL) else given


def _sum(*seconds: float | None) -> float | None:
    """All of them together; for ever where one is."""
    known = [each for each in seconds if each is not None]
    return sum(known) if len(known) == len(seconds) else None


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
