"""Calling vendors: one HTTP session for all of them, and every failure as a ChannelError."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    InvalidURL,
    NonHttpUrlClientError,
    TCPConnector,
)

from bot.channels.names import Names
from bot.clock import utc_now
from bot.errors import ChannelError, Refusal

PATIENCE, CONNECTING, LEAVING = 20.0, 5.0, 10.0
MOST_TO_ONE = 100
CHUNK = 64 * 1024
LARGEST_ANSWER = 4 * 1024 * 1024
LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True)
class Answer:
    """What a vendor answered; `data` is None where it is not a JSON object."""

    status: int
    headers: Mapping[str, str]
    data: dict[str, Any] | None

    @property
    def retry_after(self) -> timedelta | None:
        """How long the vendor asks us to wait, in its header; a day at most."""
        asked = self.headers.get("Retry-After", "").strip()
        if re.fullmatch(r"[0-9]{1,9}", asked):
            return min(timedelta(seconds=int(asked)), LONGEST_WAIT)
        try:
            moment = parsedate_to_datetime(asked)
        except (ValueError, OverflowError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return min(max(timedelta(), moment - utc_now()), LONGEST_WAIT)


class Http:
    """The one session; made in the running loop at first need. `patience` is in seconds, for one call.

    Each host has connections of its own, so that one which is slow takes none from the others.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._session: ClientSession | None = None

    @property
    def session(self) -> ClientSession:
        if self._session is None or self._session.closed:
            connector = TCPConnector(
                limit=0, limit_per_host=MOST_TO_ONE, keepalive_timeout=30, resolver=Names()
            )
            self._session = ClientSession(
                connector=connector, cookie_jar=DummyCookieJar(), timeout=ClientTimeout(None)
            )
        return self._session

    async def call(
        self, url: str, *, method: str = "POST", patience: float | None = None, **request: Any
    ) -> Answer:
        """Ask a vendor; whatever status it answers with is an answer.

        Raises ChannelError: TEMPORARY where the request never left, UNCERTAIN where it may have arrived.
        """
        whole = patience or self.patience
        # Looking up the name and waiting for a connection end well before all patience does.
        limits = ClientTimeout(total=whole, connect=min(LEAVING, whole / 2), sock_connect=CONNECTING)
        try:
            async with self.session.request(
                method, url, timeout=limits, allow_redirects=False, **request
            ) as response:
                return Answer(response.status, response.headers, _object(await read_body(response)))
        except (ClientConnectorError, ConnectionTimeoutError, InvalidURL, NonHttpUrlClientError) as error:
            raise ChannelError(Refusal.TEMPORARY, type(error).__name__) from None
        except (ClientError, TimeoutError, OSError) as error:
            raise ChannelError(Refusal.UNCERTAIN, type(error).__name__) from None

    async def stream(self, url: str, *, patience: float = 60.0, **request: Any) -> AsyncIterator[bytes]:
        """The bytes at an address; raises ChannelError where they do not come, or not all of them.

        With `allow_redirects=False` another address to ask is told as MOVED.
        """
        try:
            limits = ClientTimeout(total=3 * patience, sock_connect=CONNECTING, sock_read=patience)
            async with self.session.get(url, timeout=limits, **request) as response:
                if "Location" in response.headers and 300 < response.status < 400:
                    raise ChannelError(Refusal.MOVED, to=response.headers["Location"])
                if response.status != 200:
                    gone = response.status in {400, 401, 403, 404, 410}
                    kind = Refusal.REJECTED if gone else Refusal.TEMPORARY
                    raise ChannelError(kind, str(response.status))
                async for chunk in response.content.iter_chunked(CHUNK):
                    yield chunk
        except (ClientError, TimeoutError, OSError) as error:
            raise ChannelError(Refusal.TEMPORARY, type(error).__name__) from None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            await asyncio.sleep(0)


async def read_body(response: ClientResponse) -> bytes:
    """As much as a sane answer holds."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            break
    return bytes(body)


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
