"""The ward as everything sees it: its zone, calendar and hours, its channels, and where its files lie."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.ladder import LADDERS, Ladder
from bot.domain.working_days import OfficeHours, WorkingCalendar
from storage.files import FileStore


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
    ladders: Mapping[str, Ladder] = field(default_factory=lambda: LADDERS)
    channels: Mapping[str, ChannelFacts] = field(default_factory=dict)
    web_chat: bool = True

    def day(self, now: datetime) -> date:
        """The ward's date at this moment."""
        return now.astimezone(self.zone).date()
