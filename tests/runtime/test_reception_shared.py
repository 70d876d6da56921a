"""Several processes take in from one database, and the database may be away: each event is answered once."""

import asyncio
import sqlite3
from pathlib import Path

from sqlalchemy.exc import OperationalError

from storage.database import Database
from tests.databases import migrated
from tests.runtime.post import PostOffice, letter
from tests.runtime.test_reception import kept_form, put_away, waiting


def test_two_processes_that_both_find_it_answer_it_once(postgres: str, tmp_path: Path) -> None:
    database = migrated(postgres)
    other = Database(postgres)
    offices = PostOffice(database, tmp_path), PostOffice(other, tmp_path)
    for number in range(20):
        put_away(database, kept_form(number, str(number), f"chat-{number % 4}"), f"chat-{number % 4}")

    async def run() -> None:
        await asyncio.gather(*(office.reception.sweep() for office in offices))
        await asyncio.gather(*(office.hear(letter(100, "again")) for office in offices))
        await asyncio.gather(*(office.reception.stop(10) for office in offices))

    asyncio.run(run())
    said = [one for office in offices for one in office.said]
    left = waiting(database)
    database.close()
    other.close()

    assert sorted(said) == sorted([*(str(number) for number in range(20)), "again"])
    assert left == []


def test_a_database_that_is_away_for_a_moment_costs_time_and_no_answer(
    database: Database, tmp_path: Path
) -> None:
    office = PostOffice(database, tmp_path)
    put_away(database, kept_form(1, "one"))
    write, cause = database.write, sqlite3.OperationalError("database is locked")
    cause.sqlite_errorcode = sqlite3.SQLITE_BUSY
    failures: list[Exception] = [OperationalError("", None, cause)] * 3

    async def sometimes(work, **more):  # type: ignore[no-untyped-def]
        if failures and "key" in more:
            raise failures.pop()
        return await write(work, **more)

    async def run() -> None:
        database.write = sometimes  # type: ignore[method-assign]
        for _sweep in range(4):
            await office.reception.sweep()
            await office.reception.stop(10)

    asyncio.run(run())
    assert office.heard_back == ["Heard one"]
    assert waiting(database) == []
