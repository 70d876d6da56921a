"""What a channel brings to the contract: its fake vendor, its settings, and what its wire is like."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from bot.channels.port import Connection, Hook
from bot.channels.surroundings import Surroundings
from bot.errors import Refusal
from tests.fakes.vendor import Fault

Genuine: TypeAlias = Callable[[Hook, Any, Mapping[str, Any]], tuple[dict[str, str], bytes]]
"""Makes the call a vendor would make for an update: its headers and body."""


@dataclass(frozen=True)
class Kit:
    """One channel, set up in one way.

    `chats` are two people; `deliver` brings any update at all; `text` makes one that says something, of a
    number of its own. `settings` are the channel's own, over which it connects to its vendor; `unknown` are
    updates of kinds we do not know. `genuine` makes the call its hook takes, `point_at` tells the vendor
    where that is; None where it is polled. `outcomes` are what each fault means for a message. `default_wait`
    is how long we wait after a 429 that asks for nothing, None where that is ours to choose. `pictures_only`:
    documents cannot be sent to us. `opened` is for a channel without a vendor.
    """

    name: str
    channel: str
    chats: tuple[str, str]
    connect: Callable[[Surroundings], Connection | None]
    vendor: Callable[[], AbstractAsyncContextManager[Any]]
    settings: Callable[[Any], dict[str, Any]]
    deliver: Callable[[Any, Mapping[str, Any]], Awaitable[object]]
    text: Callable[[str, str, int], dict[str, Any]]
    unknown: Sequence[Mapping[str, Any]]
    outcomes: Mapping[str, tuple[Fault, Refusal]]
    genuine: Genuine | None = None
    point_at: Callable[[Any, str], None] = lambda _vendor, _url: None
    default_wait: float | None = None
    pictures_only: bool = False
    opened: Callable[["Kit", Path], AbstractAsyncContextManager[Any]] | None = None

    def __str__(self) -> str:
        return self.name
