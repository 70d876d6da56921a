"""Reporting periods from the plan's duties, and dates from a roadmap."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deadlines import DueReason, own_dates, period_name, periods_around, read_kinds
from bot.domain.working_days import WorkingCalendar
from storage.vocabulary import PeriodKind

CALENDAR = WorkingCalendar()
BOTH = frozenset(PeriodKind)
REPORTS = {2026: date(2026, 12, 15), 2027: date(2027, 12, 15)}


@pytest.mark.parametrize(
    ("duties", "kinds"),
    [
        (["lồng ghép vào báo cáo công tác 06 tháng, 01 năm theo quy định."], BOTH),
        (["Báo cáo 6 tháng và năm."], BOTH),
        (["Định kỳ sáu tháng báo cáo kết quả."], {PeriodKind.HALF}),
        (["Báo cáo hằng năm gửi về văn phòng."], {PeriodKind.YEAR}),
        (["Định kỳ báo cáo kết quả thực hiện."], BOTH),
        (["Kế hoạch 05 năm 2026 được báo cáo."], set()),
        ([], set()),
    ],
)
def test_the_duties_say_which_periods_there_are(duties: list[str], kinds: set[PeriodKind]) -> None:
    assert read_kinds(duties) == frozenset(kinds)


def test_around_a_day_stand_the_period_collected_and_the_next() -> None:
    may = periods_around(date(2026, 5, 11), BOTH, CALENDAR)
    assert [(p.code, p.starts, p.cutoff, p.due) for p in may] == [
        ("2026-H1", date(2025, 12, 15), date(2026, 6, 14), date(2026, 6, 15)),
        ("2026", date(2025, 12, 15), date(2026, 12, 14), date(2026, 12, 15)),
    ]


@pytest.mark.parametrize(
    ("today", "codes"),
    [
        (date(2026, 6, 14), ["2026-H1", "2026"]),
        (date(2026, 6, 15), ["2026-H1", "2026", "2027-H1"]),
        (date(2026, 6, 16), ["2026", "2027-H1"]),
        (date(2026, 12, 15), ["2026", "2027-H1", "2027"]),
        (date(2026, 12, 31), ["2027-H1", "2027"]),
    ],
)
def test_a_closed_period_stays_until_its_report_is_due(today: date, codes: list[str]) -> None:
    assert [period.code for period in periods_around(today, BOTH, CALENDAR)] == codes


def test_without_duties_there_are_no_periods() -> None:
    assert periods_around(date(2026, 6, 1), frozenset(), CALENDAR) == ()


@given(st.dates(date(2025, 1, 1), date(2030, 12, 31)))
def test_a_report_is_due_on_a_working_day_after_its_cut_off(today: date) -> None:
    for period in periods_around(today, BOTH, CALENDAR):
        assert period.due > period.cutoff
        assert CALENDAR.between(period.cutoff, period.due) == 1


YEARLY = [(2026, date(2026, 12, 15)), (2027, date(2027, 12, 15))]


@pytest.mark.parametrize(
    ("roadmap", "dates"),
    [
        ("Thường xuyên", []),
        ("", []),
        ("Hàng năm", YEARLY),
        ("Hằng năm", YEARLY),
        ("Năm 2026 và các năm tiếp theo", YEARLY),
        ("Từ năm 2027", YEARLY[1:]),
        ("Năm 2026, năm 2027", [(2026, date(2026, 12, 31)), (2027, date(2027, 12, 31))]),
        ("Quý II/2026", [(2026, date(2026, 6, 30))]),
        ("Quý I, quý II/2026", [(2026, date(2026, 3, 31)), (2026, date(2026, 6, 30))]),
        ("Tháng 6/2026", [(2026, date(2026, 6, 30))]),
        ("Tháng 6 và tháng 12 năm 2026", [(2026, date(2026, 6, 30)), (2026, date(2026, 12, 31))]),
        ("Trước 30/6/2026", [(2026, date(2026, 6, 30))]),
        ("30/6/2026", [(2026, date(2026, 6, 30))]),
        ("Trước tháng 7 năm 2026", [(2026, date(2026, 6, 30))]),
        ("Đến năm 2030", [(2030, date(2030, 12, 31))]),
        ("2026-2030", [(2030, date(2030, 12, 31))]),
        ("Giai đoạn 2026 – 2030", [(2030, date(2030, 12, 31))]),
        ("Từ năm 2026 đến năm 2028", [(2028, date(2028, 12, 31))]),
        ("32/13/2026", []),
        ("Tháng 13/2026", []),
    ],
)
def test_a_roadmap_says_when_a_task_is_due(roadmap: str, dates: list[tuple[int, date]]) -> None:
    assert [(own.year, own.due) for own in own_dates(roadmap, REPORTS)] == dates


def test_every_date_carries_where_it_comes_from() -> None:
    said = ("Hằng năm", "Năm 2026", "Quý III/2026")
    assert [own_dates(roadmap, REPORTS)[0].reason for roadmap in said] == [
        DueReason.WITH_YEAR_REPORT,
        DueReason.END_OF_YEAR,
        DueReason.ROADMAP_DAY,
    ]


@given(st.text(alphabet="Năm thgquýIV/20126-,.trước vàđến", max_size=40))
def test_any_roadmap_is_read_or_left_alone(roadmap: str) -> None:
    assert all(2000 <= own.year <= 2099 for own in own_dates(roadmap, REPORTS))


def test_periods_are_named_as_people_say_them() -> None:
    assert [period_name(code) for code in ("2026-H1", "2026")] == ["6 tháng đầu năm 2026", "năm 2026"]
