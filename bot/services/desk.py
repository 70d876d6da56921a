"""What one turn has at hand: the session, who is speaking, and the ward's own facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.conversation.messages import Address, Position
from bot.domain.working_days import OfficeHours, WorkingCalendar
from storage.conversations import load_state
from storage.files import FileStore
from storage.people import Officer, find_officer
from storage.vocabulary import Role


@dataclass(frozen=True)
class ChannelFacts:
    """What the ward has to know of a channel: what people call it, and what can be done there.

    `sign_in(facts, code)` is the link that opens the chat, "" where there is none. `receives_files` is False
    where people cannot send documents. See Capabilities for what follows.
    """

    label: str
    sign_in: Callable[[Mapping[str, str], str], str]
    receives_files: bool = True
    free_for: timedelta | None = None
    open_for: timedelta | None = None
    price: int = 0
    budget: int = 0
    template: bool = False
    per_month: int = 0
    most_chats: int = 0
    asks_phone: bool = False


@dataclass(frozen=True)
class Ward:
    """What is the same for every turn of this process; `public_url` is where the web pages are reached.

    `channels` are those that are set up, by name, the web chat apart, which may be off.
    """

    zone: ZoneInfo
    files: FileStore
    public_url: str
    locale: str = "vi"
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar)
    hours: OfficeHours = field(default_factory=OfficeHours)
    channels: Mapping[str, ChannelFacts] = field(default_factory=dict)
    web_chat: bool = True

    def day(self, now: datetime) -> date:
        """The ward's date at this moment."""
        return now.astimezone(self.zone).date()


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
    officer = find_officer(session, address.channel, address.chat)
    return Desk(session, ward, address, now, officer)


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
