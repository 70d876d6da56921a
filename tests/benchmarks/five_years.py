"""Five years of the whole demonstration ward and its people, against the minute there is for it."""

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from bot.runtime.opening import opened
from bot.services.demo import fill
from tests.ledger.years import Years
from tests.ward import ZONE

FIRST, LAST = date(2026, 1, 1), date(2030, 12, 31)
LIMIT, SEED = 60.0, 2026


def compare() -> Iterator[str]:
    """What was said, and the share of its limit that it took."""
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as house:
        with house.session() as session:
            fill(session, house.ward, datetime(2026, 1, 1, 8, tzinfo=ZONE))
        with house.session() as session:
            years = Years(session, house.ward, SEED)
            years.live(FIRST, LAST)
            took = time.process_time() - began
            yield from years.tally.told()
        yield f"{years.looks} looks: {took:.1f} s of computing, of {LIMIT:.0f} s, ratio {took / LIMIT:.2f}"


def read_busiest() -> None:
    """Print the busiest person's whole list, to be read by eye: `python -m tests.benchmarks.five_years`."""
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as house, house.session() as session:
        fill(session, house.ward, datetime(2026, 1, 1, 8, tzinfo=ZONE))
        years = Years(session, house.ward, SEED)
        years.live(FIRST, LAST if len(sys.argv) < 2 else date.fromisoformat(sys.argv[1]))
        print(*years.tally.told(), sep="\n")
        for each in years.tally.of(years.tally.busiest()):
            print(f"\n{each.at:%a %d/%m/%Y %H:%M} {each.kind} {each.subject}\n{each.text}")


if __name__ == "__main__":
    read_busiest()
