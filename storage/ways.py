"""What stands in the way of messages: addresses with when they were heard from, what waits, what it cost."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session, col

from storage.once import read_once
from storage.reminders import DIGESTS
from storage.tables import Conversation, Identity, Obligation, Outbox, Person, Reminder, Seat, Unit
from storage.vocabulary import Delivery, ObligationState, Role

_TABLE = Outbox.__table__  # type: ignore[attr-defined]
# Sent, or let go and on its way.
_SPENT = (Delivery.QUEUED, Delivery.SENDING, Delivery.SENT, Delivery.ACKNOWLEDGED, Delivery.UNCERTAIN)

# Built once: every look asks for these.
_FRESH = select(Outbox).order_by(col(Outbox.id)).execution_options(populate_existing=True)
_IS_HELD = (col(Outbox.state) == Delivery.QUEUED) & col(Outbox.held).is_not(None)
_IS_HANDED = (col(Outbox.state) == Delivery.HANDED) & col(Outbox.person_id).is_not(None)
_IS_STRANDED = (
    (col(Outbox.state) == Delivery.QUEUED)
    & col(Outbox.held).is_(None)
    & col(Outbox.person_id).is_not(None)
    & col(Outbox.channel).not_in(bindparam("channels", expanding=True))
)
_HELD, _HANDED = _FRESH.where(_IS_HELD), _FRESH.where(_IS_HANDED)
_WAITING = _FRESH.where(
    col(Outbox.state).in_((Delivery.QUEUED, Delivery.HANDED)), _IS_HELD | _IS_HANDED | _IS_STRANDED
)
_TALKS = (col(Conversation.channel) == col(Identity.channel)) & (col(Conversation.chat) == col(Identity.chat))
_ADDRESS: Any = tuple(
    col(getattr(Identity, name)) for name in ("person_id", "channel", "chat", "linked_at", "reachable")
)
_LINKED = (
    select(*_ADDRESS, col(Conversation.heard_at), col(Person.preferred))
    .join(Person, col(Person.id) == col(Identity.person_id))
    .outerjoin(Conversation, _TALKS)
    .where(col(Identity.person_id).in_(bindparam("people", expanding=True)), col(Person.active))
    .order_by(col(Identity.id))
)
_STANDING = select(_TABLE.c.key).where(_TABLE.c.key.in_(bindparam("keys", expanding=True)))
_HELD_ROLES = (
    select(col(Seat.unit_id), col(Seat.role))
    .join(Person, col(Person.id) == col(Seat.person_id))
    .where(col(Person.active))
    .distinct()
)
_LINKED_SEATS = (
    select(*_ADDRESS, col(Seat.unit_id), col(Seat.role))
    .join(Person, col(Person.id) == col(Seat.person_id))
    .join(Identity, col(Identity.person_id) == col(Person.id))
    .where(col(Person.active), col(Seat.role).in_(bindparam("roles", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Linked:
    """Where somebody has signed in, as far as it takes to write to them there."""

    person_id: int
    channel: str
    chat: str
    linked_at: datetime
    reachable: bool


@dataclass(frozen=True)
class Placed:
    """Somebody as they can be called: no number is kept, but where they sit is."""

    name: str
    locale: str
    role: Role
    title: str
    unit: str


@read_once(Identity, Person, Conversation)
def linked_and_heard(
    session: Session, person_ids: Collection[int]
) -> Sequence[tuple[Linked, datetime, str | None]]:
    """Every address of these people: when it was last heard from, and which channels its person prefers.

    Linking is done by writing to us, so an address was heard from then at least.
    """
    if not person_ids:
        return []
    rows = session.connection().execute(_LINKED, {"people": list(person_ids)}).all()
    found = [(Linked(*row[:5]), row[5], row[6]) for row in rows]
    return [(one, max(heard or one.linked_at, one.linked_at), preferred) for one, heard, preferred in found]


def held_rows(session: Session) -> list[Outbox]:
    """Messages that wait for somebody's word, the oldest first."""
    return list(session.scalars(_HELD))


