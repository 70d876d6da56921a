"""Meetings as an iCalendar file (RFC 5545) that calendars can subscribe to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vText

PRODUCT = "-//Tro ly Dan van//Lich doi thoai va tiep cong dan//VI"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One meeting; all times aware. `stamp` is when it was last changed."""

    code: str
    title: str
    starts: datetime
    ends: datetime
    place: str
    description: str
    cancelled: bool
    stamp: datetime


def write_calendar(meetings: Iterable[CalendarEvent], name: str, host: str) -> bytes:
    """All meetings in order of time, in UTC; UIDs are `CODE@host`, the same on every export."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(_line(name)))
    for meeting in sorted(meetings, key=lambda one: (one.starts, one.code)):
        calendar.add_component(_event(meeting, host))
    written: bytes = calendar.to_ical()
    return written


def _event(meeting: CalendarEvent, host: str) -> Event:
    event = Event()
    event.add("uid", _line(f"{meeting.code}@{host}"))
    event.add("dtstamp", meeting.stamp.astimezone(UTC))
    event.add("dtstart", meeting.starts.astimezone(UTC))
    event.add("dtend", meeting.ends.astimezone(UTC))
    event.add("summary", _line(meeting.title))
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    if meeting.place:
        event.add("location", _line(meeting.place))
    if meeting.description:
        event.add("description", _clean(meeting.description))
    return event


def _clean(text: str) -> str:
    """Without the control characters RFC 5545 (3.3.11) keeps out of text; line breaks are escaped later."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in plain if sign in "\n\t" or not (ord(sign) < 32 or ord(sign) == 127))


def _line(text: str) -> str:
    return " ".join(_clean(text).split())
