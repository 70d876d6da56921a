"""A line to Post that runs in a test: what its polls give, and how often and why it paused."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlmodel import Session, select

from bot.channels.port import Connection, Menus, Raw
from bot.errors import ChannelError, Refusal
from bot.runtime.lines import Line, Lines
from bot.services.alarms import open_alarms
from bot.texts import speaking
from storage.database import Database
from storage.tables import Identity, Outbox
from storage.vocabulary import Role
from tests.runtime.post import NOW, PostOffice
from tests.ward import signed_in

REVOKED, DOWN = ChannelError(Refusal.REJECTED, "401"), ChannelError(Refusal.TEMPORARY, "502")
Answered = Sequence[Raw] | Exception


@dataclass
class Poll:
    """Gives what the script says, call by call, then nothing for ever; `asked` counts the calls."""

    script: list[Answered]
    confirms: bool = True
    slow: float = 0.0
    asked: int = 0

    async def poll(self) -> Sequence[Raw]:
        self.asked += 1
        await asyncio.sleep(self.slow)
        if not self.script:
            await asyncio.sleep(60)
        answer = self.script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class Running:
    """A line that runs; `paused` are the seconds it would have waited, and why."""

    office: PostOffice
    poll: Poll | None = None
    begin: Callable[[Menus], Awaitable[dict[str, str]]] | None = None
    chores: Sequence[Callable[[], Awaitable[None]]] = ()
    paused: list[tuple[Refusal, int]] = field(default_factory=list)

    def line(self) -> Line:
        connection: Connection = self.office.connection
        connection = replace(
            connection, polled=self.poll, begin=self.begin or connection.begin, chores=self.chores
        )
        return Line(connection, self.office.reception, lambda _locale, _roles: (), self._pause, 0.01)

    def _pause(self, error: ChannelError, tries: int) -> float:
        self.paused.append((error.refusal, tries))
        return 0.01

    async def until(self, done: Callable[[], bool], patience: float = 60.0) -> None:
        lines = Lines([self.line()])
        lines.start()
        try:
            async with asyncio.timeout(patience):
                while not done():  # noqa: ASYNC110 - there is nobody who could tell
                    await asyncio.sleep(0.005)
        finally:
            await lines.stop()
            await self.office.reception.stop(5)


def alarms(database: Database) -> list[str]:
    with Session(database.reader) as session, speaking("en"):
        return open_alarms(session)


def told(database: Database) -> list[str]:
    """What the office has been told."""
    with Session(database.reader) as session:
        return [row.say["text"] for row in session.scalars(select(Outbox).order_by(Outbox.id))]  # type: ignore[arg-type]


def office_of(database: Database, folder: Path) -> PostOffice:
    with database.session() as session:
        person = signed_in(session, "Tổng", Role.OFFICE)
        person.locale = "en"
        session.add(Identity(person_id=person.id or 0, channel="post", chat="tong", linked_at=NOW))
    return PostOffice(database, folder)
