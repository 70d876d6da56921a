"""Who is told of a hand-over, each once: the unit that is asked, the one that asked, and the office."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import Say
from bot.services import handing_words as words
from bot.services.duty_words import owed_in_words
from bot.services.handing_matters import (
    Answering,
    Matter,
    matter_by_key,
    matter_of,
    of_obligation,
    of_task,
    who_answers,
)
from bot.services.notices import tell_people
from bot.services.recipients import recipients
from bot.services.ward import Ward
from storage.extensions import roles_told
from storage.handovers import find_handover, note_pressed, waiting_handovers
from storage.journal import note
from storage.people import Officer, linked_people
from storage.tables import Handover, Obligation, Outbox, PlanItem, Unit
from storage.vocabulary import Decision, Event, Role
from storage.ways import keys_standing

PATIENCE = 2
ASKED, WAITS = "handover", "handover_waits"
OUTCOME, ASSIGNED = "handover_done", "handover_given"
INSIDE, NOBODY = "handover_inside", "handover_nobody"
RECHECKED = (ASKED, WAITS)


def tell_asked(session: Session, ward: Ward, now: datetime) -> None:
    """Whoever may answer now for a unit that was asked has it before them, each once."""
    waiting = waiting_handovers(session)
    if not waiting:
        return
    answering = Answering(session, ward.day(now))
    keys = [
        f"{ASKED}:{handover.id}:{person}"
        for handover in waiting
        for people in answering.groups(handover.to_unit)
        for person in people
    ]
    told, linked = keys_standing(session, keys), linked_people(session)
    for handover in waiting:
        key = f"{ASKED}:{handover.id}"
        for people in answering.groups(handover.to_unit):
            there = {one for one in people if one in linked or f"{key}:{one}" in told}
            if there and all(f"{key}:{one}" in told for one in there):
                break
            if there:
                name, giver = name_of(session, handover), unit_name(session, handover.from_unit)
                tell_unit(session, ward, handover.to_unit, key, _asking(handover, name, giver), now=now)
                break


def press_unanswered(session: Session, ward: Ward, now: datetime) -> None:
    """Who may answer by now has it before them; after two working days the office hears, and may decide."""
    if not ward.hours.is_open(now.astimezone(ward.zone), ward.calendar):
        return
    waiting = waiting_handovers(session)
    if not waiting:
        return
    tell_asked(session, ward, now)
    late = [one for one in waiting if _is_late(one, ward, ward.day(now))]
    for handover_id in note_pressed(session, [one.id or 0 for one in late], now):
        handover = find_handover(session, handover_id)
        if handover is None or matter_of(session, handover) is None:
            continue
        name = name_of(session, handover)
        giver, taker = unit_name(session, handover.from_unit), unit_name(session, handover.to_unit)
        say = _waiting(handover, name, giver, taker, ward.day(handover.asked_at))
        tell_deciding(session, ward, f"{WAITS}:{handover_id}", say, now)


def recheck_handover(session: Session, row: Outbox, ward: Ward, now: datetime) -> dict[str, Any] | None:
    """A request that waits; None where it was decided, or the reader may not answer it any more."""
    _subject, handover_id, *_rest = (row.key or "").split(":")
    handover = find_handover(session, int(handover_id))
    if handover is None or handover.decision is not Decision.ASKED or matter_of(session, handover) is None:
        return None
    groups = who_answers(session, handover.to_unit, ward.day(now))
    return row.say if any(row.person_id in group for group in groups) else None


def _asking(handover: Handover, name: Callable[[], str], giver: str) -> Callable[[], Say]:
    return lambda: words.asked(handover, name(), giver)


def _waiting(
    handover: Handover, name: Callable[[], str], giver: str, taker: str, since: date
) -> Callable[[], Say]:
    return lambda: words.waiting(handover, name(), giver, taker, since)


def _is_late(handover: Handover, ward: Ward, today: date) -> bool:
    asked = ward.day(handover.asked_at)
    return handover.pressed_at is None and ward.calendar.add(asked, PATIENCE) <= today


def tell_inside(session: Session, ward: Ward, matter: Matter, officer: Officer, now: datetime) -> int:
    """Somebody else of the unit has it: its head, else the office, shall see who; how many were told."""
    _focal, heads, office = who_answers(session, matter.unit_id, ward.day(now))
    unit = unit_name(session, matter.unit_id)
    others = [one for one in heads if one != officer.person_id]
    ids = [matter.obligation_id] if matter.obligation_id is not None else []
    note(session, ids, Event.HANDED, now, person_id=officer.person_id, step="inside")
    key = f"{INSIDE}:{matter.key}:{officer.person_id}:{ward.day(now)}"

    def say() -> Say:
        return words.inside(_again(session, matter), officer.name, unit)

    return len(tell_people(session, others, key, say, now) or tell_people(session, office, key, say, now))


def tell_nobody_known(
    session: Session, ward: Ward, matter: Matter, officer: Officer, *, reason: str, now: datetime
) -> int:
    """The unit does not know whose it is: the office may give it to one; how many were told."""
    unit = unit_name(session, matter.unit_id)
    ids = [matter.obligation_id] if matter.obligation_id is not None else []
    note(session, ids, Event.HANDED, now, person_id=officer.person_id, step="office")
    key = f"{NOBODY}:{matter.key}:{ward.day(now)}"
    return tell_deciding(
        session,
        ward,
        key,
        lambda: words.nobody_known(_again(session, matter), unit, reason, matter.key),
        now,
        but=officer.person_id,
    )


def tell_unit(
    session: Session, ward: Ward, unit_id: int, key: str, say: Callable[[], Say], *, now: datetime
) -> None:
    """Tell a unit's focal points; where none can be written to its heads, or else the office."""
    for people in who_answers(session, unit_id, ward.day(now)):
        known = keys_standing(session, [f"{key}:{person}" for person in people])
        if tell_people(session, people, key, say, now) or known:
            return


