"""The engine and its one unit of work: a plain function, one session, one transaction, in a worker thread."""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from storage.errors import BadInput

T = TypeVar("T")
Work = Callable[[Session], T]
GROUP, TRIES = 32, 3
# PostgreSQL's serialization failure, deadlock and unique violation.
_COLLISIONS = {"40001", "40P01", "23505"}
_SQLITE_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
}


@dataclass
class Database:
    """One database: SQLite with a single writer thread and group commit, or PostgreSQL with a pool.

    `write` and `read` run `work(session)` off the event loop and commit, or roll all of it back. On SQLite
    several writes that wait together share one commit, and where one of them fails each is run again alone;
    on PostgreSQL a write that another one crossed is run again. So `work` must have no effect but on its
    session.
    """

    url: str
    writer: Engine = field(init=False, repr=False)
    reader: Engine = field(init=False, repr=False)
    _jobs: "queue.SimpleQueue[tuple[Work[Any], Future[Any]] | None]" = field(init=False, repr=False)
    _thread: threading.Thread | None = field(init=False, default=None, repr=False)
    _pool: ThreadPoolExecutor = field(init=False, repr=False)
    _locks: "WeakValueDictionary[str, asyncio.Lock]" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.url = _with_driver(self.url)
        if self.is_sqlite:
            self.writer = _sqlite_engine(self.url, writes=True)
            self.reader = _sqlite_engine(self.url, writes=False)
        else:
            self.writer = self.reader = create_engine(
                self.url, pool_size=8, pool_pre_ping=True, hide_parameters=True
            )
        self._jobs = queue.SimpleQueue()
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="database")
        self._locks = WeakValueDictionary()

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session whose work is committed at the end of the block, or not at all; for commands."""
        with Session(self.writer, expire_on_commit=False) as session:
            yield session
            session.commit()

    @contextmanager
    def trial(self) -> Iterator[Session]:
        """A session whose work is thrown away; on SQLite it has a copy in memory, and no writer waits."""
        if not self.is_sqlite:
            with Session(self.writer, expire_on_commit=False) as session:
                yield session
            return
        with closing(sqlite3.connect(":memory:", check_same_thread=False)) as copy:
            with self.reader.connect() as connection:
                connection.connection.driver_connection.backup(copy)  # type: ignore[union-attr]
            engine = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
            with Session(engine, expire_on_commit=False) as session:
                yield session
            engine.dispose()

    async def write(self, work: Work[T], *, key: str | None = None) -> T:
        """Run `work` and commit; calls with the same `key` run one after another, in the order made."""
        if self.is_sqlite:
            if self._thread is None:
                self._thread = threading.Thread(target=self._write_loop, name="writer", daemon=True)
                self._thread.start()
            done: Future[T] = Future()
            self._jobs.put((work, done))
            return await asyncio.wrap_future(done)
        if key is None:
            return await self._in_pool(lambda: self._write_once(work, None))
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            return await self._in_pool(lambda: self._write_once(work, key))

    async def read(self, work: Work[T]) -> T:
        """Run `work` on a snapshot; what it changes is not kept."""

        def run() -> T:
            with Session(self.reader) as session:
                return work(session)

        return await self._in_pool(run)

    def close(self) -> None:
        """Finish the writes that wait, then let go of every connection."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()
            self._thread = None
        self._pool.shutdown()
        self.writer.dispose()
        self.reader.dispose()

    async def _in_pool(self, run: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, run)

    def _write_once(self, work: Work[T], key: str | None) -> T:
        """On PostgreSQL, where another transaction came in between, once more from the start."""
        for tries_left in reversed(range(TRIES)):
            try:
                return self._write_now(work, key)
            except DBAPIError as error:
                if not tries_left or getattr(error.orig, "sqlstate", None) not in _COLLISIONS:
                    raise
        raise AssertionError("unreachable")

    def _write_now(self, work: Work[T], key: str | None) -> T:
        with Session(self.writer, expire_on_commit=False) as session:
            if key is not None:
                hold(session, key)
            result = work(session)
            session.commit()
            return result

    def _write_loop(self) -> None:
        while (job := self._jobs.get()) is not None:
            batch = [job]
            stop = False
            while len(batch) < GROUP and not self._jobs.empty():
                following = self._jobs.get()
                if following is None:
                    stop = True
                    break
                batch.append(following)
            self._write_batch([job for job in batch if job[1].set_running_or_notify_cancel()])
            if stop:
                return

    def _write_batch(self, batch: list[tuple[Work[Any], Future[Any]]]) -> None:
        """Commit a batch together; where anything in it fails, do each again, alone."""
        if len(batch) > 1:
            try:
                with Session(self.writer, expire_on_commit=False) as session:
                    results = [_run(session, work) for work, _ in batch]
                    session.commit()
            except Exception:  # noqa: BLE001 - whoever is at fault is told below, when run alone
                results = []
            if results:
                for (_, done), result in zip(batch, results, strict=True):
                    done.set_result(result)
                return
        for work, done in batch:
            try:
                result = self._write_once(work, None)
            except Exception as error:  # noqa: BLE001 - handed to whoever asked
                done.set_exception(error)
            else:
                done.set_result(result)


def hold(session: Session, key: str) -> None:
    """Keep other writes with this `key` waiting until the transaction ends; SQLite has but one writer."""
    if session.get_bind().dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
        session.connection().execute(lock, {"key": key})


def _run(session: Session, work: Work[T]) -> T:
    result = work(session)
    session.flush()
    session.expunge_all()
    return result


def is_passing(error: Exception) -> bool:
    """Whether the database itself failed, so that the same work may well be done a little later."""
    if isinstance(error, OperationalError | InterfaceError):
        if isinstance(error.orig, sqlite3.Error):
            return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE_PASSING
        return True
    return isinstance(error, PoolTimeout)


def _with_driver(url: str) -> str:
    """The same database through psycopg, whichever PostgreSQL driver the operator wrote."""
    scheme, separator, rest = url.partition("://")
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        raise BadInput("The database address cannot be read: check BOT_DATABASE_URL.") from None
    if scheme in {"postgresql", "postgres", "postgresql+asyncpg", "postgresql+psycopg"}:
        return f"postgresql+psycopg{separator}{rest}"
    if scheme in {"sqlite", "sqlite+aiosqlite"}:
        return f"sqlite{separator}{rest}"
    raise BadInput("The database address must begin with sqlite:// or postgresql://.")


def _sqlite_engine(url: str, *, writes: bool) -> Engine:
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    waiting = {"check_same_thread": False, "timeout": 30}
    engine = create_engine(url, connect_args=waiting, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-16000")
        if not writes:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
