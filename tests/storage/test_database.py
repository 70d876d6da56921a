"""The unit of work keeps all or nothing, in order, on both databases."""

import asyncio
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from storage.database import Database
from storage.errors import BadInput, NotAllowed
from storage.inbox import remember
from storage.schema import migrate
from storage.tables import Inbox, Person, Unit

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


def test_what_another_write_crossed_is_done_again_from_the_start(database: Database) -> None:
    """Two conversations that give the next number at the same moment: each gets its own."""
    both_have_looked = threading.Barrier(1 if database.is_sqlite else 2)
    tries = []

    def number(session: Session) -> int:
        taken = session.exec(select(func.count()).select_from(Unit)).one()
        tries.append(taken)
        if len(tries) <= 2:
            both_have_looked.wait(timeout=10)
        session.add(Unit(code=str(taken + 1), name=""))
        session.flush()
        return taken + 1

    async def run() -> list[int]:
        return await asyncio.gather(*(database.write(number, key=chat) for chat in ("an", "bình")))

    assert sorted(asyncio.run(run())) == [1, 2]
    assert len(tries) == (2 if database.is_sqlite else 3)


def test_what_fails_each_time_is_told_and_leaves_nothing(database: Database) -> None:
    def twice(session: Session) -> None:
        session.add_all([Unit(code="A", name=""), Unit(code="A", name="")])

    with pytest.raises(IntegrityError) as told:
        asyncio.run(database.write(twice))

    assert "'A'" not in str(told.value).partition("[SQL")[2]
    with database.session() as session:
        assert session.exec(select(Unit.id)).all() == []


def test_one_reads_what_stood_before_while_another_writes(database: Database) -> None:
    under_way, seen = threading.Event(), threading.Event()

    def write(session: Session) -> None:
        session.add(Person(name="An"))
        session.flush()
        under_way.set()
        assert seen.wait(timeout=10)

    async def run() -> list[list[str]]:
        writing = asyncio.create_task(database.write(write))
        await asyncio.to_thread(under_way.wait, 10)
        during = [await database.read(names) for _reader in range(8)]
        seen.set()
        await writing
        return [*during, await database.read(names)]

    assert asyncio.run(run()) == [[]] * 8 + [["An"]]


def test_a_trial_sees_what_stands_keeps_nothing_and_lets_others_write(database: Database) -> None:
    with database.session() as session:
        session.add(Person(name="An"))

    with database.trial() as trial:
        trial.add(Person(name="Never"))
        trial.flush()
        asyncio.run(database.write(lambda session: session.add(Person(name="Bình"))))
        assert "Never" in names(trial)
        assert "An" in names(trial)
    with database.session() as session:
        assert names(session) == ["An", "Bình"]


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
