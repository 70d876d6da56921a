"""The lines to vendors: what comes is kept, and what fails is tried again."""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, select

from bot.channels.port import Raw
from bot.errors import ChannelError, Refusal
from bot.runtime.lines import FIRST_RETRY, LAST_RETRY, LEAST_POLL, REFUSED_RETRY, Lines, _pause
from storage.accounts import accounts
from storage.database import Database
from storage.tables import Waiting
from tests.runtime.polling import DOWN, REVOKED, Answered, Poll, Running, alarms
from tests.runtime.post import PostOffice, letter


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
            await Running(office, poll).until(lambda: poll.asked >= 3)

        began = time.monotonic()
        asyncio.run(run())
        assert time.monotonic() - began >= 2 * LEAST_POLL


def test_what_fails_is_tried_again_ever_more_slowly_and_nobody_is_bothered(
    database: Database, tmp_path: Path
) -> None:
    office = PostOffice(database, tmp_path)
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
        async with asyncio.timeout(60):
            while len(office.said) < 10:  # noqa: ASYNC110 - there is nobody who could tell
                await asyncio.sleep(0.005)
        await lines.stop()
        await office.reception.stop(5)

    asyncio.run(run())
    assert office.said == [str(number) for number in range(10)]
    assert broken.paused
