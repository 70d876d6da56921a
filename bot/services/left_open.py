"""What somebody had open for a unit waits at a seat for whoever takes it up."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import Address
from storage.conversations import forget_state, keep_state, load_state, states_of
from storage.tables import Seat

_SEAT = "seat"
_BEHIND = "behind"


def leave_open(session: Session, seat: Seat, address: Address, now: datetime) -> None:
    """Move what this chat has open for the seat's unit to the seat; the chat itself forgets all it had."""
    state = load_state(session, address.channel, address.chat)
    drafts = [draft for draft in _open(state or {}) if draft["data"].get("unit") == seat.unit_id]
    if drafts:
        leave_at(session, seat.id or 0, drafts[0], now)
    forget_state(session, address.channel, address.chat)


def leave_at(session: Session, seat_id: int, draft: dict[str, Any], now: datetime) -> None:
    """Let a draft (flow, step and data) wait at a seat, behind what waits there already."""
    before = load_state(session, _SEAT, str(seat_id))
    if before is not None:
        draft = {**before, _BEHIND: [*before.get(_BEHIND, ()), draft]}
    keep_state(session, _SEAT, str(seat_id), draft, now)


def take_open(session: Session, seat_ids: Sequence[int], now: datetime) -> dict[str, Any] | None:
    """The flow, step and data left first at one of these seats, if any; it waits there no longer."""
    for seat_id in seat_ids:
        if (draft := load_state(session, _SEAT, str(seat_id))) is not None:
            behind = draft.pop(_BEHIND, [])
            if behind:
                following = {**behind[0], **({_BEHIND: behind[1:]} if behind[1:] else {})}
                keep_state(session, _SEAT, str(seat_id), following, now)
            else:
                forget_state(session, _SEAT, str(seat_id))
            return draft
    return None


def move_open(
    session: Session,
    unit_id: int,
    into: int,
    person_ids: Sequence[int],
    seat_ids: Sequence[int],
    *,
    now: datetime,
) -> int:
    """Let what is open for one unit be another's, in these people's chats and at these seats; how much."""
    moved = 0
    chats = [each for person_id in dict.fromkeys(person_ids) for each in states_of(session, person_id)]
    places = [(each.channel, each.chat, each.state) for each in chats]
    places += [(_SEAT, str(seat_id), load_state(session, _SEAT, str(seat_id))) for seat_id in seat_ids]
    for channel, chat, state in places:
        drafts = [*_drafts(state or {})]
        theirs = [draft for draft in drafts if draft["data"].get("unit") == unit_id]
        for draft in theirs:
            draft["data"]["unit"] = into
        if theirs:
            keep_state(session, channel, chat, state or {}, now)
            moved += len(theirs)
    return moved


def _drafts(state: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every conversation of a position, or that waits at a seat."""
    for one in (state, *state.get("parked", ()), *state.get(_BEHIND, ())):
        if one.get("flow"):
            yield one


def _open(state: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The conversations of a position, the one that is on first, then those set aside, latest first."""
    for one in (state, *reversed(state.get("parked", ()))):
        if one.get("flow"):
            yield {"flow": one["flow"], "step": one["step"], "data": one["data"]}
