"""Sign-in codes as the office gives them out: for which seat, with which links, until when."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.errors import BadInput, NotAllowed
from bot.language.normalise import fold_line
from bot.services.desk import Ward
from bot.services.roles import WEB, channel_name, role_name
from bot.services.units import UnitBook
from bot.texts import _, clock_time, long_date
from storage.accounts import accounts
from storage.invites import void_invites
from storage.people import linked_people, names_of, seats_with
from storage.tables import Invite, Person, Seat, Unit
from storage.vocabulary import Role

CODE_LIVES = timedelta(days=7)
# Letters and digits that are not mistaken for one another when read aloud or copied by hand.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 8
MOST_NAMES = 6


def invite(session: Session, seat_id: int, now: datetime) -> tuple[str, datetime]:
    """A fresh single-use code for a seat and when it lapses; codes given out before for it stop working."""
    void_invites(session, seat_id)
    code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    expires = now + CODE_LIVES
    session.add(Invite(seat_id=seat_id, code_hash=hash_code(code), created_at=now, expires_at=expires))
    session.flush()
    return f"{code[:4]}-{code[4:]}", expires


def hash_code(code: str) -> str:
    """A code is eight of thirty-one signs, lives seven days and may be tried five times an hour."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"sign-in:{plain}".encode()).hexdigest()


def seat_to_invite(session: Session, *, unit: str = "", role: Role | None = None, person: str = "") -> Seat:
    """The seat an invitation is for: a unit's focal point unless another role is asked for.

    Of several holders it is `person`, or else the first who cannot be reached on any channel yet.
    """
    seats = seats_with(session, role or Role.FOCAL, _unit_id(session, unit))
    if not seats:
        raise NotAllowed("Nobody holds that seat yet: import the list of people first.")
    if person:
        names = _names(session, seats)
        held = [seat for seat in seats if fold_line(names.get(seat.person_id or 0, "")) == fold_line(person)]
        if not held:
            raise BadInput("{name} holds no such seat.", name=person[:60])
        return held[0]
    linked = linked_people(session)
    return next((seat for seat in seats if seat.person_id not in linked), seats[0])


def others_in_role(session: Session, chosen: Seat, unit: str) -> str:
    """Who else an invitation for that role might have been meant for, in a sentence; empty for nobody."""
    seats = seats_with(session, chosen.role, _unit_id(session, unit))
    others = [name for one, name in _names(session, seats).items() if one != chosen.person_id]
    if not others:
        return ""
    shown = ", ".join(others[:MOST_NAMES]) + ("…" if len(others) > MOST_NAMES else "")
    return _("Others in this role: {names}. Choose one with --person.", names=shown)


def _unit_id(session: Session, unit: str) -> int | None:
    if not unit:
        return None
    found = UnitBook(session).find(unit)
    if found is None:
        raise BadInput("There is no unit with the code {unit}.", unit=unit[:60])
    return found.id


def _names(session: Session, seats: Sequence[Seat]) -> dict[int, str]:
    """Who holds these seats, by id, in their order."""
    names = names_of(session, {seat.person_id for seat in seats if seat.person_id is not None})
    return {seat.person_id: names[seat.person_id] for seat in seats if seat.person_id in names}


def links_for(session: Session, code: str, ward: Ward) -> list[tuple[str, str]]:
    """The channel and the address that opens the chat there, with `code` where the channel carries one."""
    known = accounts(session)
    links = [(name, facts.sign_in(known.get(name, {}), code)) for name, facts in ward.channels.items()]
    return [*((name, link) for name, link in links if link), (WEB, f"{ward.public_url}/?start={code}")]


def invitation_as_text(session: Session, seat: Seat, code: str, expires: datetime, ward: Ward) -> str:
    """Whom a code is for, how it is used, and until when."""
    person, unit = session.get(Person, seat.person_id), session.get(Unit, seat.unit_id)
    until = expires.astimezone(ward.zone)
    lines = [
        _(
            "Sign-in code for {name}, {role}, {unit}: {code}",
            name=person.name if person is not None else "",
            role=role_name(seat.role),
            unit=unit.name if unit is not None else "",
            code=code,
        ),
        *(f"  {channel_name(ward, channel)}: {link}" for channel, link in links_for(session, code, ward)),
        _("It works once, until {time} on {date}.", time=clock_time(until), date=long_date(until.date())),
    ]
    return "\n".join(lines)
