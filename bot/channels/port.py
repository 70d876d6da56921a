"""What the machine needs of a channel: two facts and two methods; polling and webhook stand apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.conversation.messages import Address, Document, Incoming

Unit = Literal["characters", "utf16"]


@dataclass(frozen=True)
class Capabilities:
    """What one message may hold; `text_limit` is counted in `unit`.

    `buttons` is how many real buttons a message may carry, 0 where choices must be a numbered menu.
    `repeats` says that a message sent twice is shown once, so that an uncertain send may be tried again.
    """

    text_limit: int
    unit: Unit
    buttons: int
    files: bool
    repeats: bool = False


@dataclass(frozen=True)
class Part:
    """One vendor message that `render` made of a say; `number` counts its parts from 0."""

    id: int
    number: int
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    files: tuple[Document, ...] = ()
    link: str | None = None


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

    def receive(self, raw: Mapping[str, object]) -> list[Incoming]:
        """The events in one vendor update; unknown kinds are no events."""
        ...

    async def send(self, address: Address, part: Part) -> Receipt: ...


Channels = Mapping[str, Channel]
