"""What one turn has at hand: the session, who is speaking, and the ward's own facts."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.conversation.messages import Address, Position
from bot.services.rules import in_force
from bot.services.ward import Ward
from storage.conversations import load_state
from storage.people import Officer, find_officer
from storage.vocabulary import Role


@dataclass(frozen=True)
class Desk:
    """One turn's surroundings; everything done through `session` commits with the turn or not at all."""

    session: Session
    ward: Ward
    address: Address
    now: datetime
    officer: Officer | None

    def has(self, *roles: Role) -> bool:
        """Whether whoever speaks holds one of these roles; everybody is a citizen."""
        if Role.CITIZEN in roles:
            return True
        return self.officer is not None and any(seat.role in roles for seat in self.officer.seats)

    @property
    def local_now(self) -> datetime:
        return self.now.astimezone(self.ward.zone)


def open_desk(session: Session, ward: Ward, address: Address, now: datetime) -> Desk:
    """The desk of a turn, with the ward's own rules in force."""
    officer = find_officer(session, address.channel, address.chat, ward.day(now))
    return Desk(session, in_force(session, ward), address, now, officer)


def locale_of(desk: Desk, position: Position) -> str:
    """The language a chat is spoken to in: what was chosen there, else its officer's, else the ward's."""
    chosen = position.memory.get("locale")
    if isinstance(chosen, str):
        return chosen
    return desk.officer.locale if desk.officer is not None else desk.ward.locale


def locale_at(session: Session, ward: Ward, address: Address, now: datetime) -> str:
    """The same, of a chat that is not being answered now."""
    position = Position.from_data(load_state(session, address.channel, address.chat))
    return locale_of(open_desk(session, ward, address, now), position)
