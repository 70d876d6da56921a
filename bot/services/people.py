"""The people's list: units, the seats in them, and who holds each."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from bot.conversation.messages import Address
from bot.documents.people_reader import PersonRow
from bot.services.left_open import leave_open
from bot.services.units import UnitBook
from bot.texts import _, _n
from storage.audit import record
from storage.invites import void_invites
from storage.people import identities_of, people_by_id, seats_by_unit, seats_of
from storage.plan import join_groups, list_parts, list_units, members_by_group
from storage.tables import Person, Seat
from storage.vocabulary import Role

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Roll:
    """What an import of people did: how many units and people it names, and whose seat changed.

    `replaced` are (who was, who is) pairs, `emptied` the names of those who have no successor in their seat,
    `without_members` the plan's groups that no unit of the ward belongs to.
    """

    units: int
    people: int
    added: int = 0
    replaced: tuple[tuple[str, str], ...] = ()
    emptied: tuple[str, ...] = ()
    without_members: tuple[str, ...] = ()


def import_people(session: Session, rows: Sequence[PersonRow], now: datetime) -> Roll:
    """Upsert units by code and seats by unit and role; a new name takes over a seat and its history.

    The list is complete for every unit it names: whoever it no longer names there loses the seat, which
    stands empty until somebody takes it over. Units it does not name stay as they are. Who has lost a seat
    is a citizen again; a code given out for it is void.
    """
    unit_ids = _enrol(session, rows, now)
    listed: dict[str, list[PersonRow]] = {code: [] for code in unit_ids}
    for row in rows:
        if row.person:
            listed[row.unit_code].append(row)
    seats = seats_by_unit(session, unit_ids.values())
    holders = people_by_id(session, {seat.person_id for held in seats.values() for seat in held})
    moves = [
        move
        for code, unit_id in unit_ids.items()
        for move in _seat(unit_id, listed[code], seats.get(unit_id, []), holders)
    ]
    _move(session, moves, now)
    _hand_over(session, moves, now)
    return Roll(
        units=len(unit_ids),
        people=sum(bool(row.person) for row in rows),
        added=sum(move.was is None for move in moves),
        replaced=tuple((move.was.name, move.now.name) for move in moves if move.was and move.now),
        emptied=tuple(move.was.name for move in moves if move.was and not move.now),
        without_members=tuple(_groups_without_members(session)),
    )


def roll_as_text(roll: Roll) -> str:
    """What the import did, a line each."""
    lines = [
        _n("{n} unit read.", "{n} units read.", roll.units),
        _n("{n} person read.", "{n} people read.", roll.people),
        _n("{n} person newly seated.", "{n} people newly seated.", roll.added) if roll.added else "",
        *(_("{new} takes over from {old}.", new=new, old=old) for old, new in roll.replaced),
        *(_("The seat of {name} stands empty now.", name=name) for name in roll.emptied),
        *(
            _("No unit belongs to the plan's group “{group}” yet, so nobody is reminded for it.", group=group)
            for group in roll.without_members
        ),
    ]
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True)
class _Move:
    """A seat that changes hands."""

    seat: Seat
    was: Person | None
    now: Person | None


def _groups_without_members(session: Session) -> Iterator[str]:
    """Groups that the plan gives a part to, and nobody belongs to."""
    members = members_by_group(session)
    named = {part.unit_id for part in list_parts(session)}
    for unit in list_units(session):
        if unit.is_group and unit.id in named and not members.get(unit.id):
            yield unit.name


def _enrol(session: Session, rows: Sequence[PersonRow], now: datetime) -> dict[str, int]:
    """The id of every unit in the list by its code; its groups are those the list gives it."""
    book = UnitBook(session, frozenset(row.unit_code for row in rows), now)
    named = {row.unit_code: row for row in rows}
    units = {code: book.enrol(code, row.unit_name) for code, row in named.items()}
    groups = {code: [book.group(name) for name in row.groups] for code, row in named.items()}
    session.flush()
    ids = {code: unit.id or 0 for code, unit in units.items()}
    join_groups(
        session, {ids[code]: {group.id or 0 for group in groups[code]} - {ids[code]} for code in named}
    )
    return ids


def _seat(
    unit_id: int, rows: Sequence[PersonRow], seats: Sequence[Seat], holders: Mapping[int, Person]
) -> Iterator[_Move]:
    """Give the unit's seats to the people listed for it: who sits stays, others fill what is free."""
    held = {seat.person_id: holders[seat.person_id] for seat in seats if seat.person_id is not None}
    colleagues = {_key(person.name): person for person in held.values()}
    for role in Role:
        listed = {_key(row.person): row for row in rows if row.role is role}
        own = [seat for seat in seats if seat.role is role]
        free = [seat for seat in own if seat.person_id is None]
        for seat in own:
            if seat.person_id is None:
                continue
            row = listed.pop(_key(held[seat.person_id].name), None)
            if row is None:
                free.append(seat)
            elif seat.title != row.title:
                seat.title = row.title
        following = max((seat.position for seat in own), default=-1) + 1
        for key, row in listed.items():
            person = colleagues.setdefault(key, Person(name=row.person))
            seat = free.pop() if free else Seat(unit_id=unit_id, role=role, position=following, since=_NEVER)
            following = max(following, seat.position + 1)
            seat.title = row.title
            yield _Move(seat, held.get(seat.person_id or 0), person)
        for seat in free:
            if seat.person_id is not None:
                yield _Move(seat, held[seat.person_id], None)


def _move(session: Session, moves: Sequence[_Move], now: datetime) -> None:
    """Let the seats change hands: who held them until now is kept, and codes given out for them are void."""
    session.add_all(move.now for move in moves if move.now is not None)
    session.flush()
    for move in moves:
        move.seat.person_id, move.seat.since = move.now.id if move.now is not None else None, now
    session.add_all(move.seat for move in moves)
    session.flush()
    for move in moves:
        seat_id, was = move.seat.id or 0, move.was.id if move.was is not None else None
        void_invites(session, seat_id)
        change = {"was": was, "is": move.seat.person_id}
        record(session, now, "people_import", "seat_changed", f"seat:{seat_id}", **change)


def _key(name: str) -> str:
    """A name however it is encoded and capitalised; its marks tell people apart."""
    return unicodedata.normalize("NFC", name).casefold()


def _hand_over(session: Session, moves: Sequence[_Move], now: datetime) -> None:
    """What people without any seat had open was their unit's business: it waits at the seat."""
    departed = {move.was.id: move.seat for move in reversed(moves) if move.was is not None}
    seated = {seat.person_id for seat in seats_of(session, departed)}
    for identity in identities_of(session, departed.keys() - seated):
        address = Address(identity.channel, identity.chat)
        leave_open(session, departed[identity.person_id], address, now)
