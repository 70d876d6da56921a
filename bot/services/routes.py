"""Which of somebody's channels a message goes to, and whether it may go now."""

from dataclasses import dataclass

from bot.conversation.messages import Address


@dataclass(frozen=True)
class Way:
    address: Address
    paid: bool = False
    held: str | None = None
