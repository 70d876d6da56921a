"""What a look at what is due costs, and a year of them foreseen, against the time there is for it."""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine, event

from bot.runtime.opening import opened
from bot.runtime.timetable import LOOK_EVERY
from bot.services.demo import fill
from bot.services.preview import preview
from bot.services.pushes import look
from tests.ward import ZONE

MORNING = datetime(2026, 11, 25, 9, tzinfo=ZONE)
YEAR = date(2026, 1, 1), date(2026, 12, 31)
LOOKS, LONGEST_YEAR = 50, 10.0


def compare() -> Iterator[str]:
    """Each measure, and the share of its limit that it takes."""
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as house:
        with house.session() as session:
            fill(session, house.ward, MORNING)
            look(session, house.ward, MORNING)
        with house.session(keep=False) as session:
            asked = _statements(lambda: look(session, house.ward, MORNING))
            one = _seconds(lambda: look(session, house.ward, MORNING), LOOKS) / LOOKS
        yield f"a look: {1000 * one:5.1f} ms of {LOOK_EVERY} s, ratio {one / LOOK_EVERY:.5f}"
        yield f"a look asks the database {asked} times"
        with house.session(keep=False) as session:
            year = _seconds(lambda: preview(session, house.ward, *YEAR))
        yield f"a year foreseen: {year:5.2f} s of {LONGEST_YEAR:.0f} s, ratio {year / LONGEST_YEAR:.2f}"


def _statements(work: Callable[[], object]) -> int:
    """How many statements it sends."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(sent)


def _seconds(work: Callable[[], object], times: int = 1) -> float:
    """Of this process alone: the machine may be shared."""
    began = time.process_time()
    for _time in range(times):
        work()
    return time.process_time() - began
