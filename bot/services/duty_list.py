"""The duties of law in words: what each asks, where it comes from, and whether the ward stands behind it."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from bot.domain.duties import DUTIES, Duty, Name
from bot.services.duty_rules import duties_in_force
from bot.texts import N_, _, _n, short_date
from storage.meeting_duties import office_unit
from storage.tables import Unit

TITLES = {
    Name.ANNOUNCE: N_("Announcing a dialogue"),
    Name.PUBLISH: N_("Publishing its results"),
    Name.POST: N_("Posting the reception schedule"),
    Name.YEARLY: N_("A dialogue every year"),
    Name.RECEIVE: N_("Reception days every month"),
}


def title(name: Name) -> str:
    return _(TITLES[name])


def rule_told(duty: Duty) -> str:
    """The rule in one sentence."""
    match duty.name:
        case Name.ANNOUNCE:
            return _n(
                "A dialogue is announced at least {n} day before it.",
                "A dialogue is announced at least {n} days before it.",
                duty.number,
            )
        case Name.PUBLISH:
            return _n(
                "The results of a dialogue are published within {n} day after it.",
                "The results of a dialogue are published within {n} days after it.",
                duty.number,
            )
        case Name.POST:
            return _n(
                "The reception schedule is posted at least {n} working day before the first reception.",
                "The reception schedule is posted at least {n} working days before the first reception.",
                duty.number,
            )
        case Name.YEARLY:
            return _n(
                "At least {n} dialogue is held in every year.",
                "At least {n} dialogues are held in every year.",
                duty.number,
            )
        case Name.RECEIVE:
            return _n(
                "The chairman receives citizens on at least {n} day of every month.",
                "The chairman receives citizens on at least {n} days of every month.",
                duty.number,
            )


def source_told(duty: Duty) -> str:
    """Where the rule comes from, since when, and who says so."""
    values = {"source": _(duty.source) if duty.source in _OWN_SOURCES else duty.source}
    if duty.confirmed:
        return _("Source: {source}; confirmed by the office.", **values)
    if duty.since is not None:
        return _(
            "Source: {source}, from {day}, as far as the assistant knows; the ward has not confirmed it.",
            day=short_date(duty.since),
            **values,
        )
    return _("Source: {source}, as far as the assistant knows; the ward has not confirmed it.", **values)


def duties_as_text(session: Session) -> str:
    """Each in two lines, for the command line."""
    duties = duties_in_force(session)
    units = _units(session, duties.values())
    return "\n".join(
        f"{name.value}: {rule_told(duty)}\n  {source_told(duty)} {state_told(duty, units[name])}"
        for name, duty in duties.items()
    )


def state_told(duty: Duty, unit: str) -> str:
    if not duty.on:
        return _("Nobody is reminded of it: it is switched off.")
    if not unit:
        return _("Nobody answers for it yet: the office has no seat.")
    return _("{unit} answers for it.", unit=unit)


def unit_answering(session: Session, duty: Duty) -> str:
    return _units(session, (duty,))[duty.name]


def duties_as_data(session: Session) -> list[dict[str, Any]]:
    duties = duties_in_force(session)
    units = _units(session, duties.values())
    return [
        {
            "name": name.value,
            "number": duty.number,
            "counts": duty.counts.value,
            "on": duty.on,
            "confirmed": duty.confirmed,
            "sure": duty.sure,
            "source": _(duty.source) if duty.source in _OWN_SOURCES else duty.source,
            "since": duty.since.isoformat() if duty.since is not None else None,
            "unit": units[name] or None,
        }
        for name, duty in duties.items()
    ]


_OWN_SOURCES = frozenset(duty.source for duty in DUTIES)


def _units(session: Session, duties: Any) -> dict[Name, str]:
    """The name of the unit that answers for each; "" where there is none."""
    each: Sequence[Duty] = list(duties)
    office = office_unit(session)
    ids = {duty.unit_id for duty in each} | {office}
    rows = session.execute(
        select(col(Unit.id), col(Unit.name)).where(
            col(Unit.id).in_([one for one in ids if one]), col(Unit.active)
        )
    )
    names: dict[int | None, str] = {row[0]: row[1] for row in rows}
    return {duty.name: names.get(duty.unit_id) or names.get(office, "") for duty in each}
