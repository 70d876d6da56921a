"""Which figures a unit is asked for with a task: those of goals it takes part in, matched by their words."""

from sqlmodel import Session

from bot.domain.figures import Measure, measures_of
from storage.plan import list_indicators, list_items, units_by_item
from storage.tables import PlanItem
from storage.vocabulary import ItemKind, Part


def asked_of(session: Session, unit_id: int, task: PlanItem) -> tuple[Measure, ...]:
    """Few or none; a measure's key is its goal's code and place, which outlive a new import of the plan."""
    indicators = list_indicators(session)
    if not indicators:
        return ()
    own = {
        item_id
        for part in Part
        for item_id, units in units_by_item(session, part).items()
        if unit_id in units
    }
    codes = {goal.id: goal.code for goal in list_items(session, ItemKind.GOAL)}
    measures = [
        Measure(f"{codes[row.item_id]}/{row.position + 1}", row.text, row.op, row.unit)
        for row in indicators
        if row.item_id in own and row.item_id in codes
    ]
    return measures_of(f"{task.text} {task.product}", measures)
