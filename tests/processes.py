"""Real processes of their own, forked from a server that has read the product and does nothing else.

Starting Python and reading the product takes seconds of a processor, a fork hundredths of one. What begins is
as a program that has just been started: one thread, nothing open, no signal handled, and its environment,
folder and streams those it is given.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).parents[1]
_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.preloaded"])
# The end of a process can be read once, and beginning another reads it, too.
_READING = threading.Lock()


class Process(Protocol):
    """As subprocess has it: where a signal ended the process, its exit code is negative."""

    def send_signal(self, sig: int, /) -> None: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...


@dataclass(eq=False)
class Forked:
    """A process that the server has forked."""

    _process: ForkServerProcess

    def send_signal(self, sig: int, /) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid or 0, sig)

    def poll(self) -> int | None:
        with _READING:
            return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        connection.wait([self._process.sentinel], timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0.0)
        return code


@dataclass(frozen=True)
class Given:
    """What a process has from whoever begins it; its streams are files."""

    environment: dict[str, str]
    stdout: Path
    stderr: Path


_living: list[Process] = []


def begin(work: Callable[..., int | None], *arguments: str, given: Given) -> Process:
    """Do `work`, a function of a module, in a process of its own; what it returns is the exit code."""
    process = _CONTEXT.Process(target=_live, args=(work, arguments, given), daemon=True)
    with _READING:
        process.start()
    forked = Forked(process)
    _living.append(forked)
    return forked


def begin_anew(program: Sequence[str], given: Given) -> Process:
    """Start Python itself with this program, as an operator would."""
    with given.stdout.open("ab") as said, given.stderr.open("ab") as logged:
        process = subprocess.Popen(
            [sys.executable, *program], cwd=ROOT, env=given.environment, stdout=said, stderr=logged
        )
    _living.append(process)
    return process


def run(
    work: Callable[..., int | None],
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    timeout: float | None = None,
) -> subprocess.CompletedProcess[str]:
    """Do `work` in a process of its own to its end; its exit code, and what it said."""
    with tempfile.TemporaryDirectory() as folder:
        has = dict(os.environ if environment is None else environment)
        given = Given(has, Path(folder) / "stdout", Path(folder) / "stderr")
        process = begin(work, *arguments, given=given)
        try:
            code = process.wait(timeout)
        finally:
            _end(process)
        return subprocess.CompletedProcess(
            arguments, code, given.stdout.read_text(), given.stderr.read_text()
        )


@contextmanager
def none_left() -> Iterator[None]:
    """Every process that has begun inside the block ends with it, however the block ends."""
    before = set(_living)
    try:
        yield
    finally:
        for process in set(_living) - before:
            _end(process)


def _end(process: Process) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    _living.remove(process)


def _live(work: Callable[..., int | None], arguments: tuple[str, ...], given: Given) -> None:
    """Become the process: the environment of the server is that of when it began."""
    os.environ.clear()
    os.environ.update(given.environment)
    time.tzset()
    os.chdir(ROOT)
    for number, path in ((1, given.stdout), (2, given.stderr)):
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        os.dup2(file, number)
        os.close(file)
    sys.exit(work(*arguments))
