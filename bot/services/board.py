"""The office's first view: who has reported, who is late, what is stuck, and who cannot be reached yet."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot.domain.deadlines import period_name
from bot.domain.fairness import Late
from bot.errors import BadInput
from bot.services.duty_words import owed_in_words
from bot.services.lateness import lateness
from bot.services.obligations import STILL_TAKEN
from bot.services.ward import Ward
from bot.texts import _, long_date, short_date
from storage.obligations import list_periods, owed_around_meetings, reports_of
from storage.people import linked_people, list_holders
from storage.plan import list_items, list_units, parts_by_unit
from storage.progress import latest_updates
from storage.snapshots import closed_at
from storage.tables import Obligation, Period
from storage.vocabulary import ItemKind, ObligationKind, ObligationState, ProgressState, Role


@dataclass(frozen=True)
class Counts:
    """Tasks owed in the period, and what became of them.

    `late` are those not told after the due date by a unit that a reminder had reached: see `lateness`.
    """

    due: int = 0
    submitted: int = 0
    accepted: int = 0
    returned: int = 0
    late: int = 0
    blocked: int = 0

    @property
    def missing(self) -> int:
        return self.due - self.submitted


@dataclass(frozen=True)
class UnitLine:
    """A unit's tasks: `unreached` are overdue but not late, as no reminder had reached the unit.

    `extended` is the day until which its report was given longer.
    """

    unit: str
    counts: Counts
    unreached: int = 0
    extended: date | None = None


@dataclass(frozen=True)
class Stuck:
    """A task a unit last said it is stuck with, in its words."""

    unit: str
    code: str
    text: str
    receipt: str


@dataclass(frozen=True)
class Unlinked:
    """A focal point no reminder reaches; without a `name` where the unit has none at all."""

    unit: str
    name: str = ""


@dataclass(frozen=True)
class OwedLine:
    """A duty of law, or what was concluded in a dialogue (`unit` has to do it), that is not done yet."""

    words: str
    due: date
    unit: str = ""


@dataclass(frozen=True)
class Board:
    """A period as the office sees it; `period` and `due` are None before there is any.

    `closed` is up to when it was kept, once it is closed; `duties` and `conclusions` belong to no period.
    """

    period: str | None
    due: date | None
    units: tuple[UnitLine, ...] = ()
    stuck: tuple[Stuck, ...] = ()
    unlinked: tuple[Unlinked, ...] = ()
    closed: datetime | None = None
    duties: tuple[OwedLine, ...] = ()
    conclusions: tuple[OwedLine, ...] = ()

    @property
    def unreached(self) -> int:
        return sum(line.unreached for line in self.units)

    @property
    def totals(self) -> Counts:
        each = [asdict(line.counts) for line in self.units]
        return Counts(**{name: sum(counts[name] for counts in each) for name in asdict(Counts())})

    def as_data(self) -> dict[str, Any]:
        return {
            "period": self.period,
            "due": self.due.isoformat() if self.due is not None else None,
            "units": [{"unit": line.unit, **asdict(line.counts)} for line in self.units],
            "totals": asdict(self.totals),
        }


def board(session: Session, period_code: str | None, now: datetime, ward: Ward) -> Board:
    """The board of a period, of the one being collected where none is named; BadInput for an unknown one."""
    today = ward.day(now)
    period = _period(session, period_code, today)
    if period is None:
        return Board(None, None)
    codes = {item.id or 0: item.code for item in list_items(session, ItemKind.TASK)}
    names = {unit.id or 0: unit.name for unit in list_units(session)}
    reports = {report.unit_id: report for report in reports_of(session, period.code)}
    late = lateness(session, ward, now, reports.values())
    updates = latest_updates(session, period=period.code)
    lines, stuck = [], []
    for unit_id, parts in sorted(parts_by_unit(session).items()):
        told = [updates[key] for item in parts if (key := (unit_id, item, period.code)) in updates]
        held_up = [update for update in told if update.state is ProgressState.BLOCKED]
        lines.append(
            _unit_line(
                names[unit_id],
                reports.get(unit_id),
                late,
                Counts(due=len(parts), submitted=len(told), blocked=len(held_up)),
            )
        )
        stuck += [Stuck(names[unit_id], codes[row.item_id], row.text, row.receipt) for row in held_up]
    duties, conclusions = _around_meetings(session, names, today)
    return Board(
        period.code,
        period.due,
        tuple(lines),
        tuple(stuck),
        _unlinked(session, [line.unit for line in lines]),
        closed_at(session, period.code),
        duties,
        conclusions,
    )


def _unit_line(unit: str, report: Obligation | None, late: Mapping[int, Late], counts: Counts) -> UnitLine:
    """A report counts as late only for days on which a reminder had reached the unit and it could report."""
    if report is None or report.state is not ObligationState.OPEN:
        return UnitLine(unit, counts)
    extended = report.due if report.extended_from is not None else None
    how = late[report.id or 0]
    if how.days:
        return UnitLine(unit, replace(counts, late=counts.missing), extended=extended)
    return UnitLine(unit, counts, counts.missing if how.overdue and how.reached is None else 0, extended)


def _around_meetings(
    session: Session, names: Mapping[int, str], today: date
) -> tuple[tuple[OwedLine, ...], tuple[OwedLine, ...]]:
    """What the law asks for around meetings, and what was concluded in them, as far as it is not done."""
    owed = [one for one in owed_around_meetings(session) if one.opens is None or one.opens <= today]
    words = owed_in_words(session, owed)
    lines: dict[ObligationKind, list[OwedLine]] = {ObligationKind.DUTY: [], ObligationKind.CONCLUSION: []}
    for one in owed:
        unit = names.get(one.unit_id, "") if one.kind is ObligationKind.CONCLUSION else ""
        lines[one.kind].append(OwedLine(words[one.id or 0], one.due, unit))
    return tuple(lines[ObligationKind.DUTY]), tuple(lines[ObligationKind.CONCLUSION])


def board_as_text(shown: Board) -> str:
    """A table for the command line, a line a unit."""
    if shown.period is None or shown.due is None:
        return _("There is no reporting period yet: the office has to read in the plan first.")
    titles = (_("Unit"), _("Owed"), _("Reported"), _("Late"), _("Stuck"))
    rows = [(line.unit, line.counts) for line in shown.units]
    rows.append((_("All units"), shown.totals))
    cells = [
        (name, str(counts.due), str(counts.submitted), str(counts.late), str(counts.blocked))
        for name, counts in rows
    ]
    widths = [max(len(row[at]) for row in (titles, *cells)) for at in range(len(titles))]
    heading = _(
        "Reports for {period}, due {due}.", period=period_name(shown.period), due=long_date(shown.due)
    )
    table = [_laid_out(row, widths) for row in (titles, *cells)]
    remarks = _remarks(shown)
    return "\n".join([heading, *table, *([""] if remarks else []), *remarks])


def _remarks(shown: Board) -> list[str]:
    """What the table has no column for."""
    lines = [
        _("{unit}: given longer until {day}.", unit=line.unit, day=long_date(line.extended))
        for line in shown.units
        if line.extended is not None
    ]
    lines += [
        _("{unit}: overdue, but no reminder has reached it yet.", unit=line.unit)
        for line in shown.units
        if line.unreached
    ]
    return lines + [owed_line(each) for each in (*shown.duties, *shown.conclusions)]


def owed_line(each: OwedLine) -> str:
    if each.unit:
        return _("{unit}: {what}, due {due}.", unit=each.unit, what=each.words, due=short_date(each.due))
    return _("{what}, due {due}.", what=each.words, due=short_date(each.due))


def _unlinked(session: Session, units: list[str]) -> tuple[Unlinked, ...]:
    """In the order of the units that owe something: who has not signed in, and which have nobody."""
    linked = linked_people(session)
    by_unit: dict[str, list[tuple[int, str]]] = {unit: [] for unit in units}
    for holder in list_holders(session, Role.FOCAL):
        if holder.unit_name in by_unit:
            by_unit[holder.unit_name].append((holder.person_id, holder.name))
    found = [
        [Unlinked(unit, name) for person_id, name in people if person_id not in linked]
        if people
        else [Unlinked(unit)]
        for unit, people in by_unit.items()
    ]
    return tuple(each for group in found for each in group)


def _laid_out(row: tuple[str, ...], widths: list[int]) -> str:
    first, *others = row
    numbers = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
    return "  ".join([first.ljust(widths[0]), *numbers])


def _period(session: Session, code: str | None, today: date) -> Period | None:
    """The period named; else one just closed that is still owed by somebody; else the one being collected."""
    periods = list_periods(session)
    if code is not None:
        found = next((period for period in periods if period.code == code.strip().upper()), None)
        if found is None:
            known = ", ".join(period.code for period in periods) or "–"
            raise BadInput(
                "There is no reporting period {period}; known are: {known}.", period=code[:20], known=known
            )
        return found
    for period in periods:
        if period.cutoff < today <= period.cutoff + STILL_TAKEN:
            owed = reports_of(session, period.code)
            if any(report.state is ObligationState.OPEN for report in owed):
                return period
    ahead = [period for period in periods if period.cutoff >= today]
    return ahead[0] if ahead else (periods[-1] if periods else None)
