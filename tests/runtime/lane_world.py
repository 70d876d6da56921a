"""A sender and a vendor that can be made to fail, on a clock that a test sets."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.runtime.outbox import Sender
from storage.database import Database
from storage.outbox import enqueue
from storage.tables import Outbox
from storage.vocabulary import Delivery, MessageKind
from tests.runtime.enforcing import Enforcing, Paced

NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)


def put(session: Session, chat: str, *texts: str, kind: MessageKind = MessageKind.REPLY, **more: Any) -> None:
    for text in texts:
        say: dict[str, Any] = {"text": text, "choices": [], "files": [], "link": None}
        row: dict[str, Any] = {"channel": "paced", "chat": chat, "kind": kind, "say": say, "now": NOW}
        enqueue(session, **(row | more))


class World:
    """One channel called `paced`; `now` moves only when a test says so, the limits keep real time."""

    def __init__(self, database: Database, **vendor: Any) -> None:
        self.database = database
        self.now = NOW
        self.vendor = Enforcing(**({"limit": 200} | vendor))
        self.channel = Paced("", self.vendor.limit)
        self.sent: list[tuple[str, int]] = []
        self.sender = self.another()

    def another(self, database: Database | None = None, **changed: Any) -> Sender:
        parts: dict[str, Any] = {
            "recheck": lambda _session, row, _now: row.say,
            "clock": lambda: self.now,
            "note_sent": lambda _session, channel, parts, _now: self.sent.append((channel, parts)),
        }
        return Sender(database or self.database, {"paced": self.channel}, **(parts | changed))

    def put(self, chat: str, *texts: str, kind: MessageKind = MessageKind.REPLY, **more: Any) -> None:
        with self.database.session() as session:
            put(session, chat, *texts, kind=kind, **more)

    def rows(self) -> list[Outbox]:
        with Session(self.database.reader) as session:
            return list(session.scalars(select(Outbox).order_by(col(Outbox.id))))

    def states(self) -> list[Delivery]:
        return [row.state for row in self.rows()]

    def play(self, doing: Callable[[], Awaitable[None]]) -> None:
        """Do this while the vendor is there."""

        async def run() -> None:
            async with self.vendor.open():
                self.channel.url = self.vendor.url
                try:
                    await doing()
                finally:
                    await self.sender.stop(1.0)
                    await self.channel.http.close()

        asyncio.run(run())

    def sweep(self, *waits: float) -> None:
        """Let it send all it can, then again after each of these many seconds."""

        async def sweeping() -> None:
            await self.swept()
            for seconds in waits:
                self.now += timedelta(seconds=seconds)
                await self.swept()

        self.play(sweeping)

    async def swept(self) -> None:
        await self.sender.sweep()
        for lane in self.sender.lanes:
            await lane.rest(30)


async def until(told: Callable[[], bool], patience: float = 30.0) -> None:
    deadline = time.monotonic() + patience
    while not told():
        if time.monotonic() > deadline:
            raise TimeoutError
        await asyncio.sleep(0.01)
