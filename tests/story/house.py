"""A house that can be killed: the real process, its folder, its clock, and the commands beside it."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from aiohttp import ClientError, ClientSession
from sqlmodel import Session

from bot.runtime.opening import opened
from bot.services.invites import invite, seat_to_invite
from bot.services.ward import Ward
from storage.vocabulary import Role
from tests import processes
from tests.processes import Given, Process
from tests.story import process

T = TypeVar("T")
PATIENCE = 120.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class KillableHouse:
    """`folder` holds the ward, `database` where it is not SQLite; `deaths` counts how often it was killed.

    It runs on the clock in `folder`, or else `as_operators_run_it`, or so and `from_nothing`: Python itself
    is started for it. It has these `settings` beside its own.
    """

    folder: Path
    port: int = field(default_factory=free_port)
    database: str = ""
    as_operators_run_it: bool = False
    from_nothing: bool = False
    settings: dict[str, str] = field(default_factory=dict)
    deaths: int = 0
    _process: Process | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def clock(self) -> Path:
        return self.folder / "clock"

    @property
    def log(self) -> Path:
        """All it has logged."""
        return self.folder / "log"

    def command(self, *arguments: str) -> str:
        """Run a command of main.py on this ward; what it printed."""
        done = processes.run(
            process.command, *arguments, "--data", str(self.folder), environment=self._environment()
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def do(self, work: Callable[[Session, Ward], T]) -> T:
        """Do something to the ward beside the running process, and keep it."""
        with self.in_its_place(), opened(self.folder) as house, house.session() as session:
            return work(session, house.ward)

    def code_for(self, role: Role, unit: str = "") -> str:
        """A sign-in code for a seat, given out now by the house's own clock."""
        now = datetime.fromisoformat(self.clock.read_text())

        def give(session: Session, _ward: Ward) -> str:
            seat = seat_to_invite(session, unit=unit, role=role)
            return invite(session, seat.id or 0, now)[0]

        return self.do(give)

    def set_clock(self, moment: datetime) -> None:
        """Let it be this moment, in one step, for a process that may be reading it."""
        new = self.folder / "clock.new"
        new.write_text(moment.isoformat())
        new.replace(self.clock)

    async def start(self) -> None:
        """Start the process; it answers once this returns."""
        self._process = await asyncio.to_thread(self._begin)
        await self.healthy()

    async def healthy(self) -> None:
        deadline = time.monotonic() + PATIENCE
        async with ClientSession() as http:
            while time.monotonic() < deadline:
                try:
                    async with http.get(f"{self.address}/healthz") as response:
                        if response.status == 200:
                            return
                except (ClientError, OSError):
                    if self._process is not None and self._process.poll() is not None:
                        break
                await asyncio.sleep(0.05)
        raise TimeoutError(f"the assistant did not start:\n{self.log.read_text()[-2000:]}")

    def kill(self) -> None:
        """As a power cut would: no signal it could catch."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self.deaths += 1

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop, as an operator would; its exit code."""
        assert self._process is not None
        self._process.send_signal(how)
        return self._process.wait(timeout=15)

    def wait(self) -> int:
        """Let it end by itself; its exit code."""
        assert self._process is not None
        return self._process.wait(timeout=PATIENCE)

    def _begin(self) -> Process:
        given = Given(self._environment(), Path(os.devnull), self.log)
        if self.from_nothing:
            return processes.begin_anew(["main.py", "run"], given)
        if self.as_operators_run_it:
            return processes.begin(process.command, "run", given=given)
        return processes.begin(process.run, str(self.folder), str(self.clock), given=given)

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self._settings()}

    def _settings(self) -> dict[str, str]:
        named = {"BOT_DATABASE_URL": self.database} if self.database else {}
        return {"BOT_PORT": str(self.port), "BOT_DATA_DIR": str(self.folder), **named, **self.settings}

    @contextmanager
    def in_its_place(self) -> Iterator[None]:
        """This process with the settings of the house."""
        before = dict(os.environ)
        os.environ.update(self._settings())
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)
