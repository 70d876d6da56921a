"""The ward's own rules in force: its days off, its hours, and its ladders of reminders."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from sqlmodel import Session

from bot.domain.ladder import Ladder
from bot.domain.ladder_text import from_data
from bot.domain.working_days import OfficeHours, WorkingCalendar
from bot.services.ward import Ward
from storage.rules import day_values, rule_values

HOURS, ANNOUNCED_YEAR, LADDER = "hours", "announced", "ladder:"


def in_force(session: Session, ward: Ward) -> Ward:
    """The ward with what its office has set: whatever reckons with days asks for this first."""
    rules, days = rule_values(session), day_values(session)
    if not rules and not days:
        return ward
    return replace(
        ward, calendar=_calendar(ward, days, rules), hours=_hours(ward, rules), ladders=_ladders(ward, rules)
    )


def _calendar(
    ward: Ward, days: Sequence[tuple[date, bool, str]], rules: Mapping[str, Any]
) -> WorkingCalendar:
    own = ward.calendar
    return WorkingCalendar(
        {**own.extra_off, **{day: name for day, works, name in days if not works}},
        own.extra_working | {day for day, works, _name in days if works},
        rules.get(ANNOUNCED_YEAR, own.announced),
    )


def _hours(ward: Ward, rules: Mapping[str, Any]) -> OfficeHours:
    if HOURS not in rules:
        return ward.hours
    return OfficeHours(tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in rules[HOURS]))


def _ladders(ward: Ward, rules: Mapping[str, Any]) -> Mapping[str, Ladder]:
    own = {name[len(LADDER) :]: from_data(rules[name]) for name in rules if name.startswith(LADDER)}
    return {**ward.ladders, **own}
