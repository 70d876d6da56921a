"""What a test begins as a process is one: new, with what it was given, and ended as any other."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.processes import ROOT, Given, begin, none_left, run

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("story")]
NEEDED = {"main", "handlers.house", "bot.runtime.running", "alembic", "docx", "telegram", "psycopg"}


def tell_what_it_has() -> int:
    print(dict(os.environ), Path.cwd())
    print(sys.modules.keys() >= NEEDED, file=sys.stderr)
    return 7


def tell_what_is_going_on() -> None:
    """Its threads, the signals it handles, the files and connections it holds beside its streams."""
    handled = [one.name for one in signal.Signals if callable(signal.getsignal(one))]
    held = []
    for number in range(3, 256):
        try:
            kind = os.fstat(number).st_mode
        except OSError:
            continue
        if stat.S_ISREG(kind) or stat.S_ISSOCK(kind):
            held.append(number)
    print(threading.active_count(), handled, held)


def refuse() -> None:
    raise SystemExit(3)


def fail() -> None:
    raise ValueError("by a bug")


def sleep() -> None:
    time.sleep(600)


def given_in(folder: Path) -> Given:
    return Given(dict(os.environ), folder / "stdout", folder / "stderr")


def test_it_has_the_environment_and_streams_it_is_given_and_has_read_the_product() -> None:
    told = run(tell_what_it_has, environment={"A": "b"})

    assert (told.returncode, told.stdout, told.stderr) == (7, f"{ {'A': 'b'} } {ROOT}\n", "True\n")


def test_nothing_has_begun_in_it() -> None:
    assert run(tell_what_is_going_on).stdout == "1 ['SIGINT'] []\n"


def test_it_ends_as_a_program_does() -> None:
    assert run(refuse).returncode == 3
    failed = run(fail)
    assert failed.returncode == 1
    assert failed.stderr.endswith("ValueError: by a bug\n")


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_a_signal_ends_it_as_it_ends_any(tmp_path: Path, sign: signal.Signals) -> None:
    process = begin(sleep, given=given_in(tmp_path))
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.01)
    process.send_signal(sign)

    assert (process.wait(), process.poll()) == (-sign, -sign)


def test_it_does_not_outlive_what_it_was_begun_in(tmp_path: Path) -> None:
    with none_left():
        process = begin(sleep, given=given_in(tmp_path))

    assert process.poll() == -signal.SIGKILL
