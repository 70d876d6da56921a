"""A unit is late only for days on which it had been reminded before and could report."""

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.fairness import Excuse, Late, at_once, days_down, down_for, late_for, together
from bot.domain.working_days import OfficeHours, WorkingCalendar
from tests.ward import ZONE

CALENDAR, HOURS = WorkingCalendar(), OfficeHours()
DUE = date(2026, 6, 15)
MONDAY = date(2026, 6, 22)
days = st.dates(date(2026, 6, 1), date(2026, 8, 31))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=ZONE)


def test_every_working_day_past_the_due_date_counts_once_it_was_said() -> None:
    assert late_for(DUE, MONDAY, date(2026, 6, 12), (), CALENDAR) == Late(
        5, 5, date(2026, 6, 16), date(2026, 6, 12)
    )


def test_until_a_reminder_has_reached_somebody_nothing_counts() -> None:
    never = late_for(DUE, date(2026, 6, 17), None, (), CALENDAR)
    assert (never.days, never.overdue, never.since) == (0, 2, None)
    assert never.excused == ((date(2026, 6, 16), Excuse.UNREACHED), (date(2026, 6, 17), Excuse.UNREACHED))
    later = late_for(DUE, MONDAY, date(2026, 6, 18), (), CALENDAR)
    assert (later.days, later.overdue, later.since) == (2, 5, date(2026, 6, 19))


def test_a_day_without_intake_is_taken_off_and_named() -> None:
    late = late_for(DUE, MONDAY, DUE, [date(2026, 6, 17)], CALENDAR)
    assert (late.days, late.overdue, late.down) == (4, 5, (date(2026, 6, 17),))


def test_half_of_the_office_hours_make_a_day() -> None:
    """An office day is seven and a half hours: four in the morning, three and a half after noon."""
    assert days_down([(at(16, 7), at(16, 11, 15))], HOURS, CALENDAR) == {date(2026, 6, 16)}
    assert days_down([(at(16, 7), at(16, 11, 14))], HOURS, CALENDAR) == frozenset()
    assert days_down([(at(16, 11), at(16, 16, 45))], HOURS, CALENDAR) == {date(2026, 6, 16)}
    assert days_down([(at(16, 17), at(17, 7, 30))], HOURS, CALENDAR) == frozenset()
    assert days_down([(at(19, 12), at(22, 12))], HOURS, CALENDAR) == {date(2026, 6, 22)}


def test_a_unit_on_two_channels_could_report_while_one_of_them_worked() -> None:
    one, other, both = (at(16, 7), at(16, 12)), (at(16, 9), at(16, 15)), (at(16, 9), at(16, 12))
    outages = {"a": [one], "b": [other]}
    assert down_for({"a"}, outages) == [one]
    assert down_for({"a", "b"}, outages) == [both]
    assert down_for({"a", "c"}, outages) == []
    assert down_for((), outages) == []
    assert down_for((), {"": [one], **outages}) == [one]


def test_what_overlaps_is_counted_once() -> None:
    assert together([(at(16, 9), at(16, 12)), (at(16, 7), at(16, 10)), (at(17, 7), at(17, 8))]) == [
        (at(16, 7), at(16, 12)),
        (at(17, 7), at(17, 8)),
    ]
    assert at_once([]) == ()


@given(days, days, st.none() | days, st.sets(days, max_size=10))
@settings(max_examples=100)
def test_each_day_past_due_counts_or_is_excused(
    due: date, today: date, reached: date | None, down: set[date]
) -> None:
    late = late_for(due, today, reached, down, CALENDAR)
    assert late.days + len(late.excused) == late.overdue == max(0, CALENDAR.between(due, today))
    without = late_for(due, today, reached, (), CALENDAR)
    assert late.days <= without.days
    assert late.days == 0 or (late.since is not None and reached is not None and reached < late.since)
    tomorrow = late_for(due, today + timedelta(days=1), reached, down, CALENDAR)
    assert 0 <= tomorrow.days - late.days <= 1
