"""The duties of law as this ward has them: what its office has set goes first."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.domain.duties import DUTIES, MOST, Duty, Name
from bot.errors import BadInput
from bot.services.units import UnitBook
from storage.audit import record
from storage.meeting_duties import give_duties, office_unit
from storage.rules import rule_values, set_rule

PREFIX = "duty:"
LONGEST_SOURCE = 200
_EDITED = ("number", "unit_id", "source", "on", "confirmed")
_YES, _NO = ("yes", "on", "true", "1", "co", "có"), ("no", "off", "false", "0", "khong", "không")


def duties_in_force(session: Session) -> dict[Name, Duty]:
    """Every duty by name, those that are switched off too."""
    rules = rule_values(session)
    return {duty.name: _as_set(duty, rules.get(f"{PREFIX}{duty.name.value}")) for duty in DUTIES}


def set_duty(
    session: Session, name: Name, now: datetime, by: str, *, person_id: int | None = None, **changes: Any
) -> Duty:
    """Change what a duty asks for; BadInput for a number that cannot be.

    Who confirmed a duty confirmed its number and its words: with other ones it has to be confirmed again,
    unless the same change confirms it.
    """
    before = duties_in_force(session)[name]
    number = changes.get("number", before.number)
    if not 1 <= number <= MOST[before.counts]:
        raise BadInput("The number must lie between 1 and {most}.", most=MOST[before.counts])
    if not any(letter.isalpha() for letter in changes.get("source", before.source)):
        raise BadInput("Please name the source in a few words.")
    if {"number", "source"} & changes.keys() and "confirmed" not in changes:
        changes["confirmed"] = False
    after = replace(before, **changes)
    set_rule(session, f"{PREFIX}{name.value}", {field: getattr(after, field) for field in _EDITED}, now, by)
    record(session, now, by, "set_duty", name.value, number=after.number, on=int(after.on))
    unit_id = after.unit_id if after.unit_id is not None else office_unit(session)
    if after.unit_id != before.unit_id and unit_id is not None:
        give_duties(session, name.value, unit_id, now, person_id)
    return after


def set_in_words(session: Session, said: str, now: datetime, by: str) -> Duty:
    """`announce=8`, `announce.on=no`, `announce.unit=CODE`, `announce.source=…`, `announce.confirmed=yes`."""
    field, equals, value = said.partition("=")
    spelt, _dot, what = field.strip().partition(".")
    value = value.strip()
    if not equals or spelt not in [name.value for name in Name]:
        known = ", ".join(Name)
        raise BadInput("Write NAME=VALUE; the duties are: {names}.", names=known)
    return set_duty(session, Name(spelt), now, by, **_read(session, what or "number", value))


def _read(session: Session, what: str, value: str) -> dict[str, Any]:
    if what == "number" and value.isascii() and value.isdigit() and len(value) < 4:
        return {"number": int(value)}
    if what == "unit":
        return {"unit_id": find_unit(session, value)}
    if what == "source":
        return {"source": value[:LONGEST_SOURCE]}
    if what in ("on", "confirmed") and value.lower() in (*_YES, *_NO):
        return {what: value.lower() in _YES}
    raise BadInput("“{text}” cannot be set so.", text=f"{what}={value}"[:60])


def find_unit(session: Session, name: str) -> int:
    """The id of the unit with this name or code; BadInput where there is none, or it stands for many."""
    unit = UnitBook(session).find(name)
    if unit is None or unit.is_group or unit.id is None:
        raise BadInput("No unit is called “{name}”.", name=name[:60])
    return unit.id


def _as_set(duty: Duty, value: Any) -> Duty:
    if not isinstance(value, dict):
        return duty
    return replace(duty, **{field: value[field] for field in _EDITED if field in value})
