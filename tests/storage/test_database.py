"""The unit of work keeps all or nothing, in order, on both databases."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from storage.database import Database
from storage.errors import BadInput, NotAllowed
from storage.inbox import remember
from storage.schema import migrate
from storage.tables import Inbox, Person

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)


def names(session: Session) -> list[str]:
    return sorted(session.exec(select(Person.name)).all())


def test_a_failed_write_costs_only_itself(database: Database) -> None:
    def fail(session: Session) -> None:
        session.add(Person(name="Nobody"))
        session.flush()
        raise ValueError("wrong")

    def add(name: str) -> None:
        return None

    async def run() -> list[object]:
        def adding(name: str) -> object:
            return database.write(lambda session: session.add(Person(name=name)), key=name)

        jobs = [adding("An"), database.write(fail), adding("Bình"), adding("Chi")]
        return await asyncio.gather(*jobs, return_exceptions=True)  # type: ignore[call-overload, no-any-return]

    outcomes = asyncio.run(run())

    assert [type(outcome) for outcome in outcomes] == [type(None), ValueError, type(None), type(None)]
    with database.session() as session:
        assert names(session) == ["An", "Bình", "Chi"]


def test_writes_with_one_key_keep_their_order(database: Database) -> None:
    seen: list[int] = []

    async def run() -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(50):
                group.create_task(database.write(lambda _s, n=number: seen.append(n), key="chat"))  # type: ignore[misc]

    asyncio.run(run())

    assert seen == list(range(50))


def test_reading_changes_nothing(database: Database) -> None:
    async def run() -> list[str]:
        await database.write(lambda session: session.add(Person(name="An")))
        return await database.read(names)

    assert asyncio.run(run()) == ["An"]


def test_the_same_update_is_taken_once(session: Session) -> None:
    taken = [remember(session, "web", "7", NOW), remember(session, "web", "7", NOW)]

    assert taken == [True, False]
    assert [row.update_id for row in session.exec(select(Inbox))] == ["7"]


def test_moments_come_back_aware_and_in_utc(session: Session) -> None:
    remember(session, "web", "7", NOW)
    session.commit()
    session.expire_all()

    assert session.exec(select(Inbox.received_at)).one() == NOW


def test_a_database_newer_than_the_code_is_refused(database: Database) -> None:
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with database.writer.connect() as connection, pytest.raises(NotAllowed, match="9999"):
        migrate(connection)


def test_migrating_twice_changes_nothing(database: Database) -> None:
    with database.session() as session:
        session.add(Person(name="An"))
    with database.writer.connect() as connection:
        migrate(connection)
    with database.session() as session:
        assert names(session) == ["An"]


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(BadInput):
        Database("mysql://ward")
