"""What each unit owes by the plan, and whether what it has reported meets it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.deadlines import DueReason, own_dates
from storage.vocabulary import ObligationKind, Part, PeriodKind, ProgressState

# (unit, item, period) → when it was told, as a number that only grows, and the state.
Told = Mapping[tuple[int, int, str], tuple[int, ProgressState]]
Taking = Mapping[int, Mapping[int, Part]]


@dataclass(frozen=True)
class OwedPeriod:
    """A reporting period as it stands, its due date proposed or confirmed."""

    code: str
    kind: PeriodKind
    due: date
    confirmed: bool


@dataclass(frozen=True)
class Owed:
    """One thing a unit owes; `key` stays the same as long as the plan asks for it by the same date."""

    key: str
    kind: ObligationKind
    unit_id: int
    item_id: int | None
    period_code: str
    due: date
    confirmed: bool
    reason: DueReason


def owed(periods: Sequence[OwedPeriod], roadmaps: Mapping[int, str], taking: Taking) -> dict[str, Owed]:
    """By key: each unit's report of each period, and each lead's tasks that have a date of their own."""
    wanted = [*_reports(periods, taking), *_tasks(periods, roadmaps, taking)]
    return {each.key: each for each in wanted}


def report_is_met(unit_id: int, period_code: str, taking: Taking, told: Told) -> bool:
    """Whether every task the unit takes part in was told in the period."""
    items = taking.get(unit_id, {})
    return bool(items) and all((unit_id, item, period_code) in told for item in items)


def task_is_met(unit_id: int, item_id: int, year: int, told: Told) -> bool:
    """Whether its lead says the task is done: the last word within the year, or that of a later year."""
    within: list[tuple[int, ProgressState]] = []
    for (unit, item, period), said in told.items():
        if (unit, item) == (unit_id, item_id):
            if int(period[:4]) > year and said[1] is ProgressState.DONE:
                return True
            if int(period[:4]) == year:
                within.append(said)
    return bool(within) and max(within, key=lambda said: said[0])[1] is ProgressState.DONE


def _reports(periods: Sequence[OwedPeriod], taking: Taking) -> Iterator[Owed]:
    for period in periods:
        for unit_id in taking:
            key = f"report:{period.code}:{unit_id}"
            kind, reason = ObligationKind.REPORT, DueReason.AFTER_CUTOFF
            yield Owed(key, kind, unit_id, None, period.code, period.due, period.confirmed, reason)


def _tasks(periods: Sequence[OwedPeriod], roadmaps: Mapping[int, str], taking: Taking) -> Iterator[Owed]:
    by_year: dict[int, OwedPeriod] = {}
    for period in periods:
        if period.kind is PeriodKind.YEAR or int(period.code[:4]) not in by_year:
            by_year[int(period.code[:4])] = period
    report_due = {year: period.due for year, period in by_year.items() if period.kind is PeriodKind.YEAR}
    dates = {item_id: own_dates(roadmap, report_due) for item_id, roadmap in roadmaps.items()}
    for unit_id, parts in taking.items():
        for item_id, part in parts.items():
            for own in dates.get(item_id, ()) if part is Part.LEAD else ():
                if own.year not in by_year:
                    continue
                period = by_year[own.year]
                yearly = own.reason is DueReason.WITH_YEAR_REPORT
                key = f"task:{item_id}:{unit_id}:{own.year if yearly else own.due}"
                kind = ObligationKind.TASK
                yield Owed(key, kind, unit_id, item_id, period.code, own.due, period.confirmed, own.reason)
