"""What has been said of each obligation, to whom, and until when somebody asked for quiet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.columns import UtcDateTime
from storage.tables import Obligation, Outbox, Person, Reminder, Snooze
from storage.upsert import upsert
from storage.vocabulary import Delivery, MessageKind, ObligationKind, ObligationState, Role

_REMINDER, _OUTBOX = Reminder.__table__, Outbox.__table__  # type: ignore[attr-defined]
_OBLIGATION = Obligation.__table__  # type: ignore[attr-defined]
_SNOOZE = Snooze.__table__  # type: ignore[attr-defined]


# What says all that is due to somebody, a message a person a day.
DIGESTS = (MessageKind.REMINDER, MessageKind.ESCALATION)
# Got there, or may have.
ARRIVED = (Delivery.SENT, Delivery.ACKNOWLEDGED, Delivery.UNCERTAIN)
# Built once: every look asks for these.
_SAID = (
    sa.select(
        _REMINDER.c.obligation_id,
        _REMINDER.c.rung,
        _REMINDER.c.person_id,
        _REMINDER.c.created_at,
        _OUTBOX.c.state,
    )
    .join(_OBLIGATION, _OBLIGATION.c.id == _REMINDER.c.obligation_id)
    .join(_OUTBOX, _OUTBOX.c.id == _REMINDER.c.outbox_id)
    .where(_OBLIGATION.c.state == ObligationState.OPEN, _REMINDER.c.arming == _OBLIGATION.c.arming)
    .where(_REMINDER.c.rung.in_(sa.bindparam("rungs", expanding=True)))
    # The last message that says it counts, one that was let go only where there is no other.
    .order_by(_OUTBOX.c.state != Delivery.DROPPED, _REMINDER.c.outbox_id)
)
_QUIET = (
    sa.select(_SNOOZE.c.person_id, _SNOOZE.c.obligation_id, _SNOOZE.c.until)
    .join(_OBLIGATION, _OBLIGATION.c.id == _SNOOZE.c.obligation_id)
    .where(_OBLIGATION.c.state == ObligationState.OPEN)
)
_THEIRS = _OUTBOX.c.person_id.in_(sa.bindparam("people", expanding=True))
_CORRECTS = _OUTBOX.c.key.startswith("correction:") & (_OUTBOX.c.state != Delivery.DROPPED)
_SINCE = sa.bindparam("since", type_=UtcDateTime)
_NAMES_DAYS = _OUTBOX.c.kind.in_(DIGESTS) | _CORRECTS
_LEAVES_NOW = _OUTBOX.c.state == Delivery.SENDING
_TOLD = sa.select(_OUTBOX.c.person_id).where(
    _THEIRS,
    _NAMES_DAYS,
    (_OUTBOX.c.created_at >= _SINCE) | (_OUTBOX.c.sent_at >= _SINCE) | _LEAVES_NOW,
)
# Whatever was tried since then is not due again before.
_TRIED = sa.select(Outbox).where(
    _THEIRS, _NAMES_DAYS, _OUTBOX.c.tried.is_not(None), _OUTBOX.c.not_before >= _SINCE
)
_LAST = (
    sa.select(_OUTBOX.c.person_id, sa.type_coerce(func.max(_OUTBOX.c.created_at), UtcDateTime))
    .where(_THEIRS, _OUTBOX.c.kind.in_(DIGESTS), _OUTBOX.c.created_at >= _SINCE)
    .where(_OUTBOX.c.state.in_((Delivery.QUEUED, Delivery.SENDING, *ARRIVED)), _OUTBOX.c.held.is_(None))
    .group_by(_OUTBOX.c.person_id)
)
_GOT_THERE = func.min(func.coalesce(_OUTBOX.c.sent_at, _OUTBOX.c.created_at))
_BY_OFFICE = (_OBLIGATION.c.kind == ObligationKind.DUTY) & (_REMINDER.c.role == Role.OFFICE)
_REACHED = (
    sa.select(_REMINDER.c.obligation_id, sa.type_coerce(_GOT_THERE, UtcDateTime))
    .join(_OBLIGATION, _OBLIGATION.c.id == _REMINDER.c.obligation_id)
    .join(_OUTBOX, _OUTBOX.c.id == _REMINDER.c.outbox_id)
    .where(_REMINDER.c.obligation_id.in_(sa.bindparam("obligations", expanding=True)))
    .where(_REMINDER.c.arming == _OBLIGATION.c.arming, _OUTBOX.c.state.in_(ARRIVED))
    .where(_REMINDER.c.role.in_((Role.FOCAL, Role.HEAD)) | _BY_OFFICE)
    .group_by(_REMINDER.c.obligation_id)
)


@dataclass(frozen=True, slots=True)
class Said:
    """When a rung was written for somebody, and how far that message has got."""

    at: datetime
    state: Delivery


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier reminder: to whom and as what, when, what became of it, and which way it went."""

    name: str
    role: Role
    at: datetime
    state: Delivery
    channel: str


