"""What somebody had open for their unit waits at the seat for whoever takes it over."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import Address
from storage.conversations import forget_state, keep_state, load_state
from storage.tables import Seat

_SEAT = "seat"


def leave_open(session: Session, seat: Seat, address: Address, now: datetime) -> None:
    """Move what this chat has open for the seat's unit to the seat; the chat itself forgets all it had."""
    state = load_state(session, address.channel, address.chat)
    drafts = [draft for draft in _open(state or {}) if draft["data"].get("unit") == seat.unit_id]
    if drafts:
        keep_state(session, _SEAT, str(seat.id), drafts[0], now)
    forget_state(session, address.channel, address.chat)


def take_open(session: Session, seat_ids: Sequence[int]) -> dict[str, Any] | None:
    """The flow, step and data left at one of these seats, if any; it waits there no longer."""
    for seat_id in seat_ids:
        if (draft := load_state(session, _SEAT, str(seat_id))) is not None:
            forget_state(session, _SEAT, str(seat_id))
            return draft
    return None


def _open(state: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The conversations of a position, the one that is on first, then those set aside, latest first."""
    for one in (state, *reversed(state.get("parked", ()))):
        if one.get("flow"):
            yield {"flow": one["flow"], "step": one["step"], "data": one["data"]}
