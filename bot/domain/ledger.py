"""What each unit owes by the plan, and whether what it has reported meets it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.deadlines import DueReason, own_dates
from storage.vocabulary import ObligationKind, Part, PeriodKind, ProgressState

# When it was told, as a number that only grows, and the state.
Said = tuple[int, ProgressState]
# By (unit, item, period).
Told = Mapping[tuple[int, int, str], Said]
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


def owed(
    periods: Sequence[OwedPeriod],
    roadmaps: Mapping[int, str],
    taking: Taking,
    *,
    within: Collection[str] | None = None,
    items: Collection[int] = (),
) -> dict[str, Owed]:
    """By key: each unit's report of each period, and each lead's tasks that have a date of their own.

    All of it, or only what falls `within` these periods, and what there is of these `items` in any.
    """
    asked = [period for period in periods if within is None or period.code in within]
    tasks = _tasks(periods, roadmaps, taking)
    wanted = [
        *_reports(asked, taking),
        *(each for each in tasks if within is None or each.period_code in within or each.item_id in items),
    ]
    return {each.key: each for each in wanted}


def report_is_met(unit_id: int, period_code: str, taking: Taking, told: Told) -> bool:
    """Whether every task the unit takes part in was told in the period."""
    items = taking.get(unit_id, {})
    return bool(items) and all((unit_id, item, period_code) in told for item in items)


def task_is_met(year: int, said: Mapping[str, Said]) -> bool:
    """Whether a task's lead, by what it has `said` in each period, is done with it.

    That is its last word within the year, or that of a later year.
    """
    if any(int(period[:4]) > year and state is ProgressState.DONE for period, (_id, state) in said.items()):
        return True
    within = [each for period, each in said.items() if int(period[:4]) == year]
    return bool(within) and max(within, key=lambda each: each[0])[1] is ProgressState.DONE


def by_task(told: Told) -> dict[tuple[int, int], dict[str, Said]]:
    """What each unit has said of each task, by period."""
    found: dict[tuple[int, int], dict[str, Said]] = {}
    for (unit_id, item_id, period), said in told.items():
        found.setdefault((unit_id, item_id), {})[period] = said
    return found


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
