"""Who is who: people, their seats, and the addresses that belong to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, bindparam, delete, exists, literal, select, union_all, update
from sqlmodel import Session, col

from storage.once import read_once
from storage.tables import Identity, Leave, Person, Seat, Unit
from storage.vocabulary import Role


@dataclass(frozen=True)
class HeldSeat:
    """A seat as its holder sees it; `stands_for` names who holds it, where that is somebody on leave."""

    id: int
    role: Role
    unit_id: int
    unit_code: str
    unit_name: str
    stands_for: str = ""


@dataclass(frozen=True)
class Holder:
    """Somebody in a seat of a unit, as far as it takes to write to them."""

    person_id: int
    name: str
    locale: str
    unit_id: int
    unit_name: str


@dataclass(frozen=True)
class Officer:
    """Somebody who has signed in, with every seat they hold: one at least.

    Behind their own come the seats of those whose deputy they are today.
    """

    person_id: int
    name: str
    locale: str
    seats: tuple[HeldSeat, ...]


_HOLDER, _DEPUTY = Person.__table__, Person.__table__.alias("deputy")  # type: ignore[attr-defined]
_SEAT, _UNIT = Seat.__table__, Unit.__table__  # type: ignore[attr-defined]
_IDENTITY, _LEAVE = Identity.__table__, Leave.__table__  # type: ignore[attr-defined]
_LATER = _LEAVE.alias("later")
# Built once: every look asks for these.
_NEWCOMERS = select(col(Identity.person_id)).where(col(Identity.linked_at) >= bindparam("since")).distinct()
_IN_ROLES = col(Seat.role).in_(bindparam("roles", expanding=True))
_PEOPLE_WITH = (
    select(Person)
    .join(Seat, col(Seat.person_id) == col(Person.id))
    .where(col(Person.active), _IN_ROLES)
    .distinct()
    .order_by(col(Person.id))
)
_SEATS_OF = select(Seat).where(col(Seat.person_id).in_(bindparam("people", expanding=True)))
_AS_HOLDER: Any = (col(Person.id), col(Person.name), col(Person.locale), col(Unit.id), col(Unit.name))
_SEATED = (
    select(col(Seat.role), *_AS_HOLDER)
    .join(Seat, col(Seat.person_id) == col(Person.id))
    .join(Unit, col(Unit.id) == col(Seat.unit_id))
    .where(col(Person.active), col(Unit.active), _IN_ROLES)
    .order_by(col(Person.id), col(Seat.id))
)


def _seats_at_this_address(reader: Any, holder: Any, stands_for: Any, tables: Any) -> Any:
    columns = (reader.c.id.label("person_id"), reader.c.name, reader.c.locale, stands_for.label("stands_for"))
    seat = (_SEAT.c.id.label("seat_id"), _SEAT.c.role, _UNIT.c.id.label("unit_id"))
    here = (_IDENTITY.c.channel == bindparam("channel")) & (_IDENTITY.c.chat == bindparam("chat"))
    return (
        select(*columns, *seat, _UNIT.c.code.label("unit_code"), _UNIT.c.name.label("unit_name"))
        .select_from(
            tables.join(_SEAT, _SEAT.c.person_id == holder.c.id).join(_UNIT, _UNIT.c.id == _SEAT.c.unit_id)
        )
        .where(here, reader.c.active)
    )


def _lasts(leave: Any) -> Any:
    return (leave.c.starts <= bindparam("today", type_=Date)) & (
        leave.c.ends >= bindparam("today", type_=Date)
    )


_OFFICER: Any = union_all(
    _seats_at_this_address(
        _HOLDER, _HOLDER, literal(""), _IDENTITY.join(_HOLDER, _HOLDER.c.id == _IDENTITY.c.person_id)
    ),
    _seats_at_this_address(
        _DEPUTY,
        _HOLDER,
        _HOLDER.c.name,
        _IDENTITY.join(_DEPUTY, _DEPUTY.c.id == _IDENTITY.c.person_id)
        .join(_LEAVE, (_LEAVE.c.deputy_id == _DEPUTY.c.id) & _lasts(_LEAVE))
        .join(_HOLDER, (_HOLDER.c.id == _LEAVE.c.person_id) & _HOLDER.c.active),
    ).where(
        ~exists().where(_LATER.c.person_id == _LEAVE.c.person_id, _LATER.c.id > _LEAVE.c.id, _lasts(_LATER))
    ),
)


def find_officer(session: Session, channel: str, chat: str, today: date | None = None) -> Officer | None:
    """The person who signed in at this address, or None for a citizen, as is who lost every seat.

    With `today`, the seats of those on leave that day whose deputy they are come behind their own.
    """
    here = {"channel": channel, "chat": chat, "today": today}
    rows = session.connection().execute(_OFFICER, here).all()
    rows = sorted(rows, key=lambda row: (row.stands_for, row.seat_id))
    if not rows or rows[0].stands_for:
        return None
    seats = tuple(
        HeldSeat(row.seat_id, row.role, row.unit_id, row.unit_code, row.unit_name, row.stands_for)
        for row in rows
    )
    return Officer(rows[0].person_id, rows[0].name, rows[0].locale, seats)


def officer_of(session: Session, person_id: int) -> Officer | None:
    """Somebody as an officer with the seats they hold, wherever they have signed in; None without a seat."""
    wanted = (
        select(Person, Seat, Unit)
        .join(Seat, col(Seat.person_id) == col(Person.id))
        .join(Unit, col(Unit.id) == col(Seat.unit_id))
        .where(col(Person.id) == person_id, col(Person.active))
        .order_by(col(Seat.id))
    )
    rows = session.execute(wanted).all()
    if not rows:
        return None
    seats = tuple(HeldSeat(seat.id, seat.role, unit.id, unit.code, unit.name) for _one, seat, unit in rows)
    person = rows[0][0]
    return Officer(person.id, person.name, person.locale, seats)


def officers_on(session: Session, channel: str) -> dict[str, tuple[str, frozenset[Role]]]:
    """The locale and roles of everybody who signed in on a channel and holds a seat, by chat."""
    wanted = (
        select(col(Identity.chat), col(Person.locale), col(Seat.role))
        .join(Person, col(Person.id) == col(Identity.person_id))
        .join(Seat, col(Seat.person_id) == col(Person.id))
        .where(col(Identity.channel) == channel, col(Identity.reachable), col(Person.active))
        .order_by(col(Identity.id))
    )
    found: dict[str, tuple[str, frozenset[Role]]] = {}
    for chat, locale, role in session.execute(wanted):
        found[chat] = (locale, found.get(chat, (locale, frozenset()))[1] | {role})
    return found


def lose_address(session: Session, channel: str, chat: str) -> None:
    """Note that a vendor no longer delivers to this address."""
    session.connection().execute(
        update(Identity)
        .where(col(Identity.channel) == channel, col(Identity.chat) == chat)
        .values(reachable=False)
    )


def regain_address(session: Session, channel: str, chat: str) -> None:
    """Note that an address works: somebody has just been heard from there."""
    session.connection().execute(
        update(Identity)
        .where(col(Identity.channel) == channel, col(Identity.chat) == chat, ~col(Identity.reachable))
        .values(reachable=True)
    )


def move_address(session: Session, channel: str, chat: str, to: str) -> None:
    """Follow a chat to the address its vendor gave it."""
    session.connection().execute(
        update(Identity).where(col(Identity.channel) == channel, col(Identity.chat) == chat).values(chat=to)
    )


def keep_phone(session: Session, channel: str, chat: str, phone: str | None) -> None:
    """Keep the number somebody gave to the vendor's form, None for none; a citizen's is not kept."""
    session.connection().execute(
        update(Identity)
        .where(col(Identity.channel) == channel, col(Identity.chat) == chat)
        .values(phone=phone)
    )


def find_identity(session: Session, channel: str, chat: str) -> Identity | None:
    """The link of this address to a person, whether or not they still hold a seat."""
    wanted = select(Identity).where(col(Identity.channel) == channel, col(Identity.chat) == chat)
    return session.scalars(wanted).first()


def delete_identity(session: Session, channel: str, chat: str) -> None:
    session.execute(delete(Identity).where(col(Identity.channel) == channel, col(Identity.chat) == chat))


def list_identities(session: Session, person_id: int) -> list[Identity]:
    """Every address linked to a person, oldest first."""
    wanted = select(Identity).where(col(Identity.person_id) == person_id).order_by(col(Identity.id))
    return list(session.scalars(wanted))


def identities_of(session: Session, person_ids: Collection[int | None]) -> list[Identity]:
    """Every address linked to any of these people, oldest first."""
    wanted = select(Identity).where(col(Identity.person_id).in_(person_ids)).order_by(col(Identity.id))
    return list(session.scalars(wanted))


def seats_with(session: Session, role: Role, unit_id: int | None = None) -> list[Seat]:
    """Seats of this role that somebody holds, in all units or one."""
    wanted = select(Seat).where(col(Seat.role) == role, col(Seat.person_id).is_not(None))
    if unit_id is not None:
        wanted = wanted.where(col(Seat.unit_id) == unit_id)
    return list(session.scalars(wanted.order_by(col(Seat.unit_id), col(Seat.position))))


def seats_by_unit(session: Session, unit_ids: Collection[int]) -> dict[int, list[Seat]]:
    """The seats of these units, held or not, in their order."""
    wanted = select(Seat).where(col(Seat.unit_id).in_(unit_ids)).order_by(col(Seat.role), col(Seat.position))
    seats: dict[int, list[Seat]] = {}
    for seat in session.scalars(wanted):
        seats.setdefault(seat.unit_id, []).append(seat)
    return seats


@read_once(Seat)
def seats_of(session: Session, person_ids: Collection[int | None]) -> Sequence[Seat]:
    """Every seat that any of these people holds."""
    return list(session.scalars(_SEATS_OF, {"people": list(person_ids)}))


def people_by_id(session: Session, person_ids: Collection[int | None]) -> dict[int, Person]:
    wanted = select(Person).where(col(Person.id).in_(person_ids))
    return {person.id or 0: person for person in session.scalars(wanted)}


@read_once(Person, Seat)
def people_with(session: Session, *roles: Role, unit_id: int | None = None) -> Sequence[Person]:
    """Active people who hold one of these roles, in all units or one."""
    wanted = _PEOPLE_WITH if unit_id is None else _PEOPLE_WITH.where(col(Seat.unit_id) == unit_id)
    return list(session.scalars(wanted, {"roles": list(roles)}))


def list_holders(session: Session, role: Role, person_id: int | None = None) -> list[Holder]:
    """Active people by the seats of this role they hold, a row a seat; one person's or everybody's."""
    columns = (col(Person.id), col(Person.name), col(Person.locale), col(Unit.id), col(Unit.name))
    wanted = (
        select(*columns)
        .join(Seat, col(Seat.person_id) == col(Person.id))
        .join(Unit, col(Unit.id) == col(Seat.unit_id))
        .where(col(Person.active), col(Unit.active), col(Seat.role) == role)
        .order_by(col(Person.id), col(Seat.id))
    )
    if person_id is not None:
        wanted = wanted.where(col(Person.id) == person_id)
    return [Holder(*row) for row in session.execute(wanted)]


@read_once(Person, Seat, Unit)
def list_seated(
    session: Session, roles: Collection[Role], person_id: int | None = None
) -> Sequence[tuple[Role, Holder]]:
    """Active people by the seats of these roles they hold, a row a seat; one person's or everybody's."""
    wanted = _SEATED if person_id is None else _SEATED.where(col(Person.id) == person_id)
    rows = session.connection().execute(wanted, {"roles": list(roles)}).all()
    return [(row[0], Holder(*row[1:])) for row in rows]


def names_of(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """Names by id."""
    wanted = select(col(Person.id), col(Person.name)).where(col(Person.id).in_(person_ids))
    rows = session.execute(wanted) if person_ids else ()
    return {row[0]: row[1] for row in rows}


def linked_since(session: Session, since: datetime) -> set[int]:
    """Ids of those who have signed in somewhere since then."""
    return set(session.scalars(_NEWCOMERS, {"since": since}))


def linked_people(session: Session) -> set[int]:
    """Ids of those who can be written to: somebody with an address that still works."""
    return set(session.scalars(select(col(Identity.person_id)).where(col(Identity.reachable)).distinct()))
