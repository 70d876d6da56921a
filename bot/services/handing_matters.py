"""What a unit may say is another's: its tasks, what it owes, and who could take it."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from bot.language.normalise import fold_line
from bot.services.digest_words import subject_of
from bot.services.duty_words import owed_in_words
from bot.services.recipients import recipients
from bot.services.units import UnitBook
from bot.texts import _, shorten
from storage.obligations import open_obligations
from storage.people import Officer
from storage.plan import list_items, list_units, parts_by_item, parts_by_unit
from storage.tables import Handover, Obligation, PlanItem, Unit
from storage.vocabulary import ItemKind, ObligationKind, ObligationState, Role

LOOK_AHEAD = timedelta(days=90)
LONGEST = 80


@dataclass(frozen=True)
class Matter:
    """Something of a unit: a task of the plan, or one obligation; `due` where it has a date of its own."""

    unit_id: int
    kind: ObligationKind
    name: str
    obligation_id: int | None = None
    item_id: int | None = None
    due: date | None = None

    @property
    def key(self) -> str:
        """As a button carries it."""
        if self.item_id is not None:
            return f"task-{self.unit_id}-{self.item_id}"
        return f"{self.obligation_id}"


def matters_of(session: Session, unit_ids: Sequence[int], today: date) -> list[Matter]:
    """What these units owe soonest, then their other tasks in the plan's order."""
    tasks = {item.id or 0: item for item in list_items(session, ItemKind.TASK)}
    taking = parts_by_unit(session)
    near = open_obligations(session, unit_ids=unit_ids, due_by=today + LOOK_AHEAD)
    words = owed_in_words(session, near)
    owed = [of_obligation(one, tasks, words) for one in near]
    dated = {(one.unit_id, one.item_id) for one in owed}
    others = [
        of_task(unit_id, tasks[item])
        for item in tasks
        for unit_id in unit_ids
        if item in taking.get(unit_id, {}) and (unit_id, item) not in dated
    ]
    return list({one.key: one for one in reversed([*owed, *others])}.values())[::-1]


def matter_by_key(session: Session, key: str, unit_ids: Collection[int] | None = None) -> Matter | None:
    """The matter a button or a command names, while it is still this unit's; of these units or any."""
    name, *numbers = key.split("-")
    if name == "task" and len(numbers) == 2 and all(one.isdecimal() and len(one) < 10 for one in numbers):
        unit_id, item_id = map(int, numbers)
        item = session.get(PlanItem, item_id)
        if item is None or item_id not in parts_by_unit(session).get(unit_id, {}):
            return None
        found = of_task(unit_id, item)
    elif name.isascii() and name.isdecimal() and len(name) < 10 and not numbers:
        owed = session.get(Obligation, int(name))
        if owed is None or owed.state is not ObligationState.OPEN:
            return None
        items = [item for item in [session.get(PlanItem, owed.item_id or 0)] if item is not None]
        tasks = {item.id or 0: item for item in items}
        found = of_obligation(owed, tasks, owed_in_words(session, [owed]))
    else:
        return None
    return found if unit_ids is None or found.unit_id in unit_ids else None


def matter_of(session: Session, handover: Handover) -> Matter | None:
    """What a hand-over is about, while it is still the unit's that asks."""
    if handover.item_id is not None:
        key = f"task-{handover.from_unit}-{handover.item_id}"
    else:
        key = str(handover.obligation_id)
    return matter_by_key(session, key, [handover.from_unit])


def of_task(unit_id: int, item: PlanItem) -> Matter:
    name = _("task {code} “{text}”", code=item.code, text=shorten(item.text, LONGEST))
    return Matter(unit_id, ObligationKind.TASK, name, item_id=item.id)


def of_obligation(owed: Obligation, tasks: Mapping[int, PlanItem], words: Mapping[int, str]) -> Matter:
    item = tasks.get(owed.item_id or 0)
    if owed.kind is ObligationKind.TASK and item is not None:
        return Matter(
            owed.unit_id, owed.kind, of_task(owed.unit_id, item).name, owed.id, owed.item_id, owed.due
        )
    name = shorten(subject_of([owed], {}, words), LONGEST)
    return Matter(owed.unit_id, owed.kind, name, owed.id, None, owed.due)


def likely_takers(session: Session, matter: Matter, most: int) -> list[Unit]:
    """The units that take part in the task too, those that lead before; none for what has no task."""
    if matter.item_id is None:
        return []
    named = [row.unit_id for row in parts_by_item(session).get(matter.item_id, ())]
    taking = [unit for unit, parts in parts_by_unit(session).items() if matter.item_id in parts]
    order = {unit: place for place, unit in enumerate(dict.fromkeys([*named, *taking]))}
    units = [unit for unit in list_units(session) if not unit.is_group and unit.id in taking]
    found = sorted(units, key=lambda unit: order[unit.id or 0])
    return [unit for unit in found if unit.id != matter.unit_id][:most]


def units_called(session: Session, name: str) -> list[Unit]:
    """The unit of this name, alias or code; else those whose name has all the words."""
    found = UnitBook(session).find(name)
    if found is not None and not found.is_group:
        return [found]
    words = _words(name)
    units = [unit for unit in list_units(session) if not unit.is_group]
    spelled = [(unit, [_words(one) for one in (unit.name, *unit.aliases)]) for unit in units]
    return [unit for unit, names in spelled if words and any(words <= one for one in names)]


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", fold_line(name)))


def who_answers(session: Session, unit_id: int, today: date) -> list[list[int]]:
    """Who may answer for a unit: its focal points, else its heads, else the office; whoever stands in."""
    return Answering(session, today).groups(unit_id)


class Answering:
    """Who may answer for which unit today, read once for all of them."""

    def __init__(self, session: Session, today: date) -> None:
        self._hearing = recipients(session, (Role.FOCAL, Role.HEAD, Role.OFFICE), today=today)

    def groups(self, unit_id: int) -> list[list[int]]:
        """The unit's focal points, its heads, and the office."""
        return [
            list(
                dict.fromkeys(
                    one.person_id
                    for one in self._hearing
                    if one.role is role and (role is Role.OFFICE or one.unit_id == unit_id)
                )
            )
            for role in (Role.FOCAL, Role.HEAD, Role.OFFICE)
        ]


def is_office(session: Session, officer: Officer, today: date) -> bool:
    """Whether somebody decides as the office: by a seat, or hearing for it while it is on leave."""
    if any(seat.role is Role.OFFICE for seat in officer.seats):
        return True
    return bool(recipients(session, (Role.OFFICE,), officer.person_id, today=today))
