"""Units that do a task together: who has not told or is stuck, and one polite word from the lead to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import Choice, Say, speak
from bot.errors import BadInput, NotAllowed
from bot.services.addresses import reached_at
from bot.services.obligations import STILL_TAKEN
from bot.services.preview_whom import unit_called
from bot.services.recipients import recipients
from bot.services.standing import units_of
from bot.services.ward import Ward
from bot.texts import _, shorten, speaking
from storage.audit import record
from storage.obligations import list_periods, open_obligations
from storage.outbox import enqueue
from storage.people import Officer
from storage.plan import find_task, list_items, list_units, parts_by_unit
from storage.progress import latest_updates, told_since
from storage.tables import Outbox, Period, PlanItem, Progress, Unit
from storage.vocabulary import ItemKind, MessageKind, Part, ProgressState, Role

NUDGE = "nudge"
LONGEST_TASK = 120
# Who has not told yet is only waited for when the report is near.
SOON = timedelta(days=30)
ANYWHERE = (Role.OFFICE, Role.LEADER)


@dataclass(frozen=True)
class Holding:
    """A coordinating unit a task waits for: it has told nothing in the period, or is stuck (`stuck`)."""

    item: PlanItem
    unit: Unit
    lead: int
    period: str
    stuck: Progress | None


@dataclass(frozen=True)
class Nudged:
    """Who was written to, and when it leaves; nobody where none of them can be written to."""

    names: tuple[str, ...]
    leaves: datetime


def led_by(session: Session, officer: Officer) -> dict[int, int]:
    """The tasks an officer's units lead, with the unit that does."""
    taking = parts_by_unit(session)
    return {
        item: unit
        for unit in units_of(officer)
        for item, part in taking.get(unit, {}).items()
        if part is Part.LEAD
    }


def holding_up(
    session: Session, ward: Ward, now: datetime, leads: dict[int, int], code: str = ""
) -> list[Holding]:
    """Units that these tasks wait for, in the plan's order; of the one with this code, or of all.

    Where no task is named, who has not told counts only once the report is due soon.
    """
    if not leads:
        return []
    today = ward.day(now)
    periods = _periods(session, today)
    latest = latest_updates(session)
    units = {unit.id or 0: unit for unit in list_units(session)}
    taking = parts_by_unit(session)
    found = []
    for item in list_items(session, ItemKind.TASK):
        lead = leads.get(item.id or 0)
        if lead is None or (code and item.code != code):
            continue
        for unit_id in sorted(taking):
            period = periods.get(unit_id, periods.get(0))
            if taking[unit_id].get(item.id or 0) is not Part.COORDINATING or period is None:
                continue
            told = latest.get((unit_id, item.id or 0, period.code))
            stuck = told if told is not None and told.state is ProgressState.BLOCKED else None
            missing = told is None and (code or period.due <= today + SOON)
            if missing or stuck is not None:
                found.append(Holding(item, units[unit_id], lead, period.code, stuck))
    return found


def leads_of(session: Session, officer: Officer, code: str) -> dict[int, int]:
    """What an officer may ask about: the tasks their units lead; in the office or as a leader, any.

    Raises BadInput or NotAllowed for a task that there is not, or that is another's to lead.
    """
    own = led_by(session, officer)
    if not code:
        return own
    item = find_task(session, code)
    if item is None:
        raise BadInput("The plan has no task {code}.", code=code[:20])
    if item.id in own:
        return {item.id or 0: own[item.id or 0]}
    if not any(seat.role in ANYWHERE for seat in officer.seats):
        raise NotAllowed("Only the unit that leads task {code} can see that and ask.", code=item.code)
    taking = parts_by_unit(session)
    leads = [unit for unit, parts in taking.items() if parts.get(item.id or 0) is Part.LEAD]
    return {item.id or 0: leads[0]} if leads else {}


