"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

Json = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite would give it back naive. Refuses a naive value."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment must be aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def word(vocabulary: type[StrEnum]) -> type[TypeDecorator[StrEnum]]:
    """A column type that keeps a member of `vocabulary` as its value, in plain text."""

    known: dict[str | None, StrEnum | None] = {member.value: member for member in vocabulary}
    known[None] = None

    class Word(TypeDecorator[StrEnum]):
        impl = String(20)
        cache_ok = True

        def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
            return None if value is None else vocabulary(value).value

        def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
            return known.__getitem__

    Word.__name__ = f"{vocabulary.__name__}Word"
    return Word
