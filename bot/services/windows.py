"""How long somebody who was heard from may be written to, and whether it costs money."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.working_days import DAY, OfficeHours, WorkingCalendar
from bot.services.ward import ChannelFacts

# The vendor's clock is not ours, and a message takes a while to get there.
MARGIN = timedelta(minutes=5)


class Standing(StrEnum):
    """Whether a chat can be written to now."""

    FREE = "free"
    PAID = "paid"
    CLOSED = "closed"


def standing(facts: ChannelFacts | None, heard: datetime | None, now: datetime) -> Standing:
    """How a chat stands that was last heard from at `heard`; a channel without facts has no window."""
    if facts is None or facts.free_for is None:
        return Standing.FREE
    if heard is not None and now < heard + facts.free_for - MARGIN:
        return Standing.FREE
    if facts.price == 0 or facts.budget == 0:
        return Standing.CLOSED
    is_open = facts.open_for is None or (heard is not None and now < heard + facts.open_for - MARGIN)
    return Standing.PAID if is_open or facts.template else Standing.CLOSED


def office_time(start: datetime, end: datetime, hours: OfficeHours, calendar: WorkingCalendar) -> timedelta:
    """How long the office is open between two moments in the ward's zone."""
    total, day = timedelta(), start.date()
    while day <= end.date():
        for opens, closes in hours.spans if calendar.is_working(day) else ():
            span = min(end, _at(day, closes, end)) - max(start, _at(day, opens, start))
            total += max(timedelta(), span)
        day += DAY
    return total


def _at(day: date, each: time, like: datetime) -> datetime:
    return datetime.combine(day, each, like.tzinfo)
