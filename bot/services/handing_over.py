"""Handing over: a unit says that something is another's, the other agrees or not, and it goes or stays."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from bot.errors import NotAllowed
from bot.services import handing_words as words
from bot.services.dating import extend
from bot.services.extensions import drop_asked
from bot.services.handing_matters import Matter, is_office, matter_of
from bot.services.handing_notices import (
    ASSIGNED,
    OUTCOME,
    keep_told,
    name_of,
    tell_asked,
    tell_askers,
    tell_deciding,
    tell_unit,
    unit_name,
)
from bot.services.obligations import lay_out
from bot.services.ward import Ward
from storage.audit import record
from storage.handovers import add_handover, decide, find_handover, handovers_from, waiting_about
from storage.journal import note
from storage.obligations import open_obligations
from storage.people import Officer
from storage.tables import Handover, Obligation, Unit
from storage.vocabulary import Decision, Event, ObligationKind, Role


def ask_over(
    session: Session,
    ward: Ward,
    matter: Matter,
    to_unit: int,
    officer: Officer,
    *,
    reason: str,
    now: datetime,
) -> Handover:
    """Ask another unit to take it. Raises NotAllowed; until they agree it stays where it is."""
    _check(session, matter, to_unit)
    before = handovers_from(
        session, matter.unit_id, item_id=matter.item_id, obligation_id=matter.obligation_id
    )
    if any(one.decision is Decision.ASKED and one.to_unit == to_unit for one in before):
        raise NotAllowed(
            "{unit} has been asked already and has not answered yet.", unit=unit_name(session, to_unit)
        )
    handover = _begin(session, matter, to_unit, officer.person_id, reason=reason, now=now)
    _note(session, handover, "asked", officer.person_id, now)
    tell_asked(session, ward, now)
    return handover


def accept(session: Session, ward: Ward, handover_id: int, officer: Officer, now: datetime) -> Handover:
    """Take it for one's unit: it is theirs from now on. Raises NotAllowed, also where it was decided."""
    handover = _open_one(session, handover_id, officer, ward.day(now))
    if matter_of(session, handover) is None:
        decide(session, handover_id, Decision.REPLACED, now, person_id=None)
        raise NotAllowed("That is no longer to be handed over: the plan has changed, or it has been done.")
    _agree(session, ward, handover, officer.person_id, now)
    return handover


def decline(session: Session, ward: Ward, handover_id: int, officer: Officer, now: datetime) -> Handover:
    """It is not theirs either: it stays where it is, and the asker is told. Raises NotAllowed."""
    handover = _open_one(session, handover_id, officer, ward.day(now))
    _decide(session, handover, Decision.DECLINED, officer.person_id, now)
    _note(session, handover, "declined", officer.person_id, now)
    name = name_of(session, handover)
    taker = unit_name(session, handover.to_unit)
    key = f"{OUTCOME}:{handover_id}"
    tell_askers(session, ward, handover, key, lambda: words.declined(handover, name(), taker), now=now)
    return handover


def assign(
    session: Session, ward: Ward, matter: Matter, to_unit: int, officer: Officer, *, now: datetime
) -> Handover:
    """The office gives it to a unit at once. Raises NotAllowed."""
    if not is_office(session, officer, ward.day(now)):
        raise NotAllowed("Only the office may decide that for a unit.")
    _check(session, matter, to_unit)
    handover = _begin(session, matter, to_unit, officer.person_id, reason="", now=now)
    _agree(session, ward, handover, officer.person_id, now)
    name, giver = name_of(session, handover), unit_name(session, handover.from_unit)
    tell_unit(
        session, ward, to_unit, f"{ASSIGNED}:{handover.id}", lambda: words.assigned(name(), giver), now=now
    )
    return handover


def _check(session: Session, matter: Matter, to_unit: int) -> None:
    if matter.kind is ObligationKind.REPORT:
        raise NotAllowed(
            "The report of a period is each unit's own; only a task of it can go to another unit."
        )
    unit = session.get(Unit, to_unit)
    if unit is None or not unit.active or unit.is_group:
        raise NotAllowed("That is no unit of the ward that could take it.")
    if to_unit == matter.unit_id:
        raise NotAllowed("It is with {unit} already.", unit=unit.name)


def _begin(
    session: Session, matter: Matter, to_unit: int, person_id: int, *, reason: str, now: datetime
) -> Handover:
    handover = Handover(
        obligation_id=matter.obligation_id,
        item_id=matter.item_id,
        from_unit=matter.unit_id,
        to_unit=to_unit,
        asked_by=person_id,
        asked_at=now,
        reason=reason.strip(),
    )
    add_handover(session, handover)
    return handover


