"""Working days and office hours of the ward."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.working_days import DAY, OfficeHours, WorkingCalendar
from bot.texts import speaking

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = WorkingCalendar()
HOURS = OfficeHours()
days = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 1), "Tết Dương lịch"),
        (date(2026, 1, 2), "Ngày nghỉ (thay cho ngày 10/01/2026)"),
        (date(2026, 2, 18), "Mùng hai Tết Nguyên Đán"),
        (date(2026, 8, 31), "Ngày nghỉ (thay cho ngày 22/08/2026)"),
        (date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
        (date(2026, 11, 28), "Thứ Bảy"),
        (date(2026, 11, 25), None),
        (date(2026, 1, 10), None),
        (date(2026, 8, 22), None),
    ],
)
def test_holidays_and_announced_swaps_are_known_by_name(day: date, name: str | None) -> None:
    assert (CALENDAR.name_of(day), CALENDAR.is_working(day)) == (name, name is None)


def test_a_day_off_is_named_in_the_language_spoken() -> None:
    with speaking("en"):
        assert [CALENDAR.name_of(date(2026, 9, n)) for n in (2, 5)] == ["National Day", "Saturday"]


def test_24_november_is_a_working_day_before_2026() -> None:
    assert CALENDAR.is_working(date(2025, 11, 24))


def test_the_ward_s_own_corrections_go_first() -> None:
    own = WorkingCalendar({date(2026, 6, 15): "Nghỉ bão"}, frozenset({date(2026, 6, 20)}))
    assert own.name_of(date(2026, 6, 15)) == "Nghỉ bão"
    assert own.is_working(date(2026, 6, 20))
    assert own.add(date(2026, 6, 12), 1) == date(2026, 6, 16)


def test_years_not_announced_yet_are_provisional() -> None:
    assert [CALENDAR.is_provisional(date(year, 6, 1)) for year in (2026, 2027)] == [False, True]


def test_tet_is_jumped_over() -> None:
    assert CALENDAR.add(date(2026, 2, 13), 1) == date(2026, 2, 23)
    assert CALENDAR.add(date(2026, 2, 23), -1) == date(2026, 2, 13)
    assert [name for _day, name in CALENDAR.days_off(date(2026, 4, 24), date(2026, 5, 4))] == [
        "Ngày Giỗ Tổ Hùng Vương",
        "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)",
        "Ngày Chiến thắng",
        "Ngày Quốc tế Lao động",
    ]


@given(days, st.integers(0, 30))
def test_counting_undoes_adding(day: date, n: int) -> None:
    later = CALENDAR.add(day, n)
    assert CALENDAR.between(day, later) == n
    assert n == 0 or CALENDAR.is_working(later)
    if CALENDAR.is_working(day):
        assert CALENDAR.add(later, -n) == day
        assert CALENDAR.between(day, CALENDAR.add(day, -n)) == -n


@given(days, st.integers(-300, 300), st.sets(days, max_size=3), st.sets(days, max_size=3))
@settings(max_examples=60)
def test_counting_is_walking_from_day_to_day(day: date, n: int, off: set[date], worked: set[date]) -> None:
    calendar = WorkingCalendar(dict.fromkeys(off | {day + DAY}, "Nghỉ"), frozenset(worked | {day - DAY}))
    step, at = DAY if n > 0 else -DAY, day
    for _each in range(abs(n)):
        at += step
        while not calendar.is_working(at):
            at += step
    walked = (min(day, at) + k * DAY for k in range(1, abs((at - day).days) + 1))
    passed = sum(calendar.is_working(each) for each in walked)
    assert calendar.add(day, n) == at
    assert calendar.between(day, at) == (passed if n > 0 else -passed)
    assert len(calendar.days(min(day, at), max(day, at))) == passed


@given(days, days, days)
@settings(max_examples=40)
def test_counts_add_up_over_any_day_between(a: date, b: date, c: date) -> None:
    assert CALENDAR.between(a, b) + CALENDAR.between(b, c) == CALENDAR.between(a, c)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T07:29:59", "2026-11-23T07:30"),
        ("2026-11-23T11:30", "2026-11-23T13:30"),
        ("2026-11-23T17:00", "2026-11-25T07:30"),
        ("2026-11-24T09:00", "2026-11-25T07:30"),
        ("2026-11-27T23:59", "2026-11-30T07:30"),
    ],
)
def test_the_office_opens_next_on_a_working_day(moment: str, opens: str) -> None:
    assert HOURS.next_open(_local(moment), CALENDAR) == _local(opens)


@given(st.integers(0, 2 * 365 * 24 * 60))
def test_the_next_opening_is_open_and_never_before(minutes: int) -> None:
    local = _local("2026-01-01") + timedelta(minutes=minutes)
    opens = HOURS.next_open(local, CALENDAR)
    assert opens >= local
    assert HOURS.is_open(opens, CALENDAR)
    if opens > local:
        assert not HOURS.is_open(opens - timedelta(seconds=1), CALENDAR)


def test_hours_may_be_one_span() -> None:
    hours = OfficeHours(((time(8), time(16)),))
    assert hours.is_open(_local("2026-11-23T12:00"), CALENDAR)


def _local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE)
