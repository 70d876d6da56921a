"""Why somebody is reminded: the clause, how the date came about day by day, and what was said before."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot.domain.deadlines import BY_PERIOD
from bot.domain.duties import Name
from bot.services.digest_words import when
from bot.services.duty_rules import duties_in_force
from bot.services.duty_words import owed_in_words
from bot.services.rule_words import rule_words
from bot.services.ward import Ward
from bot.services.why_then import stands_for, told_of, what_waits
from bot.texts import _, long_date, short_date, shorten
from storage.plan import latest_version
from storage.tables import Obligation, Period, PlanItem, Unit
from storage.vocabulary import ObligationKind

LONGEST_CLAUSE, LONGEST_TASK = 160, 70
MOST_LINES = 7


def explain_reminder(
    session: Session, ward: Ward, obligation: Obligation, person_id: int, now: datetime
) -> str:
    """The whole reason in seven lines at most: clause, date and arithmetic, certainty, what came before.

    Where there is more to tell, what matters least to the reader gives way.
    """
    today = ward.day(now)
    period = session.get(Period, obligation.period_code) if obligation.period_code is not None else None
    item = session.get(PlanItem, obligation.item_id) if obligation.item_id is not None else None
    told = told_of(session, ward, obligation, person_id, now)
    weighed = [
        (0, _clause(session, obligation, item)),
        (0, _date(obligation, item, period, today, ward)),
        (3, _days_off(obligation, period, today, ward)),
        (1, _longer(obligation, today, ward)),
        (5, told.moved),
        (4, _certainty(obligation, period, ward)),
        (1, stands_for(session, obligation, person_id, today)),
        (2, told.earlier),
        (2, told.others),
        (1, told.late),
        (1, what_waits(session, obligation, ward)),
    ]
    return "\n".join(_fitting([(weight, line) for weight, line in weighed if line]))


def _fitting(weighed: Sequence[tuple[int, str]]) -> list[str]:
    kept = sorted(range(len(weighed)), key=lambda at: (weighed[at][0], at))[:MOST_LINES]
    return [weighed[at][1] for at in sorted(kept)]


def _clause(session: Session, obligation: Obligation, item: PlanItem | None) -> str:
    unit = session.get(Unit, obligation.unit_id)
    name = unit.name if unit is not None else ""
    if obligation.kind in (ObligationKind.DUTY, ObligationKind.CONCLUSION):
        return _of_meetings(session, obligation, name)
    if item is not None:
        said = shorten(item.text, LONGEST_TASK)
        return _("The plan has {unit} lead task {code}: “{clause}”", unit=name, code=item.code, clause=said)
    version = latest_version(session)
    duties: Sequence[str] = version.document.get("duties", ()) if version is not None else ()
    clause = shorten(duties[0], LONGEST_CLAUSE) if duties else ""
    return _("{unit} takes part in the plan, which says: “{clause}”", unit=name, clause=clause)


def _of_meetings(session: Session, obligation: Obligation, unit: str) -> str:
    """What the law asks for, by its source, or what was concluded; a rule nobody has read is not asserted."""
    what = owed_in_words(session, [obligation])[obligation.id or 0]
    if obligation.kind is ObligationKind.CONCLUSION:
        return _("{what}; {unit} has it to do.", what=what, unit=unit)
    duty = duties_in_force(session)[Name(obligation.reason)]
    if duty.sure or duty.confirmed:
        return _("{what}: asked for by {source}.", what=what, source=_(duty.source))
    return _(
        "{what}: {source} is said to ask for it; the office has not confirmed that yet.",
        what=what,
        source=_(duty.source),
    )


def _date(
    obligation: Obligation, item: PlanItem | None, period: Period | None, today: date, ward: Ward
) -> str:
    """By the rule; how far away that is only where it is the date in force."""
    due = obligation.extended_from or obligation.due
    said = when(due, today, ward.calendar) if obligation.extended_from is None else long_date(due)
    return rule_words(obligation, due, item, period, said=said, ward=ward)


def _longer(obligation: Obligation, today: date, ward: Ward) -> str:
    if obligation.extended_from is None:
        return ""
    return _(
        "Longer was given, until {when}; it was due {before}.",
        when=when(obligation.due, today, ward.calendar),
        before=short_date(obligation.extended_from),
    )


def _days_off(obligation: Obligation, period: Period | None, today: date, ward: Ward) -> str:
    """The holidays that the count left out, each by name."""
    report = obligation.kind is ObligationKind.REPORT and period is not None
    begin = min(today, period.cutoff) if report and period is not None else today
    first, last = sorted((begin, obligation.due))
    off = ward.calendar.days_off(first - timedelta(days=1), last + timedelta(days=1))
    if not off:
        return ""
    named = ", ".join(f"{name} {short_date(day)}" for day, name in off)
    if any(ward.calendar.is_provisional(day) for day, _name in off):
        return _("Days off left out: {days} (not announced yet).", days=named)
    return _("Days off left out: {days}.", days=named)


def _certainty(obligation: Obligation, period: Period | None, ward: Ward) -> str:
    if period is None or obligation.extended_from is not None:
        return ""
    if obligation.confirmed and obligation.reason not in BY_PERIOD:
        return ""
    if obligation.confirmed and period.confirmed_at is not None:
        on = short_date(period.confirmed_at.astimezone(ward.zone).date())
        return _("The office confirmed this date on {day}.", day=on)
    return _("This date is proposed; the office has not confirmed it yet.")
