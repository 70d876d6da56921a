"""What an officer has open on one of their channels, taken up on another."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import Address, Position
from storage.conversations import keep_state, load_state, states_of
from storage.database import hold

# What a chat remembers: that its conversation was taken away, and which one elsewhere it was offered.
MOVED, OFFERED = "moved", "offered_elsewhere"


@dataclass(frozen=True)
class Draft:
    """A conversation that is open in another chat of the same person."""

    address: Address
    flow: str
    step: str | None
    data: dict[str, Any]
    trail: tuple[dict[str, Any], ...]

    @property
    def code(self) -> str | None:
        """The task it is about, once that is known."""
        return self.data.get("code")

    def mark(self, address: Address) -> list[str | None]:
        """What makes it the same conversation as before, as a chat remembers it."""
        return [address.channel, address.chat, self.flow, self.code]


def open_elsewhere(
    session: Session, person_id: int, here: Address, flows: Collection[str], now: datetime
) -> Draft | None:
    """The last of `flows` that this person left open in another chat; None where `here` is none of theirs."""
    chats = [(Address(one.channel, one.chat), one.state) for one in states_of(session, person_id)]
    if here not in [address for address, _state in chats]:
        return None
    drafts = (_draft(address, state, flows, now) for address, state in chats if address != here)
    return next((draft for draft in drafts if draft is not None), None)


def take_up(
    session: Session, person_id: int, here: Address, flows: Collection[str], now: datetime
) -> Draft | None:
    """Close the conversation where it was begun and give it away; no turn there can come in between."""
    found = open_elsewhere(session, person_id, here, flows, now)
    if found is None:
        return None
    there = found.address
    hold(session, str(there))
    state = load_state(session, there.channel, there.chat)
    draft = _draft(there, state, flows, now)
    if draft is None:
        return None
    left = Position.from_data(state)
    left.flow = left.step = left.expires = None
    left.data, left.trail, left.offered = {}, [], []
    moved = {"to": here.channel, "flow": draft.flow, "code": draft.code}
    left.memory = {**left.memory, MOVED: moved, OFFERED: draft.mark(here)}
    keep_state(session, there.channel, there.chat, left.as_data(), now)
    return draft


def _draft(
    address: Address, state: dict[str, Any] | None, flows: Collection[str], now: datetime
) -> Draft | None:
    position = Position.from_data(state)
    if position.flow not in flows or position.flow is None:
        return None
    if position.expires is not None and datetime.fromisoformat(position.expires) < now:
        return None
    return Draft(address, position.flow, position.step, position.data, tuple(position.trail))
