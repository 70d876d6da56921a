"""What the law asks around meetings, and by which day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.duties import DUTIES, Asked, Duty, MeetingDay, Name, asked, due_day, stands_as
from bot.domain.working_days import WorkingCalendar
from storage.vocabulary import MeetingKind, ObligationState

CALENDAR = WorkingCalendar()
ALL = {duty.name: duty for duty in DUTIES}
TODAY = date(2026, 9, 1)
OPEN, MET, LAPSED = ObligationState.OPEN, ObligationState.MET, ObligationState.LAPSED


def dialogue(number: int, day: date, *, off: bool = False) -> MeetingDay:
    return MeetingDay(number, MeetingKind.DIALOGUE, day, off)


def reception(number: int, day: date, *, off: bool = False, by_chair: bool = True) -> MeetingDay:
    return MeetingDay(number, MeetingKind.RECEPTION, day, off, by_chair)


def keys(*meetings: MeetingDay, today: date = TODAY, duties: dict[Name, Duty] = ALL) -> dict[str, Asked]:
    return asked(duties, meetings, today, CALENDAR)


def test_a_dialogue_is_announced_a_week_before_and_its_results_are_published_ten_days_after() -> None:
    found = keys(dialogue(4, date(2026, 9, 25)))
    assert (found["duty:announce:4"].by_law, found["duty:announce:4"].opens) == (date(2026, 9, 18), None)
    publish = found["duty:publish:4"]
    assert (publish.by_law, publish.opens) == (date(2026, 10, 5), date(2026, 9, 25))


def test_a_months_schedule_is_posted_five_working_days_before_its_first_reception() -> None:
    found = keys(reception(1, date(2026, 9, 10)), reception(2, date(2026, 9, 24)))
    assert found["duty:post:2026-09"].by_law == date(2026, 9, 3)
    assert [key for key in found if key.startswith("duty:post")] == ["duty:post:2026-09"]


def test_what_is_off_asks_for_nothing_and_leaves_its_month_to_the_next_day() -> None:
    found = keys(
        dialogue(4, date(2026, 9, 25), off=True),
        reception(1, date(2026, 9, 10), off=True),
        reception(2, date(2026, 9, 24)),
    )
    assert found["duty:post:2026-09"].of_day == date(2026, 9, 24)
    assert "duty:announce:4" not in found
    assert found["duty:yearly:2026"].met is False


def test_a_dialogue_held_or_planned_provides_for_its_year() -> None:
    assert keys(dialogue(4, date(2026, 12, 30)))["duty:yearly:2026"].met is True
    assert keys(dialogue(4, date(2026, 2, 3)))["duty:yearly:2026"].met is True
    assert keys(dialogue(4, date(2027, 1, 5)))["duty:yearly:2026"].met is False


def test_citizens_are_received_on_two_days_a_month_by_the_chairman_since_the_law_says_so() -> None:
    once = reception(1, date(2026, 9, 10)), reception(2, date(2026, 9, 10))
    assert keys(*once)["duty:receive:2026-09"].met is False
    deputy = reception(3, date(2026, 9, 24), by_chair=False)
    assert keys(*once, deputy)["duty:receive:2026-09"].met is False
    assert keys(*once, reception(3, date(2026, 9, 24)))["duty:receive:2026-09"].met is True
    before = keys(reception(1, date(2026, 6, 4)), today=date(2026, 6, 1))
    assert not any(key.startswith("duty:receive") for key in before)


def test_a_schedule_without_meetings_says_nothing_and_a_duty_that_is_off_asks_for_nothing() -> None:
    assert keys() == {}
    without = {**ALL, Name.YEARLY: replace(ALL[Name.YEARLY], on=False)}
    assert "duty:yearly:2026" not in keys(dialogue(1, TODAY), duties=without)


def test_what_is_known_too_late_is_due_on_the_day_it_is_known_and_stays_there() -> None:
    each = keys(dialogue(4, date(2026, 9, 4)))["duty:announce:4"]
    assert due_day(each, None, None, TODAY) == TODAY
    assert due_day(each, TODAY, each.of_day, TODAY + timedelta(days=1)) == TODAY


def test_what_was_done_counts_anew_where_the_meeting_moves_while_it_is_ahead() -> None:
    each = keys(dialogue(4, date(2026, 9, 25)))["duty:announce:4"]
    assert stands_as(each, MET, each.of_day, TODAY) is MET
    assert stands_as(each, MET, date(2026, 9, 20), TODAY) is OPEN
    assert stands_as(each, MET, date(2026, 9, 20), date(2026, 9, 25)) is MET
    assert stands_as(each, OPEN, each.of_day, date(2026, 9, 26)) is LAPSED


@pytest.mark.parametrize("name", list(Name))
def test_nothing_is_said_to_be_the_wards_until_it_says_so(name: Name) -> None:
    assert (ALL[name].confirmed, ALL[name].on, ALL[name].number > 0) == (False, True, True)


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
kinds = st.sampled_from(list(MeetingKind))
meetings = st.lists(
    st.builds(MeetingDay, st.integers(1, 99), kinds, days, st.booleans(), st.booleans()),
    max_size=12,
    unique_by=lambda meeting: meeting.id,
)


@settings(max_examples=80, deadline=None)
@given(meetings, days)
def test_every_duty_names_a_day_that_its_meetings_explain(each: list[MeetingDay], today: date) -> None:
    found = asked(ALL, each, today, CALENDAR)
    standing = {meeting.id: meeting for meeting in each if not meeting.off}
    for key, one in found.items():
        assert key == one.key
        assert one.ends >= one.by_law
        if one.meeting_id is not None:
            assert one.of_day == standing[one.meeting_id].day
        if one.name is Name.POST:
            day = timedelta(days=1)
            assert CALENDAR.between(one.by_law - day, (one.of_day or today) - day) == 5
            assert CALENDAR.is_working(one.by_law)


@settings(max_examples=80, deadline=None)
@given(days, days, days, days)
def test_a_due_day_settles_at_once_and_never_lies_before_the_day_it_was_set(
    first: date, second: date, seen: date, moved: date
) -> None:
    """Known on one day, moved on a later one: asking again changes nothing."""
    before, after = (
        asked(ALL, [dialogue(1, day)], seen, CALENDAR)["duty:announce:1"] for day in (first, second)
    )
    due = due_day(before, None, None, seen)
    assert due >= seen
    assert due_day(before, due, first, seen) == due
    later = max(seen, moved)
    then = due_day(after, due, first, later)
    assert then >= later or (first == second and then == due)
    assert due_day(after, then, second, later) == then