def handed_rows(session: Session) -> list[Outbox]:
    """Messages to people that no channel took, the oldest first."""
    return list(session.scalars(_HANDED))


def waiting_rows(session: Session, channels: Collection[str]) -> list[Outbox]:
    """All of these, and messages to people that wait on none of these channels, the oldest first."""
    return list(session.scalars(_WAITING, {"channels": list(channels)}))


def set_rows(session: Session, row_ids: Collection[int], **columns: object) -> None:
    """Change these messages alike."""
    if row_ids:
        session.connection().execute(update(_TABLE).where(_TABLE.c.id.in_(row_ids)).values(**columns))


def open_said(session: Session, row_ids: Collection[int]) -> list[tuple[int, int, Role, Obligation]]:
    """(message, person, told as what, what is owed still) for these messages, the most urgent first."""
    if not row_ids:
        return []
    wanted = (
        select(col(Reminder.outbox_id), col(Reminder.person_id), col(Reminder.role), Obligation)
        .join(Obligation, col(Obligation.id) == col(Reminder.obligation_id))
        .where(col(Reminder.outbox_id).in_(row_ids), col(Obligation.state) == ObligationState.OPEN)
        .order_by(col(Obligation.due), col(Obligation.id))
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(wanted)]


def newest_digests(session: Session, person_ids: Collection[int]) -> set[int]:
    """The id of the last digest written for each of these people."""
    wanted = (
        select(func.max(col(Outbox.id)))
        .where(col(Outbox.kind).in_(DIGESTS), col(Outbox.person_id).in_(person_ids))
        .group_by(col(Outbox.person_id))
    )
    return set(session.scalars(wanted)) if person_ids else set()


def keys_standing(session: Session, keys: Sequence[str]) -> set[str]:
    """Those of the keys that a message has been written with."""
    return set(session.connection().scalars(_STANDING, {"keys": list(keys)})) if keys else set()


def paid_since(session: Session, since: datetime) -> dict[str, int]:
    """How many paid messages each channel has sent since then, with those let go and not sent yet."""
    when = func.coalesce(_TABLE.c.sent_at, _TABLE.c.created_at)
    wanted = (
        select(_TABLE.c.channel, func.count())
        .where(_TABLE.c.paid, _TABLE.c.held.is_(None), _TABLE.c.state.in_(_SPENT), when >= since)
        .group_by(_TABLE.c.channel)
    )
    return {row[0]: row[1] for row in session.connection().execute(wanted)}


def places_of(session: Session, person_ids: Collection[int]) -> dict[int, Placed]:
    """Name, role and unit of each of these people who is still there, by their first seat."""
    columns = (col(Person.id), col(Person.name), col(Person.locale), col(Seat.role), col(Seat.title))
    wanted = (
        select(*columns, col(Unit.name))
        .join(Seat, col(Seat.person_id) == col(Person.id))
        .join(Unit, col(Unit.id) == col(Seat.unit_id))
        .where(col(Person.id).in_(person_ids), col(Person.active))
        .order_by(col(Person.id), col(Seat.id).desc())
    )
    return {row[0]: Placed(*row[1:]) for row in session.execute(wanted)} if person_ids else {}


@read_once(Seat, Person)
def held_roles(session: Session) -> Mapping[int, set[Role]]:
    """In which roles each unit has somebody."""
    found: dict[int, set[Role]] = {}
    for unit_id, role in session.execute(_HELD_ROLES):
        found.setdefault(unit_id, set()).add(role)
    return found


@read_once(Seat, Person, Identity)
def linked_seats(session: Session, roles: Collection[Role]) -> Sequence[tuple[int, Role, Linked]]:
    """(unit, role, address) for everybody in a seat of these roles, one for each address."""
    rows = session.connection().execute(_LINKED_SEATS, {"roles": list(roles)}).all()
    return [(row[5], row[6], Linked(*row[:5])) for row in rows]
