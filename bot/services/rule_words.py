"""By which rule something is due on its day, in a sentence."""

from datetime import date

from bot.domain.deadlines import DueReason
from bot.services.ward import Ward
from bot.texts import _, long_date
from storage.tables import Obligation, Period, PlanItem
from storage.vocabulary import ObligationKind


def rule_words(
    one: Obligation, due: date, item: PlanItem | None, period: Period | None, *, said: str, ward: Ward
) -> str:
    """What the plan, the office or the law says of the date `due`, which is `said` so."""
    roadmap = item.roadmap if item is not None else ""
    if one.kind is ObligationKind.CONCLUSION:
        return _("It was concluded that it be done by {due}.", due=said)
    if one.kind is ObligationKind.DUTY and one.of_day is not None:
        return _("Reckoned from {day}, it is due {due}.", day=long_date(one.of_day), due=said)
    match one.reason:
        case DueReason.WITH_YEAR_REPORT:
            return _("Roadmap “{roadmap}”: due with the year's report, {due}.", roadmap=roadmap, due=said)
        case DueReason.END_OF_YEAR:
            return _(
                "Roadmap “{roadmap}” names a year: due on its last day, {due}.", roadmap=roadmap, due=said
            )
        case DueReason.ROADMAP_DAY:
            return _("By its roadmap “{roadmap}” it is due {due}.", roadmap=roadmap, due=said)
    if period is None or one.kind is ObligationKind.DUTY:
        return _("It is due {due}.", due=said)
    cutoff = long_date(period.cutoff)
    if one.confirmed and due != ward.calendar.next_working(period.cutoff):
        return _("Data is closed on {cutoff}; the office set the day: {due}.", cutoff=cutoff, due=said)
    return _("Data is closed on {cutoff}; the next working day is {due}.", cutoff=cutoff, due=said)
