"""What people were told of obligations, where it may not hold any more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.once import read_once
from storage.reminders import ARRIVED
from storage.tables import Entry, Extension, Leave, Obligation, Outbox, Reminder, Seat
from storage.vocabulary import Delivery, Event, MessageKind, ObligationState, Role

_ENTRY = Entry.__table__  # type: ignore[attr-defined]
_FELL = _ENTRY.alias()
KEY = "correction:"
WAITS = (Delivery.QUEUED, Delivery.SENDING, Delivery.HANDED)
# Built once: every look asks for these.
_ABOUT: sa.BindParameter[int] = sa.bindparam("obligations", expanding=True)
_PEOPLE: sa.BindParameter[int] = sa.bindparam("people", expanding=True)
_AS_TOLD = ("person_id", "obligation_id", "role", "told_due", "arming", "outbox_id")
_TOLD = (
    sa.select(*(col(getattr(Reminder, name)) for name in _AS_TOLD))
    .join(Outbox, col(Outbox.id) == col(Reminder.outbox_id))
    .where(col(Reminder.obligation_id).in_(_ABOUT), col(Outbox.state).in_(ARRIVED))
    .order_by(col(Reminder.outbox_id), col(Reminder.arming))
)
_ASKED = sa.select(col(Extension.asked_by), col(Extension.obligation_id)).where(
    col(Extension.obligation_id).in_(_ABOUT)
)
_FATES = sa.select(col(Outbox.id), col(Outbox.state)).where(
    col(Outbox.id).in_(sa.bindparam("messages", expanding=True))
)
_LEAVES = select(Leave).where(col(Leave.person_id).in_(_PEOPLE) | col(Leave.deputy_id).in_(_PEOPLE))


@dataclass(frozen=True, slots=True)
class Told:
    """What message `outbox_id` told somebody of an obligation: that it is due on `due`, None where not known.

    `arming` is the obligation's as it was then.
    """

    person_id: int
    obligation_id: int
    role: Role
    due: date | None
    arming: int
    outbox_id: int


@cache
def _doubtful() -> Any:
    person, obligation = col(Reminder.person_id), col(Obligation.id)
    theirs = col(Seat.person_id) == person
    answers = (col(Seat.unit_id) == col(Obligation.unit_id)) | col(Seat.role).in_((Role.OFFICE, Role.LEADER))
    corrected = (_ENTRY.c.obligation_id == obligation) & (_ENTRY.c.person_id == person)
    corrected &= _ENTRY.c.what == Event.CORRECTED
    fell = sa.select(sa.func.coalesce(sa.func.max(_FELL.c.id), 0))
    fell = fell.where(_FELL.c.obligation_id == obligation, _FELL.c.what == Event.CANCELLED)
    fell = fell.correlate(Obligation)
    stands = (
        (col(Reminder.told_due) != col(Obligation.due))
        | sa.exists().where(corrected)
        | ~sa.exists().where(theirs, answers)
    )
    silent = ~sa.exists().where(corrected, _ENTRY.c.id > fell.scalar_subquery())
    state = col(Obligation.state)
    return (
        sa.select(person, obligation)
        .join(Obligation, obligation == col(Reminder.obligation_id))
        .join(Outbox, col(Outbox.id) == col(Reminder.outbox_id))
        .where(state.in_((ObligationState.OPEN, ObligationState.CANCELLED)))
        .where(((state == ObligationState.OPEN) & stands) | ((state == ObligationState.CANCELLED) & silent))
        .where(col(Outbox.state).in_(ARRIVED), sa.exists().where(theirs))
    )


def doubtful(session: Session) -> set[tuple[int, int]]:
    """(person, obligation) where a reminder reached somebody who has a seat yet and may be wrong by now.

    Left out is what is due on the day that was told, to a unit of theirs, and was never corrected; so is what
    fell away, once that has been told.
    """
    session.flush()
    return {(row[0], row[1]) for row in session.connection().execute(_doubtful())}


def reached(session: Session, obligation_ids: Collection[int]) -> list[Told]:
    """Every reminder of these that reached somebody, by message."""
    rows = session.execute(_TOLD, {"obligations": list(obligation_ids)}) if obligation_ids else ()
    return [Told(*row) for row in rows]


def corrections_waiting(session: Session, person_ids: Collection[int]) -> dict[int, Outbox]:
    """The correction that has not reached each of these people yet, where there is one."""
    wanted = select(Outbox).where(
        Outbox.kind == MessageKind.NOTICE,
        col(Outbox.key).startswith(KEY),
        col(Outbox.person_id).in_(person_ids),
        col(Outbox.state).in_(WAITS),
    )
    rows = session.exec(wanted.order_by(col(Outbox.id))) if person_ids else ()
    return {row.person_id or 0: row for row in rows}


def corrected_in(session: Session, outbox_id: int) -> set[int]:
    """What a correction was written about, by id."""
    here = col(Entry.detail)["outbox"].as_integer() == outbox_id
    wanted = sa.select(col(Entry.obligation_id)).where(col(Entry.what) == Event.CORRECTED, here)
    return set(session.scalars(wanted))


def corrected_by(session: Session, outbox_id: int, until: datetime) -> dict[int, date | None]:
    """By obligation, when it is due as this correction had it at that moment; None for not asked for."""
    wanted = sa.select(col(Entry.obligation_id), col(Entry.detail)).where(
        col(Entry.what) == Event.CORRECTED,
        col(Entry.detail)["outbox"].as_integer() == outbox_id,
        col(Entry.at) <= until,
    )
    rows = session.execute(wanted.order_by(col(Entry.id)))
    return {row[0]: date.fromisoformat(row[1]["is"]) if row[1]["is"] else None for row in rows}


@read_once(Extension)
def asked_longer(session: Session, obligation_ids: Collection[int]) -> Collection[tuple[int, int]]:
    """(person, obligation) of everybody who asked for longer, and so hears of the decision."""
    rows = session.execute(_ASKED, {"obligations": list(obligation_ids)}) if obligation_ids else ()
    return {(row[0], row[1]) for row in rows}


def fates_of(session: Session, outbox_ids: Collection[int]) -> dict[int, Delivery]:
    """How far each of these messages has got."""
    rows = session.execute(_FATES, {"messages": list(outbox_ids)}) if outbox_ids else ()
    return {row[0]: row[1] for row in rows}


@read_once(Leave)
def leaves_of(session: Session, person_ids: Collection[int]) -> Sequence[Leave]:
    """Whenever any of these people was away, or stood in for somebody."""
    return list(session.scalars(_LEAVES, {"people": list(person_ids)})) if person_ids else []
