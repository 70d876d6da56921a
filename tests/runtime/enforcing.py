"""A vendor on loopback that takes so many messages in any second and not one more, and a channel to it."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiohttp import web

from bot.channels.http import Http
from bot.channels.port import Capabilities, Part, Receipt
from bot.conversation.messages import Address, Incoming
from bot.errors import ChannelError, Refusal


@dataclass(frozen=True)
class Arrival:
    """A message as it reached the vendor, at a monotonic moment; `taken` unless there were too many."""

    at: float
    chat: str
    text: str
    taken: bool


@dataclass
class Enforcing:
    """Keeps count of every request in a sliding second, by its own clock.

    `faults` says how the next requests with a text go wrong, one after another: a status, `hang`,
    `drop_before` or `drop_after` it was taken. `slow` is how long an answer takes; `heard` is when each text
    was first taken.
    """

    limit: int
    slow: float = 0.0
    faults: dict[str, list[str | int]] = field(default_factory=dict)
    retry_after: int | None = 1
    arrivals: list[Arrival] = field(default_factory=list)
    heard: dict[str, float] = field(default_factory=dict)
    url: str = ""
    _second: deque[float] = field(default_factory=deque)

    @property
    def taken(self) -> list[Arrival]:
        return [arrival for arrival in self.arrivals if arrival.taken]

    @property
    def texts(self) -> list[str]:
        """What was taken, in order."""
        return [arrival.text for arrival in self.taken]

    def most_in_a_second(self) -> int:
        """The most requests that came in any second, wherever it begins."""
        return most_in_a_second([arrival.at for arrival in self.arrivals])

    def rate(self) -> float:
        """Messages a second from the first to the last."""
        times = [arrival.at for arrival in self.taken]
        return (len(times) - 1) / (times[-1] - times[0])

    def note(self, chat: str, text: str, fault: str | int | None = None) -> bool:
        """A request has come; whether it is one too many."""
        at = time.monotonic()
        while self._second and at - self._second[0] >= 1.0:
            self._second.popleft()
        is_allowed = len(self._second) < self.limit
        if is_allowed:
            self._second.append(at)
        is_taken = is_allowed and fault in {None, "hang", "drop_after"}
        self.arrivals.append(Arrival(at, chat, text, is_taken))
        if is_taken:
            self.heard.setdefault(text, at)
        return not is_allowed

    async def take(self, request: web.Request) -> web.Response:
        said: dict[str, Any] = await request.json()
        faults = self.faults.get(said["text"], [])
        fault = faults.pop(0) if faults else None
        is_too_many = self.note(said["chat"], said["text"], fault)
        if fault == "hang":
            await asyncio.sleep(3600)
        if fault in {"drop_before", "drop_after"}:
            assert request.transport is not None
            request.transport.abort()
        await asyncio.sleep(self.slow)
        if is_too_many or fault == 429:
            headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
            return web.json_response({}, status=429, headers=headers)
        if isinstance(fault, int):
            return web.json_response({}, status=fault)
        return web.json_response({"id": len(self.arrivals)})

    async def take_telegram(self, request: web.Request) -> web.Response:
        """As much of that vendor as its own client needs to send."""
        if request.match_info["method"] != "sendMessage":
            me = {"id": 1, "is_bot": True, "first_name": "B", "username": "b_bot"}
            return web.json_response({"ok": True, "result": me})
        said = await request.post()
        if self.note(str(said["chat_id"]), str(said["text"])):
            wait = {"retry_after": self.retry_after}
            body = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": wait}
            return web.json_response(body, status=429)
        chat = {"id": 1, "type": "private"}
        sent = {"message_id": len(self.arrivals), "date": 1, "chat": chat, "text": "x"}
        return web.json_response({"ok": True, "result": sent})

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Enforcing"]:
        application = web.Application()
        application.router.add_post("/send", self.take)
        application.router.add_post("/bot{token}/{method}", self.take_telegram)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            with suppress(asyncio.CancelledError):
                await runner.cleanup()


@dataclass
class Paced:
    """A channel to such a vendor."""

    url: str
    per_second: int
    http: Http = field(default_factory=Http)
    name: str = "paced"
    text_limit: int = 1_000
    patience: float = 10.0

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(self.text_limit, "characters", 0, per_second=self.per_second)

    def receive(self, raw: Mapping[str, object]) -> list[Incoming]:
        return []

    async def send(self, address: Address, part: Part) -> Receipt:
        said = {"chat": address.chat, "text": part.text}
        answer = await self.http.call(f"{self.url}/send", json=said, patience=self.patience)
        if answer.status == 429:
            raise ChannelError(Refusal.THROTTLED, after=answer.retry_after)
        if answer.status == 410:
            raise ChannelError(Refusal.MOVED, to=f"{address.chat}+")
        if answer.status in REFUSED:
            raise ChannelError(REFUSED[answer.status])
        if answer.data is None or answer.status != 200:
            raise ChannelError(Refusal.UNCERTAIN)
        return Receipt(str(answer.data["id"]))


REFUSED = {
    400: Refusal.REJECTED,
    403: Refusal.GONE,
    409: Refusal.WINDOW_CLOSED,
    503: Refusal.TEMPORARY,
}


def most_in_a_second(times: list[float]) -> int:
    """The most of these moments within any second that begins with one of them."""
    ordered, most, first = sorted(times), 0, 0
    for last, at in enumerate(ordered):
        while at - ordered[first] >= timedelta(seconds=1).total_seconds():
            first += 1
        most = max(most, last - first + 1)
    return most
