"""Days off and office hours as they are typed."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.day_changes import read_day_change
from bot.language.office_hours import read_hours

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "first", "last", "works", "name"),
    [
        ("nghỉ 5/2/2027 nghỉ Tết", "2027-02-05", "2027-02-05", False, "Nghỉ Tết"),
        ("từ 5/2 đến 10/2/2027", "2027-02-05", "2027-02-10", None, ""),
        ("nghỉ từ 5/2 đến 10/2/2027 nghỉ Tết", "2027-02-05", "2027-02-10", False, "Nghỉ Tết"),
        ("nghi 5-10/2/2027 nghi tet", "2027-02-05", "2027-02-10", False, "Nghi tet"),
        ("làm bù thứ Bảy 13/2/2027 thay cho 8/2/2027", "2027-02-13", "2027-02-13", True, "Thay cho 8/2/2027"),
        ("nghỉ ngày 24 tháng 12 năm 2026 vì bão", "2026-12-24", "2026-12-24", False, "Vì bão"),
        ("nghỉ mùng 6 Tết", "2027-02-11", "2027-02-11", False, ""),
        ("off 5/2/2027 storm", "2027-02-05", "2027-02-05", False, "Storm"),
    ],
)
def test_a_change_is_read(text: str, first: str, last: str, works: bool | None, name: str) -> None:
    read = read_day_change(text, TODAY)
    assert (str(read.days[0]), str(read.days[-1]), read.works, read.name) == (first, last, works, name)


@pytest.mark.parametrize(
    "text", ["nghỉ", "nghỉ 28/12/2026 và 30/12/2026", "nghỉ 31/2/2027", "nghỉ cả năm 2027", ""]
)
def test_where_no_single_day_or_short_span_is_named_none_is_read(text: str) -> None:
    assert read_day_change(text, TODAY).days == ()


@settings(max_examples=80, deadline=None)
@given(
    st.dates(date(2025, 1, 1), date(2031, 12, 31)),
    st.booleans(),
    st.sampled_from(["", " mất điện", ", bão số 3"]),
)
def test_a_day_in_figures_is_that_day(day: date, works: bool, why: str) -> None:
    read = read_day_change(f"{'làm bù' if works else 'nghỉ'} {day.day}/{day.month}/{day.year}{why}", TODAY)
    assert (read.days, read.works) == ((day,), works)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("7:30-11:30, 13:30-17:00", ("07:30", "11:30", "13:30", "17:00")),
        ("sáng 7h30 đến 11h30, chiều 13h đến 17h", ("07:30", "11:30", "13:00", "17:00")),
        ("8 giờ - 16 giờ 30", ("08:00", "16:30")),
        ("7.30–11.30; 13.30–17.00", ("07:30", "11:30", "13:30", "17:00")),
    ],
)
def test_hours_are_read(text: str, spans: tuple[str, ...]) -> None:
    read = read_hours(text)
    assert read is not None
    assert tuple(f"{edge:%H:%M}" for span in read for edge in span) == spans


@pytest.mark.parametrize(
    "text",
    ["", "cả ngày", "17:00-13:30", "7:30-11:30 11:00-13:00", "7:30-25:00", "7:75-9:00", "7:30-11:30 nhé anh"],
)
def test_what_names_no_hours_in_order_is_not_read(text: str) -> None:
    assert read_hours(text) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.times(), min_size=2, max_size=8, unique_by=lambda at: (at.hour, at.minute)))
def test_hours_written_are_hours_read(times: list[time]) -> None:
    edges = sorted(at.replace(second=0, microsecond=0) for at in times)[: len(times) // 2 * 2]
    spans = tuple(zip(edges[::2], edges[1::2], strict=True))
    assert read_hours(", ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in spans)) == spans


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_without_a_bug(text: str) -> None:
    read_day_change(text, TODAY)
    read_hours(text)
