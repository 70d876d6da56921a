"""Stored meetings as values in the ward's own time."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.domain.meetings import Dated
from storage.meetings import schedule_rows
from storage.tables import Meeting


def stored_meetings(session: Session, zone: ZoneInfo) -> list[Dated]:
    """The whole schedule, in order of time."""
    return [_dated(row, zone) for row in schedule_rows(session)]


def as_dated(meeting: Meeting, zone: ZoneInfo) -> Dated:
    return _dated(meeting, zone)


def _dated(row: Any, zone: ZoneInfo) -> Dated:
    def local(moment: datetime) -> datetime:
        return moment.astimezone(zone)

    return Dated(
        row.code,
        row.kind,
        row.topic,
        row.audience,
        local(row.starts_at),
        local(row.ends_at),
        row.place,
        row.chair,
        row.mode,
        row.status,
        row.conclusion,
        row.source,
        local(row.as_of),
    )
