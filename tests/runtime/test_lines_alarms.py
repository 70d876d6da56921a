"""What breaks on a line is told to the office once, where it can be reached, and so is the end of it."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from bot.channels.port import Menus, Raw
from storage.accounts import accounts
from storage.database import Database
from storage.tables import Outbox
from tests.runtime.polling import DOWN, REVOKED, Poll, Running, alarms, office_of, told
from tests.runtime.post import letter

REFUSES = "⚠️ Post refuses our token, so nothing can be sent or heard there. Run: main.py doctor"


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


def test_a_token_that_is_refused_is_told_though_the_office_knew_of_a_silence(
    database: Database, tmp_path: Path
) -> None:
    office = office_of(database, tmp_path)

    class LongSilence(Poll):
        async def poll(self) -> Sequence[Raw]:
            office.now += timedelta(minutes=16)
            return await super().poll()

    running = Running(office, LongSilence([DOWN, DOWN, REVOKED, DOWN, DOWN]))
    asyncio.run(running.until(lambda: len(running.paused) == 5))

    assert alarms(database) == [REFUSES]
    assert [sentence for sentence in told(database) if "Post" in sentence] == [
        "⚠️ Post has not answered for 16 minutes; messages there wait.",
        REFUSES,
    ]


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
