"""Free hours: what counts as free lies inside them, and what costs money is never called free."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.ward import ChannelFacts
from bot.services.windows import Standing, office_time, standing
from tests.services.linked import PAYING, WINDOW, sign_in
from tests.services.owing import WARD
from tests.ward import ZONE

HEARD = datetime(2026, 5, 26, 1, tzinfo=UTC)
HOURS = st.integers(0, 400)
facts_of = st.builds(
    ChannelFacts,
    label=st.just("x"),
    sign_in=st.just(sign_in),
    free_for=st.none() | st.builds(timedelta, hours=HOURS),
    open_for=st.none() | st.builds(timedelta, hours=HOURS),
    price=st.sampled_from([0, 200]),
    budget=st.sampled_from([0, 1_000]),
    template=st.booleans(),
)


@settings(max_examples=200)
@given(facts_of, st.none() | st.integers(0, 500))
def test_free_is_inside_the_window_and_paid_only_where_there_is_a_price_and_a_budget(
    facts: ChannelFacts, hours: int | None
) -> None:
    heard = None if hours is None else HEARD - timedelta(hours=hours)
    stands = standing(facts, heard, HEARD)
    if stands is Standing.FREE:
        assert facts.free_for is None or (heard is not None and heard + facts.free_for > HEARD)
    if stands is Standing.PAID:
        inside = facts.open_for is None or (heard is not None and heard + facts.open_for > HEARD)
        assert min(facts.price, facts.budget) > 0
        assert inside or facts.template


@pytest.mark.parametrize(
    ("hours", "stands"),
    [(0, "free"), (47, "free"), (48, "paid"), (167, "paid"), (168, "closed"), (None, "closed")],
)
def test_forty_eight_hours_free_seven_days_for_money(hours: int | None, stands: str) -> None:
    heard = None if hours is None else HEARD - timedelta(hours=hours)
    assert standing(PAYING, heard, HEARD) == stands


def test_a_template_gets_through_where_nobody_has_spoken_for_long() -> None:
    assert standing(replace(PAYING, template=True), None, HEARD) is Standing.PAID


def test_without_a_budget_nothing_is_ever_paid_for() -> None:
    beyond = HEARD + timedelta(hours=50)
    assert standing(WINDOW, HEARD, beyond) is Standing.CLOSED
    assert standing(replace(PAYING, budget=0, template=True), HEARD, beyond) is Standing.CLOSED


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (datetime(2026, 5, 26, 8), datetime(2026, 5, 26, 17, 30), 7.0),  # noqa: DTZ001 - in the ward's zone
        (datetime(2026, 5, 29, 16), datetime(2026, 6, 1, 8), 1.5),  # noqa: DTZ001
        (datetime(2026, 5, 30, 8), datetime(2026, 5, 31, 8), 0.0),  # noqa: DTZ001
        (datetime(2026, 5, 26, 12), datetime(2026, 5, 26, 11), 0.0),  # noqa: DTZ001
    ],
)
def test_only_the_hours_the_office_is_open_count(start: datetime, end: datetime, hours: float) -> None:
    told = office_time(start.replace(tzinfo=ZONE), end.replace(tzinfo=ZONE), WARD.hours, WARD.calendar)
    assert told == timedelta(hours=hours)
