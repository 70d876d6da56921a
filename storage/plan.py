"""The plan as remembered: its versions, goals and tasks, the units it names, and who belongs to which."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

import sqlalchemy as sa
from sqlmodel import Session, col, select, update

from storage.handovers import Move, agreed_moves
from storage.once import read_once
from storage.tables import Handover, Indicator, PlanItem, PlanItemUnit, PlanVersion, Seat, Unit, UnitMember
from storage.vocabulary import ItemKind, Part

_VERSION, _ITEM = PlanVersion.__table__, PlanItem.__table__  # type: ignore[attr-defined]
_PART, _UNIT, _MEMBER = PlanItemUnit.__table__, Unit.__table__, UnitMember.__table__  # type: ignore[attr-defined]
# Built once: every look asks for these.
_DOCUMENT = sa.select(_VERSION.c.document).order_by(_VERSION.c.id.desc()).limit(1)
_IS_ASKED = _ITEM.c.active & (_ITEM.c.kind == ItemKind.TASK)
_ROADMAPS = sa.select(_ITEM.c.id, _ITEM.c.roadmap).where(_IS_ASKED).order_by(_ITEM.c.position, _ITEM.c.id)
_MEMBERS = sa.select(_MEMBER.c.group_id, _MEMBER.c.unit_id)
_UNITS = select(Unit).where(col(Unit.active)).order_by(col(Unit.id))
_GROUPS = sa.select(_UNIT.c.id, _UNIT.c.is_group).where(_UNIT.c.active)
_PARTS = (
    sa.select(_PART.c.unit_id, _PART.c.item_id, _PART.c.part)
    .join(_ITEM, _ITEM.c.id == _PART.c.item_id)
    .where(_IS_ASKED)
    .order_by(_PART.c.id)
)
# (unit, task, part) as the plan has it, a unit as often as it is named.
Named: TypeAlias = Sequence[tuple[int, int, Part]]
# The parts by (unit, task) that come from the plan, each with the unit the plan gave it to.
Held: TypeAlias = dict[tuple[int, int], list[tuple[int, Part]]]


def latest_version(session: Session) -> PlanVersion | None:
    return session.exec(select(PlanVersion).order_by(col(PlanVersion.id).desc()).limit(1)).first()


@read_once(PlanVersion)
def asked_of_units(session: Session) -> Sequence[str]:
    """The duties to report that the plan in force names, as it writes them."""
    document = session.connection().execute(_DOCUMENT).scalar()
    return document.get("duties", ()) if document is not None else ()


@read_once(PlanItem)
def task_roadmaps(session: Session) -> Mapping[int, str]:
    """By when each task of the plan in force is to be done, as the plan writes it."""
    return {row.id: row.roadmap for row in session.connection().execute(_ROADMAPS)}


def list_items(session: Session, kind: ItemKind | None = None, *, gone: bool = False) -> Sequence[PlanItem]:
    """Goals and tasks in the plan's order; those a revision dropped only where `gone`."""
    wanted = select(PlanItem).order_by(col(PlanItem.kind), col(PlanItem.position), col(PlanItem.id))
    if kind is not None:
        wanted = wanted.where(PlanItem.kind == kind)
    if not gone:
        wanted = wanted.where(col(PlanItem.active))
    return session.exec(wanted).all()


def find_task(session: Session, code: str) -> PlanItem | None:
    """The task with this code, if the plan in force has one."""
    wanted = select(PlanItem).where(PlanItem.code == code, PlanItem.kind == ItemKind.TASK)
    return session.exec(wanted.where(col(PlanItem.active))).first()


def list_parts(session: Session) -> Sequence[PlanItemUnit]:
    return session.exec(select(PlanItemUnit).order_by(col(PlanItemUnit.position), col(PlanItemUnit.id))).all()


def parts_by_item(session: Session) -> dict[int, list[PlanItemUnit]]:
    """The units each item names, in its order, by the item's id."""
    parts: dict[int, list[PlanItemUnit]] = {}
    for row in list_parts(session):
        parts.setdefault(row.item_id, []).append(row)
    return parts


def list_indicators(session: Session) -> Sequence[Indicator]:
    return session.exec(select(Indicator).order_by(col(Indicator.item_id), col(Indicator.position))).all()


def indicators_by_item(session: Session) -> dict[int, list[Indicator]]:
    """What each goal is measured by, by the goal's id."""
    indicators: dict[int, list[Indicator]] = {}
    for row in list_indicators(session):
        indicators.setdefault(row.item_id, []).append(row)
    return indicators


@read_once(Unit)
def list_units(session: Session) -> Sequence[Unit]:
    return session.exec(_UNITS).all()


def seated_units(session: Session) -> set[int]:
    """Ids of the units that have a seat, held or not."""
    return set(session.exec(select(Seat.unit_id).distinct()))


