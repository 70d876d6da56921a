"""Looking, sweeping and tidying: one failing stops no other, and stopping cuts nothing off."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.runtime.outbox import Sender
from bot.runtime.timetable import Timetable
from storage.database import Database
from storage.vocabulary import Delivery
from tests.runtime.test_outbox import Wire, put, sender, states

NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
Look = Callable[[Session, datetime], object]


def look_at_nothing(_session: Session, _now: datetime) -> None:
    """Nothing is due."""


def timetable(database: Database, ours: Sender, look: Look = look_at_nothing, **changed: Any) -> Timetable:
    return Timetable(database, ours, look, lambda: NOW, **changed)


def test_what_is_under_way_as_it_is_stopped_comes_to_its_end(database: Database) -> None:
    leaving = asyncio.Event()

    async def taking(_text: str) -> None:
        leaving.set()
        await asyncio.sleep(0.2)

    wire = Wire(taking)

    async def run() -> None:
        table = timetable(database, sender(database, wire))
        await table.start()
        put(database, "hạn mai")
        sending = asyncio.create_task(table._whole(table._sweep))
        await leaving.wait()
        await table.stop(5)
        assert sending.done()

    asyncio.run(run())

    assert states(database) == {"hạn mai": Delivery.SENT}


def test_it_tidies_at_the_start_and_a_failure_to_tidy_or_to_look_stops_nothing(database: Database) -> None:
    tidied = asyncio.Event()

    async def tidy() -> None:
        tidied.set()
        raise OSError("a full disk")

    def look(_session: Session, _now: datetime) -> None:
        raise LookupError("a bug")

    wire = Wire()

    async def run() -> Timetable:
        table = timetable(database, sender(database, wire), look, tidy=tidy)
        await table.start()
        await asyncio.wait_for(tidied.wait(), 60)
        put(database, "xin chào")
        await table._sweep()
        await table.stop(5)
        return table

    table = asyncio.run(run())

    assert wire.taken == ["xin chào"]
    assert table.is_late(NOW)


def test_a_process_that_was_down_sends_once_what_still_waits(database: Database) -> None:
    wire = Wire()
    put(database, "hạn mai")

    async def run() -> None:
        for days in (3, 3, 4):
            ours = sender(database, wire, clock=lambda days=days: NOW + timedelta(days=days))
            table = timetable(database, ours)
            await table.start()
            await table.stop(5)

    asyncio.run(run())

    assert wire.taken == ["hạn mai"]
