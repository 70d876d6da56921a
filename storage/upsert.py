"""Insert-or-update in one statement, on either database; each statement is built once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session


def upsert(session: Session, table: Table, row: dict[str, Any], *, on: tuple[str, ...]) -> None:
    """Insert `row`; where its `on` columns already stand, set the other columns given."""
    changed = tuple(name for name in row if name not in on)
    session.connection().execute(_upserting(table, on, changed, _dialect(session)), row)


def insert_new(session: Session, table: Table, row: dict[str, Any], *, on: tuple[str, ...]) -> bool:
    """Insert `row` unless its `on` columns already stand; True where it was new."""
    return added(session, table, row, on=on, returning=on[0]) is not None


def added(
    session: Session, table: Table, row: dict[str, Any], *, on: tuple[str, ...], returning: str
) -> Any | None:
    """The column `returning` of the new row; None where its `on` columns already stand."""
    return session.connection().execute(_inserting(table, on, returning, _dialect(session)), row).scalar()


def insert_all_new(
    session: Session, table: Table, rows: Sequence[dict[str, Any]], *, on: tuple[str, ...]
) -> None:
    """Insert those of `rows` whose `on` columns do not stand yet, in one go."""
    if rows:
        insert = _insert(table, _dialect(session)).on_conflict_do_nothing(index_elements=list(on))
        session.connection().execute(insert, list(rows))


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


@lru_cache
def _upserting(table: Table, on: tuple[str, ...], changed: tuple[str, ...], dialect: str) -> Any:
    insert = _insert(table, dialect)
    set_ = {name: insert.excluded[name] for name in changed}
    return insert.on_conflict_do_update(index_elements=list(on), set_=set_)


@lru_cache
def _inserting(table: Table, on: tuple[str, ...], returning: str, dialect: str) -> Any:
    insert = _insert(table, dialect).on_conflict_do_nothing(index_elements=list(on))
    return insert.returning(table.c[returning])


def _insert(table: Table, dialect: str) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)
