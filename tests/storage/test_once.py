"""What is read once in a transaction, and what lets it be read anew."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, func, text, update
from sqlmodel import Session, SQLModel, select

import storage
from storage.obligations import list_periods
from storage.once import read_once
from storage.plan import list_units
from storage.rules import rule_values, set_rule
from storage.tables import Rule, Unit
from storage.vocabulary import Role

NOW = datetime(2026, 6, 15, 1, tzinfo=UTC)
SOME = [1, 2]
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "asked_longer": (SOME,),
    "away_on": (NOW.date(),),
    "conclusions_of": (SOME,),
    "ended_since": (NOW.date(), NOW.date()),
    "entries_of": (SOME,),
    "leaves_of": (SOME,),
    "linked_and_heard": (SOME,),
    "linked_seats": (Role,),
    "list_duties": (["a"],),
    "list_seated": (Role,),
    "meetings_since": (NOW,),
    "obligations_by_id": (SOME,),
    "people_with": tuple(Role),
    "seats_of": (SOME,),
    "standing_in": (["2026-H1"],),
}


def _are_read_once() -> dict[str, Callable[..., Any]]:
    """Every function of the storage that reads once, by name."""
    code = read_once()(list_periods).__code__
    modules = [
        importlib.import_module(f"storage.{one.name}") for one in pkgutil.iter_modules(storage.__path__)
    ]
    named = {name: one for module in modules for name, one in vars(module).items()}
    return {name: one for name, one in named.items() if getattr(one, "__code__", None) is code}


@pytest.fixture
def asked(session: Session) -> Iterator[list[str]]:
    """What the database was asked, in order."""
    statements: list[str] = []

    def note(*args: Any) -> None:
        statements.append(args[2])

    event.listen(session.get_bind(), "before_cursor_execute", note)
    yield statements
    event.remove(session.get_bind(), "before_cursor_execute", note)


def test_it_is_read_once(session: Session, asked: list[str]) -> None:
    set_rule(session, "hours", [1], NOW, "x")
    del asked[:]
    assert [rule_values(session) for _time in range(3)] == [{"hours": [1]}] * 3
    assert len(asked) == 1


def test_what_is_written_is_seen(session: Session) -> None:
    for number in range(3):
        set_rule(session, "hours", number, NOW, "x")
        assert rule_values(session) == {"hours": number}


def test_what_is_changed_in_a_row_at_hand_is_seen(session: Session) -> None:
    session.add(Unit(code="A", name="Phòng A", aliases=[]))
    (unit,) = list_units(session)
    unit.active = False
    assert list_units(session) == []


def test_what_is_taken_back_is_not_seen(session: Session) -> None:
    assert rule_values(session) == {}
    step = session.begin_nested()
    set_rule(session, "hours", 1, NOW, "x")
    assert rule_values(session) == {"hours": 1}
    step.rollback()
    assert rule_values(session) == {}


def test_another_transaction_reads_anew(session: Session, asked: list[str]) -> None:
    rule_values(session)
    session.commit()
    del asked[:]
    rule_values(session)
    assert [one for one in asked if one.startswith("SELECT")]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_whoever_waited_for_a_row_reads_anew(session: Session, asked: list[str]) -> None:
    """What was read before may have been written by whoever held it; SQLite has but one writer."""
    list_periods(session)
    for lock in (select(Rule).with_for_update(), select(func.pg_advisory_xact_lock(1))):
        session.connection().execute(lock)
        del asked[:]
        list_periods(session)
        assert len(asked) == 1


def test_what_is_deleted_may_take_rows_of_other_tables_with_it(session: Session, asked: list[str]) -> None:
    list_periods(session)
    session.connection().execute(text("DELETE FROM rule"))
    del asked[:]
    list_periods(session)
    assert len(asked) == 1


@pytest.mark.parametrize("name", sorted(_are_read_once()))
def test_every_table_it_reads_lets_it_be_read_anew(session: Session, asked: list[str], name: str) -> None:
    read = _are_read_once()[name]

    def selects() -> list[str]:
        del asked[:]
        read(session, *ARGUMENTS.get(read.__name__, ()))
        return [one for one in asked if one.startswith("SELECT")]

    tables = {table for one in selects() for table in re.findall(r'(?:FROM|JOIN) "?(\w+)"?', one)}
    assert tables
    assert selects() == []
    for written in sorted(tables):
        table = SQLModel.metadata.tables[written]
        session.connection().execute(update(table).values({one.name: one for one in table.primary_key}))
        assert selects(), written
