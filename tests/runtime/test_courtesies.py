"""What people see at once, beside the answer: a few at a time, and never in the way of anything."""

import asyncio
from dataclasses import replace
from pathlib import Path

from bot.channels.port import Raw
from bot.runtime.reception import COURTESIES
from storage.database import Database
from tests.runtime.post import PostOffice, letter


def test_everything_kept_is_greeted_with_a_courtesy_and_one_that_fails_costs_nothing(
    database: Database, tmp_path: Path
) -> None:
    office = PostOffice(database, tmp_path)
    asyncio.run(office.hear(letter(1, "one")))

    assert office.courtesies == [letter(1, "one")]


def test_a_slow_vendor_is_not_flooded_with_courtesies(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)
    under_way, most = 0, 0

    async def slow(_raw: Raw) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.1)
        under_way -= 1

    office.connection = replace(office.connection, courtesy=slow)
    asyncio.run(office.hear(*(letter(number, "one") for number in range(3 * COURTESIES))))
    assert most == COURTESIES
    assert len(office.heard_back) == 3 * COURTESIES