def said_of_open(
    session: Session, rungs: Collection[int], person_id: int | None = None
) -> dict[tuple[int, int, int], Said]:
    """By (obligation, rung, person), what was said on these rungs of what is open, as it is armed now.

    To one person or to all.
    """
    wanted = _SAID if person_id is None else _SAID.where(_REMINDER.c.person_id == person_id)
    session.flush()
    rows = session.connection().execute(wanted, {"rungs": list(rungs)})
    return {(row[0], row[1], row[2]): Said(row[3], row[4]) for row in rows}


def snoozes(session: Session) -> dict[tuple[int, int], datetime]:
    """Until when somebody asked for quiet, by (person, obligation) still open; it may have passed."""
    session.flush()
    rows = session.connection().execute(_QUIET)
    return {(person_id, obligation_id): until for person_id, obligation_id, until in rows}


def snooze(session: Session, person_id: int, obligation_ids: Sequence[int], until: datetime) -> None:
    """Be quiet to this person about these obligations until then."""
    for obligation_id in obligation_ids:
        row = {"person_id": person_id, "obligation_id": obligation_id, "until": until}
        upsert(session, _SNOOZE, row, on=("person_id", "obligation_id"))


def told_since(session: Session, since: datetime, person_ids: Collection[int]) -> set[int]:
    """Of these, whom a digest was written for or sent to since then, or a correction: that names days too.

    What is on its way counts.
    """
    values = {"since": since, "people": list(person_ids)}
    session.flush()
    return {row.person_id for row in session.connection().execute(_TOLD, values)} if person_ids else set()


def tried_since(session: Session, since: datetime, person_ids: Collection[int]) -> list[Outbox]:
    """Digests and corrections to these people whose try has failed since then, or may have; some older."""
    values = {"since": since, "people": list(person_ids)}
    return list(session.scalars(_TRIED, values)) if person_ids else []


def last_told(session: Session, since: datetime, person_ids: Collection[int]) -> dict[int, datetime]:
    """When the last digest was written for each of these people since then that got there, or is to."""
    values = {"since": since, "people": list(person_ids)}
    session.flush()
    rows = session.connection().execute(_LAST, values) if person_ids else ()
    return {row[0]: row[1] for row in rows}


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
    wanted = select(func.max(Outbox.id)).where(col(Outbox.kind).in_(DIGESTS), Outbox.person_id == person_id)
    return session.exec(wanted).one()


def reached_first(session: Session, obligation_ids: Collection[int]) -> dict[int, datetime]:
    """When a reminder of each of these, as it is armed now, first got to somebody who answers for it."""
    values = {"obligations": list(obligation_ids)}
    rows = session.connection().execute(_REACHED, values) if obligation_ids else ()
    return {row[0]: row[1] for row in rows}


def told_before(
    session: Session, obligation_ids: Collection[int], until: datetime
) -> dict[int, list[Before]]:
    """What was said by then of each of these as it is armed now, the oldest first."""
    wanted = (
        select(Reminder, Outbox.state, Outbox.channel, Person.name)
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .join(Outbox, col(Outbox.id) == col(Reminder.outbox_id))
        .join(Person, col(Person.id) == col(Reminder.person_id))
        .where(col(Reminder.obligation_id).in_(obligation_ids), Reminder.arming == Obligation.arming)
        .where(Reminder.created_at < until)
        .order_by(col(Reminder.created_at), col(Reminder.id))
    )
    found: dict[int, list[Before]] = {}
    for reminder, state, channel, name in session.exec(wanted) if obligation_ids else ():
        before = Before(name, reminder.role, reminder.created_at, Delivery(state), channel)
        found.setdefault(reminder.obligation_id, []).append(before)
    return found
