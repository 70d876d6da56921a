"""The plan as remembered: its versions, goals and tasks, the units it names, and who belongs to which."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from storage.tables import Indicator, PlanItem, PlanItemUnit, PlanVersion, Unit, UnitMember
from storage.vocabulary import ItemKind, Part


def latest_version(session: Session) -> PlanVersion | None:
    return session.exec(select(PlanVersion).order_by(col(PlanVersion.id).desc()).limit(1)).first()


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


def list_indicators(session: Session) -> Sequence[Indicator]:
    return session.exec(select(Indicator).order_by(col(Indicator.item_id), col(Indicator.position))).all()


def list_units(session: Session) -> Sequence[Unit]:
    return session.exec(select(Unit).where(col(Unit.active)).order_by(col(Unit.id))).all()


def members_by_group(session: Session) -> dict[int, set[int]]:
    """Unit ids by the id of the group they belong to."""
    members: dict[int, set[int]] = {}
    for member in session.exec(select(UnitMember)).all():
        members.setdefault(member.group_id, set()).add(member.unit_id)
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


def parts_by_unit(session: Session) -> dict[int, dict[int, Part]]:
    """What part each unit takes in each task of the plan in force; groups are replaced by their members.

    A unit that leads a task and is named for it again leads it.
    """
    members = members_by_group(session)
    groups = {unit.id: unit.is_group for unit in list_units(session)}
    wanted = select(PlanItemUnit).join(PlanItem, col(PlanItem.id) == col(PlanItemUnit.item_id))
    named = session.exec(wanted.where(col(PlanItem.active), PlanItem.kind == ItemKind.TASK)).all()
    taking: dict[int, dict[int, Part]] = {}
    for row in named:
        for unit_id in members.get(row.unit_id, ()) if groups.get(row.unit_id) else (row.unit_id,):
            parts = taking.setdefault(unit_id, {})
            if groups.get(unit_id) is False and parts.get(row.item_id) is not Part.LEAD:
                parts[row.item_id] = row.part
    return {unit_id: parts for unit_id, parts in taking.items() if parts}
