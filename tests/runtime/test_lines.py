"""The lines to vendors: what comes is kept, what fails is tried again, and people hear of it once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from bot.channels.port import Connection, Menus, Raw
from bot.errors import ChannelError, Refusal
from bot.runtime.lines import FIRST_RETRY, LAST_RETRY, REFUSED_RETRY, Line, Lines, _pause
from bot.services.alarms import open_alarms
from bot.texts import speaking
from storage.accounts import accounts
from storage.database import Database
from storage.tables import Identity, Outbox, Waiting
from storage.vocabulary import Role
from tests.runtime.post import NOW, PostOffice, letter
from tests.ward import signed_in

REVOKED, DOWN = ChannelError(Refusal.REJECTED, "401"), ChannelError(Refusal.TEMPORARY, "502")
REFUSES = "⚠️ Post refuses our token, so nothing can be sent or heard there. Run: main.py doctor"
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

    async def until(self, done: Callable[[], bool], patience: float = 5.0) -> None:
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


def test_who_we_are_is_kept_and_what_is_polled_is_answered(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)
    running = Running(office, Poll([[letter(1, "one")], [], [letter(1, "one"), letter(2, "two")]]))
    asyncio.run(running.until(lambda: len(office.heard_back) == 2))

    assert office.heard_back == ["Heard one", "Heard two"]
    with Session(database.reader) as session:
        assert accounts(session) == {"post": {"name": "Post"}}


def test_a_vendor_that_is_told_by_the_next_question_is_asked_only_once_all_is_kept(
    database: Database, tmp_path: Path
) -> None:
    office = PostOffice(database, tmp_path)
    poll = Poll([[letter(1, "one")]])
    kept_when_asked: list[int] = []

    async def look() -> Sequence[Raw]:
        with Session(database.reader) as session:
            kept_when_asked.append(len(session.scalars(select(Waiting)).all()) + len(office.said))
        return await Poll.poll(poll)

    poll.poll = look  # type: ignore[method-assign]
    asyncio.run(Running(office, poll).until(lambda: poll.asked == 2))

    assert kept_when_asked == [0, 1]


def test_a_vendor_that_forgets_is_asked_again_while_what_came_is_being_kept(
    database: Database, tmp_path: Path
) -> None:
    office = PostOffice(database, tmp_path)
    burst: list[Answered] = [[letter(number, str(number))] for number in range(50)]
    poll = Poll(burst, confirms=False)
    asked_before_first_kept: list[int] = []
    keep = office.reception._kept

    async def slowly(events):  # type: ignore[no-untyped-def]
        await asyncio.sleep(0.05 if not asked_before_first_kept else 0)
        asked_before_first_kept.append(poll.asked)
        return await keep(events)

    office.reception._kept = slowly  # type: ignore[method-assign]
    asyncio.run(Running(office, poll).until(lambda: len(office.said) == 50))

    assert asked_before_first_kept[0] == 51, "the whole burst was taken while the first was being kept"
    assert office.said == [str(number) for number in range(50)]


def test_stopped_while_it_is_keeping_it_keeps_what_nobody_would_send_again(
    database: Database, tmp_path: Path
) -> None:
    office = PostOffice(database, tmp_path)
    poll = Poll([[letter(number, str(number))] for number in range(20)], confirms=False)
    keep = office.reception._kept

    async def slowly(events):  # type: ignore[no-untyped-def]
        await asyncio.sleep(0.01)
        return await keep(events)

    office.reception._kept = slowly  # type: ignore[method-assign]
    asyncio.run(Running(office, poll).until(lambda: poll.asked == 21))

    assert office.said == [str(number) for number in range(20)]


def test_a_vendor_that_answers_nothing_at_once_is_not_asked_in_a_rush(
    database: Database, tmp_path: Path
) -> None:
    office = PostOffice(database, tmp_path)
    for confirms in (True, False):
        poll = Poll([[] for _call in range(100)], confirms)

        async def run(poll: Poll = poll) -> None:
            with suppress(TimeoutError):
                await Running(office, poll).until(lambda: False, 0.5)

        asyncio.run(run())
        assert 2 <= poll.asked <= 4


def test_what_fails_is_tried_again_ever_more_slowly_and_nobody_is_bothered(
    database: Database, tmp_path: Path
) -> None:
    office = office_of(database, tmp_path)
    slow_down = ChannelError(Refusal.THROTTLED, after=timedelta(seconds=7))
    running = Running(office, Poll([DOWN, DOWN, slow_down, LookupError("garbage"), [letter(1, "one")], DOWN]))
    asyncio.run(running.until(lambda: len(running.paused) == 5))

    assert running.paused == [
        (Refusal.TEMPORARY, 1),
        (Refusal.TEMPORARY, 2),
        (Refusal.THROTTLED, 3),
        (Refusal.TEMPORARY, 4),
        (Refusal.TEMPORARY, 1),
    ]
    assert office.said == ["one"]
    assert alarms(database) == []


def test_the_pause_is_what_the_vendor_asks_or_doubles_or_is_long_where_only_people_can_help() -> None:
    assert _pause(ChannelError(Refusal.THROTTLED, after=timedelta(seconds=7)), 1) == 7
    assert _pause(REVOKED, 1) == REFUSED_RETRY
    assert FIRST_RETRY <= _pause(DOWN, 1) <= 2 * FIRST_RETRY
    assert LAST_RETRY / 2 <= _pause(DOWN, 2_000) <= LAST_RETRY


def test_a_token_revoked_while_running_is_told_to_the_office_once_and_so_is_the_end_of_it(
    database: Database, tmp_path: Path
) -> None:
    office = office_of(database, tmp_path)
    running = Running(office, Poll([[letter(1, "one")], REVOKED, REVOKED, REVOKED]))
    asyncio.run(running.until(lambda: len(running.paused) == 3))
    assert alarms(database) == [REFUSES]
    assert told(database).count(REFUSES) == 1

    again = Running(office, Poll([REVOKED, REVOKED]))
    asyncio.run(again.until(lambda: len(again.paused) == 2))
    assert told(database).count(REFUSES) == 1, "nor is it news after a restart"

    mended = Running(office, Poll([REVOKED, [letter(2, "two")], []]))
    asyncio.run(mended.until(lambda: not alarms(database)))
    assert told(database).count("✅ Post works again.") == 1


def test_the_office_is_told_where_it_can_be_reached(database: Database, tmp_path: Path) -> None:
    office = office_of(database, tmp_path)
    running = Running(office, Poll([REVOKED]))
    asyncio.run(running.until(lambda: len(running.paused) == 1))

    with Session(database.reader) as session:
        (notice,) = session.scalars(select(Outbox)).all()
    assert (notice.channel, notice.chat) == ("web", "an"), "and not on the line that is down"


def test_a_silence_is_told_once_it_has_lasted(database: Database, tmp_path: Path) -> None:
    office = office_of(database, tmp_path)

    class LongSilence(Poll):
        async def poll(self) -> Sequence[Raw]:
            office.now += timedelta(minutes=4)
            return await super().poll()

    running = Running(office, LongSilence([DOWN] * 7))
    asyncio.run(running.until(lambda: len(running.paused) == 7))

    assert alarms(database) == ["⚠️ Post has not answered for 16 minutes; messages there wait."]


def test_to_keep_what_came_before_is_no_sign_that_the_vendor_is_well(
    database: Database, tmp_path: Path
) -> None:
    office = office_of(database, tmp_path)
    keep = office.reception._kept

    async def slowly(events):  # type: ignore[no-untyped-def]
        await asyncio.sleep(0.03)
        return await keep(events)

    office.reception._kept = slowly  # type: ignore[method-assign]
    running = Running(office, Poll([[letter(1, "one")], *[REVOKED] * 10], confirms=False))
    asyncio.run(running.until(lambda: len(running.paused) == 10))

    assert office.said == ["one"]
    assert told(database).count(REFUSES) == 1
    assert told(database).count("✅ Post works again.") == 0


def test_a_database_that_fails_costs_time_and_no_message(database: Database, tmp_path: Path) -> None:
    office = office_of(database, tmp_path)
    write = database.write
    failures = [OperationalError("", None, Exception())] * 4

    async def sometimes(work, **more):  # type: ignore[no-untyped-def]
        if failures:
            raise failures.pop()
        return await write(work, **more)

    database.write = sometimes  # type: ignore[method-assign]
    running = Running(office, Poll([REVOKED, [letter(1, "one")]]))
    asyncio.run(running.until(lambda: office.said == ["one"]))

    assert failures == []


def test_beginning_is_tried_until_it_works(database: Database, tmp_path: Path) -> None:
    office = office_of(database, tmp_path)
    script: list[Exception] = [DOWN, REVOKED, LookupError("a bug")]

    async def begin(_menus: Menus) -> dict[str, str]:
        if script:
            raise script.pop(0)
        return {"name": "At last"}

    running = Running(office, Poll([[letter(1, "one")]]), begin)
    asyncio.run(running.until(lambda: office.said == ["one"]))

    with Session(database.reader) as session:
        assert accounts(session) == {"post": {"name": "At last"}}
    assert told(database).count(REFUSES) == 1


def test_chores_are_done_again_and_again_whatever_becomes_of_one(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)
    done: list[str] = []

    async def refused() -> None:
        done.append("refused")
        raise DOWN

    async def buggy() -> None:
        done.append("buggy")
        raise LookupError("a bug")

    async def sound() -> None:
        done.append("sound")

    running = Running(office, None, chores=(refused, buggy, sound))
    asyncio.run(running.until(lambda: len(done) >= 6))

    assert done[:6] == ["refused", "buggy", "sound"] * 2


def test_a_line_that_fails_costs_no_other(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)
    broken = Running(office, Poll([REVOKED] * 1000))
    sound = Running(office, Poll([[letter(number, str(number))] for number in range(10)]))

    async def run() -> None:
        lines = Lines([broken.line(), sound.line()])
        lines.start()
        async with asyncio.timeout(5):
            while len(office.said) < 10:  # noqa: ASYNC110 - there is nobody who could tell
                await asyncio.sleep(0.005)
        await lines.stop()
        await office.reception.stop(5)

    asyncio.run(run())
    assert office.said == [str(number) for number in range(10)]
    assert broken.paused
