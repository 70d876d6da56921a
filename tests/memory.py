"""SQLite databases in memory: what is the same for many tests is made once, and copied for each."""

import sqlite3
from collections.abc import Callable
from functools import cache

from sqlalchemy import Engine, create_engine
from sqlmodel import Session, SQLModel


def memory_engine(fill: Callable[[Session], object] | None = None) -> Engine:
    """An engine on a database of its own, with every table; empty, or as `fill` leaves it."""

    def copied() -> sqlite3.Connection:
        own = sqlite3.connect(":memory:")
        _pattern(fill).backup(own)
        return own

    return create_engine("sqlite://", creator=copied)


@cache
def _pattern(fill: Callable[[Session], object] | None) -> sqlite3.Connection:
    """What is copied, kept for as long as the tests run."""
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    engine = create_engine("sqlite://", creator=lambda: kept)
    SQLModel.metadata.create_all(engine)
    if fill is not None:
        with Session(engine) as session:
            fill(session)
            session.commit()
    return kept
