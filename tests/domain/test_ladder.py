"""The rungs of the ladder, before and after the due date, for whoever answers and for those above."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ladder import LADDERS, Ladder, ladder_of, longest_ahead, next_rung_day, rung_day, rung_due
from bot.domain.working_days import WorkingCalendar
from storage.vocabulary import ObligationKind, Role

CALENDAR = WorkingCalendar()
DUE = date(2026, 6, 15)
REPORT, DUTY = LADDERS["report"], LADDERS["duty"]
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
ladders = st.builds(
    lambda before, after, again: Ladder({Role.FOCAL: (*before, 0, *after)}, again),
    st.lists(st.integers(-30, -1), max_size=4, unique=True).map(sorted),
    st.lists(st.integers(1, 30), max_size=3, unique=True).map(sorted),
    st.integers(1, 12),
)


def due_on(
    day: date, role: Role = Role.FOCAL, ladder: Ladder = REPORT, late: int | None = None
) -> int | None:
    return rung_due(ladder, role, DUE, day, CALENDAR, late=late)


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
        (date(2026, 7, 13), 20),
        (date(2026, 8, 7), 20),
        (date(2026, 8, 10), 40),
    ],
)
def test_the_newest_rung_whose_day_has_come_is_due(day: date, rung: int | None) -> None:
    assert due_on(day) == rung


def test_once_late_it_is_said_each_week_four_times_and_then_each_month() -> None:
    assert list(islice(REPORT.to_first(), 12)) == [-14, -7, -3, -1, 0, 5, 10, 15, 20, 40, 60, 80]
    assert list(islice(DUTY.to_first(), 7)) == [-3, 0, 5, 10, 15, 20, 40]
    assert [n for n in islice(REPORT.to_first(), 7) if REPORT.is_repeat(n)] == [5, 10]


def test_what_is_due_on_a_sunday_is_called_on_the_friday_before() -> None:
    sunday = date(2028, 12, 31)
    assert rung_due(REPORT, Role.FOCAL, sunday, date(2028, 12, 29), CALENDAR) == 0
    assert rung_due(REPORT, Role.FOCAL, sunday, date(2028, 12, 28), CALENDAR) == -1


@pytest.mark.parametrize(
    ("late", "rungs"),
    [(0, [None, None, None]), (1, [1, None, None]), (3, [1, 3, None]), (4, [1, 3, None]), (9, [1, 3, 5])],
)
def test_those_above_hear_by_how_long_it_counts_as_late(late: int, rungs: list[int | None]) -> None:
    far = date(2026, 9, 1)
    assert [due_on(far, role, late=late) for role in (Role.HEAD, Role.OFFICE, Role.LEADER)] == rungs


def test_what_falls_to_the_office_is_the_office_s_own() -> None:
    assert due_on(date(2026, 6, 10), Role.OFFICE, DUTY, late=0) == -3
    assert [due_on(date(2026, 6, 18), Role.LEADER, DUTY, late=late) for late in (2, 3)] == [None, 3]
    assert due_on(date(2026, 6, 17), Role.HEAD, DUTY, late=9) is None


def test_a_dialogue_a_year_is_thought_of_long_before() -> None:
    yearly = ladder_of(LADDERS, ObligationKind.DUTY, "yearly")
    assert (yearly.begins, yearly.first, longest_ahead(LADDERS)) == (-60, Role.OFFICE, 60)
    assert ladder_of({}, ObligationKind.CONCLUSION, "").begins == -7


@given(ladders, days, days)
@settings(max_examples=60)
def test_the_rung_s_day_has_come_and_that_of_the_next_has_not(ladder: Ladder, due: date, today: date) -> None:
    rung = rung_due(ladder, Role.FOCAL, due, today, CALENDAR)
    following = next(n for n in ladder.to_first() if rung is None or n > rung)
    assert rung is None or rung_day(due, rung, CALENDAR) <= today
    assert rung_day(due, following, CALENDAR) > today


@given(ladders, days, st.integers(0, 200))
@settings(max_examples=30)
def test_rungs_only_ever_go_up_and_none_is_skipped(ladder: Ladder, due: date, much: int) -> None:
    today = due + timedelta(days=much)
    now, tomorrow = (rung_due(ladder, Role.FOCAL, due, today + timedelta(days=n), CALENDAR) for n in (0, 1))
    assert now is not None
    assert tomorrow in (now, next(n for n in ladder.to_first() if n > now))


@settings(max_examples=60)
@given(ladders, days, st.integers(-40, 60))
def test_the_next_rung_is_the_first_day_on_which_another_one_has_come(
    ladder: Ladder, due: date, offset: int
) -> None:
    after = due + timedelta(days=offset)
    coming = next_rung_day(ladder, due, after, CALENDAR)
    assert coming > after
    between = (after + timedelta(days=n) for n in range((coming - after).days))
    now = rung_due(ladder, Role.FOCAL, due, after, CALENDAR)
    assert {rung_due(ladder, Role.FOCAL, due, day, CALENDAR) for day in between} == {now}
    assert rung_due(ladder, Role.FOCAL, due, coming, CALENDAR) != now
