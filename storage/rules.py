"""What the ward has set for itself: rules by name, days off, and days worked in exchange."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from storage.once import read_once
from storage.tables import Rule, WardDay
from storage.upsert import upsert

_RULE = Rule.__table__  # type: ignore[attr-defined]
_DAY = WardDay.__table__  # type: ignore[attr-defined]
_RULES = select(_RULE.c.name, _RULE.c.value)
_DAYS = select(_DAY.c.day, _DAY.c.works, _DAY.c.name).order_by(_DAY.c.day)


@read_once(Rule)
def rule_values(session: Session) -> Mapping[str, Any]:
    """Every rule that is set, by name."""
    return {row.name: row.value for row in session.connection().execute(_RULES)}


def set_rule(session: Session, name: str, value: Any, now: datetime, by: str) -> None:
    row = {"name": name, "value": value, "set_at": now, "set_by": by}
    upsert(session, _RULE, row, on=("name",))


def drop_rule(session: Session, name: str) -> None:
    """Let the rule that comes with the assistant count again."""
    session.connection().execute(delete(_RULE).where(_RULE.c.name == name))


@read_once(WardDay)
def day_values(session: Session) -> tuple[tuple[date, bool, str], ...]:
    """(day, whether it is worked, why) for every day the ward has set, in order."""
    return tuple((row.day, row.works, row.name) for row in session.connection().execute(_DAYS))


def list_days(session: Session) -> Sequence[WardDay]:
    """The same as rows, with who set them and when."""
    return list(session.scalars(select(WardDay).order_by(col(WardDay.day))))


def set_day(session: Session, day: date, *, works: bool, name: str, now: datetime, by: str) -> None:
    row = {"day": day, "works": works, "name": name, "set_at": now, "set_by": by}
    upsert(session, _DAY, row, on=("day",))


def drop_day(session: Session, day: date) -> None:
    """Let the national calendar decide about the day again."""
    session.connection().execute(delete(_DAY).where(_DAY.c.day == day))
