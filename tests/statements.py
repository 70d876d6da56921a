"""Every test has engines of its own; what one of them has compiled, the others of its kind take as it is."""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

MOST = 2000
_COMPILED: LRUCache[Any, Any] = LRUCache(MOST)


class _Shared:
    """SQLAlchemy keeps what it has compiled by dialect and statement: all dialects of a kind count as one."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_COMPILED)


class SharedSQLite(_Shared, SQLiteDialect_pysqlite):
    supports_statement_cache = True


class SharedPostgreSQL(_Shared, PGDialect_psycopg):
    supports_statement_cache = True


def share_statements() -> None:
    """From now on, for all engines of this process."""
    registry.register("sqlite", __name__, SharedSQLite.__name__)
    registry.register("postgresql.psycopg", __name__, SharedPostgreSQL.__name__)
