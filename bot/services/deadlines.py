"""When reports are due: proposed by rule, decided by the office."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot.domain.deadlines import LATEST_AFTER, first_due, period_name
from bot.domain.working_days import WorkingCalendar
from bot.errors import BadInput, NotAllowed
from bot.services.dating import move_due
from bot.texts import _, long_date, short_date
from storage.audit import record
from storage.obligations import confirm_due, list_periods
from storage.snapshots import closed_at
from storage.vocabulary import Moved


@dataclass(frozen=True)
class Deadline:
    """A reporting period, and when its report is due."""

    period: str
    starts: date
    cutoff: date
    due: date
    confirmed: bool

    def as_data(self) -> dict[str, Any]:
        return {
            "period": self.period,
            "from": self.starts.isoformat(),
            "cutoff": self.cutoff.isoformat(),
            "due": self.due.isoformat(),
            "confirmed": self.confirmed,
        }


def confirm(
    session: Session,
    period_code: str,
    due: date,
    *,
    by: str,
    now: datetime,
    calendar: WorkingCalendar | None = None,
) -> None:
    """The office decides when a period's report is due; raises BadInput or NotAllowed, with the reason."""
    periods = {period.code: period for period in list_periods(session)}
    period = periods.get(period_code.strip().upper())
    if period is None:
        raise BadInput(
            "There is no reporting period {period}; known are: {known}.",
            period=period_code[:20],
            known=", ".join(periods) or "–",
        )
    floor = first_due(period.cutoff, calendar or WorkingCalendar())
    if due < floor:
        raise NotAllowed(
            "{due} is too early: data is closed on {cutoff}, so a report can be due one working day later "
            "at the earliest, on {floor}.",
            due=short_date(due),
            cutoff=short_date(period.cutoff),
            floor=long_date(floor),
        )
    if due > period.cutoff + LATEST_AFTER:
        raise BadInput(
            "{due} is too far from the closing of data on {cutoff}; please check the month and the year.",
            due=short_date(due),
            cutoff=short_date(period.cutoff),
        )
    if closed_at(session, period.code) is not None:
        raise NotAllowed(
            "{period} was closed as it stood at the end of {day}, so its due day stays. Give longer to the "
            "units that need it: what they report is added.",
            period=period_name(period.code),
            day=short_date(period.due),
        )
    with_report = confirm_due(session, period.code, due, by=by, now=now)
    move_due(session, with_report, due, Moved.CONFIRMED, now, person_id=_person(by))
    record(session, now, by, "confirm_due", f"period:{period.code}", due=due.isoformat())


def _person(by: str) -> int | None:
    """Who it is, where it was a person and no command."""
    kind, _colon, number = by.partition(":")
    return int(number) if kind == "person" else None


def list_deadlines(session: Session) -> list[Deadline]:
    """Every period there is, by cut-off."""
    return [
        Deadline(period.code, period.starts, period.cutoff, period.due, period.confirmed_at is not None)
        for period in list_periods(session)
    ]


def deadlines_as_text(deadlines: list[Deadline]) -> str:
    """A line a period, for the command line."""
    if not deadlines:
        return _("There is no reporting period yet: the office has to read in the plan first.")
    return "\n".join(_deadline_line(deadline) for deadline in deadlines)


def _deadline_line(deadline: Deadline) -> str:
    values = {
        "period": deadline.period,
        "starts": short_date(deadline.starts),
        "cutoff": short_date(deadline.cutoff),
        "due": long_date(deadline.due),
    }
    if deadline.confirmed:
        return _("{period}: from {starts} to {cutoff}, due {due}, confirmed", **values)
    return _("{period}: from {starts} to {cutoff}, due {due}, not confirmed yet", **values)
