"""The migrations make exactly the tables that the code declares."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from storage.database import Database


def test_the_migrations_make_the_declared_tables(database: Database) -> None:
    with database.writer.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": same_type})
        assert compare_metadata(context, SQLModel.metadata) == []


def same_type(_context: Any, _column: Any, _metadata_column: Any, found: Any, declared: Any) -> bool:
    """Whether a type changed: compared by what each would hold, as our types wrap the plain ones."""
    plain = getattr(declared, "impl", declared)
    return bool(found._type_affinity is not plain._type_affinity)