def merge_unit(session: Session, unit_id: int, into: int) -> None:
    """Hand the parts and memberships of one unit to another."""
    session.exec(update(PlanItemUnit).where(col(PlanItemUnit.unit_id) == unit_id).values(unit_id=into))
    memberships = select(UnitMember).where(
        (col(UnitMember.unit_id) == unit_id) | (col(UnitMember.group_id) == unit_id)
    )
    for member in session.exec(memberships).all():
        session.delete(member)
        group = into if member.group_id == unit_id else member.group_id
        unit = into if member.unit_id == unit_id else member.unit_id
        if session.get(UnitMember, (group, unit)) is None:
            session.add(UnitMember(group_id=group, unit_id=unit))


def codes_of(session: Session, unit_id: int) -> tuple[str, ...]:
    """The codes of the goals and tasks that name a unit itself, in the plan's order."""
    wanted = (
        select(PlanItem.code)
        .join(PlanItemUnit, col(PlanItemUnit.item_id) == col(PlanItem.id))
        .where(PlanItemUnit.unit_id == unit_id, col(PlanItem.active))
        .order_by(col(PlanItem.kind), col(PlanItem.position))
    )
    return tuple(dict.fromkeys(session.exec(wanted)))


def merged_into(session: Session, unit_ids: Collection[int]) -> dict[int, int]:
    """Units that have become part of one of these, each with the one it is part of now."""
    names = {
        name: unit.id or 0 for unit in list_units(session) if unit.id in unit_ids for name in unit.aliases
    }
    gone = session.exec(select(Unit).where(~col(Unit.active))).all() if names else ()
    return {unit.id or 0: names[unit.name] for unit in gone if unit.name in names}


def join_groups(session: Session, groups_by_unit: Mapping[int, set[int]]) -> None:
    """Make the groups of each unit exactly those given."""
    wanted = {(group, unit) for unit, groups in groups_by_unit.items() for group in groups}
    standing = session.exec(select(UnitMember).where(col(UnitMember.unit_id).in_(groups_by_unit))).all()
    for member in standing:
        if (member.group_id, member.unit_id) not in wanted:
            session.delete(member)
    missing = wanted - {(member.group_id, member.unit_id) for member in standing}
    session.add_all(UnitMember(group_id=group, unit_id=unit) for group, unit in sorted(missing))


def members_by_group(session: Session) -> dict[int, set[int]]:
    """Unit ids by the id of the group they belong to."""
    members: dict[int, set[int]] = {}
    for group_id, unit_id in session.connection().execute(_MEMBERS).all():
        members.setdefault(group_id, set()).add(unit_id)
    return members


def units_by_item(session: Session, part: Part) -> dict[int, set[int]]:
    """Ids of the units that take this part in each item, groups replaced by their members."""
    members = members_by_group(session)
    groups = {unit.id for unit in list_units(session) if unit.is_group}
    taking: dict[int, set[int]] = {}
    for row in list_parts(session):
        if row.part is part:
            units = members.get(row.unit_id, set()) if row.unit_id in groups else {row.unit_id}
            taking.setdefault(row.item_id, set()).update(units)
    return taking


@read_once(PlanItemUnit, PlanItem, Unit, UnitMember, Handover)
def parts_by_unit(session: Session) -> Mapping[int, Mapping[int, Part]]:
    """What part each unit takes in each task of the plan in force; groups are replaced by their members.

    A unit that leads a task and is named for it again leads it. What units have agreed to hand over is
    theirs no more but the other's.
    """
    connection = session.connection()
    is_group = {row[0]: row[1] for row in connection.execute(_GROUPS).all()}
    here = {unit_id for unit_id in is_group if not is_group[unit_id]}
    units = {unit_id: [unit_id] for unit_id in here}
    for group_id, members in members_by_group(session).items():
        if is_group.get(group_id):
            units[group_id] = [unit_id for unit_id in members if unit_id in here]
    rows = connection.execute(_PARTS).all()
    named: Named = [
        (unit_id, item_id, part) for name, item_id, part in rows for unit_id in units.get(name, ())
    ]
    if moves := agreed_moves(session):
        named = _moved(named, moves, here)
    taking: dict[int, dict[int, Part]] = {}
    for unit_id, item_id, part in named:
        parts = taking.setdefault(unit_id, {})
        if parts.get(item_id) is not Part.LEAD:
            parts[item_id] = part
    return taking


def _moved(named: Named, moves: Sequence[Move], here: Collection[int]) -> Named:
    """Who takes part once these moves, in their order, are made to the units that are `here`."""
    held: Held = {}
    for unit_id, item_id, part in named:
        held.setdefault((unit_id, item_id), []).append((unit_id, part))
    for move in moves:
        if move.to_unit in here:
            _move_part(held, move)
    return [(*to, part) for to, parts in held.items() for _by, part in parts]


def _move_part(held: Held, move: Move) -> None:
    """What was given comes back to the unit that gave it, and nothing else; otherwise all of it goes."""
    theirs = held.pop((move.from_unit, move.item_id), [])
    back = [each for each in theirs if each[0] == move.to_unit]
    if back and len(back) < len(theirs):
        held[move.from_unit, move.item_id] = [each for each in theirs if each not in back]
    if going := back or theirs:
        held.setdefault((move.to_unit, move.item_id), []).extend(going)
