"""Sign-in codes as the office gives them out: for which seat, with which links, until when."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.errors import BadInput, NotAllowed
from bot.language.normalise import fold_line
from bot.services.roles import WEB, channel_name, channels_of, role_name
from bot.services.units import UnitBook
from bot.services.ward import Ward
from bot.texts import _, clock_time, long_date
from storage.accounts import accounts
from storage.invites import void_invite, void_invites
from storage.people import linked_people, names_of, seats_with
from storage.tables import Invite, Person, Seat, Unit
from storage.vocabulary import Role

CODE_LIVES, LINK_CODE_LIVES = timedelta(days=7), timedelta(minutes=15)
# Letters and digits that are not mistaken for one another when read aloud or copied by hand.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 8
MOST_NAMES = 6


def invite(session: Session, seat_id: int, now: datetime) -> tuple[str, datetime]:
    """A fresh single-use code for a seat and when it lapses; codes given out before for it stop working."""
    void_invites(session, seat_id)
    return _new_code(session, seat_id, now, CODE_LIVES)


def link_code(session: Session, seat_id: int, now: datetime) -> tuple[str, datetime]:
    """A code with which the holder of a seat links one more channel; those given out before go on working."""
    return _new_code(session, seat_id, now, LINK_CODE_LIVES)


def void_code(session: Session, code: str) -> bool:
    """A code that others have seen opens nothing any more; whether it would have opened something."""
    return void_invite(session, hash_code(code))


def _new_code(session: Session, seat_id: int, now: datetime, lives: timedelta) -> tuple[str, datetime]:
    code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    expires = now + lives
    session.add(Invite(seat_id=seat_id, code_hash=hash_code(code), created_at=now, expires_at=expires))
    session.flush()
    return f"{code[:4]}-{code[4:]}", expires


def hash_code(code: str) -> str:
    """A code is eight of thirty-one signs, lives seven days and may be tried five times an hour."""
    return hashlib.sha256(f"sign-in:{_bare(code)}".encode()).hexdigest()


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


@dataclass(frozen=True)
class Entrance:
    """How a chat is opened on a channel; `link` is "" where there is none, `carries`: the code is in it."""

    channel: str
    link: str
    carries: bool


def entrance(session: Session, channel: str, code: str, ward: Ward) -> Entrance:
    return _entrance(channel, code, ward, accounts(session))


def entrances(session: Session, code: str, ward: Ward) -> list[Entrance]:
    """How to use a code on every channel that is set up."""
    known = accounts(session)
    return [_entrance(channel, code, ward, known) for channel in channels_of(ward)]


def entrances_as_text(session: Session, code: str, ward: Ward) -> list[str]:
    """The same in words, a line each."""
    return [_way_in(way, code, channel_name(ward, way.channel)) for way in entrances(session, code, ward)]


def _entrance(channel: str, code: str, ward: Ward, known: Mapping[str, Mapping[str, str]]) -> Entrance:
    if channel == WEB:
        return Entrance(WEB, f"{ward.public_url}/?start={code}", carries=True)
    link = ward.channels[channel].sign_in(known.get(channel, {}), code)
    return Entrance(channel, link, carries=_bare(code) in _bare(link))


def _way_in(way: Entrance, code: str, name: str) -> str:
    if way.carries:
        return f"{name}: {way.link}"
    if way.link:
        return _("{channel}: open {link}, then type {code}", channel=name, link=way.link, code=code)
    return _("{channel}: open our chat there, then type {code}", channel=name, code=code)


def _bare(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())


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
        *(f"  {line}" for line in entrances_as_text(session, code, ward)),
        _("It works once, until {time} on {date}.", time=clock_time(until), date=long_date(until.date())),
    ]
    return "\n".join(lines)
