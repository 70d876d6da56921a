"""The Zalo Bot Platform on the wire: one call a method, and what its errors mean to us."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from bot.channels.http import Answer, Http
from bot.errors import ChannelError, Refusal

IDLE = 408
UNAUTHORIZED, NOT_FOUND, BAD_REQUEST = 401, 404, 400
_NOBODY = re.compile(
    r"\b(chat|user|recipient|conversation)\b.*\b(not found|not exist|invalid|deleted|deactivated|blocked)"
    r"|\binvalid (chat|user|recipient)|\bblocked\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reply:
    """What the vendor answered; `code` is 0 where it did as asked, and `is_its_own` False for a proxy's."""

    code: int
    result: Any = None
    description: str = ""
    after: timedelta | None = None
    is_its_own: bool = True

    @property
    def is_ok(self) -> bool:
        return self.code == 0

    @property
    def about(self) -> dict[str, Any]:
        """The result where it is an object, else an empty one."""
        return self.result if isinstance(self.result, dict) else {}


@dataclass(frozen=True)
class Client:
    """Calls methods of one bot. Its token stands in every address, so no address is ever shown."""

    http: Http
    api: str
    token: str = field(repr=False)

    async def ask(
        self, method: str, parameters: Mapping[str, object] | None = None, *, patience: float | None = None
    ) -> Reply:
        """The vendor's answer, whatever it is; raises ChannelError where there is none."""
        url = f"{self.api}/bot{quote(self.token, safe=':')}/{method}"
        return _reply(await self.http.call(url, json=dict(parameters or {}), patience=patience))


def _reply(answer: Answer) -> Reply:
    """Failures come with their own HTTP status or with 200, their code as a number or as text."""
    data = answer.data
    if data is None or not isinstance(data.get("ok"), bool):
        return Reply(answer.status, after=answer.retry_after, is_its_own=False)
    if data["ok"] and answer.status < 400:
        return Reply(0, data.get("result"))
    code = _number(data.get("error_code", data.get("errorCode"))) or answer.status
    return Reply(code, description=str(data.get("description", "")), after=answer.retry_after)


def _number(code: object) -> int:
    return int(code) if isinstance(code, int | str) and str(code).isdecimal() else 0


def send_refused(reply: Reply) -> ChannelError:
    """Why a message was not taken.

    What 404 says of a message is written nowhere (November 2026). From the platform itself it can only be
    about this chat, since the token was good and the method exists; only words that name the chat as gone
    make us forget it. Its pages call 403 an internal error; a token that is refused will be mended.
    """
    if reply.code in {BAD_REQUEST, 403, NOT_FOUND} and _NOBODY.search(reply.description):
        return ChannelError(Refusal.GONE, str(reply.code))
    return ChannelError(_refusal(reply), str(reply.code), after=reply.after)


def _refusal(reply: Reply) -> Refusal:
    match reply.code:
        case 429:
            return Refusal.THROTTLED
        case 408 | 504:
            return Refusal.UNCERTAIN
        case 401 | 403:
            return Refusal.TEMPORARY
        case code if code >= 500 or (code >= 300 and not reply.is_its_own):
            return Refusal.TEMPORARY
        case code if code < 300:
            return Refusal.UNCERTAIN
        case _:
            return Refusal.REJECTED


def line_refused(reply: Reply) -> ChannelError:
    """Why we are not heard at all: only a token that is refused needs a person."""
    if reply.code == 429:
        return ChannelError(Refusal.THROTTLED, "429", after=reply.after)
    refused = reply.code == UNAUTHORIZED or (reply.code == NOT_FOUND and reply.is_its_own)
    return ChannelError(Refusal.REJECTED if refused else Refusal.TEMPORARY, str(reply.code))
