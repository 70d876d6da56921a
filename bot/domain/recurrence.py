"""When a meeting repeats, read from the words of a schedule and laid out as dates."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.errors import BadInput
from bot.language.normalise import fold_line

LAST = -1
LONGEST_CLOSURE = 31
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100


class DayOffRule(StrEnum):
    """Where a date that falls on a day off goes."""

    NEXT_WORKING = "next_working"
    SKIP = "skip"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Weekdays are 0 for Monday. Only `weekdays`: every week; with `nth`: the nth (or LAST) of each month.

    `days`: these days of each month, LAST for its last day; a month too short for one goes without it.
    `until` is included.
    """

    weekdays: tuple[int, ...] = ()
    nth: int | None = None
    days: tuple[int, ...] = ()
    until: date | None = None


_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, "chu nhat": 6, "cn": 6}
_COUNTS = {
    "nhat": 1,
    "dau": 1,
    "dau tien": 1,
    "mot": 1,
    "hai": 2,
    "nhi": 2,
    "ba": 3,
    "tu": 4,
    "bon": 4,
    "nam": 5,
}
_LAST = ("cuoi", "cuoi cung")

_DAY = r"(?:(?:thu |t)(?:[2-7]|hai|ba|tu|nam|sau|bay)|chu nhat|cn)"
_DAYS = rf"(?P<weekdays>{_DAY}(?:(?: va |, ?| )(?:{_DAY}|[2-7]\b))*)"
_DATES = r"(?:cac )?ngay (?P<dates>\d{1,2}(?:(?:, ?| va )(?:ngay )?\d{1,2})*|cuoi(?: cung)?)"
_NTH = (
    r"(?:tuan )?(?:lan )?(?:thu )?(?P<nth>[1-5]|dau tien|dau|nhat|mot|hai|nhi|ba|tu|bon|nam|cuoi cung|cuoi)"
)
_WEEKLY = [
    re.compile(rf"(?:vao )?{_DAYS} (?:hang|moi) tuan"),
    re.compile(rf"(?:hang|moi) tuan,? (?:vao )?{_DAYS}"),
]
_OF_MONTH = [
    re.compile(rf"(?:vao )?(?P<weekdays>{_DAY}) {_NTH} (?:(?:cua |trong )?(?:hang|moi)|cua|trong) thang"),
    re.compile(rf"(?:hang|moi) thang,? (?:vao )?(?P<weekdays>{_DAY}) {_NTH}"),
]
_BY_DATE = [
    re.compile(rf"(?:vao )?{_DATES} (?:(?:cua )?(?:hang|moi)|cua) thang"),
    re.compile(rf"(?:hang|moi) thang,? (?:vao )?{_DATES}"),
]
_UNTIL = re.compile(r",? (?:cho )?den (?:het )?(?:ngay )?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")


def parse_recurrence(text: str) -> Recurrence:
    """Raises BadInput where the words name no repetition that can be laid out.

    `thứ Sáu tuần thứ 2 hằng tháng` is read as the second Friday of the month.
    """
    said = fold_line(text).strip(" .;")
    until = None
    if ending := _UNTIL.search(said):
        until = _date(text, *(int(part) for part in ending.groups()))
        said = said[: ending.start()].rstrip(" ,;")
    if match := _first_match(_WEEKLY, said):
        return Recurrence(weekdays=_weekdays(match["weekdays"]), until=until)
    if match := _first_match(_OF_MONTH, said):
        nth = LAST if match["nth"] in _LAST else _COUNTS.get(match["nth"]) or int(match["nth"])
        return Recurrence(weekdays=_weekdays(match["weekdays"]), nth=nth, until=until)
    if match := _first_match(_BY_DATE, said):
        days = tuple(sorted({int(day) for day in re.findall(r"\d+", match["dates"])})) or (LAST,)
        if all(day == LAST or 1 <= day <= 31 for day in days):
            return Recurrence(days=days, until=until)
    raise BadInput("“{text}” does not say how the meeting repeats.", text=text)


def parse_day_off(text: str) -> DayOffRule:
    """What to do on days off; nothing said means the next working day. Raises BadInput for other words."""
    said = fold_line(text).strip(" .;")
    if said in ("", "ngay lam viec ke tiep", "ngay lam viec tiep theo", "ngay lam viec sau"):
        return DayOffRule.NEXT_WORKING
    if said in ("bo qua", "nghi", "khong hop", "khong to chuc"):
        return DayOffRule.SKIP
    if said in ("ngay lam viec gan nhat", "gan nhat"):
        return DayOffRule.NEAREST
    raise BadInput("“{text}” does not say what happens on a day off.", text=text)


def expand(
    rule: Recurrence,
    first: date,
    horizon: date | None = None,
    *,
    is_working: Callable[[date], bool],
    on_day_off: DayOffRule = DayOffRule.NEXT_WORKING,
) -> tuple[date, ...]:
    """The dates from `first` through `horizon`, sorted, each once.

    Without a horizon: through the rule's `until`, or the last day of the twelve months from `first`. A date
    moved off a day off may pass either end; where everything around it is closed for a month it falls away.
    """
    end = horizon or rule.until or _a_year_after(first) - timedelta(days=1)
    if rule.until:
        end = min(end, rule.until)
    settled = (_settle(day, is_working, on_day_off) for day in _nominal(rule, first, end))
    return tuple(sorted({day for day in settled if day}))


def _nominal(rule: Recurrence, first: date, end: date) -> Iterator[date]:
    if rule.weekdays and rule.nth is None:
        each = (first + timedelta(days=n) for n in range((end - first).days + 1))
        yield from (day for day in each if day.weekday() in rule.weekdays)
        return
    for index in range(first.year * 12 + first.month - 1, end.year * 12 + end.month):
        year, month = divmod(index, 12)
        yield from (day for day in _in_month(rule, year, month + 1) if first <= day <= end)


def _in_month(rule: Recurrence, year: int, month: int) -> list[date]:
    length = calendar.monthrange(year, month)[1]
    if rule.nth is None:
        return [date(year, month, length if day == LAST else day) for day in rule.days if day <= length]
    matching = [d for n in range(1, length + 1) if (d := date(year, month, n)).weekday() in rule.weekdays]
    return matching[-1:] if rule.nth == LAST else matching[rule.nth - 1 : rule.nth]


def _settle(day: date, is_working: Callable[[date], bool], rule: DayOffRule) -> date | None:
    if is_working(day):
        return day
    if rule is DayOffRule.SKIP:
        return None
    for distance in range(1, LONGEST_CLOSURE + 1):
        step = timedelta(days=distance)
        if rule is DayOffRule.NEAREST and is_working(day - step):
            return day - step
        if is_working(day + step):
            return day + step
    return None


def _first_match(patterns: list[re.Pattern[str]], said: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.fullmatch(said))), None)


def _weekdays(said: str) -> tuple[int, ...]:
    names = re.findall(r"chu nhat|cn|[2-7]|hai|ba|tu|nam|sau|bay", said)
    return tuple(sorted({_WEEKDAYS[name] if name in _WEEKDAYS else int(name) - 2 for name in names}))


def _a_year_after(first: date) -> date:
    leap = first.month == 2 and first.day == 29
    return first.replace(year=first.year + 1, day=28 if leap else first.day)


def _date(text: str, day: int, month: int, year: int) -> date:
    try:
        until = date(year, month, day)
    except ValueError as error:
        raise BadInput("“{text}” names a date that does not exist.", text=text) from error
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise BadInput("“{text}” names a date that does not exist.", text=text)
    return until
