"""Somebody has seen what they were reminded of; the ladder goes on, and they are told when."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from bot.domain.ladder import ladder_of, next_rung_day
from bot.services.due import Due
from bot.services.ward import Ward
from storage.acknowledged import acknowledge_reminders, last_reminded
from storage.journal import entries_about, note
from storage.reminders import snoozes
from storage.vocabulary import Event


def note_seen(session: Session, person_id: int, dues: Sequence[Due], now: datetime) -> None:
    """Count the reminders of these as seen; in the journal once for each time they were said."""
    ids = [due.obligation.id or 0 for due in dues]
    reminded = last_reminded(session, person_id, ids)
    noted: dict[int, datetime] = {}
    for entry in entries_about(session, ids, Event.NOTED):
        if entry.person_id == person_id:
            noted[entry.obligation_id] = entry.at
    new = [one for one in ids if one not in noted or (one in reminded and noted[one] < reminded[one])]
    note(session, new, Event.NOTED, now, person_id=person_id)
    acknowledge_reminders(session, person_id, ids)


def next_reminder(
    session: Session, ward: Ward, person_id: int, dues: Sequence[Due], now: datetime
) -> date | None:
    """The day of the next reminder of what they answer for themselves; None where they are told by need."""
    quiet, today = snoozes(session), ward.day(now)
    days = []
    for due in dues:
        if due.own:
            owed = due.obligation
            ladder = ladder_of(ward.ladders, owed.kind, owed.reason)
            day = next_rung_day(ladder, owed.due, today, ward.calendar)
            until = quiet.get((person_id, owed.id or 0))
            days.append(ward.day(until) if until is not None and until > now else day)
    return min(days, default=None)
