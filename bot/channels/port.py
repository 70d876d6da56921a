"""What the machine needs of a channel: two facts and two methods; polling, webhook and files stand apart."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, Protocol, TypeAlias

from bot.conversation.messages import Address, Document, Event
from bot.errors import ChannelError, Refusal
from storage.vocabulary import Role

Unit = Literal["characters", "utf16"]
Raw: TypeAlias = Mapping[str, object]


@dataclass(frozen=True)
class Capabilities:
    """What one message may hold; `text_limit` is counted in `unit` and must leave room for a link, 500 or so.

    `buttons` is how many real buttons a message may carry, 0 where choices must be a numbered menu; a label
    has at most `label_limit` characters, what a press sends back at most `value_limit` bytes. `files` lists
    the beginnings of the media types that can be sent, "" for all; with `files_apart` each leaves as a
    message of its own, before the words. `receives_files` is False where people cannot send documents.
    `links` says that a link is shown beside the text and need not stand in it. `repeats` says that a message
    sent twice is shown once, so that an uncertain send may be tried again. An account may send `per_second`
    messages, 0 for any number, and `per_month`, to `most_chats` people. After somebody was last heard from,
    they can be written to for `free_for` at no cost, and for `open_for` at all but by a template; None where
    there is no such limit. A message that costs money costs `price`, in đồng, 0 where none can be paid for;
    `budget` may be spent so in a month. `template`: one is set up for reminders outside `open_for`.
    `asks_phone`: the choice SHARE_PHONE is shown as a form of the vendor's.
    """

    text_limit: int
    unit: Unit
    buttons: int
    label_limit: int = 1_000
    value_limit: int = 1_000
    files: tuple[str, ...] = ()
    files_apart: bool = False
    receives_files: bool = True
    links: bool = False
    repeats: bool = False
    per_second: int = 0
    per_month: int = 0
    most_chats: int = 0
    free_for: timedelta | None = None
    open_for: timedelta | None = None
    price: int = 0
    budget: int = 0
    template: bool = False
    asks_phone: bool = False

    def carries(self, mime: str) -> bool:
        return mime.startswith(self.files) if self.files else False


@dataclass(frozen=True)
class Part:
    """One vendor message that `render` made of a say; `number` counts its parts from 0.

    `paid`: it may go out in the way that costs money, such as a template.
    """

    id: int
    number: int
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    files: tuple[Document, ...] = ()
    link: str | None = None
    paid: bool = False


@dataclass(frozen=True)
class Receipt:
    """The vendor took the message; `vendor_id` is its name for it."""

    vendor_id: str


class Channel(Protocol):
    """A way to reach people. `send` raises ChannelError when a message is not taken."""

    @property
    def name(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def receive(self, raw: Raw) -> Sequence[Event]:
        """The events in one vendor update; unknown kinds are no events, a broken update may raise."""
        ...

    async def send(self, address: Address, part: Part) -> Receipt: ...


Channels = Mapping[str, Channel]


class Polled(Protocol):
    """A vendor that is asked for updates. `confirms`: asking again confirms what it gave before.

    Where it does not, what was given once is never given again.
    """

    @property
    def confirms(self) -> bool: ...

    async def poll(self) -> Sequence[Raw]:
        """Wait for updates as long as the vendor lets us, maybe in vain; raises ChannelError."""
        ...


class Forged(Exception):
    """A webhook call that does not come from the vendor."""


class Hook(Protocol):
    """A vendor that calls us at `path`; `pages` are plain pages it wants to find, by path."""

    @property
    def path(self) -> str: ...

    @property
    def pages(self) -> Mapping[str, str]: ...

    def read(self, headers: Mapping[str, str], body: bytes) -> Sequence[Raw]:
        """The updates in one call; raises Forged, or BadInput where a genuine call makes no sense."""
        ...


Menus: TypeAlias = Callable[[str, Collection[Role]], Sequence[tuple[str, str]]]
"""The commands of a locale and of people with these roles, each as `/name` and what it does."""

Fetch: TypeAlias = Callable[[str], AsyncIterator[bytes]]


@dataclass(frozen=True)
class Checked:
    """One thing a channel looked at for the operator; `advice` says what to do where it is not right."""

    text: str
    advice: str = ""
    is_trouble: bool = False


async def no_courtesy(_raw: Raw) -> None:
    """Nothing the vendor expects of us beside an answer."""


async def no_files(_source: str) -> AsyncIterator[bytes]:
    """Nobody can send files there."""
    raise ChannelError(Refusal.REJECTED)
    yield b""


async def nothing_to_examine() -> Sequence[Checked]:
    """Nothing the doctor could ask."""
    return ()


def no_link(_facts: Mapping[str, str], _code: str) -> str:
    """No address opens the chat."""
    return ""


@dataclass(frozen=True)
class Connection:
    """A channel with all that connects it, as its own file puts it together.

    `begin(menus)` is called once at start: it readies the account and says who we are there, as names and
    ids, kept for `sign_in`; it may raise ChannelError and is then tried again. `fetch(source)` streams a file
    somebody sent, or raises ChannelError. `courtesy(raw)` is called once an update is kept, for what people
    expect to see at once; that it fails costs nothing. `examine` is what the doctor asks. `sign_in(facts,
    code)` is the link that opens the chat there, with the code where the vendor carries one; "" where there
    is none. `chores` are called every minute.
    """

    channel: Channel
    label: str
    begin: Callable[[Menus], Awaitable[dict[str, str]]]
    fetch: Fetch = no_files
    examine: Callable[[], Awaitable[Sequence[Checked]]] = nothing_to_examine
    sign_in: Callable[[Mapping[str, str], str], str] = no_link
    polled: Polled | None = None
    hook: Hook | None = None
    courtesy: Callable[[Raw], Awaitable[None]] = no_courtesy
    chores: Sequence[Callable[[], Awaitable[None]]] = field(default_factory=tuple)
