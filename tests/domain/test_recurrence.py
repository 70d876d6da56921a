"""The words for a repetition become a rule, and the rule becomes dates."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.recurrence import LAST, DayOffRule, Recurrence, expand, parse_day_off, parse_recurrence
from bot.errors import BadInput

ALWAYS: Callable[[date], bool] = lambda day: True  # noqa: E731


def weekdays_only(day: date) -> bool:
    return day.weekday() < 5


def closed_on(*days: date) -> Callable[[date], bool]:
    return lambda day: weekdays_only(day) and day not in days


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Thứ 5 hằng tuần", Recurrence(weekdays=(3,))),
        ("thứ năm hàng tuần", Recurrence(weekdays=(3,))),
        ("THỨ NĂM  HÀNG TUẦN.", Recurrence(weekdays=(3,))),
        ("thu nam hang tuan", Recurrence(weekdays=(3,))),
        ("Thứ Ba và thứ Năm hằng tuần", Recurrence(weekdays=(1, 3))),
        ("thứ 2, 4, 6 mỗi tuần", Recurrence(weekdays=(0, 2, 4))),
        ("Hằng tuần vào thứ Tư", Recurrence(weekdays=(2,))),
        ("Chủ nhật hằng tuần", Recurrence(weekdays=(6,))),
        ("ngày 5 và 20 hằng tháng", Recurrence(days=(5, 20))),
        ("Ngày 20, ngày 5 hàng tháng", Recurrence(days=(5, 20))),
        ("hằng tháng vào ngày 15", Recurrence(days=(15,))),
        ("ngày cuối cùng của tháng", Recurrence(days=(LAST,))),
        ("Thứ Sáu tuần thứ 2 hằng tháng", Recurrence(weekdays=(4,), nth=2)),
        ("thứ tư tuần thứ tư hằng tháng", Recurrence(weekdays=(2,), nth=4)),
        ("Thứ Hai đầu tiên của tháng", Recurrence(weekdays=(0,), nth=1)),
        ("thứ sáu cuối cùng hằng tháng", Recurrence(weekdays=(4,), nth=LAST)),
        ("Thứ 5 hằng tuần đến 31/12/2026", Recurrence(weekdays=(3,), until=date(2026, 12, 31))),
        ("Thứ 5 hằng tuần, đến hết ngày 1/9/2026", Recurrence(weekdays=(3,), until=date(2026, 9, 1))),
        ("ngày 5 hằng tháng đến 05-08-2026", Recurrence(days=(5,), until=date(2026, 8, 5))),
    ],
)
def test_words_become_a_rule(text: str, rule: Recurrence) -> None:
    assert parse_recurrence(text) == rule


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hằng tuần",
        "Thứ 8 hằng tuần",
        "ngày 32 hằng tháng",
        "ngày 0 hằng tháng",
        "khi cần",
        "thứ 5 hằng năm",
    ],
)
def test_words_that_name_no_repetition_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match="does not say how"):
        parse_recurrence(text)


@pytest.mark.parametrize("end", ["31/02/2026", "1/13/2026", "1/1/9999"])
def test_an_end_that_does_not_exist_is_refused(end: str) -> None:
    with pytest.raises(BadInput, match="does not exist"):
        parse_recurrence(f"Thứ 5 hằng tuần đến {end}")


def test_what_happens_on_a_day_off_is_read() -> None:
    said = ["", "Ngày làm việc kế tiếp", "bỏ qua", "ngày làm việc gần nhất"]
    assert [parse_day_off(text) for text in said] == [
        DayOffRule.NEXT_WORKING,
        DayOffRule.NEXT_WORKING,
        DayOffRule.SKIP,
        DayOffRule.NEAREST,
    ]
    with pytest.raises(BadInput, match="day off"):
        parse_day_off("tùy")


def test_a_weekly_rule_starts_on_its_first_weekday_and_includes_its_end() -> None:
    rule = parse_recurrence("Thứ 5 hằng tuần đến 21/05/2026")
    assert expand(rule, date(2026, 5, 4), is_working=ALWAYS) == (
        date(2026, 5, 7),
        date(2026, 5, 14),
        date(2026, 5, 21),
    )


def test_without_an_end_a_rule_runs_twelve_months() -> None:
    dates = expand(parse_recurrence("ngày 5 hằng tháng"), date(2026, 5, 5), is_working=ALWAYS)
    assert (len(dates), dates[0], dates[-1]) == (12, date(2026, 5, 5), date(2027, 4, 5))


def test_the_nth_and_the_last_weekday_of_each_month() -> None:
    first, horizon = date(2026, 5, 1), date(2026, 7, 31)
    second = parse_recurrence("Thứ Sáu tuần thứ 2 hằng tháng")
    last = parse_recurrence("thứ sáu cuối cùng hằng tháng")
    fifth = parse_recurrence("thứ sáu tuần thứ 5 hằng tháng")
    assert expand(second, first, horizon, is_working=ALWAYS) == (
        date(2026, 5, 8),
        date(2026, 6, 12),
        date(2026, 7, 10),
    )
    assert expand(last, first, horizon, is_working=ALWAYS) == (
        date(2026, 5, 29),
        date(2026, 6, 26),
        date(2026, 7, 31),
    )
    assert expand(fifth, first, horizon, is_working=ALWAYS) == (date(2026, 5, 29), date(2026, 7, 31))


def test_a_month_too_short_goes_without_the_day() -> None:
    rule = parse_recurrence("ngày 31 hằng tháng")
    dates = expand(rule, date(2026, 1, 1), date(2026, 5, 31), is_working=ALWAYS)
    assert dates == (date(2026, 1, 31), date(2026, 3, 31), date(2026, 5, 31))


def test_a_holiday_moves_skips_or_goes_to_the_nearest_working_day() -> None:
    rule = parse_recurrence("Thứ 5 hằng tuần")
    holiday, first, horizon = date(2026, 5, 14), date(2026, 5, 7), date(2026, 5, 21)
    is_working = closed_on(holiday)

    def dates(on_day_off: DayOffRule) -> tuple[date, ...]:
        return expand(rule, first, horizon, is_working=is_working, on_day_off=on_day_off)

    assert dates(DayOffRule.NEXT_WORKING) == (first, date(2026, 5, 15), horizon)
    assert dates(DayOffRule.SKIP) == (first, horizon)
    assert dates(DayOffRule.NEAREST) == (first, date(2026, 5, 13), horizon)


def test_saturday_goes_back_and_sunday_forward_to_the_nearest_working_day() -> None:
    rule = parse_recurrence("thứ 7, chủ nhật hằng tuần")
    moved = expand(
        rule, date(2026, 5, 9), date(2026, 5, 10), is_working=weekdays_only, on_day_off=DayOffRule.NEAREST
    )
    assert moved == (date(2026, 5, 8), date(2026, 5, 11))


def test_two_dates_that_move_to_the_same_day_are_one() -> None:
    rule = parse_recurrence("thứ 7, chủ nhật hằng tuần")
    moved = expand(rule, date(2026, 5, 9), date(2026, 5, 10), is_working=weekdays_only)
    assert moved == (date(2026, 5, 11),)


def test_a_year_without_a_working_day_has_no_dates() -> None:
    assert expand(Recurrence(weekdays=(3,)), date(2026, 5, 7), is_working=lambda day: False) == ()


def test_the_twelve_months_of_a_leap_day_end_in_february() -> None:
    dates = expand(Recurrence(days=(28,)), date(2028, 2, 29), is_working=ALWAYS)
    assert (dates[0], dates[-1]) == (date(2028, 3, 28), date(2029, 1, 28))


@given(st.text())
def test_any_words_are_a_rule_or_refused(text: str) -> None:
    try:
        rule = parse_recurrence(text)
    except BadInput:
        return
    assert rule.weekdays or rule.days


@given(
    st.builds(
        Recurrence, weekdays=st.tuples(st.integers(0, 6)), nth=st.none() | st.sampled_from([1, 2, 5, LAST])
    ),
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    st.sampled_from(DayOffRule),
    st.sets(st.integers(0, 400), max_size=40),
)
def test_dates_are_sorted_unique_working_days(
    rule: Recurrence, first: date, on_day_off: DayOffRule, off: set[int]
) -> None:
    is_working = closed_on(*(first + timedelta(days=n) for n in off))
    dates = expand(rule, first, is_working=is_working, on_day_off=on_day_off)
    assert list(dates) == sorted(set(dates))
    assert all(is_working(day) for day in dates)
