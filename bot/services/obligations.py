"""The ledger: which unit owes what by when, what an update counts for, and when something is met."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.domain.deadlines import periods_around, read_kinds
from bot.domain.ledger import Owed, OwedPeriod, Taking, Told, by_task, owed, report_is_met, task_is_met
from bot.errors import NotAllowed
from bot.services.replanning import follow_calendar, follow_plan
from bot.services.ward import Ward
from storage.obligations import (
    Standing,
    add_obligations,
    add_period,
    list_periods,
    list_standing,
    settle_obligations,
    standing_by_key,
    standing_in,
)
from storage.plan import asked_of_units, list_items, parts_by_unit, task_roadmaps
from storage.progress import latest_updates, told_states
from storage.tables import Period, PlanItem, Progress
from storage.vocabulary import ItemKind, ObligationKind, ObligationState, Part

# How long after its cut-off a period still takes reports that were owed.
STILL_TAKEN = timedelta(days=60)


@dataclass(frozen=True)
class TaskLine:
    """One task of a unit in a period, and what it last said of it there."""

    unit_id: int
    item: PlanItem
    part: Part
    latest: Progress | None


def lay_out(session: Session, ward: Ward, now: datetime) -> None:
    """Make the ledger say what the plan in force asks for around now; nothing is written where it does."""
    today = ward.day(now)
    periods, near = _periods_around(session, ward, today)
    taken = {period.code for period in periods if period.cutoff + STILL_TAKEN >= today}
    matter = near | taken | {period.code for period in periods if _is_ahead(period, today)}
    rows = standing_in(session, matter)
    long_open = [row for row in rows if row.state is ObligationState.OPEN and row.period_code not in matter]
    late = {row.period_code for row in long_open if row.kind is ObligationKind.REPORT}
    items = {row.item_id for row in long_open if row.item_id is not None}
    taking = parts_by_unit(session)
    asked = [_owed_period(period) for period in periods]
    wanted = owed(asked, task_roadmaps(session), taking, within=matter | late, items=items)
    standing = follow_plan(session, rows, wanted, now)
    new = {
        key: each
        for key, each in wanted.items()
        if key not in standing and (each.period_code in near or each.due >= today)
    }
    add_obligations(session, [_row(each) for each in new.values()], now)
    standing |= standing_by_key(session, new)
    first = min((int(code[:4]) for code in matter), default=today.year)
    told_in = {period.code for period in periods if int(period.code[:4]) >= first} | late
    _judge(
        session,
        [row for row in standing.values() if row.state is ObligationState.OPEN or row.period_code in taken],
        taking,
        told_states(session, periods=told_in, items=items),
        now,
        wanted=set(wanted),
        taken=taken,
    )


def period_to_report(session: Session, unit_id: int, today: date) -> Period:
    """The period an update given today counts for: one just closed that the unit still owes, else today's."""
    periods = list_periods(session)
    if not periods:
        raise NotAllowed("There is no reporting period yet: the office has to read in the plan first.")
    owing = {
        row.period_code
        for row in list_standing(session, unit_id)
        if row.kind is ObligationKind.REPORT and row.state is ObligationState.OPEN
    }
    for period in periods:
        if period.cutoff < today <= period.cutoff + STILL_TAKEN and period.code in owing:
            return period
    return next((period for period in periods if period.cutoff >= today), periods[-1])


def tasks_to_report(session: Session, unit_ids: list[int], period_code: str) -> list[TaskLine]:
    """The tasks these units take part in, those not yet told in the period first, in the plan's order."""
    taking = parts_by_unit(session)
    updates = latest_updates(session, period=period_code, unit_ids=unit_ids)
    lines = [
        TaskLine(unit_id, item, part, updates.get((unit_id, item.id or 0, period_code)))
        for item in list_items(session, ItemKind.TASK)
        for unit_id in unit_ids
        if (part := taking.get(unit_id, {}).get(item.id or 0)) is not None
    ]
    return sorted(lines, key=lambda line: line.latest is not None)


def settle(session: Session, unit_id: int, period_code: str, now: datetime) -> None:
    """After an update of a unit was stored: mark what it has met by it, and open again what it has not."""
    rows = [
        row
        for row in list_standing(session, unit_id)
        if row.state is not ObligationState.CANCELLED
        and (row.kind is ObligationKind.TASK or row.period_code == period_code)
    ]
    _judge(session, rows, parts_by_unit(session), told_states(session, [unit_id]), now)


def _judge(
    session: Session,
    rows: list[Standing],
    taking: Taking,
    told: Told,
    now: datetime,
    *,
    wanted: set[str] | None = None,
    taken: set[str] | None = None,
) -> None:
    """Write the state of each row where it has changed.

    What is not `wanted` any more is cancelled; a report whose period is not `taken` any more has lapsed.
    """
    changed: dict[ObligationState, list[int]] = {}
    said = by_task(told)
    for row in rows:
        if wanted is not None and row.key not in wanted:
            state = ObligationState.CANCELLED
        elif (
            report_is_met(row.unit_id, row.period_code, taking, told)
            if row.item_id is None
            else task_is_met(int(row.period_code[:4]), said.get((row.unit_id, row.item_id), {}))
        ):
            state = ObligationState.MET
        elif taken is not None and row.kind is ObligationKind.REPORT and row.period_code not in taken:
            state = ObligationState.LAPSED
        else:
            state = ObligationState.OPEN
        if state is not row.state:
            changed.setdefault(state, []).append(row.id)
    for state, ids in changed.items():
        settle_obligations(session, ids, state, now)


def _periods_around(session: Session, ward: Ward, today: date) -> tuple[Sequence[Period], set[str]]:
    """Every period there is, their proposed days as the calendar has them; which of them are around now."""
    around = periods_around(today, read_kinds(asked_of_units(session)), ward.calendar)
    periods = list_periods(session)
    known = {period.code for period in periods}
    if missing := [period for period in around if period.code not in known]:
        for period in missing:
            add_period(session, asdict(period))
        periods = list_periods(session)
    follow_calendar(session, periods, today, ward.calendar)
    return periods, {period.code for period in around}


def _is_ahead(period: Period, today: date) -> bool:
    """Whether anything by the plan may fall due in it yet."""
    return period.due >= today or int(period.code[:4]) >= today.year


def _owed_period(period: Period) -> OwedPeriod:
    return OwedPeriod(period.code, period.kind, period.due, period.confirmed_at is not None)


def _row(each: Owed) -> dict[str, Any]:
    return {**asdict(each), "reason": each.reason.value, "state": ObligationState.OPEN}
