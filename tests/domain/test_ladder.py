"""The rungs of the ladder, before and after the due date."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ladder import BEFORE, next_rung_day, rung_day, rung_due
from bot.domain.working_days import WorkingCalendar

CALENDAR = WorkingCalendar()
DUE = date(2026, 6, 15)
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "rung"),
    [
        (date(2026, 5, 25), None),
        (date(2026, 5, 26), -14),
        (date(2026, 6, 3), -14),
        (date(2026, 6, 4), -7),
        (date(2026, 6, 10), -3),
        (date(2026, 6, 12), -1),
        (date(2026, 6, 14), -1),
        (DUE, 0),
        (date(2026, 6, 19), 0),
        (date(2026, 6, 22), 5),
        (date(2026, 6, 28), 5),
        (date(2026, 6, 29), 10),
    ],
)
def test_the_newest_rung_whose_day_has_come_is_due(day: date, rung: int | None) -> None:
    assert rung_due(DUE, day, CALENDAR) == rung


def test_what_is_due_on_a_sunday_is_called_on_the_friday_before() -> None:
    sunday = date(2028, 12, 31)
    assert rung_due(sunday, date(2028, 12, 29), CALENDAR) == 0
    assert rung_due(sunday, date(2028, 12, 28), CALENDAR) == -1


@given(days, days)
def test_the_rung_s_day_has_come_and_that_of_the_next_has_not(due: date, today: date) -> None:
    rung = rung_due(due, today, CALENDAR)
    later = [n for n in (*BEFORE, 5) if rung is None or n > rung] or [(rung or 0) + 5]
    assert rung is None or rung_day(due, rung, CALENDAR) <= today
    assert rung_day(due, later[0], CALENDAR) > today


@given(days, st.integers(0, 200))
@settings(max_examples=30)
def test_rungs_only_ever_go_up_and_no_working_week_after_the_due_day_is_without_one(
    due: date, much: int
) -> None:
    today = due + timedelta(days=much)
    now, tomorrow = (rung_due(due, today + timedelta(days=n), CALENDAR) for n in (0, 1))
    assert now is not None
    assert tomorrow is not None
    assert now <= tomorrow
    assert CALENDAR.between(rung_day(due, now, CALENDAR), today) < 5


@settings(max_examples=100)
@given(days, st.integers(-40, 60))
def test_the_next_rung_is_the_first_day_on_which_another_one_has_come(due: date, offset: int) -> None:
    after = due + timedelta(days=offset)
    coming = next_rung_day(due, after, CALENDAR)
    assert coming > after
    between = (after + timedelta(days=n) for n in range((coming - after).days))
    now = rung_due(due, after, CALENDAR)
    assert {rung_due(due, day, CALENDAR) for day in between} == {now}
    assert rung_due(due, coming, CALENDAR) != now
