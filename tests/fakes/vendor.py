"""What every vendor's loopback server can do for a test, whatever its own wire looks like."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

What = Literal["status", "hang", "drop_before", "drop_after", "garbage"]


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call.

    `status` answers with that status and, where given, Retry-After in seconds; `hang` never answers;
    `drop_before` closes the connection before anything is done, `drop_after` once the message has been taken;
    `garbage` answers 200 with what is no JSON. `code` is the vendor's own error code, where it has them.
    """

    what: What
    status: int = 500
    retry_after: int | None = None
    code: int | None = None


@dataclass(frozen=True)
class Sent:
    """A message the vendor took from us: `buttons` as (label, value), `files` as (name, bytes).

    `at` is a monotonic moment in seconds; `vendor_id` is what it was given as its id.
    """

    chat: str
    text: str
    vendor_id: str
    at: float
    buttons: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()


class Forgetful(dict[str, Any]):
    """Takes what it is given and knows nothing of it."""

    def __setitem__(self, key: str, value: Any) -> None:
        """Forget it."""


class Vendor(Protocol):
    """A vendor on loopback. People say things to it, which reach us by polling or webhook; we send to it."""

    @property
    def url(self) -> str: ...

    @property
    def sent(self) -> Sequence[Sent]:
        """What was taken from us, in order."""
        ...

    def fail(self, *faults: Fault) -> None:
        """Let the next sends go wrong, one fault a call, in this order."""
        ...

    async def say(self, chat: str, text: str) -> str:
        """Somebody types; the vendor's id of the update."""
        ...

    async def press(self, chat: str, label: str) -> str:
        """Somebody presses the newest button that reads so, or types its number where there are none."""
        ...

    async def attach(self, chat: str, *files: tuple[str, bytes], text: str = "") -> str:
        """Somebody sends files together, as an album where the vendor has them."""
        ...

    async def block(self, chat: str) -> None:
        """Somebody blocks us, or stops following."""
        ...

    def revoke(self) -> None:
        """The token the operator has stops working."""
        ...

    def lose_files(self) -> None:
        """Every file that is listed from now on is refused when it is asked for."""
        ...

    async def repeat(self) -> None:
        """Deliver the last update once more, as vendors do that are unsure."""
        ...
