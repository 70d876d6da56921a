"""What each message says: which rungs of what is owed, kept, taken over by another, and taken back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import func
from sqlmodel import Session, col

from storage.outbox import unsure_tries
from storage.reminders import ARRIVED, DIGESTS
from storage.tables import Obligation, Outbox, Reminder
from storage.upsert import upsert
from storage.vocabulary import Delivery, ObligationState, Role

_REMINDER, _OUTBOX = Reminder.__table__, Outbox.__table__  # type: ignore[attr-defined]
_OBLIGATION = Obligation.__table__  # type: ignore[attr-defined]
_AGAIN = _REMINDER.alias()
_KEY = ("obligation_id", "arming", "rung", "person_id", "outbox_id")
_WAITING = (
    sa.select(
        _REMINDER.c.id, _REMINDER.c.obligation_id, _REMINDER.c.arming, _REMINDER.c.rung, _OUTBOX.c.tried
    )
    .join(_OUTBOX, _OUTBOX.c.id == _REMINDER.c.outbox_id)
    .where(_REMINDER.c.person_id == sa.bindparam("person"), _OUTBOX.c.id != sa.bindparam("message"))
    .where(_REMINDER.c.obligation_id.in_(sa.bindparam("obligations", expanding=True)))
    .where(_OUTBOX.c.state.not_in((Delivery.SENDING, *ARRIVED)))
)


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung as a message says it: in which arming, to the reader as what, and naming which due date."""

    obligation_id: int
    arming: int
    rung: int
    role: Role
    due: date


def keep_said(session: Session, rungs: Sequence[Rung], person_id: int, outbox_id: int, now: datetime) -> None:
    """Note which rungs a message says.

    Another message that was to say them and cannot have arrived yet does not say them any more.
    """
    _take_over(session, rungs, person_id, outbox_id)
    for rung in rungs:
        row = {
            "obligation_id": rung.obligation_id,
            "arming": rung.arming,
            "rung": rung.rung,
            "person_id": person_id,
            "role": rung.role,
            "told_due": rung.due,
            "created_at": now,
            "outbox_id": outbox_id,
        }
        upsert(session, _REMINDER, row, on=_KEY)


def _take_over(session: Session, rungs: Sequence[Rung], person_id: int, outbox_id: int) -> None:
    values = {
        "person": person_id,
        "message": outbox_id,
        "obligations": [rung.obligation_id for rung in rungs],
    }
    said = {(rung.obligation_id, rung.arming, rung.rung) for rung in rungs}
    session.flush()
    rows = session.connection().execute(_WAITING, values).all() if rungs else ()
    stale = [
        row.id
        for row in rows
        if (row.obligation_id, row.arming, row.rung) in said and not unsure_tries(row.tried)
    ]
    if stale:
        session.connection().execute(sa.delete(_REMINDER).where(_REMINDER.c.id.in_(stale)))


def unsay(session: Session, outbox_id: int) -> None:
    """What a message would have said counts as not said: it was not delivered to whom it was for."""
    session.execute(sa.delete(Reminder).where(col(Reminder.outbox_id) == outbox_id))


def unsay_moved(
    session: Session, outbox_id: int, still: Collection[int], *, may_have_arrived: bool = False
) -> None:
    """A message that was rewritten does not say what is not among `still`, nor a day that has moved since.

    Where it `may_have_arrived` as it was, what has moved or fallen away since may have been read: that stays.
    """
    stands = sa.select(_OBLIGATION.c.id).where(_OBLIGATION.c.arming == _REMINDER.c.arming)
    stands = stands.where(_OBLIGATION.c.id == _REMINDER.c.obligation_id)
    if may_have_arrived:
        stands = stands.where(_OBLIGATION.c.state != ObligationState.CANCELLED)
        gone = stands.exists() & _REMINDER.c.obligation_id.not_in(still)
    else:
        gone = ~stands.exists() | _REMINDER.c.obligation_id.not_in(still)
    session.connection().execute(sa.delete(_REMINDER).where(_REMINDER.c.outbox_id == outbox_id, gone))


def follow_newest(session: Session, outbox_ids: Collection[int]) -> None:
    """What these messages were to say is said by the last digest to the same person, which replaces them."""
    newest = (
        sa.select(func.max(col(Outbox.id)))
        .where(col(Outbox.kind).in_(DIGESTS), col(Outbox.person_id) == _REMINDER.c.person_id)
        .scalar_subquery()
    )
    again = sa.and_(*(_AGAIN.c[name] == _REMINDER.c[name] for name in _KEY[:-1]))
    later = _AGAIN.c.outbox_id.in_(outbox_ids) | (_AGAIN.c.outbox_id == newest)
    is_said_later = sa.exists().where(again, later, _AGAIN.c.outbox_id > _REMINDER.c.outbox_id)
    if outbox_ids:
        theirs = _REMINDER.c.outbox_id.in_(outbox_ids)
        session.execute(sa.delete(_REMINDER).where(theirs, is_said_later))
        session.execute(sa.update(_REMINDER).where(theirs).values(outbox_id=newest))
