"""Migrated, empty databases for tests: the migrations run once a process, then what they made is copied."""

import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from storage.database import Database
from storage.errors import NotAllowed
from storage.schema import is_current, migrate
from tests.postgres import empty


def migrated(url: str) -> Database:
    """The database at this address, migrated and empty; an SQLite file that is there stays as it is."""
    database = Database(url)
    if database.is_sqlite:
        file = Path(make_url(url).database or "")
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(_as_migrated())
        return database
    with database.writer.connect() as connection:
        current = _is_current(connection)
        if current:
            _delete_rows(connection)
    if not current:
        empty(url)
        with database.writer.connect() as connection:
            migrate(connection)
    return database


def _delete_rows(connection: Connection) -> None:
    """As new, rows and numbers; emptying every table, empty or not, takes PostgreSQL ten times as long."""
    names = [table.name for table in SQLModel.metadata.sorted_tables]
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in names)
    filled = set(connection.scalars(text(asked)))
    for name in reversed(names):
        if name in filled:
            connection.execute(text(f'DELETE FROM "{name}"'))
    used = "FROM pg_sequences WHERE last_value IS NOT NULL"
    connection.execute(text(f"SELECT setval(format('%I', sequencename)::regclass, 1, false) {used}"))
    connection.commit()


def _is_current(connection: Connection) -> bool:
    """Whether the migrations have run here; a test may have left what none of them makes."""
    try:
        return is_current(connection)
    except NotAllowed:
        return False


@cache
def _as_migrated() -> bytes:
    """The file of an SQLite database that the migrations have just made."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ward.db"
        database = Database(f"sqlite:///{file}")
        with database.writer.connect() as connection:
            migrate(connection)
        database.close()
        return file.read_bytes()
