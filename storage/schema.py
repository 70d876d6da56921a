"""Bringing a database to the shape this code knows, and refusing one that is ahead of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.errors import NotAllowed

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 74_10_20_26
_BROKEN = text("PRAGMA foreign_key_check")


def migrate(connection: Connection) -> None:
    """Run the missing migrations, all or none; raises NotAllowed on a database newer than this code.

    Processes that start together wait for one another. There is no way down: whoever needs the version before
    restores the backup taken before.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    with _free_to_rebuild(connection):
        if not is_current(connection):
            command.upgrade(config(connection), "head")
            if connection.dialect.name == "sqlite" and connection.execute(_BROKEN).first():
                raise NotAllowed(
                    "This database is damaged: some of its rows point nowhere. Restore a backup."
                )
        connection.commit()


@contextmanager
def _free_to_rebuild(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by building it anew; what points to it must not be in the way meanwhile."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def is_current(connection: Connection) -> bool:
    """Whether every migration has run; raises NotAllowed where the database knows one this code does not."""
    stands_at = MigrationContext.configure(connection).get_current_revision()
    known, newest = _migrations()
    if stands_at is not None and stands_at not in known:
        raise NotAllowed(
            "A newer version made this database ({revision}): install that version, or restore a backup.",
            revision=stands_at,
        )
    return bool(stands_at == newest)


@cache
def _migrations() -> tuple[frozenset[str], str | None]:
    """All that this code knows, and the newest; each is a file to be read."""
    scripts = ScriptDirectory(str(_MIGRATIONS))
    return frozenset(script.revision for script in scripts.walk_revisions()), scripts.get_current_head()


def config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config
