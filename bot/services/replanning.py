"""What was laid out before follows the calendar and the plan, and keeps all that was said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from bot.domain.deadlines import BY_PERIOD, first_due
from bot.domain.ledger import Owed
from bot.domain.working_days import WorkingCalendar
from bot.services.dating import move_due
from storage.obligations import Standing, obligations_by_id
from storage.tables import Obligation, Period
from storage.vocabulary import Moved, ObligationKind, ObligationState


def follow_calendar(
    session: Session, periods: Sequence[Period], today: date, calendar: WorkingCalendar
) -> None:
    """Let a proposed day still to come be the first working day after its cut-off, but never a past one.

    What the office has confirmed stays.
    """
    earliest = calendar.next_working(today) if not calendar.is_working(today) else today
    for period in periods:
        if period.confirmed_at is None and period.due >= today:
            due = max(first_due(period.cutoff, calendar), earliest)
            if due != period.due:
                period.due = due
                session.add(period)
    session.flush()


def follow_plan(
    session: Session, standing: Sequence[Standing], wanted: Mapping[str, Owed], now: datetime
) -> dict[str, Standing]:
    """Let what stands fall due when it is wanted now; by key, as it stands then.

    A task whose roadmap names another day is still the same task, even where it was dropped in between: the
    row of the old day becomes that of the new one.
    """
    by_key = {row.key: row for row in standing}
    renamed = _pairs(by_key, wanted)
    goes_to = {renamed.get(row.key, row.key): row for row in standing}
    moved = {
        key: row
        for key, row in goes_to.items()
        if key in wanted
        and row.state is not ObligationState.LAPSED
        and (key != row.key or row.due_by_rule != wanted[key].due)
    }
    if not moved:
        return by_key
    rows = obligations_by_id(session, [row.id for row in moved.values()])
    for key, row in moved.items():
        _move(session, rows[row.id], wanted[key], now)
    return {
        key: replace(row, key=key, period_code=wanted[key].period_code) if key in moved else row
        for key, row in goes_to.items()
    }


def _pairs(standing: Mapping[str, Standing], wanted: Mapping[str, Owed]) -> dict[str, str]:
    """Keys of tasks that are wanted no more, each with the new one that takes its place, in order of days."""
    new: dict[tuple[int, int | None, str], list[Owed]] = {}
    for each in sorted(wanted.values(), key=lambda each: each.due):
        if each.kind is ObligationKind.TASK and each.key not in standing:
            new.setdefault((each.unit_id, each.item_id, each.period_code[:4]), []).append(each)
    old = [row for row in standing.values() if row.kind is ObligationKind.TASK and row.key not in wanted]
    pairs: dict[str, str] = {}
    for row in sorted(old, key=lambda row: (row.state is ObligationState.CANCELLED, row.due)) if new else ():
        if replacements := new.get((row.unit_id, row.item_id, row.period_code[:4])):
            pairs[row.key] = replacements.pop(0).key
    return pairs


def _move(session: Session, row: Obligation, to: Owed, now: datetime) -> None:
    is_same = row.key == to.key
    row.key, row.period_code, row.confirmed, row.reason = (
        to.key,
        to.period_code,
        to.confirmed,
        to.reason.value,
    )
    session.add(row)
    why = Moved.PLAN
    if is_same and to.reason in BY_PERIOD:
        why = Moved.CONFIRMED if to.confirmed else Moved.CALENDAR
    move_due(session, [row], to.due, why, now)
