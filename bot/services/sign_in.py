"""Signing in with a code: held against those given out, and then a chat is somebody's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.conversation.messages import Address
from bot.errors import NotAllowed
from bot.services.invites import hash_code
from bot.texts import N_
from storage.audit import count_records, record
from storage.invites import find_attempt, find_invite, use_invite
from storage.people import delete_identity, find_identity
from storage.tables import Identity, Invite, Person, Seat, SignInAttempt, Unit
from storage.vocabulary import Role

TRIES, LOCKED = 5, timedelta(hours=1)


class TooManyTries(NotAllowed):
    """This address has to wait before it may try another code."""


@dataclass(frozen=True)
class Claim:
    """A good code: the seat it opens, shown to the person before the link is made."""

    invite_id: int
    name: str
    unit: str
    role: Role


def claim(session: Session, address: Address, code: str, now: datetime) -> Claim:
    """Hold a code against those given out; wrong ones are counted and, after five, refused for an hour.

    Raises NotAllowed with the sentence to say; what was counted must still be committed.
    """
    attempt = find_attempt(session, address.channel, address.chat)
    if attempt is not None and now - attempt.last_at >= LOCKED:
        attempt.failures = 0
    if attempt is not None and attempt.failures >= TRIES:
        raise TooManyTries(
            N_("Too many codes did not match. Please wait an hour, or ask the office for a new one.")
        )
    row = find_invite(session, hash_code(code))
    if row is None:
        attempt = attempt or SignInAttempt(channel=address.channel, chat=address.chat, last_at=now)
        attempt.failures, attempt.last_at = attempt.failures + 1, now
        session.add(attempt)
        session.flush()
        raise NotAllowed("This code does not match. Please check it, or ask the office for a new one.")
    seat, person = _held(session, row)
    if row.used_at is not None:
        identity = find_identity(session, address.channel, address.chat)
        if identity is not None and person is not None and identity.person_id == person.id:
            raise NotAllowed("You are signed in here already, as {name}.", name=person.name)
        raise NotAllowed("This code has been used already. Please ask the office for a new one.")
    if row.expires_at <= now:
        raise NotAllowed("This code has lapsed. Please ask the office for a new one.")
    if seat is None or person is None:
        raise NotAllowed("Nobody holds that seat yet: import the list of people first.")
    unit = session.get(Unit, seat.unit_id)
    return Claim(row.id or 0, person.name, unit.name if unit is not None else "", seat.role)


def link(session: Session, address: Address, invite_id: int, now: datetime) -> None:
    """Use the code up and make this address the person's; an address belongs to one person at a time.

    Raises NotAllowed where the code has lapsed, was voided or was used meanwhile.
    """
    seat_id = use_invite(session, invite_id, now)
    seat = session.get(Seat, seat_id) if seat_id is not None else None
    person = session.get(Person, seat.person_id) if seat is not None and seat.person_id is not None else None
    if seat is None or person is None:
        raise NotAllowed("This code has lapsed. Please ask the office for a new one.")
    unlink(session, address)
    session.add(Identity(person_id=person.id or 0, channel=address.channel, chat=address.chat, linked_at=now))
    if person.preferred is None:
        person.preferred = address.channel
    attempt = find_attempt(session, address.channel, address.chat)
    if attempt is not None:
        session.delete(attempt)
    record(session, now, f"person:{person.id}", "sign_in", f"seat:{seat.id}", channel=address.channel)
    session.flush()


def is_first_sign_in(session: Session, person_id: int) -> bool:
    """Whether somebody has signed in but once, the sign-in of this turn counted."""
    return count_records(session, f"person:{person_id}", "sign_in") == 1


def unlink(session: Session, address: Address) -> None:
    """Let this address go back to being a citizen's."""
    delete_identity(session, address.channel, address.chat)


def _held(session: Session, invite: Invite) -> tuple[Seat | None, Person | None]:
    seat = session.get(Seat, invite.seat_id)
    if seat is None or seat.person_id is None:
        return seat, None
    return seat, session.get(Person, seat.person_id)
