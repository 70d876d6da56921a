"""Who sits where: the people's list, sign-in codes, and the addresses a person is reached at."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from bot.conversation.messages import Address
from bot.documents.people_reader import PersonRow
from bot.errors import BadInput, NotAllowed
from bot.services.units import UnitBook
from storage.audit import record
from storage.people import list_identities, seats_with
from storage.tables import Identity, Invite, Person, Seat, SignInAttempt, Unit, UnitMember
from storage.vocabulary import Role

CODE_LIVES = timedelta(days=7)
TRIES, LOCKED = 5, timedelta(hours=1)
# Letters and digits that are not mistaken for one another when read aloud or copied by hand.
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_LENGTH = 8


@dataclass(frozen=True)
class Roll:
    """What an import of people did, counted."""

    units: int
    people: int
    replaced: int


@dataclass(frozen=True)
class Claim:
    """A good code: the seat it opens, shown to the person before the link is made."""

    invite_id: int
    name: str
    unit: str
    role: Role


def import_people(session: Session, rows: Sequence[PersonRow], now: datetime) -> Roll:
    """Upsert units by code and seats by unit and role; a new name takes over a seat and its history."""
    book = UnitBook(session)
    people = replaced = 0
    taken: set[int] = set()
    for unit_id, row in [(_unit(session, book, row), row) for row in rows]:
        if not row.person:
            continue
        people += 1
        seats = list(session.exec(_seats_of(unit_id, row.role)).all())
        held = {seat.id: session.get(Person, seat.person_id) for seat in seats if seat.person_id is not None}
        seat = next((s for s in seats if (p := held.get(s.id)) is not None and p.name == row.person), None)
        listed = {r.person for r in rows if r.unit_code == row.unit_code and r.role is row.role}
        if seat is None:
            free = [s for s in seats if s.id not in taken and _is_free(held.get(s.id), listed)]
            seat = free[0] if free else Seat(unit_id=unit_id, role=row.role, position=len(seats), since=now)
            replaced += seat.person_id is not None
            person = _person(session, row.person, unit_id)
            seat.person_id, seat.since = person.id, now
        seat.title = row.title
        session.add(seat)
        session.flush()
        assert seat.id is not None
        taken.add(seat.id)
    return Roll(len({row.unit_code for row in rows}), people, replaced)


def _unit(session: Session, book: UnitBook, row: PersonRow) -> int:
    unit_id = book.name(row.unit_name, code=row.unit_code)
    groups = {book.name(group, is_group=True) for group in row.groups}
    session.execute(delete(UnitMember).where(col(UnitMember.unit_id) == unit_id))
    session.add_all(UnitMember(group_id=group_id, unit_id=unit_id) for group_id in sorted(groups))
    session.flush()
    return unit_id


def _seats_of(unit_id: int, role: Role):  # type: ignore[no-untyped-def]
    return select(Seat).where(Seat.unit_id == unit_id, Seat.role == role).order_by(col(Seat.position))


def _is_free(holder: Person | None, listed: set[str]) -> bool:
    return holder is None or holder.name not in listed


def _person(session: Session, name: str, unit_id: int) -> Person:
    """Who holds another seat of the unit under this name, or somebody new; namesakes elsewhere are others."""
    colleagues = select(Person).join(Seat, col(Seat.person_id) == col(Person.id))
    known = session.exec(colleagues.where(Seat.unit_id == unit_id, Person.name == name)).first()
    if known is not None:
        return known
    person = Person(name=name)
    session.add(person)
    session.flush()
    return person


def invite(session: Session, seat_id: int, now: datetime) -> tuple[str, datetime]:
    """A fresh single-use code for a seat and when it lapses; codes given out before for it stop working."""
    session.execute(delete(Invite).where(col(Invite.seat_id) == seat_id, col(Invite.used_at).is_(None)))
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    session.add(Invite(seat_id=seat_id, code_hash=_hash(code), created_at=now, expires_at=now + CODE_LIVES))
    session.flush()
    return f"{code[:4]}-{code[4:]}", now + CODE_LIVES


def seat_to_invite(session: Session, *, unit: str = "", role: Role | None = None) -> Seat:
    """The seat an invitation is for: a unit's focal point unless another role is asked for."""
    unit_id = None
    if unit:
        found = UnitBook(session).find(unit)
        if found is None:
            raise BadInput("There is no unit with the code {unit}.", unit=unit[:60])
        unit_id = found.id
    seats = seats_with(session, role or Role.FOCAL, unit_id)
    if not seats:
        raise NotAllowed("Nobody holds that seat yet: import the list of people first.")
    return seats[0]


