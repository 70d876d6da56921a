"""Alembic's entry: runs on the connection that storage.schema hands over."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON, String
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import storage.tables  # noqa: F401 - the tables register themselves
from storage.columns import UtcDateTime


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as the plain ones under them, so that a migration never changes its meaning."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, JSON):
        return 'sa.JSON().with_variant(JSONB(), "postgresql")'
    if isinstance(item, AutoString):
        return "sa.String()"
    if isinstance(getattr(item, "impl", None), String):
        return f"sa.String({item.impl.length})"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
