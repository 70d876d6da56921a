"""Taking the ward's plan in: what a revision adds, changes and drops, with codes and history kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz
from sqlmodel import Session, col, delete

from bot.domain.plan import Doubt, Goal, Indicator, Plan, Task
from bot.language.normalise import fold
from bot.services.units import UnitBook
from storage.plan import latest_version, list_items, list_parts
from storage.tables import Indicator as StoredIndicator
from storage.tables import PlanItem, PlanItemUnit, PlanVersion
from storage.vocabulary import ItemKind, Part

SAME_TASK = 82
SAME_NUMBER = 45


@dataclass(frozen=True)
class Change:
    """One goal or task that differs; `was` and `now` map the name of each differing field to its words."""

    code: str
    was: dict[str, str]
    now: dict[str, str]


@dataclass(frozen=True)
class Difference:
    """What an import does to the plan in force: codes added and gone, and what changed."""

    added: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()
    gone: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone)


def import_plan(session: Session, plan: Plan, *, source: str, sha256: str, now: datetime) -> Difference:
    """Make `plan` the plan in force. Items found again keep their code and all that hangs on it."""
    version = PlanVersion(
        imported_at=now,
        source=source,
        sha256=sha256,
        document={**plan.document, "duties": list(plan.duties)},
        doubts=[_as_data(doubt) for doubt in plan.doubts],
    )
    session.add(version)
    session.flush()
    assert version.id is not None
    book = UnitBook(session)
    for unit in plan.units:
        book.name(unit.name, unit.aliases, is_group=unit.is_group)
    added, changed, gone = [], [], []
    for kind, rows in ((ItemKind.GOAL, plan.goals), (ItemKind.TASK, plan.tasks)):
        pairs, dropped = _pair(rows, list_items(session, kind, gone=True))
        taken = {item.code for item in list_items(session, kind, gone=True)}
        for position, (row, found) in enumerate(pairs):
            fields = _fields(row)
            if found is None:
                code = _free_code(row.code, taken)
                taken.add(code)
                item = PlanItem(kind=kind, code=code, position=position, version_id=version.id, **fields)
                added.append(code)
            else:
                item = found
                was = {name: getattr(item, name) for name in fields if getattr(item, name) != fields[name]}
                units_were = _written(session, item)
                was |= {part: words for part, words in units_were.items() if words != _units(row)[part]}
                if not item.active:
                    added.append(item.code)
                elif was:
                    news = {**fields, **_units(row)}
                    changed.append(Change(item.code, was, {name: news[name] for name in was}))
                for name, words in fields.items():
                    setattr(item, name, words)
                item.position, item.version_id, item.active = position, version.id, True
            session.add(item)
            session.flush()
            _assign(session, item, row, book)
            _measure(session, item, [found for found in plan.indicators if found.goal == row.code])
        for item in dropped:
            if item.active:
                item.active = False
                session.add(item)
                gone.append(item.code)
    session.flush()
    return Difference(tuple(added), tuple(changed), tuple(gone))


def ward_name(session: Session) -> str:
    """The name the plan gives the ward ("phường …"), or nothing before there is a plan."""
    version = latest_version(session)
    return str(version.document.get("ward", "")) if version is not None else ""


def _pair(
    rows: Sequence[Goal | Task], items: Sequence[PlanItem]
) -> tuple[list[tuple[Goal | Task, PlanItem | None]], list[PlanItem]]:
    """Each row with the item it continues: the same words first, then the same number, then the nearest."""
    left = list(items)
    found: dict[int, PlanItem] = {}
    wordings = {id(item): fold(item.text) for item in items}

    def take(row: Goal | Task, likeness: float, *, by_number: bool) -> None:
        words = fold(row.text)
        candidates = [
            (fuzz.ratio(words, wordings[id(item)]), item)
            for item in left
            if not by_number or item.code == row.code
        ]
        best = max(candidates, key=lambda candidate: candidate[0], default=None)
        if best is not None and best[0] >= likeness:
            found[id(row)] = best[1]
            left.remove(best[1])

    for likeness, by_number in ((100, True), (100, False), (SAME_NUMBER, True), (SAME_TASK, False)):
        for row in rows:
            if id(row) not in found:
                take(row, likeness, by_number=by_number)
    return [(row, found.get(id(row))) for row in rows], left


def _free_code(code: str, taken: set[str]) -> str:
    group = code.rpartition(".")[0]
    number = int(code.rpartition(".")[2])
    while f"{group}.{number}" in taken:
        number += 1
    return f"{group}.{number}"


def _fields(row: Goal | Task) -> dict[str, str]:
    if isinstance(row, Goal):
        return {"heading": row.section, "text": row.text, "roadmap": row.roadmap, "product": ""}
    return {"heading": row.group, "text": row.text, "roadmap": row.roadmap, "product": row.product}


def _units(row: Goal | Task) -> dict[str, str]:
    return {"lead": "; ".join(row.lead), "coordinating": "; ".join(row.coordinating)}


def _written(session: Session, item: PlanItem) -> dict[str, str]:
    """The units of an item as the plan in force writes them."""
    rows = [row for row in list_parts(session) if row.item_id == item.id]
    return {part.value: "; ".join(row.written for row in rows if row.part is part) for part in Part}


def _assign(session: Session, item: PlanItem, row: Goal | Task, book: UnitBook) -> None:
    session.execute(delete(PlanItemUnit).where(col(PlanItemUnit.item_id) == item.id))
    assert item.id is not None
    for part, names in ((Part.LEAD, row.lead), (Part.COORDINATING, row.coordinating)):
        for position, name in enumerate(names):
            unit_id = book.name(name)
            session.add(
                PlanItemUnit(item_id=item.id, unit_id=unit_id, part=part, position=position, written=name)
            )


def _measure(session: Session, item: PlanItem, indicators: Sequence[Indicator]) -> None:
    session.execute(delete(StoredIndicator).where(col(StoredIndicator.item_id) == item.id))
    if item.kind is not ItemKind.GOAL:
        return
    for position, indicator in enumerate(indicators):
        session.add(
            StoredIndicator(
                item_id=item.id,
                position=position,
                text=indicator.text,
                op=indicator.op,
                value=indicator.value,
                unit=indicator.unit,
                due=indicator.due,
            )
        )


def _as_data(doubt: Doubt) -> dict[str, object]:
    return {"kind": doubt.kind, "message": doubt.message, "where": doubt.where, "values": dict(doubt.values)}