def _open_one(session: Session, handover_id: int, officer: Officer, today: date) -> Handover:
    """The request, while nobody has decided on it and this officer may. Raises NotAllowed."""
    handover = find_handover(session, handover_id)
    if handover is None:
        raise NotAllowed("There is no such request.")
    answering = {seat.unit_id for seat in officer.seats if seat.role in (Role.FOCAL, Role.HEAD)}
    if handover.to_unit not in answering and not is_office(session, officer, today):
        raise NotAllowed(
            "Only {unit} or the office may answer that.", unit=unit_name(session, handover.to_unit)
        )
    if handover.decision is not Decision.ASKED:
        raise NotAllowed(words.DECIDED_BEFORE[handover.decision])
    return handover


def _agree(session: Session, ward: Ward, handover: Handover, person_id: int, now: datetime) -> None:
    """Let it go over, lay out what follows, and tell the asker and the office."""
    _decide(session, handover, Decision.AGREED, person_id, now)
    _note(session, handover, "agreed", person_id, now)
    for other in waiting_about(session, item_id=handover.item_id, obligation_id=handover.obligation_id):
        crossing = (other.from_unit, other.to_unit) == (handover.to_unit, handover.from_unit)
        if other.from_unit == handover.from_unit or crossing:
            decide(session, other.id or 0, Decision.REPLACED, now, person_id=None)
    left = _dates(session, handover.item_id, [handover.from_unit]) if handover.item_id is not None else []
    if handover.item_id is not None:
        _move_task(session, ward, handover, person_id, now)
    elif (owed := session.get(Obligation, handover.obligation_id or 0)) is not None:
        drop_asked(session, owed.id or 0, now)
        owed.unit_id, owed.arming = handover.to_unit, owed.arming + 1
        session.flush()
        left = [owed]
    name = name_of(session, handover)
    giver, taker = unit_name(session, handover.from_unit), unit_name(session, handover.to_unit)
    key = f"{OUTCOME}:{handover.id}"
    told = tell_askers(
        session, ward, handover, key, lambda: words.agreed(name(), giver, taker), now=now, but=person_id
    )
    keep_told(session, ward, handover, told, left, now=now)
    tell_deciding(session, ward, key, lambda: words.agreed(name(), giver, taker), now, but=person_id)


def _move_task(session: Session, ward: Ward, handover: Handover, person_id: int, now: datetime) -> None:
    """The giver's dates fall, the taker has them; longer that was given for the task stays given."""
    sides = [handover.from_unit, handover.to_unit]
    before = {one.id: one for one in _dates(session, handover.item_id, sides)}
    given = {one.period_code: one for one in before.values() if one.unit_id == handover.from_unit}
    lay_out(session, ward, now)
    new = [one for one in _dates(session, handover.item_id, [handover.to_unit]) if one.id not in before]
    for one in new:
        one.arming += 1
        was = given.get(one.period_code)
        if was is not None and was.extended_from is not None and one.due < was.due:
            extend(session, one, was.due, now, person_id=person_id)
    session.flush()
    note(session, [one.id or 0 for one in new], Event.HANDED, now, person_id=person_id, **_detail(handover))


def _dates(session: Session, item_id: int | None, unit_ids: Sequence[int]) -> list[Obligation]:
    return [one for one in open_obligations(session, unit_ids=unit_ids) if one.item_id == item_id]


def _decide(session: Session, handover: Handover, decision: Decision, person_id: int, now: datetime) -> None:
    """Raises NotAllowed where somebody was faster."""
    handover_id = handover.id or 0
    if not decide(session, handover_id, decision, now, person_id=person_id):
        session.refresh(handover)
        raise NotAllowed(words.DECIDED_BEFORE[handover.decision])
    session.refresh(handover)


def _note(session: Session, handover: Handover, step: str, person_id: int, now: datetime) -> None:
    if handover.obligation_id is not None:
        ids = [handover.obligation_id]
    else:
        ids = [one.id or 0 for one in _dates(session, handover.item_id, [handover.from_unit])]
    note(session, ids, Event.HANDED, now, person_id=person_id, step=step, **_detail(handover))
    record(
        session,
        now,
        f"person:{person_id}",
        f"handover_{step}",
        f"handover:{handover.id}",
        **_detail(handover),
    )


def _detail(handover: Handover) -> dict[str, str | int | None]:
    return {"handover": handover.id, "from": handover.from_unit, "to": handover.to_unit}
