"""Which uploads something still speaks of, in whatever table."""

import re
from collections.abc import Iterator

from sqlalchemy import JSON, Text, cast, select, text
from sqlmodel import Session, SQLModel

_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


def digests_in_use(session: Session) -> set[str]:
    """The SHA-256 of every upload that stands in any row; call it first in its transaction."""
    if session.get_bind().dialect.name == "postgresql":
        # All tables as they were at one moment: a file goes from a conversation to an update in one turn.
        session.connection().execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    return {digest for said in _said(session) for digest in _DIGEST.findall(said)}


def _said(session: Session) -> Iterator[str]:
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            said = cast(column, Text)
            if column.name == "sha256":
                yield from session.scalars(select(said))
            elif isinstance(column.type, JSON):
                wanted = select(said).where(said.contains("sha256"))
                yield from session.scalars(wanted.execution_options(yield_per=500))
