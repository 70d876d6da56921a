"""A report in the middle of which its task has gone to another unit: what was entered goes there too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.services.figures import asked_of
from bot.services.handing_notices import tell_unit
from bot.services.handing_words import passed
from bot.services.left_open import leave_at
from bot.services.ward import Ward
from storage.handovers import agreed_moves
from storage.people import seats_by_unit
from storage.plan import parts_by_unit
from storage.progress import latest_version_of
from storage.tables import PlanItem, Seat, Unit
from storage.vocabulary import Role

PASSED = "passed"
_OF_THE_GIVER = ("was", "page", "query")


@dataclass(frozen=True)
class Passed:
    """Where a draft has gone, and how many files with it."""

    code: str
    unit: str
    files: int


def gone_to(session: Session, unit_id: int, item_id: int) -> int | None:
    """The unit that has this unit's part in a task now; None where that is still its own, or nobody's."""
    at, moved = unit_id, False
    for move in agreed_moves(session):
        if move.item_id == item_id and move.from_unit == at:
            at, moved = move.to_unit, True
    if not moved or at == unit_id:
        return None
    taking = parts_by_unit(session)
    return at if item_id in taking.get(at, {}) and item_id not in taking.get(unit_id, {}) else None


def pass_on(session: Session, ward: Ward, draft: Mapping[str, Any], now: datetime) -> Passed | None:
    """Let a draft (flow, step and data) wait where its task has gone, and tell that unit; None if it has not.

    Nor if that unit has no seat yet: then the draft stays with its author.
    """
    data = draft["data"]
    unit_id, item_id = data.get("unit"), data.get("item")
    to = gone_to(session, unit_id, item_id) if unit_id and item_id else None
    item, unit = session.get(PlanItem, item_id or 0), session.get(Unit, to or 0)
    seat = _seat_of(session, to) if to is not None else None
    if to is None or item is None or unit is None or seat is None:
        return None
    kept = {name: value for name, value in data.items() if name not in _OF_THE_GIVER}
    kept |= {
        "unit": to,
        "asks": [[m.key, m.text, m.unit] for m in asked_of(session, to, item)],
        "seen": latest_version_of(session, to, item.id or 0, data["period"]),
    }
    leave_at(session, seat.id or 0, {**draft, "data": kept}, now)
    giver = session.get(Unit, unit_id)
    name = giver.name if giver is not None else ""
    key = f"{PASSED}:{seat.id}:{item.id}:{now.isoformat()}"
    tell_unit(session, ward, to, key, lambda: passed(item.code, name), now=now)
    return Passed(item.code, unit.name, len(kept.get("files", ())))


def _seat_of(session: Session, unit_id: int) -> Seat | None:
    """The seat at which a draft is found: one that is held, its focal point's before its head's."""
    order = {Role.FOCAL: 0, Role.HEAD: 1}
    seats = [seat for seat in seats_by_unit(session, [unit_id]).get(unit_id, []) if seat.role in order]
    return min(seats, key=lambda seat: (seat.person_id is None, order[seat.role]), default=None)
