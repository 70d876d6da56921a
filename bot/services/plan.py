"""Taking the ward's plan in: what a revision adds, changes and drops, with codes and history kept."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.domain.plan import Doubt, Indicator, Plan
from bot.services.plan_pairing import Row, heading, pair
from bot.services.units import UnitBook
from storage.handovers import replace_of_items
from storage.plan import indicators_by_item, latest_version, list_items, parts_by_item
from storage.tables import Indicator as StoredIndicator
from storage.tables import PlanItem, PlanItemUnit, PlanVersion
from storage.vocabulary import ItemKind, Part

_PEOPLES_COMMITTEE = re.compile(r"(?:ủy|uỷ) ban nhân dân\s+", re.IGNORECASE)
_ITEM_FIELDS = ("heading", "text", "roadmap", "product")


@dataclass(frozen=True)
class Change:
    """One goal or task that differs; `was` and `now` map the name of each differing field to its words.

    Fields are heading, text, roadmap, product, lead and coordinating.
    """

    kind: ItemKind
    code: str
    was: dict[str, str]
    now: dict[str, str]


@dataclass(frozen=True)
class Difference:
    """What an import does to the plan in force: codes of goals and tasks added and gone, and what changed."""

    added: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()
    gone: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone)


@dataclass(frozen=True)
class _Followed:
    """A row of the plan and the item it continues or begins; `was` as the plan in force had it."""

    row: Row
    item: PlanItem
    was: dict[str, str] | None


def import_plan(session: Session, plan: Plan, *, source: str, sha256: str, now: datetime) -> Difference:
    """Make `plan` the plan in force. Items found again keep their code and all that hangs on it.

    The same plan again changes nothing. Nothing is committed here: a trial is rolled back by the caller.
    """
    version = _version(session, plan, source, sha256, now)
    written = _as_written(session)
    followed: list[_Followed] = []
    gone: list[str] = []
    kinds: tuple[tuple[ItemKind, Sequence[Row]], ...] = (
        (ItemKind.GOAL, plan.goals),
        (ItemKind.TASK, plan.tasks),
    )
    for kind, rows in kinds:
        items = list_items(session, kind, gone=True)
        found = pair(rows, items)
        kept = {id(item) for item in found.values()}
        taken = {item.code for item in items}
        for place, row in enumerate(rows):
            item = found.get(place) or _begin(session, kind, row, taken, version)
            was = written.get(item.id or 0) if item.active and place in found else None
            followed.append(_Followed(row, item, was))
            _follow(item, row, place, version)
        for item in items:
            if item.active and id(item) not in kept:
                item.active = False
                gone.append(item.code)
    book = UnitBook(session)
    for unit in plan.units:
        book.name(unit.name, unit.aliases, is_group=unit.is_group)
    leading = [[book.name(name) for name in each.row.lead] for each in followed]
    coordinating = [[book.name(name) for name in each.row.coordinating] for each in followed]
    session.flush()
    parts = [
        [(Part.LEAD, unit.id or 0) for unit in lead] + [(Part.COORDINATING, unit.id or 0) for unit in others]
        for lead, others in zip(leading, coordinating, strict=True)
    ]
    replace_of_items(session, _assign(session, followed, parts), now)
    _measure(session, followed, plan.indicators)
    session.flush()
    changes = [_change(each) for each in followed if each.was is not None]
    return Difference(
        tuple(each.item.code for each in followed if each.was is None),
        tuple(change for change in changes if change.was),
        tuple(gone),
    )


def ward_name(session: Session) -> str:
    """The name of the ward as the plan's issuer has it ("phường …"), or nothing where it is not known."""
    version = latest_version(session)
    issuer = str(version.document.get("issuer", "")) if version is not None else ""
    return _PEOPLES_COMMITTEE.sub("", issuer)


def _version(session: Session, plan: Plan, source: str, sha256: str, now: datetime) -> PlanVersion:
    """The version in force if this plan says the same of itself, else a new one."""
    document = {**plan.document, "duties": list(plan.duties)}
    doubts = json.loads(json.dumps([_as_data(doubt) for doubt in plan.doubts]))
    latest = latest_version(session)
    if latest is not None and (latest.sha256, latest.document, latest.doubts) == (sha256, document, doubts):
        return latest
    version = PlanVersion(imported_at=now, source=source, sha256=sha256, document=document, doubts=doubts)
    session.add(version)
    session.flush()
    return version


