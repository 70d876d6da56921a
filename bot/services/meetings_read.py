"""Stored meetings as values in the ward's own time."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.domain.meetings import Dated
from storage.meetings import as_moment, schedule_rows
from storage.tables import Meeting
from storage.vocabulary import MeetingKind, MeetingMode, MeetingStatus


def stored_meetings(
    session: Session,
    zone: ZoneInfo,
    ending_after: datetime | None = None,
    starting_before: datetime | None = None,
) -> list[Dated]:
    """The schedule in order of time: whole, or what ends after one moment and begins before another."""
    rows = schedule_rows(session, ending_after=ending_after, starting_before=starting_before)
    return [_kept(tuple(row), zone) for row in rows]


def as_dated(meeting: Meeting, zone: ZoneInfo) -> Dated:
    """One meeting in the ward's own time."""
    return Dated(
        meeting.code,
        meeting.kind,
        meeting.topic,
        meeting.audience,
        meeting.starts_at.astimezone(zone),
        meeting.ends_at.astimezone(zone),
        meeting.place,
        meeting.chair,
        meeting.mode,
        meeting.status,
        meeting.conclusion,
        meeting.source,
        meeting.as_of.astimezone(zone),
    )


@lru_cache(maxsize=4096)
def _kept(row: tuple[Any, ...], zone: ZoneInfo) -> Dated:
    """The value of a row, made once for as long as the row stays what it is."""
    code, kind, topic, audience, starts, ends, place, chair, mode, status, conclusion, source, as_of = row
    return Dated(
        code,
        MeetingKind(kind),
        topic,
        audience,
        as_moment(starts).astimezone(zone),
        as_moment(ends).astimezone(zone),
        place,
        chair,
        MeetingMode(mode),
        MeetingStatus(status),
        conclusion,
        source,
        as_moment(as_of).astimezone(zone),
    )
