"""Who is away from when until when, and who has their seats meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from storage.once import read_once
from storage.tables import Leave, Outbox, Person, Seat, Unit
from storage.vocabulary import MessageKind, Role

_deputy, _person = aliased(Person), aliased(Person)
_seated = exists().where(col(Seat.person_id) == col(_deputy.id))
# Built once: every look asks several times.
_LEAVES: Any = (
    select(Leave, col(_person.name), col(_deputy.id), col(_deputy.name), col(_deputy.locale))
    .join(_person, col(_person.id) == col(Leave.person_id))
    .outerjoin(_deputy, (col(_deputy.id) == col(Leave.deputy_id)) & col(_deputy.active) & _seated)
    .order_by(col(Leave.id))
)
_IS_REAL = col(Leave.ends) >= col(Leave.starts)
_AWAY = _LEAVES.where(col(Leave.starts) <= bindparam("day"), col(Leave.ends) >= bindparam("day"))
_ENDED = _LEAVES.where(
    (col(Leave.ends) >= bindparam("day")) & (col(Leave.ends) < bindparam("until")),
    col(Leave.returned_at).is_(None) & _IS_REAL,
)


@dataclass(frozen=True)
class Deputy:
    """Whoever has somebody's seats for a while, as far as it takes to write to them."""

    person_id: int
    name: str
    locale: str


@dataclass(frozen=True)
class Away:
    """Somebody's leave; `deputy` is None where nobody was named, has declined, or has left since."""

    id: int
    person_id: int
    name: str
    starts: date
    ends: date
    deputy: Deputy | None


@dataclass(frozen=True)
class Colleague:
    """Somebody in a seat of a unit, as somebody who may stand in."""

    person_id: int
    name: str
    role: Role
    unit_id: int
    unit_name: str


@read_once(Leave, Person, Seat)
def away_on(session: Session, day: date) -> Mapping[int, Away]:
    """Who is on leave that day, by person; of leaves that overlap, the newest."""
    rows = session.execute(_AWAY, {"day": day})
    return {away.person_id: away for away in (_away(*row) for row in rows)}


def away_of(session: Session, person_id: int, day: date) -> Away | None:
    """The leave somebody is on, or the next they take."""
    mine = _leaves(session, (col(Leave.person_id) == person_id, col(Leave.ends) >= day, _IS_REAL))
    return min(mine, key=lambda away: (away.starts, -away.id), default=None)


def away_by_id(session: Session, leave_id: int) -> Away | None:
    return next(iter(_leaves(session, (col(Leave.id) == leave_id,))), None)


@read_once(Leave, Person, Seat)
def ended_since(session: Session, day: date, until: date) -> Sequence[Away]:
    """Leaves that ended by themselves from `day` up to, not including, `until`."""
    return [_away(*row) for row in session.execute(_ENDED, {"day": day, "until": until})]


def cut_from(session: Session, person_id: int, day: date) -> list[Away]:
    """Somebody's leaves that last on that day or begin later."""
    return _leaves(session, (col(Leave.person_id) == person_id, col(Leave.ends) >= day, _IS_REAL))


def deputies_of(session: Session, person_id: int, day: date) -> list[Away]:
    """Those whose deputy this person is that day."""
    return _leaves(session, (col(Leave.deputy_id) == person_id, _covers(day)))


def add_leave(
    session: Session, person_id: int, deputy_id: int | None, *, starts: date, ends: date, now: datetime
) -> int:
    """Note a leave; its id. From its first day on it takes the place of every other of this person."""
    session.scalars(select(Person).where(col(Person.id) == person_id).with_for_update()).one()
    _cut(session, person_id, starts, None)
    leave = Leave(person_id=person_id, deputy_id=deputy_id, starts=starts, ends=ends, created_at=now)
    session.add(leave)
    session.flush()
    return leave.id or 0


def end_leave(session: Session, person_id: int, today: date, now: datetime) -> None:
    """Somebody is back: the leave they are on ended yesterday, and none that they had planned comes."""
    _cut(session, person_id, today, now)


def drop_deputy(session: Session, leave_id: int) -> None:
    """Nobody is deputy in this leave any more."""
    session.execute(update(Leave).where(col(Leave.id) == leave_id).values(deputy_id=None))


def _cut(session: Session, person_id: int, day: date, returned_at: datetime | None) -> None:
    """Let every leave of a person end before this day, those that were to begin later without a day."""
    theirs = (col(Leave.person_id) == person_id) & (col(Leave.ends) >= day)
    values = {"ends": day - timedelta(days=1), "returned_at": returned_at}
    session.execute(update(Leave).where(theirs).values(values))


def _covers(day: date) -> ColumnElement[bool]:
    return (col(Leave.starts) <= day) & (col(Leave.ends) >= day)


def _leaves(session: Session, where: Sequence[ColumnElement[bool]]) -> list[Away]:
    return [_away(*row) for row in session.execute(_LEAVES.where(*where))]


def _away(leave: Leave, name: str, deputy_id: int | None, deputy_name: str, locale: str) -> Away:
    deputy = Deputy(deputy_id, deputy_name, locale) if deputy_id is not None else None
    return Away(leave.id or 0, leave.person_id, name, leave.starts, leave.ends, deputy)


def colleagues(session: Session) -> list[Colleague]:
    """Everybody who holds a seat, a row a seat."""
    wanted = (
        select(col(Person.id), col(Person.name), col(Seat.role), col(Unit.id), col(Unit.name))
        .join(Seat, col(Seat.person_id) == col(Person.id))
        .join(Unit, col(Unit.id) == col(Seat.unit_id))
        .where(col(Person.active), col(Unit.active))
        .order_by(col(Person.id), col(Seat.id))
    )
    return [Colleague(*row) for row in session.execute(wanted)]


def last_digests(session: Session, person_ids: Sequence[int]) -> dict[int, datetime]:
    """When the last digest was written for each of these people."""
    wanted = (
        select(col(Outbox.person_id), func.max(col(Outbox.created_at)))
        .where(col(Outbox.kind) == MessageKind.REMINDER, col(Outbox.person_id).in_(person_ids))
        .group_by(col(Outbox.person_id))
    )
    return {row[0]: row[1] for row in session.execute(wanted)}