def _begin(session: Session, kind: ItemKind, row: Row, taken: set[str], version: PlanVersion) -> PlanItem:
    code = _free_code(row.code, taken)
    taken.add(code)
    item = PlanItem(
        kind=kind, code=code, heading="", text="", roadmap="", position=0, version_id=version.id or 0
    )
    session.add(item)
    return item


def _free_code(code: str, taken: set[str]) -> str:
    """The row's own code, or the next free number of its group where an item already has it."""
    group, _dot, number = code.rpartition(".")
    free = int(number)
    while f"{group}.{free}" in taken:
        free += 1
    return f"{group}.{free}"


def _follow(item: PlanItem, row: Row, place: int, version: PlanVersion) -> None:
    """Write the row's words into its item; `version_id` is the version that last said something new of it."""
    words = _words(row)
    if not item.active or any(getattr(item, name) != words[name] for name in _ITEM_FIELDS):
        item.version_id = version.id or 0
    for name in _ITEM_FIELDS:
        setattr(item, name, words[name])
    item.position, item.active = place, True


def _change(followed: _Followed) -> Change:
    was, now = followed.was or {}, _words(followed.row)
    differing = [name for name in now if was.get(name) != now[name]]
    return Change(
        ItemKind(followed.item.kind),
        followed.item.code,
        {name: was.get(name, "") for name in differing},
        {name: now[name] for name in differing},
    )


def _words(row: Row) -> dict[str, str]:
    return {
        "heading": heading(row),
        "text": row.text,
        "roadmap": row.roadmap,
        "product": getattr(row, "product", ""),
        "lead": "; ".join(row.lead),
        "coordinating": "; ".join(row.coordinating),
    }


def _as_written(session: Session) -> dict[int, dict[str, str]]:
    """Every item's words by its id, units as the plan in force writes them."""
    parts = parts_by_item(session)
    return {
        item.id or 0: {name: str(getattr(item, name)) for name in _ITEM_FIELDS}
        | {
            part.value: "; ".join(row.written for row in parts.get(item.id or 0, ()) if row.part is part)
            for part in Part
        }
        for item in list_items(session, gone=True)
    }


def _assign(
    session: Session, followed: Sequence[_Followed], parts: Sequence[Sequence[tuple[Part, int]]]
) -> list[int]:
    """Let each item be led and accompanied by the units its row names; what stands already is left alone.

    The ids of the items whose units are others now than they were.
    """
    standing, changed = parts_by_item(session), []
    for each, named in zip(followed, parts, strict=True):
        written = (*each.row.lead, *each.row.coordinating)
        wanted = [(part, unit, name) for (part, unit), name in zip(named, written, strict=True)]
        rows = standing.get(each.item.id or 0, [])
        if [(row.part, row.unit_id, row.written) for row in rows] == wanted:
            continue
        if {(row.part, row.unit_id) for row in rows} != set(named):
            changed.append(each.item.id or 0)
        for row in rows:
            session.delete(row)
        for position, (part, unit, name) in enumerate(wanted):
            session.add(
                PlanItemUnit(
                    item_id=each.item.id or 0, unit_id=unit, part=part, position=position, written=name
                )
            )
    return changed


def _measure(session: Session, followed: Sequence[_Followed], indicators: Sequence[Indicator]) -> None:
    """Give each goal its indicators; one that says the same keeps its id, as figures are kept under it."""
    standing = indicators_by_item(session)
    wanted: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        wanted.setdefault(indicator.goal, []).append(indicator)
    for each in followed:
        if each.item.kind is not ItemKind.GOAL:
            continue
        left = list(standing.get(each.item.id or 0, ()))
        for position, indicator in enumerate(wanted.get(each.row.code, ())):
            stored = next((one for one in left if one.text == indicator.text), None)
            if stored is None:
                stored = StoredIndicator(
                    item_id=each.item.id or 0, position=position, text=indicator.text, op=indicator.op
                )
                session.add(stored)
            else:
                left.remove(stored)
            stored.position, stored.op, stored.value = position, indicator.op, indicator.value
            stored.unit, stored.due = indicator.unit, indicator.due
        for stored in left:
            session.delete(stored)


def _as_data(doubt: Doubt) -> dict[str, object]:
    return {"kind": doubt.kind, "message": doubt.message, "where": doubt.where, "values": dict(doubt.values)}
