"""Why somebody is reminded: the clause, how the date came about day by day, and what was said before."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from sqlmodel import Session

from bot.domain.deadlines import DueReason
from bot.services.desk import Ward
from bot.services.digest_words import when
from bot.texts import N_, _, _n, long_date, short_date, shorten
from storage.plan import latest_version
from storage.reminders import said_about
from storage.tables import Obligation, Period, PlanItem, Unit
from storage.vocabulary import Delivery

LONGEST_CLAUSE, LONGEST_TASK, MOST_RUNGS = 160, 70, 5
_FATES = {
    Delivery.QUEUED: N_("waiting"),
    Delivery.SENDING: N_("on its way"),
    Delivery.SENT: N_("sent"),
    Delivery.ACKNOWLEDGED: N_("seen"),
    Delivery.UNCERTAIN: N_("may not have arrived"),
    Delivery.REFUSED: N_("could not be delivered"),
    Delivery.HANDED: N_("handed to a person"),
    Delivery.DROPPED: N_("replaced by a newer one"),
}


def explain_reminder(
    session: Session, ward: Ward, obligation: Obligation, person_id: int, now: datetime
) -> str:
    """The whole reason in five lines: clause, date, arithmetic, certainty, earlier reminders."""
    today = ward.day(now)
    period = session.get(Period, obligation.period_code)
    item = session.get(PlanItem, obligation.item_id) if obligation.item_id is not None else None
    unit = session.get(Unit, obligation.unit_id)
    assert period is not None
    lines = [
        _clause(session, unit.name if unit is not None else "", item, period),
        _date(obligation, item, period, today, ward),
        _days_off(obligation, period, today, ward),
        _certainty(obligation, period, ward),
        _earlier(session, obligation, person_id, ward),
    ]
    return "\n".join(line for line in lines if line)


def _clause(session: Session, unit: str, item: PlanItem | None, period: Period) -> str:
    if item is not None:
        said = shorten(item.text, LONGEST_TASK)
        return _("The plan has {unit} lead task {code}: “{clause}”", unit=unit, code=item.code, clause=said)
    version = latest_version(session)
    duties: Sequence[str] = version.document.get("duties", ()) if version is not None else ()
    clause = shorten(duties[0], LONGEST_CLAUSE) if duties else ""
    return _("{unit} takes part in the plan, which says: “{clause}”", unit=unit, clause=clause)


def _date(obligation: Obligation, item: PlanItem | None, period: Period, today: date, ward: Ward) -> str:
    due = when(obligation.due, today, ward.calendar)
    roadmap = item.roadmap if item is not None else ""
    match obligation.reason:
        case DueReason.WITH_YEAR_REPORT:
            return _("Roadmap “{roadmap}”: due with the year's report, {due}.", roadmap=roadmap, due=due)
        case DueReason.END_OF_YEAR:
            return _(
                "Roadmap “{roadmap}” names a year: due on its last day, {due}.", roadmap=roadmap, due=due
            )
        case DueReason.ROADMAP_DAY:
            return _("By its roadmap “{roadmap}” it is due {due}.", roadmap=roadmap, due=due)
    cutoff = long_date(period.cutoff)
    if obligation.confirmed and obligation.due != ward.calendar.next_working(period.cutoff):
        return _("Data is closed on {cutoff}; the office set the day: {due}.", cutoff=cutoff, due=due)
    return _("Data is closed on {cutoff}; the next working day is {due}.", cutoff=cutoff, due=due)


def _days_off(obligation: Obligation, period: Period, today: date, ward: Ward) -> str:
    """The holidays that the count left out, each by name."""
    begin = today if obligation.item_id is not None else min(today, period.cutoff)
    first, last = sorted((begin, obligation.due))
    off = ward.calendar.days_off(first - timedelta(days=1), last + timedelta(days=1))
    if not off:
        return ""
    named = ", ".join(f"{name} {short_date(day)}" for day, name in off)
    if any(ward.calendar.is_provisional(day) for day, _name in off):
        return _("Days off left out: {days} (not announced yet).", days=named)
    return _("Days off left out: {days}.", days=named)


def _certainty(obligation: Obligation, period: Period, ward: Ward) -> str:
    if obligation.confirmed and period.confirmed_at is not None:
        on = short_date(period.confirmed_at.astimezone(ward.zone).date())
        return _("The office confirmed this date on {day}.", day=on)
    return _("This date is proposed; the office has not confirmed it yet.")


def _earlier(session: Session, obligation: Obligation, person_id: int, ward: Ward) -> str:
    said = said_about(session, obligation.id or 0, person_id)[-MOST_RUNGS:]
    if not said:
        return _("You have not been reminded of it before.")
    day = partial(datetime.astimezone, tz=ward.zone)
    told = [
        _("{day} ({fate})", day=short_date(day(reminder.created_at).date()), fate=_(_FATES[state]))
        for reminder, state in said
    ]
    return _n("Reminded {n} time: {days}.", "Reminded {n} times: {days}.", len(told), days=", ".join(told))
