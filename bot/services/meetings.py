"""The schedule in and out: imported by code, shown to the public, and given to calendars."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.documents.ical import CalendarEvent, write_calendar
from bot.documents.schedule_reader import MeetingRow
from bot.services.meeting_words import status_of, title_of
from bot.services.subscriptions import tell_changes
from bot.texts import _, _n
from storage.meeting_duties import forget_meetings
from storage.meetings import list_meetings, meetings_by_code, subscribers
from storage.tables import Meeting
from storage.vocabulary import MeetingStatus

__all__ = [
    "Changes",
    "calendar_events",
    "difference_as_text",
    "import_schedule",
    "public_calendar",
    "status_of",
    "title_of",
    "upcoming",
]


@dataclass
class Changes:
    """What an import did, by code. `gone`: repeated dates a revised rule no longer has, of which `cancelled`
    were kept because somebody had asked to be reminded of them; `told` counts the notices this caused.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    told: int = 0


def import_schedule(
    session: Session, rows: Sequence[MeetingRow], *, source: str, zone: ZoneInfo, now: datetime
) -> Changes:
    """Upsert meetings by code; those the list does not name stay as they are.

    Where a repeating row comes again, its future dates that are no longer in it go: they are deleted, or kept
    as cancelled where somebody has asked to be reminded of them. What has been is never touched by that, and
    a date of another year that would take over a past meeting's code is given one with its year. Everybody
    who follows a meeting that was moved, called off or given another place gets one notice.
    """
    series = {row.series for row in rows if row.series}
    codes = {code for row in rows for code in (row.code, _long_code(row))}
    stored = meetings_by_code(session, series, codes)
    changes, moved, named = Changes(), [], set()
    for row in rows:
        code = _code_for(row, stored, now)
        named.add(code)
        known = stored.get(code)
        meeting = known or Meeting(code=code, **_columns(row, zone), source=source, as_of=now)
        if known is None:
            changes.added.append(code)
        elif different := _different(meeting, _columns(row, zone)):
            changes.changed.append(code)
            for name, value in different.items():
                setattr(meeting, name, value)
            if different.keys() & {"starts_at", "status", "place"}:
                moved.append(meeting)
        else:
            changes.same.append(code)
        meeting.source, meeting.as_of = source, now
        session.add(meeting)
    session.flush()
    dropped = [m for m in stored.values() if m.series in series and m.code not in named and m.starts_at > now]
    moved += _drop(session, dropped, changes, now)
    changes.told = tell_changes(session, moved, zone, now)
    return changes


def difference_as_text(changes: Changes) -> str:
    """What an import did, a line each; an import that changed nothing says so."""
    lines = []
    if changes.added:
        lines.append(_n("{n} meeting added.", "{n} meetings added.", len(changes.added)))
    if changes.changed:
        codes = ", ".join(changes.changed[:20])
        lines.append(
            _n(
                "{n} meeting changed: {codes}",
                "{n} meetings changed: {codes}",
                len(changes.changed),
                codes=codes,
            )
        )
    if changes.gone:
        codes = ", ".join(changes.gone[:20])
        lines.append(
            _n(
                "{n} date no longer in the schedule: {codes}",
                "{n} dates no longer in the schedule: {codes}",
                len(changes.gone),
                codes=codes,
            )
        )
    if changes.cancelled:
        codes = ", ".join(changes.cancelled[:20])
        lines.append(_("Marked as cancelled, because people had asked to be reminded: {codes}", codes=codes))
    if changes.told:
        lines.append(
            _n("{n} person who follows them is told.", "{n} people who follow them are told.", changes.told)
        )
    return "\n".join(lines) or _("The schedule is as it was.")


def upcoming(session: Session, now: datetime) -> list[Meeting]:
    """Meetings that are not over, in order of time."""
    return [m for m in list_meetings(session, ending_after=now) if m.status is not MeetingStatus.HELD]


def calendar_events(meetings: Iterable[Meeting], zone: ZoneInfo) -> list[CalendarEvent]:
    """Meetings as calendars show them; a postponed one is cancelled there, for it has no date."""
    return [
        CalendarEvent(
            meeting.code,
            title_of(meeting),
            meeting.starts_at.astimezone(zone),
            meeting.ends_at.astimezone(zone),
            meeting.place,
            _described(meeting),
            meeting.status in (MeetingStatus.CANCELLED, MeetingStatus.POSTPONED),
            meeting.as_of,
        )
        for meeting in meetings
    ]


def public_calendar(session: Session, now: datetime, zone: ZoneInfo, host: str) -> bytes:
    """The whole schedule as an .ics file; what has been stays in people's calendars."""
    name = _("Schedule of dialogues and receptions")
    return write_calendar(calendar_events(list_meetings(session), zone), name, host)


def _described(meeting: Meeting) -> str:
    lines = []
    if meeting.chair:
        lines.append(_("Chair: {chair}", chair=meeting.chair))
    if meeting.audience:
        lines.append(_("For: {audience}", audience=meeting.audience))
    if meeting.status is not MeetingStatus.UPCOMING:
        lines.append(status_of(meeting))
    return "\n".join(lines)


def _columns(row: MeetingRow, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "series": row.series,
        "kind": row.kind,
        "topic": row.topic,
        "audience": row.audience,
        "starts_at": row.starts.replace(tzinfo=zone),
        "ends_at": row.ends.replace(tzinfo=zone),
        "place": row.place,
        "chair": row.chair,
        "mode": row.mode,
        "status": row.status,
        "conclusion": row.conclusion,
    }


def _different(meeting: Meeting, columns: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if getattr(meeting, name) != value}


def _long_code(row: MeetingRow) -> str:
    return f"{row.series}-{row.starts:%Y%m%d}" if row.series else row.code


def _code_for(row: MeetingRow, stored: dict[str, Meeting], now: datetime) -> str:
    if not row.series or row.code not in stored:
        return row.code
    long, known = _long_code(row), stored[row.code]
    if long in stored:
        return long
    return long if known.ends_at <= now and known.starts_at.year != row.starts.year else row.code


def _drop(session: Session, dropped: list[Meeting], changes: Changes, now: datetime) -> list[Meeting]:
    """Let repeated dates go; those kept because they are followed."""
    wanted = {s.meeting_id for s in subscribers(session, [m.id for m in dropped if m.id is not None])}
    kept = []
    forget_meetings(session, [m.id for m in dropped if m.id is not None and m.id not in wanted], now)
    for meeting in dropped:
        changes.gone.append(meeting.code)
        if meeting.id not in wanted:
            session.delete(meeting)
        elif meeting.status is not MeetingStatus.CANCELLED:
            meeting.status, meeting.as_of = MeetingStatus.CANCELLED, now
            session.add(meeting)
            changes.cancelled.append(meeting.code)
            kept.append(meeting)
    session.flush()
    return kept