def nudge(session: Session, ward: Ward, officer: Officer, *, code: str, unit: str, now: datetime) -> Nudged:
    """Ask a unit's focal points for their part of a task, once a day; it leaves while the office is open.

    Raises BadInput or NotAllowed where there is nothing to ask, or it was asked today.
    """
    asked = unit_called(session, unit)
    waiting = holding_up(session, ward, now, leads_of(session, officer, code), code)
    held = next((each for each in waiting if each.unit.id == asked.id), None)
    if held is None:
        raise NotAllowed("{unit} has told its part of task {code}, or has none.", unit=asked.name, code=code)
    local = now.astimezone(ward.zone)
    leaves = ward.hours.next_open(local, ward.calendar)
    names = _write(session, held, officer, leaves, now)
    actor = f"person:{officer.person_id}"
    record(session, now, actor, NUDGE, f"item:{held.item.id}", unit=asked.id, period=held.period)
    return Nudged(tuple(names), leaves)


def recheck_nudge(session: Session, row: Outbox, _ward: Ward, _now: datetime) -> dict[str, Any] | None:
    """None where they have told of the task since it was written."""
    _nudge, item, unit, _day, _person = (row.key or "").split(":")
    return row.say if not told_since(session, int(unit), int(item), row.created_at) else None


def _write(session: Session, held: Holding, officer: Officer, leaves: datetime, now: datetime) -> list[str]:
    day = leaves.date()
    hearing = [one for one in recipients(session, (Role.FOCAL,), today=day) if one.unit_id == held.unit.id]
    names, stood = [], 0
    seats = {seat.unit_id: seat.unit_name for seat in officer.seats}
    asker = seats.get(held.lead) or next(iter(seats.values()))
    for one in hearing:
        address = reached_at(session, one.person_id)
        if address is None or one.person_id == officer.person_id:
            continue
        with speaking(one.locale):
            say = _say(held, officer.name, asker)
        written = enqueue(
            session,
            channel=address.channel,
            chat=address.chat,
            kind=MessageKind.NOTICE,
            say=speak(say, 0).as_data(),
            now=now,
            key=_key(held, day, one.person_id),
            not_before=leaves,
            person_id=one.person_id,
        )
        names += [one.name] if written is not None else []
        stood += written is None
    if stood and not names:
        raise NotAllowed(
            "{unit} has been asked about task {code} today; it can be asked again tomorrow.",
            unit=held.unit.name,
            code=held.item.code,
        )
    return names


def _say(held: Holding, name: str, unit: str) -> Say:
    values = {"name": name, "unit": unit, "code": held.item.code}
    if held.stuck is not None:
        first = _("⏰ {name} ({unit}) asks how your part of task {code} goes, which is stuck.", **values)
    else:
        first = _("⏰ {name} ({unit}) asks you to tell how your part of task {code} goes.", **values)
    lines = (first, shorten(held.item.text, LONGEST_TASK))
    choices = (
        Choice(f"/update {held.item.code}", _("Report now")),
        Choice("/tasks", _("My tasks")),
    )
    return Say("\n".join(lines), choices)


def _key(held: Holding, day: date, person_id: int) -> str:
    return f"{NUDGE}:{held.item.id}:{held.unit.id}:{day}:{person_id}"


def _periods(session: Session, today: date) -> dict[int, Period]:
    """The period each unit reports now: one just closed that it still owes, else that of all, under 0."""
    periods = list_periods(session)
    ahead = [period for period in periods if period.cutoff >= today] or list(periods)[-1:]
    found = {0: ahead[0]} if ahead else {}
    owing = {(one.unit_id, one.period_code) for one in open_obligations(session) if one.item_id is None}
    for period in reversed(periods):
        if period.cutoff < today <= period.cutoff + STILL_TAKEN:
            found |= {unit: period for unit, code in owing if code == period.code}
    return found


def by_task(found: Sequence[Holding]) -> dict[str, list[Holding]]:
    """The same by the code of the task."""
    grouped: dict[str, list[Holding]] = {}
    for each in found:
        grouped.setdefault(each.item.code, []).append(each)
    return grouped