def tell_deciding(
    session: Session, ward: Ward, key: str, say: Callable[[], Say], now: datetime, *, but: int | None = None
) -> int:
    """Tell the office, and whoever stands in for it today; how many were told."""
    office = {one.person_id for one in recipients(session, (Role.OFFICE,), today=ward.day(now))}
    return len(tell_people(session, office - {but or 0}, key, say, now))


def tell_askers(
    session: Session,
    ward: Ward,
    handover: Handover,
    key: str,
    say: Callable[[], Say],
    *,
    now: datetime,
    but: int | None = None,
) -> dict[int, int]:
    """Tell who asked and their unit; the messages by person."""
    focal, _heads, _office = who_answers(session, handover.from_unit, ward.day(now))
    return tell_people(session, {handover.asked_by, *focal} - {but or 0}, key, say, now)


def keep_told(
    session: Session,
    ward: Ward,
    handover: Handover,
    told: Mapping[int, int],
    left: list[Obligation],
    *,
    now: datetime,
) -> None:
    """Note who knows by which message that these are theirs no more: no correction says so again."""
    taking = {one for people in who_answers(session, handover.to_unit, ward.day(now))[:2] for one in people}
    for owed in left:
        was, knowing = owed.due.isoformat(), roles_told(session, owed.id or 0)
        for person_id in (told.keys() & knowing.keys()) - taking:
            detail: dict[str, str | int | None] = {"outbox": told[person_id], "was": was, "is": None}
            note(
                session,
                [owed.id or 0],
                Event.CORRECTED,
                now,
                person_id=person_id,
                arming=owed.arming,
                **detail,
            )


def name_of(session: Session, handover: Handover) -> Callable[[], str]:
    """What it is about, said in the locale that is in force when it is asked."""
    item = session.get(PlanItem, handover.item_id) if handover.item_id is not None else None
    owed = session.get(Obligation, handover.obligation_id) if handover.obligation_id is not None else None
    if item is not None:
        return lambda: of_task(handover.from_unit, item).name
    if owed is None:
        return lambda: ""
    return lambda: of_obligation(owed, {}, owed_in_words(session, [owed])).name


def _again(session: Session, matter: Matter) -> str:
    """The matter's name in the locale in force."""
    found = matter_by_key(session, matter.key)
    return found.name if found is not None else matter.name


def unit_name(session: Session, unit_id: int) -> str:
    unit = session.get(Unit, unit_id)
    return unit.name if unit is not None else ""
