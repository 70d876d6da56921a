"""A day the office has confirmed may become a day off: it is asked for another, once."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import Choice, Say, speak
from bot.domain.deadlines import period_name
from bot.services.notices import tell_people
from bot.services.ward import Ward
from bot.texts import _, long_date, weekday
from storage.obligations import list_periods
from storage.people import people_with
from storage.tables import Outbox, Period
from storage.vocabulary import Role

KEY = "dayoff"


def turned_off(session: Session, ward: Ward, now: datetime) -> Sequence[Period]:
    """Periods whose confirmed day, still to come, is off; a weekend was one when it was confirmed."""
    today = ward.day(now)
    return [
        period
        for period in list_periods(session)
        if period.confirmed_at is not None
        and period.due >= today
        and ward.calendar.name_of(period.due) not in (None, weekday(period.due))
    ]


def ask_again(session: Session, ward: Ward, now: datetime) -> int:
    """Tell the office in its hours, once for each day; how many were written to."""
    if not ward.hours.is_open(now.astimezone(ward.zone), ward.calendar):
        return 0
    periods = turned_off(session, ward, now)
    office = [person.id or 0 for person in people_with(session, Role.OFFICE)] if periods else []
    return sum(
        len(tell_people(session, office, _key(period), partial(_say, period, ward), now))
        for period in periods
    )


def recheck_day(session: Session, row: Outbox, ward: Ward, now: datetime) -> dict[str, Any] | None:
    """As long as the day stands and is a day off."""
    for period in turned_off(session, ward, now):
        if (row.key or "").startswith(f"{_key(period)}:"):
            return speak(_say(period, ward), 0).as_data()
    return None


def _key(period: Period) -> str:
    return f"{KEY}:{period.code}:{period.due}"


def _say(period: Period, ward: Ward) -> Say:
    lines = (
        _(
            "⚠️ The confirmed due day of the report for {period}, {day}, has become a day off ({name}).",
            period=period_name(period.code),
            day=long_date(period.due),
            name=ward.calendar.name_of(period.due) or "–",
        ),
        _("It stays due that day until another is confirmed; reminders come on the working days before."),
    )
    return Say("\n".join(lines), (Choice("/deadlines", _("Confirm another day")),))
