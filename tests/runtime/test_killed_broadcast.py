"""Killed in the middle of a broadcast, again and again: everybody hears it, almost everybody once."""

import asyncio
import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import Session, select

from storage.database import Database
from storage.tables import Outbox
from storage.vocabulary import Delivery, MessageKind
from tests.processes import Given, Process, begin
from tests.runtime import broadcasting
from tests.runtime.enforcing import Enforcing
from tests.runtime.lane_world import put, until

PEOPLE, LIMIT = 1_000, 200
KILLED_AFTER = (150, 450, 750)
PATIENCE = 240.0


def start(database: Database, vendor: Enforcing, folder: Path) -> Process:
    given = Given(dict(os.environ), folder / "stdout", folder / "stderr")
    return begin(broadcasting.run, database.url, vendor.url, str(LIMIT), given=given)


def kill(process: Process) -> None:
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def rows_in(database: Database, *states: Delivery) -> list[Outbox]:
    with Session(database.reader) as session:
        return [row for row in session.scalars(select(Outbox)) if row.state in states]


@pytest.mark.long
@pytest.mark.xdist_group("story")
def test_a_broadcast_that_is_killed_again_and_again_reaches_everybody(
    database: Database, tmp_path: Path
) -> None:
    vendor = Enforcing(LIMIT, slow=0.05)
    with database.session() as session:
        for number in range(PEOPLE):
            put(session, f"chat {number}", f"Tin {number}", kind=MessageKind.NOTICE)
    in_flight: Counter[str] = Counter()

    async def run() -> None:
        async with vendor.open():
            for reached in KILLED_AFTER:
                process = await asyncio.to_thread(start, database, vendor, tmp_path)
                await until(lambda reached=reached: len(vendor.taken) >= reached, PATIENCE)  # type: ignore[misc]
                await asyncio.to_thread(kill, process)
                in_flight.update(row.chat for row in rows_in(database, Delivery.SENDING))
            process = await asyncio.to_thread(start, database, vendor, tmp_path)
            deadline = time.monotonic() + PATIENCE
            while rows_in(database, Delivery.QUEUED, Delivery.SENDING):
                assert time.monotonic() < deadline
                await asyncio.sleep(0.2)
            await asyncio.to_thread(kill, process)

    asyncio.run(run())
    heard = Counter(arrival.chat for arrival in vendor.taken)
    twice = {chat for chat, times in heard.items() if times == 2}
    marked = {row.chat for row in rows_in(database, Delivery.SENT, Delivery.UNCERTAIN) if row.tried}
    print(
        f"{len(KILLED_AFTER)} kills, {len(in_flight)} in flight at one: {PEOPLE - len(twice)} heard once, "
        f"{len(twice)} twice, {len(marked)} marked, most in a second {vendor.most_in_a_second()}"
    )

    assert len(heard) == PEOPLE
    assert max(heard.values()) <= 2
    assert twice <= marked <= set(in_flight)
    again = {arrival.chat for arrival in vendor.taken if arrival.text.startswith("(")}
    assert twice <= again <= marked
    assert all(row.chat in in_flight for row in rows_in(database, Delivery.UNCERTAIN))
    assert vendor.most_in_a_second() <= LIMIT
