"""Until when longer may be asked for and given."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.extensions import (
    LONGEST_REASON,
    check_given,
    check_reason,
    check_wanted,
    days_to_ask,
    days_to_give,
)
from bot.domain.working_days import WorkingCalendar
from bot.errors import BadInput

CALENDAR = WorkingCalendar()
DUE, TODAY, LAST = date(2026, 6, 15), date(2026, 6, 1), date(2026, 8, 13)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def test_working_days_after_the_due_day_are_proposed() -> None:
    assert days_to_ask(DUE, TODAY, LAST, CALENDAR) == [
        date(2026, 6, 18),
        date(2026, 6, 22),
        date(2026, 6, 29),
    ]


def test_what_is_late_is_counted_from_today_and_nothing_beyond_the_last_day_is_proposed() -> None:
    assert days_to_ask(DUE, date(2026, 6, 19), LAST, CALENDAR)[0] == date(2026, 6, 24)
    assert days_to_ask(DUE, TODAY, date(2026, 6, 23), CALENDAR) == [date(2026, 6, 18), date(2026, 6, 22)]
    assert days_to_ask(DUE, TODAY, DUE, CALENDAR) == []


def test_half_way_is_proposed_first_to_whoever_gives_less() -> None:
    assert days_to_give(DUE, date(2026, 6, 29), TODAY, CALENDAR) == [
        date(2026, 6, 22),
        date(2026, 6, 17),
        date(2026, 6, 24),
    ]
    assert days_to_give(DUE, date(2026, 6, 16), TODAY, CALENDAR) == []


@pytest.mark.parametrize(
    ("wanted", "today"),
    [
        (DUE, TODAY),
        (DUE - timedelta(days=1), TODAY),
        (LAST + timedelta(days=1), TODAY),
        (DUE + timedelta(days=1), DUE + timedelta(days=1)),
    ],
)
def test_longer_is_later_than_due_and_today_and_not_beyond_the_last_day(wanted: date, today: date) -> None:
    with pytest.raises(BadInput):
        check_wanted(wanted, DUE, today, LAST)


def test_the_day_after_and_the_last_day_are_both_taken() -> None:
    check_wanted(DUE + timedelta(days=1), DUE, TODAY, LAST)
    check_wanted(LAST, DUE, TODAY, LAST)
    check_given(LAST, DUE, LAST, TODAY)


@pytest.mark.parametrize("reason", ["", "x" * (LONGEST_REASON + 1)])
def test_a_reason_is_given_and_fits(reason: str) -> None:
    with pytest.raises(BadInput):
        check_reason(reason)
    check_reason("x" * LONGEST_REASON)


@settings(max_examples=60, deadline=None)
@given(due=DAYS, today=DAYS, room=st.integers(0, 80))
def test_whatever_is_proposed_is_taken(due: date, today: date, room: int) -> None:
    last = max(due, today) + timedelta(days=room)
    for wanted in days_to_ask(due, today, last, CALENDAR):
        check_wanted(wanted, due, today, last)
        for given_day in days_to_give(due, wanted, today, CALENDAR):
            check_given(given_day, due, wanted, today)
            assert given_day < wanted
