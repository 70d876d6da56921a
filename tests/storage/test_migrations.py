"""The migrations make exactly the tables that the code declares, and bring older wards along."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, UniqueConstraint, inspect, text
from sqlmodel import Session, SQLModel

from storage.database import Database
from storage.journal import entries_of
from storage.reminders import said_about
from storage.saying import Rung, keep_said
from storage.schema import config, migrate
from storage.tables import Conversation, Identity, Obligation, Outbox, Person, Reminder
from storage.vocabulary import Delivery, ObligationState, Role
from storage.waiting import waiting_chats

FIRST = (
    "INSERT INTO person (id, name, locale, active) VALUES (7, 'Lê Minh An', 'vi', true)",
    "INSERT INTO unit (id, code, name, aliases, is_group, active)"
    " VALUES (1, 'VH', 'Văn hóa', '[]', false, true)",
    "INSERT INTO period (code, kind, starts, cutoff, due) VALUES"
    " ('2026-H1', 'half', '2025-12-15', '2026-06-14', '2026-06-15')",
    "INSERT INTO obligation (id, key, kind, unit_id, period_code, due, confirmed, reason, state) VALUES"
    " (3, 'report:1:2026-H1', 'report', 1, '2026-H1', '2026-06-15', false, '', 'open')",
)
SECOND = (
    "INSERT INTO conversation (channel, chat, state, updated_at) VALUES"
    """ ('web', 'an', '{"flow": "progress"}', '2026-06-01 02:00:00+00:00')""",
    "INSERT INTO identity (id, person_id, channel, chat, linked_at, reachable) VALUES"
    " (2, 7, 'web', 'an', '2026-06-01 02:00:00+00:00', true)",
    "INSERT INTO outbox (id, channel, chat, kind, say, state, priority, not_before, attempts, created_at)"
    """ VALUES (5, 'web', 'an', 'notice', '{"text": "Nhắc"}', 'queued', 1, '2026-06-01 02:00:00+00:00', 0,"""
    " '2026-06-01 02:00:00+00:00')",
)
THIRD = (
    "INSERT INTO reminder (id, obligation_id, rung, person_id, created_at, outbox_id) VALUES"
    " (9, 3, -14, 7, '2026-05-26 01:00:00+00:00', 5)",
)
FOURTH = (
    "INSERT INTO outbox (id, channel, chat, kind, say, state, priority, not_before, attempts, created_at)"
    """ VALUES (6, 'web', 'an', 'reminder', '{"text": "Nhắc"}', 'queued', 1, '2026-06-02 02:00:00+00:00',"""
    " 0, '2026-06-02 02:00:00+00:00')",
    "UPDATE outbox SET state = 'sent' WHERE id = 5",
)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.writer.connect() as connection:
        yield connection


def test_the_migrations_make_the_declared_tables(connection: Connection) -> None:
    assert differences(connection) == []


def test_a_table_or_index_that_no_migration_makes_is_noticed(connection: Connection) -> None:
    for broken in ("DROP INDEX ix_outbox_due", "DROP INDEX ix_stored_file_sha256", "DROP TABLE snooze"):
        connection.execute(text(broken))
    found = [difference[0] for difference in differences(connection)]

    assert sorted(found) == ["add_index", "add_index", "add_table"]


def test_every_declared_unique_key_is_kept_by_the_database(connection: Connection) -> None:
    assert uniques(connection) == declared_uniques()


def test_a_ward_of_the_first_version_is_brought_along_with_all_it_holds(database: Database) -> None:
    bring_along(database, "0001", *FIRST)
    with Session(database.reader) as session:
        assert session.get_one(Person, 7).name == "Lê Minh An"
        assert session.get_one(Obligation, 3).state is ObligationState.OPEN


def test_a_ward_of_the_second_version_is_brought_along_with_all_it_holds(database: Database) -> None:
    bring_along(database, "0002", *FIRST, *SECOND)
    with Session(database.reader) as session:
        said = session.get_one(Outbox, 5)
        assert (said.state, said.say, said.parts_sent, said.paid, said.held) == (
            Delivery.QUEUED,
            {"text": "Nhắc"},
            0,
            False,
            None,
        )
        assert session.get_one(Identity, 2).phone is None
        assert session.get_one(Conversation, ("web", "an")).state == {"flow": "progress"}
        assert waiting_chats(session, ["web"]) == []


def test_a_ward_of_the_third_version_is_brought_along_with_all_it_holds(database: Database) -> None:
    bring_along(database, "0003", *FIRST, *SECOND, *THIRD)
    with Session(database.writer) as session:
        owed = session.get_one(Obligation, 3)
        assert (owed.due, owed.extended_from, owed.arming, owed.period_code) == (
            date(2026, 6, 15),
            None,
            0,
            "2026-H1",
        )
        said = session.get_one(Reminder, 9)
        assert (said.rung, said.arming, said.role, said.told_due) == (-14, 0, Role.FOCAL, None)
        session.add(Reminder(obligation_id=3, arming=1, rung=-14, person_id=7, created_at=said.created_at))
        session.commit()
        assert entries_of(session, [3]) == {}


def test_a_ward_of_the_fourth_version_is_brought_along_with_all_it_holds(database: Database) -> None:
    bring_along(database, "0004", *FIRST, *SECOND, *THIRD, *FOURTH)
    with Session(database.writer) as session:
        said = session.get_one(Reminder, 9)
        assert (said.rung, said.arming, said.outbox_id) == (-14, 0, 5)
        keep_said(session, [Rung(3, 0, -14, Role.FOCAL, date(2026, 6, 15))], 7, 6, said.created_at)
        session.commit()
        assert {each.outbox_id for each, _state in said_about(session, 3, 7)} == {5, 6}


def bring_along(database: Database, revision: str, *rows: str) -> None:
    """Put these rows into a database as it was in a revision, and bring it up to date."""
    with database.writer.connect() as connection:
        strip(connection)
        command.upgrade(config(connection), revision)
        for row in rows:
            connection.execute(text(row))
        connection.commit()
        migrate(connection)

        assert differences(connection) == []
        assert uniques(connection) == declared_uniques()


def strip(connection: Connection) -> None:
    """Leave a database without any table."""
    metadata = MetaData()
    metadata.reflect(connection)
    metadata.drop_all(connection)
    connection.commit()


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": same_type})
    found: list[Any] = compare_metadata(context, SQLModel.metadata)
    return found


def uniques(connection: Connection) -> set[tuple[str, tuple[str, ...]]]:
    """Each unique key there is, as (table, its columns)."""
    seen = inspect(connection)
    return {
        (table, tuple(sorted(str(name) for name in key["column_names"])))
        for table in seen.get_table_names()
        for key in seen.get_unique_constraints(table)
    }


def declared_uniques() -> set[tuple[str, tuple[str, ...]]]:
    return {
        (table.name, tuple(sorted(column.name for column in constraint.columns)))
        for table in SQLModel.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    }


def same_type(_context: Any, _column: Any, _metadata_column: Any, found: Any, declared: Any) -> bool:
    """Whether a type changed: compared by what each would hold, as our types wrap the plain ones."""
    plain = getattr(declared, "impl", declared)
    return bool(found._type_affinity is not plain._type_affinity)
