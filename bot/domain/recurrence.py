"""When a meeting repeats, read from the words of a schedule and laid out as dates."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.errors import BadInput
from bot.language.normalise import fold

LAST = -1
LONGEST_CLOSURE = 31


class DayOffRule(StrEnum):
    """Where a date that falls on a day off goes."""

    NEXT_WORKING = "next_working"
    SKIP = "skip"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Weekdays are 0 for Monday. Only `weekday`: every week; with `nth`: the nth (or LAST) of each month.

    `days`: these days of each month; a month too short for one goes without it. `until` is included.
    """

    weekday: int | None = None
    nth: int | None = None
    days: tuple[int, ...] = ()
    until: date | None = None


_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
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

_DAY = r"(?:thu (?P<name>[2-7]|hai|ba|tu|nam|sau|bay)|t(?P<short>[2-7])|(?P<sunday>chu nhat|cn))"
_COUNT = r"(?P<nth>[1-5]|nhat|dau tien|dau|mot|hai|nhi|ba|tu|bon|nam|cuoi cung|cuoi)"
_EVERY = r"(?:hang|moi)"
_WEEKLY = re.compile(rf"(?:{_DAY} {_EVERY} tuan|{_EVERY} tuan(?: vao)?,? {_DAY.replace('?P<', '?P<x')})")
_OF_MONTH = re.compile(
    rf"{_DAY}(?: cua)?(?: tuan)?(?: thu| lan thu)? {_COUNT} (?:trong |cua )?{_EVERY} thang"
)
_DAYS = re.compile(rf"(?:cac )?ngay (?P<days>\d[\d,; vamungngay]*?) {_EVERY} thang")
_UNTIL = re.compile(r",? (?:cho )?den(?: het)?(?: ngay)? (\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")


def parse_recurrence(text: str) -> Recurrence:
    """Raises BadInput where the words name no repetition that can be laid out."""
    said = " ".join(fold(text).split()).strip(" .;")
    until = None
    ending = _UNTIL.search(said)
    if ending:
        until = _date(text, *(int(part) for part in ending.groups()))
        said = said[: ending.start()].rstrip(" ,;")
    if match := _WEEKLY.fullmatch(said):
        return Recurrence(weekday=_weekday(match.groupdict()), until=until)
    if match := _OF_MONTH.fullmatch(said):
        nth = LAST if match["nth"] in _LAST else _COUNTS.get(match["nth"]) or int(match["nth"])
        return Recurrence(weekday=_weekday(match.groupdict()), nth=nth, until=until)
    if match := _DAYS.fullmatch(said):
        days = tuple(sorted({int(day) for day in re.findall(r"\d+", match["days"])}))
        if all(1 <= day <= calendar.mdays[1] for day in days):
            return Recurrence(days=days, until=until)
    raise BadInput("“{text}” does not say how the meeting repeats.", text=text)


def parse_day_off(text: str) -> DayOffRule:
    """What to do on days off; nothing said means the next working day. Raises BadInput for other words."""
    said = " ".join(fold(text).split()).strip(" .;")
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

    Without a horizon: through the rule's `until`, or twelve months after `first`. A date moved off a day
    off may pass `horizon`, never `first` backwards.
    """
    end = horizon or rule.until or _a_year_after(first)
    if rule.until:
        end = min(end, rule.until)
    settled = (_settle(day, is_working, on_day_off) for day in _nominal(rule, first, end))
    return tuple(sorted({day for day in settled if day is not None and day >= first}))


def _nominal(rule: Recurrence, first: date, end: date) -> Iterator[date]:
    if rule.weekday is not None and rule.nth is None:
        day = first + timedelta(days=(rule.weekday - first.weekday()) % 7)
        while day <= end:
            yield day
            day += timedelta(days=7)
        return
    for index in range(first.year * 12 + first.month - 1, end.year * 12 + end.month):
        year, month = divmod(index, 12)
        yield from (day for day in _in_month(rule, year, month + 1) if first <= day <= end)


def _in_month(rule: Recurrence, year: int, month: int) -> list[date]:
    length = calendar.monthrange(year, month)[1]
    if rule.weekday is None or rule.nth is None:
        return [date(year, month, day) for day in rule.days if day <= length]
    matching = [d for n in range(1, length + 1) if (d := date(year, month, n)).weekday() == rule.weekday]
    if rule.nth == LAST:
        return matching[-1:]
    return matching[rule.nth - 1 : rule.nth]


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


def _weekday(found: dict[str, str | None]) -> int:
    if found.get("sunday") or found.get("xsunday"):
        return 6
    name = next(found[key] for key in ("name", "short", "xname", "xshort") if found.get(key))
    assert name is not None
    return _WEEKDAYS[name] if name in _WEEKDAYS else int(name) - 2


def _a_year_after(first: date) -> date:
    leap = first.month == 2 and first.day == 29
    return first.replace(year=first.year + 1, day=28 if leap else first.day)


def _date(text: str, day: int, month: int, year: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise BadInput("“{text}” names a date that does not exist.", text=text) from error
