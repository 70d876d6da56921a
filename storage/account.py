"""All there is to tell of what one unit owes: what was said of it, what came, who decided what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import or_
from sqlmodel import Session, col, select

from storage.tables import (
    Audit,
    Entry,
    Extension,
    Handover,
    Obligation,
    Outbox,
    Person,
    PlanItem,
    Progress,
    Reminder,
)
from storage.vocabulary import Decision, Delivery, Event

_MESSAGE: Any = (Person.name, Outbox.channel, Outbox.state, Outbox.sent_at, Outbox.tried)


@dataclass(frozen=True)
class Message:
    """A reminder as it was said to somebody, and how far its message has got."""

    reminder: Reminder
    name: str
    channel: str
    state: Delivery
    sent_at: datetime | None
    tried: Sequence[dict[str, Any]]


def owed_ever(session: Session, unit_id: int) -> Sequence[Obligation]:
    """All that a unit owes or has owed, by due date, and whatever has been handed from unit to unit."""
    handed = select(Entry.obligation_id).where(Entry.what == Event.HANDED)
    wanted = select(Obligation).where((col(Obligation.unit_id) == unit_id) | col(Obligation.id).in_(handed))
    return session.exec(wanted.order_by(col(Obligation.due), col(Obligation.id))).all()


def messages_about(
    session: Session, obligation_ids: Collection[int], before: datetime
) -> dict[int, list[Message]]:
    """What was said of each obligation to whomever before a moment, oldest first."""
    wanted = (
        sa.select(Reminder, *(col(each) for each in _MESSAGE))
        .join(Person, col(Person.id) == col(Reminder.person_id))
        .join(Outbox, col(Outbox.id) == col(Reminder.outbox_id))
        .where(col(Reminder.obligation_id).in_(obligation_ids), col(Reminder.created_at) < before)
        .order_by(col(Reminder.created_at), col(Reminder.id))
    )
    found: dict[int, list[Message]] = {}
    for reminder, name, channel, state, sent_at, tried in session.execute(wanted) if obligation_ids else ():
        message = Message(reminder, name, channel, Delivery(state), sent_at, tried or ())
        found.setdefault(reminder.obligation_id, []).append(message)
    return found


def updates_before(session: Session, unit_id: int, before: datetime) -> list[tuple[Progress, str, str]]:
    """What a unit reported before a moment, oldest first: the update, its task's code, who reported it."""
    wanted = (
        select(Progress, PlanItem.code, Person.name)
        .join(PlanItem, col(PlanItem.id) == col(Progress.item_id))
        .outerjoin(Person, col(Person.id) == col(Progress.person_id))
        .where(Progress.unit_id == unit_id, Progress.created_at < before)
        .order_by(col(Progress.id))
    )
    return [(update, code, name or "") for update, code, name in session.exec(wanted)]


def confirmed_by(session: Session, before: datetime) -> dict[str, tuple[datetime, str]]:
    """When and by whom the due day of each period was confirmed last before a moment."""
    wanted = select(Audit).where(Audit.action == "confirm_due", Audit.at < before)
    rows = session.exec(wanted.order_by(col(Audit.id)))
    return {row.subject.partition(":")[2]: (row.at, row.actor) for row in rows}


def waiting_requests(
    session: Session, obligation_ids: Collection[int], at: datetime | None
) -> tuple[list[Extension], list[Handover]]:
    """Requests about these that nobody had decided on by a moment; without one, by now."""
    if not obligation_ids:
        return [], []
    longer = select(Extension).where(col(Extension.obligation_id).in_(obligation_ids), _waits(Extension, at))
    handed = select(Handover).where(col(Handover.obligation_id).in_(obligation_ids), _waits(Handover, at))
    return (
        list(session.exec(longer.order_by(col(Extension.id)))),
        list(session.exec(handed.order_by(col(Handover.id)))),
    )


def _waits(asked: Any, at: datetime | None) -> sa.ColumnElement[bool]:
    if at is None:
        return col(asked.decision) == Decision.ASKED
    return (col(asked.asked_at) < at) & or_(col(asked.decided_at).is_(None), col(asked.decided_at) >= at)
