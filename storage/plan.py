"""The plan as remembered: its versions, goals and tasks, the units it names, and who belongs to which."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select, update

from storage.tables import Indicator, Obligation, PlanItem, PlanItemUnit, PlanVersion, Seat, Unit, UnitMember
from storage.vocabulary import ItemKind, ObligationState, Part


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


def list_units(session: Session) -> Sequence[Unit]:
    return session.exec(select(Unit).where(col(Unit.active)).order_by(col(Unit.id))).all()


def seated_units(session: Session) -> set[int]:
    """Ids of the units that have a seat, held or not."""
    return set(session.exec(select(Seat.unit_id).distinct()))


def merge_unit(session: Session, unit_id: int, into: int) -> None:
    """Hand the parts and memberships of one unit to another; what it still owed is owed by nobody."""
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
    open_ones = (col(Obligation.unit_id) == unit_id) & (col(Obligation.state) == ObligationState.OPEN)
    session.exec(update(Obligation).where(open_ones).values(state=ObligationState.CANCELLED))


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
