"""For which days a unit counts as late: those on which it had been reminded before, and could report."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.working_days import DAY, OfficeHours, WorkingCalendar

# From and until when, in order and apart from each other.
Spans = Sequence[tuple[datetime, datetime]]


class Excuse(StrEnum):
    """Why a working day past the due date does not count."""

    UNREACHED = "unreached"
    DOWN = "down"


@dataclass(frozen=True)
class Late:
    """How late something is: `days` that count, of `overdue` working days since it was due.

    `since` is the first day that counts, `reached` the day on which a reminder first reached somebody.
    """

    days: int = 0
    overdue: int = 0
    since: date | None = None
    reached: date | None = None
    excused: tuple[tuple[date, Excuse], ...] = ()

    @property
    def down(self) -> tuple[date, ...]:
        """The days that do not count as nothing could be reported."""
        return tuple(day for day, why in self.excused if why is Excuse.DOWN)


ON_TIME = Late()


def late_for(
    due: date, today: date, reached: date | None, down: Collection[date], calendar: WorkingCalendar
) -> Late:
    """How late something is that was due on a day and is still owed."""
    passed = calendar.days(due, today)
    told = bisect_right(passed, reached) if reached is not None else len(passed)
    counted = [day for day in passed[told:] if day not in down]
    excused = [(day, Excuse.UNREACHED) for day in passed[:told]]
    excused += [(day, Excuse.DOWN) for day in passed[told:] if day in down]
    return Late(len(counted), len(passed), counted[0] if counted else None, reached, tuple(excused))


def days_down(down: Spans, hours: OfficeHours, calendar: WorkingCalendar) -> frozenset[date]:
    """The working days on which half of the office hours or more were lost; times are in the ward's zone."""
    lost: dict[date, timedelta] = {}
    for start, end in down:
        for day in _days(start.date(), end.date()):
            for opens, closes in hours.spans if calendar.is_working(day) else ():
                span = min(end, _at(day, closes, end)) - max(start, _at(day, opens, start))
                lost[day] = lost.get(day, timedelta()) + max(timedelta(), span)
    return frozenset(day for day, much in lost.items() if much and 2 * much >= _whole(hours))


def together(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Spans that touch or overlap made into one, in order."""
    merged: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def at_once(each: Iterable[Spans]) -> Spans:
    """The time that all of these have in common; none where there are none."""
    common: Spans | None = None
    for spans in each:
        common = spans if common is None else list(_overlaps(common, spans))
    return common or ()


def down_for(channels: Collection[str], outages: Mapping[str, Spans]) -> Spans:
    """When a unit could report nowhere: everything was down, or each of its channels was at once."""
    theirs = at_once(outages.get(channel, ()) for channel in channels)
    return together([*outages.get("", ()), *theirs])


def _overlaps(a: Spans, b: Spans) -> Iterable[tuple[datetime, datetime]]:
    for start, end in a:
        for other, until in b:
            if max(start, other) < min(end, until):
                yield max(start, other), min(end, until)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + n * DAY for n in range((last - first).days + 1))


def _at(day: date, each: time, like: datetime) -> datetime:
    return datetime.combine(day, each, like.tzinfo)


def _whole(hours: OfficeHours) -> timedelta:
    a_day = date(2000, 1, 1)
    return sum(
        (datetime.combine(a_day, end) - datetime.combine(a_day, start) for start, end in hours.spans),
        timedelta(),
    )
