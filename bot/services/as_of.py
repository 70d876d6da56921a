"""How an obligation stood at a moment that has passed, told by its journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from storage.tables import Entry, Obligation
from storage.vocabulary import Decision, Event, Moved, ObligationKind, ObligationState

_STATES = {
    Event.LAID: ObligationState.OPEN,
    Event.REOPENED: ObligationState.OPEN,
    Event.MET: ObligationState.MET,
    Event.CANCELLED: ObligationState.CANCELLED,
    Event.LAPSED: ObligationState.LAPSED,
}
_GO_OVER = (ObligationKind.DUTY, ObligationKind.CONCLUSION)
MERGED = "merged"
_OVER = (MERGED, Decision.AGREED.value)


@dataclass(frozen=True)
class Then:
    """How it stood; `extended_from` is the date by its rule where longer had been given."""

    due: date
    extended_from: date | None
    state: ObligationState


def as_of(one: Obligation, entries: Sequence[Entry], moment: datetime) -> Then | None:
    """How it stood just before the moment; None where it was not in the ledger yet.

    What came into the ledger before there was a journal is taken to have been there always.
    """
    laid = next((entry for entry in entries if entry.what is Event.LAID), None)
    if laid is not None and laid.at >= moment:
        return None
    before = [entry for entry in entries if entry.at < moment]
    later = [entry for entry in entries if entry.at >= moment]
    return Then(*_dates(one, before, later), _state(one, before, later))


def unit_then(one: Obligation, entries: Sequence[Entry], moment: datetime) -> int:
    """Whose it was just before the moment: what the plan asks for stays, the rest may go over."""
    if one.kind not in _GO_OVER:
        return one.unit_id
    went = [entry for entry in entries if entry.what is Event.HANDED and _is_over(entry)]
    before = [entry for entry in went if entry.at < moment]
    later = next((entry for entry in went if entry.at >= moment), None)
    if before:
        return int(before[-1].detail["to"])
    return int(later.detail.get("from", one.unit_id)) if later is not None else one.unit_id


def _is_over(entry: Entry) -> bool:
    """Whether it is another unit's by this, and not only asked to be."""
    return entry.detail.get("to") is not None and entry.detail.get("step", MERGED) in _OVER


def _state(one: Obligation, before: Sequence[Entry], later: Sequence[Entry]) -> ObligationState:
    """By its last line; without any it was open if it has changed since, and as it is now if not."""
    said = [_STATES[entry.what] for entry in before if entry.what in _STATES]
    if said:
        return said[-1]
    return ObligationState.OPEN if any(entry.what in _STATES for entry in later) else one.state


def _dates(one: Obligation, before: Sequence[Entry], later: Sequence[Entry]) -> tuple[date, date | None]:
    moves = [entry for entry in before if entry.what is Event.DATED]
    after = next((entry for entry in later if entry.what is Event.DATED), None)
    if after is None:
        return one.due, one.extended_from
    due = date.fromisoformat(after.detail["was"])
    since = None
    for move in reversed(moves):
        if move.detail.get("why") != Moved.EXTENSION:
            break
        since = date.fromisoformat(move.detail["was"])
    return due, since
