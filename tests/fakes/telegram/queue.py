"""Updates on their way to a bot: asked for, each until it is confirmed, or brought until they are taken."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.fakes.telegram.refusals import Refused

BY_DEFAULT = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
    "poll",
)
_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
_OTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass
class Queue:
    """`waiting` are updates not confirmed yet; `reorder` turns the order of each batch round."""

    waiting: list[dict[str, Any]] = field(default_factory=list)
    again: list[dict[str, Any]] = field(default_factory=list)
    last: dict[str, Any] | None = None
    allowed: Sequence[str] = BY_DEFAULT
    reorder: bool = False
    url: str = ""
    secret: str = ""
    answers: list[int] = field(default_factory=list)
    failed_at: int = 0
    failure: str = ""
    retry: float = 0.05
    _number: int = 100_000
    _moved: asyncio.Condition = field(default_factory=asyncio.Condition)
    _poll: object = None
    _bringing: asyncio.Task[None] | None = None

    async def add(self, update: dict[str, Any]) -> str:
        """Number an update and put it in the queue, where its kind is wanted."""
        self._number += 1
        numbered = {"update_id": self._number, **update}
        if any(kind in self.allowed for kind in update) or "anything" in self.allowed:
            self.last = numbered
            self.waiting.append(numbered)
            await self._wake()
        return str(self._number)

    def renumber(self, start: int) -> None:
        """Number afresh, as after a week in which nothing came."""
        self._number = start

    async def repeat(self) -> None:
        """The last update once more, confirmed or not."""
        assert self.last is not None
        (self.waiting if self.url else self.again).append(self.last)
        await self._wake()

    async def take(self, offset: int, limit: int, wait: float) -> list[dict[str, Any]]:
        """getUpdates: what is below `offset` is confirmed; at most `wait` seconds pass in vain."""
        if self.url:
            raise Refused(409, _WEBHOOK)
        me = self._poll = object()
        async with self._moved:
            self._moved.notify_all()
            if offset < 0:
                self.waiting = self.waiting[offset:]
            elif offset:
                self.waiting = [one for one in self.waiting if one["update_id"] >= offset]
            try:
                async with asyncio.timeout(wait):
                    while self._poll is me and not (self.waiting or self.again) and not self.url:
                        await self._moved.wait()
            except TimeoutError:
                pass
        if self.url:
            raise Refused(409, "Conflict: terminated by setWebhook request")
        if self._poll is not me:
            raise Refused(409, _OTHER)
        self._poll = None
        batch = [*self.again, *self.waiting][: limit or 100]
        self.again.clear()
        return batch[::-1] if self.reorder else batch

    async def bring_to(self, url: str, secret: str) -> None:
        """setWebhook and deleteWebhook: from now on updates are brought to `url`, "" for nowhere."""
        await self.stop()
        self.url, self.secret = url, secret
        await self._wake()
        if url:
            self._bringing = asyncio.create_task(self._bring())

    async def stop(self) -> None:
        if self._bringing is not None:
            self._bringing.cancel()
            await asyncio.gather(self._bringing, return_exceptions=True)
            self._bringing = None

    async def drained(self) -> None:
        """Until every update has been taken."""
        async with self._moved:
            await self._moved.wait_for(lambda: not self.waiting)

    async def _wake(self) -> None:
        async with self._moved:
            self._moved.notify_all()

    async def _bring(self) -> None:
        """One update after another, each again until it is answered with 2xx."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        async with ClientSession(timeout=ClientTimeout(60)) as session:
            while True:
                async with self._moved:
                    await self._moved.wait_for(lambda: bool(self.waiting))
                update = self.waiting[-1 if self.reorder else 0]
                try:
                    async with session.post(self.url, json=update, headers=headers) as response:
                        status, why = response.status, f"Wrong response from the webhook: {response.status}"
                except ClientError as error:
                    status, why = 0, type(error).__name__
                self.answers.append(status)
                if 200 <= status < 300:
                    self.waiting.remove(update)
                    await self._wake()
                else:
                    self.failed_at, self.failure = int(time.time()), why
                    await asyncio.sleep(self.retry)
