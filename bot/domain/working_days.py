"""Working days: the national holidays, announced swaps, and what the ward itself corrects."""

import re
from bisect import bisect_left, bisect_right
from calendar import isleap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from bot.texts import spoken, weekday

DAY = timedelta(days=1)
# Holidays are announced a year ahead; what is computed beyond this year may still move.
ANNOUNCED = 2026
# Announced swaps the package lacks: 12729/VPCP-KGVX of 25/12/2025 gave Friday 02/01/2026 for Saturday 10/01.
_SWAPS = {date(2026, 1, 2): date(2026, 1, 10)}
_LANGUAGES = {"vi": "vi", "en": "en_US"}
_SWAPPED = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


@dataclass(frozen=True)
class WorkingCalendar:
    """Monday to Friday without holidays; the ward's corrections go before all else.

    `extra_off` names further days off, `extra_working` are days worked in exchange for another.
    """

    extra_off: Mapping[date, str] = field(default_factory=dict)
    extra_working: frozenset[date] = frozenset()
    announced: int = ANNOUNCED
    _years: dict[int, Sequence[date]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_working(self, day: date) -> bool:
        if day in self.extra_working:
            return True
        if day in self.extra_off:
            return False
        if day in _made_up(day.year):
            return True
        return day.weekday() < 5 and day not in _names(day.year, "vi")

    def name_of(self, day: date) -> str | None:
        """Why a day is off: the holiday's name, or its weekday; None on a working day."""
        if self.is_working(day):
            return None
        if day in self.extra_off:
            return self.extra_off[day]
        return _names(day.year, _LANGUAGES[spoken()]).get(day) or weekday(day)

    def is_provisional(self, day: date) -> bool:
        """Whether the holidays of that year are computed, not yet announced."""
        return day.year > self.announced

    def add(self, day: date, n: int) -> date:
        """The nth working day after `day`, before it for a negative n, `day` itself for none."""
        if n == 0:
            return day
        year = day.year
        days = self._worked(year)
        at = (bisect_right(days, day) - 1 if n > 0 else bisect_left(days, day)) + n
        while at < 0:
            year -= 1
            days = self._worked(year)
            at += len(days)
        while at >= len(days):
            at -= len(days)
            year += 1
            days = self._worked(year)
        return days[at]

    def between(self, a: date, b: date) -> int:
        """How many working days lie after `a`, up to and with `b`; negative where `b` comes first."""
        if b < a:
            return -self.between(b, a)
        whole = sum(len(self._worked(year)) for year in range(a.year, b.year))
        return whole + bisect_right(self._worked(b.year), b) - bisect_right(self._worked(a.year), a)

    def days(self, a: date, b: date) -> Sequence[date]:
        """The working days after `a`, up to and with `b`, in order."""
        found = [day for year in range(a.year, b.year + 1) for day in self._worked(year)]
        return found[bisect_right(found, a) : bisect_right(found, b)]

    def next_working(self, day: date) -> date:
        """The first working day strictly after `day`."""
        return self.add(day, 1)

    def last_working(self, day: date) -> date:
        """`day` itself where it is worked, else the last working day before it."""
        return day if self.is_working(day) else self.add(day, -1)

    def days_off(self, after: date, until: date) -> list[tuple[date, str]]:
        """The days off after one day and before another that are no plain weekend, each with its name."""
        each = (after + n * DAY for n in range(1, (until - after).days))
        off = ((day, self.name_of(day)) for day in each)
        return [(day, name) for day, name in off if name is not None and name != weekday(day)]

    def _worked(self, year: int) -> Sequence[date]:
        """The working days of a year, in order."""
        if year not in self._years:
            own = any(day.year == year for day in (*self.extra_off, *self.extra_working))
            worked = tuple(day for day in _days_of(year) if self.is_working(day)) if own else _usual(year)
            self._years[year] = worked
        return self._years[year]


@dataclass(frozen=True)
class OfficeHours:
    """When the office is open on a working day, in the ward's own time: spans in order, end excluded."""

    spans: tuple[tuple[time, time], ...] = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0)))

    def is_open(self, local: datetime, calendar: WorkingCalendar) -> bool:
        moment = local.time()
        return calendar.is_working(local.date()) and any(start <= moment < end for start, end in self.spans)

    def next_open(self, local: datetime, calendar: WorkingCalendar) -> datetime:
        """`local` itself while the office is open, else the moment it opens next, in the same zone."""
        if self.is_open(local, calendar):
            return local
        if calendar.is_working(local.date()):
            for start, _end in self.spans:
                if local.time() < start:
                    return datetime.combine(local.date(), start, local.tzinfo)
        return self.opening(calendar.next_working(local.date()), local)

    def opening(self, day: date, local: datetime) -> datetime:
        """When the office opens on `day`, in the zone of `local`."""
        return datetime.combine(day, self.spans[0][0], local.tzinfo)


@lru_cache(maxsize=256)
def _names(year: int, language: str) -> dict[date, str]:
    """The holidays of a year by day."""
    names = dict(holidays.country_holidays("VN", years=year, language=language))
    for off, worked in _SWAPS.items():
        if off.year == year:
            label = (
                "Ngày nghỉ (thay cho ngày {day})" if language == "vi" else "Day off (substituted from {day})"
            )
            names.setdefault(off, label.format(day=f"{worked:%d/%m/%Y}"))
    return names


def _days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + n * DAY for n in range(366 if isleap(year) else 365))


@lru_cache(maxsize=256)
def _usual(year: int) -> tuple[date, ...]:
    """The working days of a year in which the ward has corrected nothing, in order."""
    calendar = WorkingCalendar()
    return tuple(day for day in _days_of(year) if calendar.is_working(day))


@lru_cache(maxsize=256)
def _made_up(year: int) -> frozenset[date]:
    """Saturdays worked in exchange for a holiday's bridge day; the package tells them only in its labels."""
    labels = (name for near in (year - 1, year, year + 1) for name in _names(near, "vi").values())
    days = (date(int(m[3]), int(m[2]), int(m[1])) for name in labels if (m := _SWAPPED.search(name)))
    return frozenset(day for day in days if day.year == year)
