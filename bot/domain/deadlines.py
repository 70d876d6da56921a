"""When reports and tasks are due: periods and their cut-offs, dates read from a roadmap; all proposals."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import count

from bot.domain.indicators import read_due
from bot.domain.working_days import WorkingCalendar
from bot.texts import _
from storage.vocabulary import PeriodKind

LATEST_AFTER = timedelta(days=180)
_HALF = re.compile(r"\b(?:0?6|sáu)\s+tháng|nửa năm", re.IGNORECASE)
_YEAR = re.compile(r"(?:\b(?:0?1|một)|h[àằ]ng|cả|cuối|báo cáo|và|,)\s+năm\b", re.IGNORECASE)
_REGULAR = re.compile(r"định kỳ", re.IGNORECASE)
_EVERY_YEAR = re.compile(r"\b(?:h[àằ]ng|mỗi)\s+năm\b", re.IGNORECASE)
_GOING_ON = re.compile(
    r"(?:các|những)\s+năm\s+(?:tiếp theo|sau|tiếp)|trở đi|^\s*(?:kể\s+)?từ\s+năm\s+20\d\d\s*$", re.IGNORECASE
)
_RANGE = re.compile(r"\b20\d\d\s*(?:[-–—]|đến(?:\s+(?:hết\s+)?năm)?)\s*(20\d\d)\b", re.IGNORECASE)
_PIECES = re.compile(r"[,;]|\bvà\b", re.IGNORECASE)
_DAY = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(20\d\d)(?!\d)")
_MONTH = re.compile(r"(?:tháng\s+\d{1,2}|quý\s+(?:IV|I{1,3}|[1-4]))(?=\s*(?:/|năm|$))", re.IGNORECASE)
_YEARS = re.compile(r"(?<![\d/])(20\d\d)(?![\d/])")


class DueReason(StrEnum):
    """Where a due date comes from, so that it can be explained; stored with the obligation."""

    AFTER_CUTOFF = "after_cutoff"
    WITH_YEAR_REPORT = "with_year_report"
    END_OF_YEAR = "end_of_year"
    ROADMAP_DAY = "roadmap_day"


# What follows the day the office sets for a period's report.
BY_PERIOD = (DueReason.AFTER_CUTOFF, DueReason.WITH_YEAR_REPORT)


@dataclass(frozen=True)
class ProposedPeriod:
    """A reporting period and the earliest day its report may be due; the office decides the day itself."""

    code: str
    kind: PeriodKind
    starts: date
    cutoff: date
    due: date


@dataclass(frozen=True)
class OwnDate:
    """A day a task is due by its own roadmap."""

    year: int
    due: date
    reason: DueReason


def read_kinds(duties: Sequence[str]) -> frozenset[PeriodKind]:
    """Which periods the plan's duties ask for; both where they say only that reports are regular."""
    kinds = set()
    for said in duties:
        if _HALF.search(said):
            kinds.add(PeriodKind.HALF)
        if _YEAR.search(said):
            kinds.add(PeriodKind.YEAR)
    if not kinds and any(_REGULAR.search(said) for said in duties):
        kinds = {PeriodKind.HALF, PeriodKind.YEAR}
    return frozenset(kinds)


def first_due(cutoff: date, calendar: WorkingCalendar) -> date:
    """The legal floor: at least one working day after the cut-off. No national date exists for a commune."""
    return calendar.next_working(cutoff)


def period_of(kind: PeriodKind, year: int, calendar: WorkingCalendar) -> ProposedPeriod:
    """A half year or a year, as reports are counted: both begin on 15/12 of the year before."""
    half = kind is PeriodKind.HALF
    cutoff = date(year, 6 if half else 12, 14)
    code = f"{year}-H1" if half else str(year)
    return ProposedPeriod(code, kind, date(year - 1, 12, 15), cutoff, first_due(cutoff, calendar))


def periods_around(
    today: date, kinds: frozenset[PeriodKind], calendar: WorkingCalendar
) -> tuple[ProposedPeriod, ...]:
    """What is not due before today, up to the period being collected and the one after it, by cut-off."""
    if not kinds:
        return ()
    order = [kind for kind in (PeriodKind.HALF, PeriodKind.YEAR) if kind in kinds]
    found: list[ProposedPeriod] = []
    for year in count(today.year - 1):
        for kind in order:
            period = period_of(kind, year, calendar)
            if period.due >= today:
                found.append(period)
            if sum(each.cutoff >= today for each in found) == 2:
                return tuple(found)
    raise AssertionError


def own_dates(roadmap: str, report_due: Mapping[int, date]) -> tuple[OwnDate, ...]:
    """The days a task is due by its roadmap; yearly work in each year of `report_due`.

    Work without end ("Thường xuyên") has none: it is told in each period's report. Yearly work falls due
    with the year's report, whose due days are `report_due`, so that one date tells both.
    """
    years = sorted({int(year) for year in _YEARS.findall(roadmap)})
    if _EVERY_YEAR.search(roadmap) or _GOING_ON.search(roadmap):
        going = [year for year in report_due if not years or year >= years[0]]
        return tuple(OwnDate(year, report_due[year], DueReason.WITH_YEAR_REPORT) for year in going)
    if span := _RANGE.search(roadmap):
        years = [int(span[1])]
    elif days := _days(roadmap):
        return tuple(OwnDate(day.year, day, DueReason.ROADMAP_DAY) for day in days)
    return tuple(OwnDate(year, date(year, 12, 31), DueReason.END_OF_YEAR) for year in years)


def period_name(code: str) -> str:
    """`6 tháng đầu năm 2026`, `năm 2026`."""
    year, _dash, half = code.partition("-")
    return _("the first half of {year}", year=year) if half else _("the year {year}", year=year)


def _days(roadmap: str) -> list[date]:
    """The last days allowed by a roadmap that is finer than whole years; a year said last holds for all."""
    pieces = _PIECES.split(roadmap)
    found: list[date] = []
    year = ""
    for piece in reversed(pieces):
        named = re.findall(r"20\d\d", piece)
        year = named[-1] if named else year
        if (day := _read(piece.strip(), year)) is not None:
            found.insert(0, day)
    return list(dict.fromkeys(found))


def _read(piece: str, year: str) -> date | None:
    if exact := _DAY.search(piece):
        with suppress(ValueError):
            return date(int(exact[3]), int(exact[2]), int(exact[1]))
    month = _MONTH.search(piece)
    if month is not None and (due := read_due(piece)) is None:
        return read_due(f"trong {month[0]} năm {year}")
    return due if month is not None else read_due(piece) if re.search(r"tháng|ngày", piece, re.I) else None
