"""Real parts for every test: a database of each kind, migrated, and empty."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.runtime.logs import set_up_logs
from bot.services.ward import Ward
from storage.database import Database
from storage.files import FileStore
from tests.databases import migrated
from tests.loopback import LEFT, stay_here
from tests.memory import memory_engine
from tests.postgres import postgres_url
from tests.processes import none_left
from tests.statements import share_statements
from tests.ward import ZONE

share_statements()
# Python looks for garbage after every 700 new objects, which is a fifth of all that the tests cost.
gc.set_threshold(50_000, 20, 20)
KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


@pytest.fixture(scope="session", autouse=True)
def _short_logs() -> None:
    """A line an event, as the running assistant logs; the renderer for developers takes seconds a failure."""
    set_up_logs("json")


@pytest.fixture(scope="session", autouse=True)
def _none_left_at_the_end() -> Iterator[None]:
    """No process outlives the tests."""
    with none_left():
        yield


@pytest.fixture(autouse=True)
def _none_left() -> Iterator[None]:
    """A test that fails leaves none of its processes running."""
    with none_left():
        yield


@pytest.fixture(autouse=True)
def _on_loopback() -> Iterator[None]:
    """Nothing may leave this machine."""
    stay_here()
    LEFT.clear()
    yield
    assert LEFT == []


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL server of this test process."""
    with postgres_url(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated, empty database: once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        database = migrated(f"sqlite:///{tmp_path / 'ward.db'}")
    else:
        database = migrated(request.getfixturevalue("postgres"))
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session on that database."""
    with Session(database.writer, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def memory_session() -> Iterator[Session]:
    """A session on an SQLite database in memory, for rules that do not depend on the engine."""
    engine = memory_engine()
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    """The facts of an invented ward, its uploads in a folder of the test."""
    return Ward(ZONE, FileStore(tmp_path / "files"), "http://127.0.0.1:8080")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """By which seed each random test played, and what came of it."""
    reports = [one for outcome in ("passed", "failed") for one in terminalreporter.getreports(outcome)]
    for one in reports:
        told = dict(one.user_properties)
        if "seed" in told:
            terminalreporter.write_line(
                f"{one.nodeid}: seed {told['seed']}, {told.get('played', one.outcome)}"
            )
