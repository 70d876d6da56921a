"""What has been said of each obligation, to whom, and until when somebody asked for quiet."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.tables import Obligation, Outbox, Reminder, Snooze
from storage.upsert import upsert
from storage.vocabulary import Delivery, MessageKind, ObligationState

_SNOOZE = Snooze.__table__  # type: ignore[attr-defined]


def said_of_open(session: Session) -> set[tuple[int, int, int]]:
    """(obligation, rung, person) of every reminder of an obligation that is still open."""
    wanted = (
        select(Reminder.obligation_id, Reminder.rung, Reminder.person_id)
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .where(Obligation.state == ObligationState.OPEN)
    )
    return {(obligation, rung, person) for obligation, rung, person in session.exec(wanted)}


def snoozes(session: Session, now: datetime) -> dict[tuple[int, int], datetime]:
    """Until when, by (person, obligation), of those still in force."""
    rows = session.exec(select(Snooze).where(Snooze.until > now))
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


def said_about(session: Session, obligation_id: int, person_id: int) -> list[tuple[Reminder, Delivery]]:
    """Earlier reminders of an obligation to a person, and what became of each."""
    wanted = (
        select(Reminder, Outbox.state)
        .join(Outbox, col(Outbox.id) == col(Reminder.outbox_id))
        .where(Reminder.obligation_id == obligation_id, Reminder.person_id == person_id)
        .order_by(col(Reminder.id))
    )
    return [(reminder, state) for reminder, state in session.exec(wanted)]


def newest_digest(session: Session, person_id: int) -> int | None:
    """The id of the last digest written for a person."""
    wanted = select(func.max(Outbox.id)).where(
        Outbox.kind == MessageKind.REMINDER, Outbox.person_id == person_id
    )
    return session.exec(wanted).one()
