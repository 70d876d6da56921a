"""Years of a whole ward and its people (`make bench` lives five): bearable, and nothing lost on the way."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.services.demo import fill
from bot.services.ward import Ward
from storage.tables import Obligation, Reminder
from storage.vocabulary import MessageKind, ObligationState, Role
from tests.ledger.years import Habit, Years
from tests.ward import ZONE

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
SEED = 2026


@pytest.mark.long
def test_years_are_bearable_for_everybody_and_lose_nothing(memory_session: Session, ward: Ward) -> None:
    fill(memory_session, ward, datetime(2026, 1, 1, 8, tzinfo=ZONE))
    years = Years(memory_session, ward, SEED)
    years.live(FIRST, LAST)

    assert years.tally.routine_twice_a_day() == []
    assert all(ward.hours.is_open(each.at, ward.calendar) for each in years.heard)
    assert most_in_a_month(years, Habit.AT_FIRST) <= 6
    assert most_in_a_month(years, *Habit) <= 10
    assert gone_up(years) >= {Role.FOCAL, Role.HEAD, Role.OFFICE, Role.LEADER}
    assert unsaid(memory_session, LAST - timedelta(days=60)) == []


def most_in_a_month(years: Years, *habits: Habit) -> int:
    """The most that any focal point of these habits was reminded in a month."""
    months = Counter(
        (each.person_id, f"{each.at:%Y-%m}")
        for each in years.heard
        if years.habits.get(each.person_id) in habits and each.kind is MessageKind.REMINDER
    )
    return max(months.values())


def gone_up(years: Years) -> set[Role]:
    """Who heard of what is owed."""
    kinds = (MessageKind.REMINDER, MessageKind.ESCALATION)
    return {years.roles[each.person_id] for each in years.heard if each.kind in kinds}


def unsaid(session: Session, until: date) -> list[str]:
    """What is owed and was due by then, and nobody was ever told of."""
    said = set(session.exec(select(Reminder.obligation_id)))
    owed = session.exec(select(Obligation).where(Obligation.state == ObligationState.OPEN))
    return [one.key for one in owed if one.due <= until and one.id not in said]
