"""Whatever happens in whatever order: nothing due is lost, nothing is said twice, all of it explained.

A failure prints every step, the summary each seed. The same wards are played each time, so that a change is
judged by what it changes; `LEDGER_SEED=new pytest tests/ledger/test_state_machine.py` draws new ones, to look
for what none has found yet, and `LEDGER_SEED=n` plays the first test with seed n, and part k with n + k + 1.
"""

import logging
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
import structlog
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.runtime.logs import set_up_logs
from tests.ledger.machine import LedgerMachine

STEPS, SEED = 50, 20261130
FIRST, PARTS, IN_ALL = 300, 4, 10_000


@pytest.fixture(autouse=True)
def _errors_only() -> Iterator[None]:
    """That a vendor refuses is what happens here all the time."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    yield
    structlog.reset_defaults()
    set_up_logs("json")


@pytest.fixture
def play(record_property: Callable[[str, object], None]) -> Callable[..., int]:
    """Let one ward after another live until there have been so many steps; the summary names the seed."""

    def play(wanted: int, *, part: int = 0, postgres: str | None = None) -> int:
        given = os.environ.get("LEDGER_SEED", str(SEED))
        number = random.SystemRandom().randrange(2**32) if given == "new" else int(given) + part
        record_property("seed", number)

        class Played(LedgerMachine):
            pass

        Played.postgres, Played.steps, Played.heard = postgres, 0, Counter()
        draw = random.Random(number)
        while Played.steps < wanted:
            run_state_machine_as_test(
                seed(draw.randrange(2**32))(Played),
                settings=settings(
                    max_examples=-(-(wanted - Played.steps) // STEPS),
                    stateful_step_count=STEPS,
                    deadline=None,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                    report_multiple_bugs=False,
                    phases=[Phase.generate],
                ),
            )
        heard = ", ".join(f"{times} {kind}" for kind, times in sorted(Played.heard.items()))
        record_property("played", f"{Played.steps} steps; heard: {heard}")
        return Played.steps

    return play


def test_the_promises_hold_whatever_happens(play: Callable[..., int]) -> None:
    assert play(FIRST) >= FIRST


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_the_promises_hold_for_ten_thousand_steps(part: int, play: Callable[..., int]) -> None:
    """With the first few; each part other wards."""
    wanted = -(-(IN_ALL - FIRST) // PARTS)
    assert play(wanted, part=part + 1) >= wanted


@pytest.mark.long
def test_the_promises_hold_on_postgresql(postgres: str, play: Callable[..., int]) -> None:
    assert play(200, postgres=postgres) >= 200