def claim(session: Session, address: Address, code: str, now: datetime) -> Claim:
    """Hold a code against those given out; wrong ones are counted and, after five, refused for an hour.

    Raises NotAllowed with the sentence to say; what was counted must still be committed.
    """
    attempt = session.get(SignInAttempt, (address.channel, address.chat))
    if attempt is not None and now - attempt.last_at > LOCKED:
        session.delete(attempt)
        session.flush()
        attempt = None
    if attempt is not None and attempt.failures >= TRIES:
        raise NotAllowed(
            "Too many codes did not match. Please wait an hour, or ask the office for a new one."
        )
    row = session.exec(select(Invite).where(Invite.code_hash == _hash(code))).first()
    if row is None:
        attempt = attempt or SignInAttempt(channel=address.channel, chat=address.chat, last_at=now)
        attempt.failures, attempt.last_at = attempt.failures + 1, now
        session.add(attempt)
        raise NotAllowed("This code does not match. Please check it, or ask the office for a new one.")
    if row.used_at is not None:
        raise NotAllowed("This code has been used already. Please ask the office for a new one.")
    if row.expires_at <= now:
        raise NotAllowed("This code has lapsed. Please ask the office for a new one.")
    seat = session.get(Seat, row.seat_id)
    person = session.get(Person, seat.person_id) if seat is not None and seat.person_id is not None else None
    if seat is None or person is None:
        raise NotAllowed("Nobody holds that seat yet: import the list of people first.")
    unit = session.get(Unit, seat.unit_id)
    assert row.id is not None
    return Claim(row.id, person.name, unit.name if unit is not None else "", seat.role)


def link(session: Session, address: Address, invite_id: int, now: datetime) -> None:
    """Use the code up and make this address the person's; an address belongs to one person at a time."""
    row = session.get(Invite, invite_id)
    seat = session.get(Seat, row.seat_id) if row is not None else None
    if (
        row is None
        or row.used_at is not None
        or row.expires_at <= now
        or seat is None
        or seat.person_id is None
    ):
        raise NotAllowed("This code has lapsed. Please ask the office for a new one.")
    row.used_at = now
    session.add(row)
    unlink(session, address)
    session.add(Identity(person_id=seat.person_id, channel=address.channel, chat=address.chat, linked_at=now))
    person = session.get(Person, seat.person_id)
    if person is not None and person.preferred is None:
        person.preferred = address.channel
        session.add(person)
    attempt = session.get(SignInAttempt, (address.channel, address.chat))
    if attempt is not None:
        session.delete(attempt)
    record(session, now, f"person:{seat.person_id}", "sign_in", f"seat:{seat.id}", channel=address.channel)
    session.flush()


def unlink(session: Session, address: Address) -> None:
    """Let this address go back to being a citizen's."""
    session.execute(
        delete(Identity).where(col(Identity.channel) == address.channel, col(Identity.chat) == address.chat)
    )


def prefer(session: Session, person_id: int, channel: str) -> None:
    """Reach this person on `channel` from now on."""
    if channel not in {identity.channel for identity in list_identities(session, person_id)}:
        raise NotAllowed("That channel is not linked yet: sign in there first.")
    person = session.get(Person, person_id)
    assert person is not None
    person.preferred = channel
    session.add(person)


def reached_at(session: Session, person_id: int) -> Address | None:
    """Where to write to this person: the channel they chose, else the one linked last that still works."""
    person = session.get(Person, person_id)
    identities = [identity for identity in list_identities(session, person_id) if identity.reachable]
    if person is None or not identities:
        return None
    best = max(identities, key=lambda identity: (identity.channel == person.preferred, identity.linked_at))
    return Address(best.channel, best.chat)


def _hash(code: str) -> str:
    """A code is eight of thirty-one characters, lives seven days and may be tried five times an hour."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"sign-in:{plain}".encode()).hexdigest()
