"""What has been said of each obligation, to whom, and until when somebody asked for quiet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.tables import Obligation, Outbox, Reminder, Snooze
from storage.upsert import upsert
from storage.vocabulary import Delivery, MessageKind, ObligationState

_REMINDER = Reminder.__table__  # type: ignore[attr-defined]
_SNOOZE = Snooze.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Said:
    """When a rung was last written for somebody, and how far that message has got."""

    at: datetime
    state: Delivery


def said_of_open(
    session: Session, since: datetime, person_id: int | None = None
) -> dict[tuple[int, int, int], Said]:
    """By (obligation, rung, person), what was said since then of what is still open; to one person or all."""
    wanted = (
        sa.select(
            col(Reminder.obligation_id),
            col(Reminder.rung),
            col(Reminder.person_id),
            col(Reminder.created_at),
            col(Outbox.state),
        )
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .join(Outbox, col(Outbox.id) == col(Reminder.outbox_id))
        .where(col(Obligation.state) == ObligationState.OPEN, col(Reminder.created_at) >= since)
    )
    if person_id is not None:
        wanted = wanted.where(col(Reminder.person_id) == person_id)
    return {(row[0], row[1], row[2]): Said(row[3], row[4]) for row in session.execute(wanted)}


def keep_said(
    session: Session, rungs: Sequence[tuple[int, int]], person_id: int, outbox_id: int, now: datetime
) -> None:
    """Note which (obligation, rung) a message says; said again on request or anew, the row follows."""
    for obligation_id, rung in rungs:
        row = {"obligation_id": obligation_id, "rung": rung, "person_id": person_id}
        row_said = {**row, "created_at": now, "outbox_id": outbox_id}
        upsert(session, _REMINDER, row_said, on=("obligation_id", "rung", "person_id"))


def unsay(session: Session, outbox_id: int) -> None:
    """What a message would have said counts as not said: it was not delivered to whom it was for."""
    session.execute(sa.delete(Reminder).where(col(Reminder.outbox_id) == outbox_id))


def snoozes(session: Session) -> dict[tuple[int, int], datetime]:
    """Until when somebody asked for quiet, by (person, obligation) still open; it may have passed."""
    wanted = select(Snooze).join(Obligation, col(Obligation.id) == col(Snooze.obligation_id))
    rows = session.exec(wanted.where(Obligation.state == ObligationState.OPEN))
    return {(row.person_id, row.obligation_id): row.until for row in rows}


def snooze(session: Session, person_id: int, obligation_ids: Sequence[int], until: datetime) -> None:
    """Be quiet to this person about these obligations until then."""
    for obligation_id in obligation_ids:
        row = {"person_id": person_id, "obligation_id": obligation_id, "until": until}
        upsert(session, _SNOOZE, row, on=("person_id", "obligation_id"))


def told_since(session: Session, since: datetime) -> set[int]:
    """Ids of the people a digest has been written for since then."""
    wanted = select(Outbox.person_id).where(
        Outbox.kind == MessageKind.REMINDER, Outbox.created_at >= since, col(Outbox.person_id).is_not(None)
    )
    return {person_id for person_id in session.exec(wanted) if person_id is not None}


def said_in(session: Session, outbox_id: int) -> list[tuple[Reminder, Obligation]]:
    """The reminders one message carries, each with its obligation."""
    wanted = (
        select(Reminder, Obligation)
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .where(Reminder.outbox_id == outbox_id)
        .order_by(col(Obligation.due), col(Obligation.id))
    )
    return [(reminder, obligation) for reminder, obligation in session.exec(wanted)]


def said_by_message(session: Session, after: int) -> dict[int, list[Obligation]]:
    """What each message with an id above `after` reminds of, the most urgent first."""
    wanted = (
        select(Reminder.outbox_id, Obligation)
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .where(col(Reminder.outbox_id) > after)
        .order_by(col(Obligation.due), col(Obligation.id))
    )
    found: dict[int, list[Obligation]] = {}
    for outbox_id, obligation in session.exec(wanted):
        if outbox_id is not None:
            found.setdefault(outbox_id, []).append(obligation)
    return found


def said_about(session: Session, obligation_id: int, person_id: int) -> list[tuple[Reminder, Delivery]]:
    """Earlier reminders of an obligation to a person, and what became of each."""
    wanted = (
        select(Reminder, Outbox.state)
        .join(Outbox, col(Outbox.id) == col(Reminder.outbox_id))
        .where(Reminder.obligation_id == obligation_id, Reminder.person_id == person_id)
        .order_by(col(Reminder.id))
    )
    return [(reminder, Delivery(state)) for reminder, state in session.exec(wanted)]


def newest_digest(session: Session, person_id: int) -> int | None:
    """The id of the last digest written for a person."""
    wanted = select(func.max(Outbox.id)).where(
        Outbox.kind == MessageKind.REMINDER, Outbox.person_id == person_id
    )
    return session.exec(wanted).one()
