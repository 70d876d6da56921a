"""What a transaction has read already, and nothing that it wrote since can have changed."""

from collections.abc import Callable, Collection, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, RootTransaction, event
from sqlmodel import Session, SQLModel

P = ParamSpec("P")
T = TypeVar("T")
Read: TypeAlias = Callable[Concatenate[Session, P], T]
_Kept: TypeAlias = dict[Hashable, tuple[frozenset[str], Any]]

# Whoever has waited for one of these may find that others have written meanwhile.
_LOCKS = ("FOR UPDATE", "advisory")
_kept: "WeakKeyDictionary[RootTransaction, _Kept]" = WeakKeyDictionary()


def read_once(*tables: type[SQLModel]) -> Callable[[Read[P, T]], Read[P, T]]:
    """Let a function that reads these tables, and no other, read once in a transaction, however often asked.

    A row that is written there, a row that is deleted or locked anywhere, and a step taken back let it read
    anew. What it gives back is shared: nobody may change it. Collections among its arguments count as sets.
    What waits in the session to be written is written first.
    """
    names = frozenset(str(table.__tablename__) for table in tables)

    def decorate(read: Read[P, T]) -> Read[P, T]:
        @wraps(read)
        def reading(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> T:
            session.flush()
            transaction = session.connection().get_transaction()
            if not isinstance(transaction, RootTransaction):
                return read(session, *args, **kwargs)
            kept = _kept.setdefault(transaction, {})
            key = (read, *map(_frozen, args), *((name, _frozen(value)) for name, value in kwargs.items()))
            if key not in kept:
                kept[key] = (names, read(session, *args, **kwargs))
            value: T = kept[key][1]
            return value

        return reading

    return decorate


def _frozen(value: Any) -> Hashable:
    if isinstance(value, Collection) and not isinstance(value, str):
        return frozenset(value)
    hashable: Hashable = value
    return hashable


@event.listens_for(Engine, "after_cursor_execute")
def _forget(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool
) -> None:
    """Drop what this statement may have changed."""
    transaction = connection.get_transaction()
    kept = _kept.get(transaction) if isinstance(transaction, RootTransaction) else None
    if not kept:
        return
    if context.isinsert or context.isupdate:
        written = context.compiled.statement.table.name
        for key in [key for key, (tables, _value) in kept.items() if written in tables]:
            del kept[key]
    elif not statement.startswith("SELECT") or any(lock in statement for lock in _LOCKS):
        kept.clear()
