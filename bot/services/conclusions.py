"""Conclusions of dialogues in the ledger: proposed as they are read, asked for once the office agrees."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot.domain.conclusions import Clause, pair_clauses, read_conclusion, split_clauses
from bot.services.dating import move_due
from bot.services.duties import has_been, meetings_near
from bot.services.ward import Ward
from storage.journal import note
from storage.meeting_duties import HeldOrPlanned, conclusions_of
from storage.obligations import add_obligations, settle_obligations
from storage.plan import list_units
from storage.tables import Obligation
from storage.vocabulary import Event, MeetingKind, Moved, ObligationKind, ObligationState

# Why a conclusion stands in the ledger: it was concluded; or the office follows it elsewhere, or not at all.
CONCLUDED, NOT_FOLLOWED = "concluded", "not_followed"
OPEN, CANCELLED = ObligationState.OPEN, ObligationState.CANCELLED


@dataclass(frozen=True)
class Concluded:
    """A clause of a dialogue's conclusion; `row` where it stands in the ledger, else what was read of it."""

    meeting: HeldOrPlanned
    held: date
    read: Clause
    row: Obligation | None = None

    @property
    def text(self) -> str:
        return self.read.text

    @property
    def waits(self) -> bool:
        """Whether the office has not said yet who is to do it and by when."""
        return self.row is None or (self.row.state is OPEN and not self.row.confirmed)

    @property
    def unit_id(self) -> int | None:
        return self.row.unit_id if self.row is not None else self.read.unit_id

    @property
    def due(self) -> date | None:
        return self.row.due if self.row is not None else self.read.due


def lay_out_conclusions(session: Session, ward: Ward, now: datetime) -> None:
    """Propose what was concluded as far as unit and day are read; follow the text where it was edited."""
    dialogues = [one for one in meetings_near(session, ward, now) if one.kind is MeetingKind.DIALOGUE]
    rows = _by_meeting(conclusions_of(session, [one.id for one in dialogues])) if dialogues else {}
    names: dict[str, int] | None = None
    new: list[dict[str, Any]] = []
    for one in dialogues:
        theirs = rows.get(one.id, [])
        texts = _texts(one, now)
        if {row.text for row in theirs if _stands(row)} == set(texts):
            continue
        names = unit_names(session) if names is None else names
        held = one.starts_at.astimezone(ward.zone).date()
        _follow(session, theirs, texts, _reader(names, held), now)
        known = {row.text for row in theirs}
        number = max((int(row.key.rpartition(":")[2]) for row in theirs), default=0)
        for clause in read_conclusion(one.conclusion, names, held) if texts else ():
            if clause.text not in known and clause.unit_id is not None and clause.due is not None:
                number += 1
                unit_id, due = clause.unit_id, clause.due
                new.append(new_row(one.id, number, held, clause.text, unit_id=unit_id, due=due))
    add_obligations(session, new, now)


def concluded(session: Session, ward: Ward, now: datetime) -> list[Concluded]:
    """Every clause of this year's dialogues that is followed or may be, the newest dialogue first."""
    near = meetings_near(session, ward, now)
    held = [one for one in near if one.kind is MeetingKind.DIALOGUE and _texts(one, now)]
    if not held:
        return []
    rows = _by_meeting(conclusions_of(session, [one.id for one in held]))
    names: dict[str, int] | None = None
    found = []
    for one in reversed(held):
        day = one.starts_at.astimezone(ward.zone).date()
        by_text = {row.text: row for row in rows.get(one.id, []) if _stands(row)}
        missing = [text for text in _texts(one, now) if text not in by_text]
        names = unit_names(session) if missing and names is None else names
        for text in _texts(one, now):
            row = by_text.get(text)
            read = Clause(text) if row is not None else _reader(names or {}, day)(text)
            if row is None or row.reason != NOT_FOLLOWED:
                found.append(Concluded(one, day, read, row))
    return found


def unit_names(session: Session) -> dict[str, int]:
    """Every spelling of every unit that is no group."""
    units = [unit for unit in list_units(session) if not unit.is_group]
    return {name: unit.id or 0 for unit in units for name in (*unit.aliases, unit.name)}


def new_row(
    meeting_id: int, number: int, held: date, text: str, *, unit_id: int, due: date, **more: Any
) -> dict[str, Any]:
    return {
        "key": f"conclusion:{meeting_id}:{number}",
        "kind": ObligationKind.CONCLUSION,
        "unit_id": unit_id,
        "meeting_id": meeting_id,
        "due": due,
        "of_day": held,
        "reason": CONCLUDED,
        "text": text,
        "confirmed": False,
        "state": OPEN,
        **more,
    }


def next_number(session: Session, meeting_id: int) -> int:
    numbers = [int(row.key.rpartition(":")[2]) for row in conclusions_of(session, [meeting_id])]
    return max(numbers, default=0) + 1


def _follow(
    session: Session, rows: Sequence[Obligation], texts: Sequence[str], read: Any, now: datetime
) -> None:
    """Bring what stands in the ledger in line with the text as it is now."""
    known = {row.text for row in rows}
    stale = [row for row in rows if _stands(row) and row.text not in texts]
    fresh = [text for text in texts if text not in known]
    pairs = pair_clauses([row.text for row in stale], fresh)
    for at, row in enumerate(stale):
        if at in pairs:
            _reword(session, row, read(row.text), read(fresh[pairs[at]]), now)
    session.flush()
    gone = [row.id or 0 for at, row in enumerate(stale) if at not in pairs and row.state is OPEN]
    back = [row.id or 0 for row in rows if row.text in texts and not _stands(row)]
    settle_obligations(session, gone, CANCELLED, now)
    settle_obligations(session, back, OPEN, now)


def _reword(session: Session, row: Obligation, before: Clause, after: Clause, now: datetime) -> None:
    """The clause says something else now: where that is another unit or day, the office is asked again."""
    row.text = after.text
    session.add(row)
    if row.state is not OPEN:
        return
    if after.unit_id not in (None, before.unit_id, row.unit_id):
        sides = {"from": row.unit_id, "to": after.unit_id}
        row.unit_id, row.confirmed = after.unit_id or row.unit_id, False
        note(session, [row.id or 0], Event.HANDED, now, **sides)
    if after.due is not None and after.due not in (before.due, row.due):
        row.confirmed = False
        move_due(session, [row], after.due, Moved.MEETING, now)


def _reader(names: Mapping[str, int], held: date) -> Any:
    return lambda text: (read_conclusion(text, names, held) or (Clause(text),))[0]


def _stands(row: Obligation) -> bool:
    """Whether it counts for the text as it is: followed, met, or not followed by the office's word."""
    return row.state is not CANCELLED or row.reason == NOT_FOLLOWED


def _texts(one: HeldOrPlanned, now: datetime) -> tuple[str, ...]:
    return split_clauses(one.conclusion) if one.conclusion and has_been(one, now) else ()


def _by_meeting(rows: Iterable[Obligation]) -> dict[int, list[Obligation]]:
    found: dict[int, list[Obligation]] = {}
    for row in rows:
        found.setdefault(row.meeting_id or 0, []).append(row)
    return found
