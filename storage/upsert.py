"""Insert-or-update in one statement, on either database."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session


def upsert(session: Session, table: Table, row: dict[str, Any], *, on: tuple[str, ...]) -> None:
    """Insert `row`; where its `on` columns already stand, set the other columns given."""
    insert = _insert(session, table)
    changed = {name: insert.excluded[name] for name in row if name not in on}
    session.connection().execute(insert.on_conflict_do_update(index_elements=list(on), set_=changed), row)


def insert_new(session: Session, table: Table, row: dict[str, Any], *, on: tuple[str, ...]) -> bool:
    """Insert `row` unless its `on` columns already stand; True where it was new."""
    statement = _insert(session, table).on_conflict_do_nothing(index_elements=list(on))
    written = session.connection().execute(statement.returning(table.c[on[0]]), row)
    return written.first() is not None


def _insert(session: Session, table: Table) -> Any:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)
