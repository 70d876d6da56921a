"""Stretches of whole days, and the arithmetic of the calendar that dates in words need."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Grain(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class Interval:
    """Whole days, inclusive; an open side is None, but never both."""

    start: date | None
    end: date | None
    grain: Grain

    def holds(self, other: "Interval") -> bool:
        """Whether the other lies within; of an open side only what is open too."""
        return (self.start is None or (other.start is not None and self.start <= other.start)) and (
            self.end is None or (other.end is not None and other.end <= self.end)
        )


Following = Callable[[date], Interval]


def days(first: date, last: date, grain: Grain = Grain.SPAN) -> Interval:
    return Interval(first, last, grain)


def day(when: date) -> Interval:
    return Interval(when, when, Grain.DAY)


def add_months(when: date, count: int) -> date:
    """The same day of another month, or that month's last day where it is too short."""
    year, month = divmod(when.year * 12 + when.month - 1 + count, 12)
    return date(year, month + 1, min(when.day, calendar.monthrange(year, month + 1)[1]))


def week(today: date, ahead: int = 0) -> Interval:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=ahead)
    return Interval(monday, monday + timedelta(days=6), Grain.WEEK)


def months(year: int, first: int, count: int, grain: Grain) -> Interval:
    start = date(year, first, 1)
    return Interval(start, add_months(start, count) - timedelta(days=1), grain)


def month(year: int, number: int) -> Interval:
    return months(year, number, 1, Grain.MONTH)


def month_from(today: date, ahead: int = 0) -> Interval:
    first = add_months(today.replace(day=1), ahead)
    return month(first.year, first.month)


def quarter(year: int, number: int) -> Interval:
    return months(year, 3 * number - 2, 3, Grain.QUARTER)


def quarter_from(today: date, ahead: int = 0) -> Interval:
    first = add_months(today.replace(day=1), 3 * ahead)
    return quarter(first.year, (first.month + 2) // 3)


def year(number: int) -> Interval:
    return Interval(date(number, 1, 1), date(number, 12, 31), Grain.YEAR)


def weekday_from(when: date, weekday: int) -> date:
    """The first such weekday, the given day included."""
    return when + timedelta(days=(weekday - when.weekday()) % 7)


def day_from(when: date, number: int) -> date:
    """The first day with this number, the given day included; months too short for it are passed over."""
    for ahead in range(3):
        first = add_months(when.replace(day=1), ahead)
        if number <= calendar.monthrange(first.year, first.month)[1]:
            found = first.replace(day=number)
            if found >= when:
                return found
    raise ValueError(f"no month has a day {number}")


def day_month_from(when: date, number: int, of_month: int) -> date:
    """The first such day of the year, the given day included; 29/2 waits for a leap year."""
    for ahead in range(9):
        if number <= calendar.monthrange(when.year + ahead, of_month)[1]:
            found = date(when.year + ahead, of_month, number)
            if found >= when:
                return found
    raise ValueError(f"no such day: {number}/{of_month}")


def day_month_near(today: date, number: int, of_month: int) -> date:
    """The occurrence within six months of today, either side; where both are, the one to come."""
    found = day_month_from(add_months(today, -6), number, of_month)
    if found > add_months(today, 6):
        raise ValueError(f"not within six months: {number}/{of_month}")
    later = found.replace(year=found.year + 1) if (number, of_month) != (29, 2) else found
    return later if later <= add_months(today, 6) else found


def month_near(today: date, number: int) -> Interval:
    ahead = (number - today.month + 5) % 12 - 5
    return month_from(today, ahead)


def month_after(when: date, number: int) -> Interval:
    return month_from(when, (number - when.month) % 12)


def quarter_near(today: date, number: int) -> Interval:
    """This year's, unless another year's quarter is next to the present one."""
    ahead = number - (today.month + 2) // 3
    return quarter(today.year + (ahead == -3) - (ahead == 3), number)


def quarter_after(when: date, number: int) -> Interval:
    return quarter(when.year + (number < (when.month + 2) // 3), number)


def third_of(outer: Interval, which: str) -> Interval:
    """The beginning, middle or end ("dau", "giua", "cuoi") of a week, month, quarter or year."""
    assert outer.start
    assert outer.end
    first, last = outer.start, outer.end
    place = ("dau", "giua", "cuoi").index(which)
    if outer.grain == Grain.WEEK:
        offsets = ((0, 1), (2, 3), (5, 6))[place]
        return days(first + timedelta(days=offsets[0]), first + timedelta(days=offsets[1]))
    if outer.grain == Grain.MONTH:
        starts = (first, first.replace(day=11), first.replace(day=21))
        return days(starts[place], (first.replace(day=10), first.replace(day=20), last)[place])
    if outer.grain == Grain.QUARTER:
        return month_from(first, place)
    return months(first.year, (1, 4, 10)[place], (3, 6, 3)[place], Grain.SPAN)
