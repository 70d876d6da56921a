"""Asking for longer and deciding on it: who may, until when, and what each decision does."""

from datetime import date, datetime

from sqlmodel import Session

from bot.domain.extensions import FARTHEST, check_answer, check_given, check_reason, check_wanted
from bot.errors import BadInput, NotAllowed
from bot.services.dating import extend
from bot.services.obligations import STILL_TAKEN
from bot.services.recipients import recipients
from bot.services.ward import Ward
from bot.texts import long_date
from storage.audit import record
from storage.extensions import Request, add_extension, asked_for, find_request, hold, settle_request
from storage.journal import note
from storage.obligations import open_obligations
from storage.people import Officer, linked_people
from storage.tables import Obligation, Period
from storage.vocabulary import Decision, Event, ObligationKind, ObligationState, Role

# Who asks for longer, and who decides: the first of these that anybody can be written to in.
ASKING, DECIDING = (Role.FOCAL, Role.HEAD), (Role.LEADER, Role.OFFICE)


def askable(session: Session, officer: Officer, today: date) -> list[Obligation]:
    """What this officer may ask longer for, the most urgent first; a day the law sets is nobody's to move."""
    units = {seat.unit_id for seat in officer.seats if seat.role in ASKING}
    owed = open_obligations(session, unit_ids=sorted(units)) if units else []
    owed = [one for one in owed if one.kind is not ObligationKind.DUTY]
    return [one for one in owed if last_day(session, one, today) > max(one.due, today)]


def last_day(session: Session, owed: Obligation, today: date) -> date:
    """The last day that longer can be given until: of a report, the last on which it is taken."""
    period = session.get(Period, owed.period_code) if owed.kind is ObligationKind.REPORT else None
    return period.cutoff + STILL_TAKEN if period is not None else max(owed.due, today) + FARTHEST


def deciders(session: Session, today: date, asked_by: int) -> dict[int, str]:
    """The names, by id, of those who can decide: leaders who can be written to, else the office.

    Nobody decides on what they have asked for themselves.
    """
    linked = linked_people(session) - {asked_by}
    for role in DECIDING:
        found = recipients(session, (role,), today=today)
        if there := {one.person_id: one.name for one in found if one.person_id in linked}:
            return there
    return {}


def is_waiting(request: Request, today: date) -> bool:
    """Whether there is still something to decide: neither settled, nor overtaken by what it was asked for."""
    owed, wanted = request.obligation, request.extension.wanted
    asked = request.extension.decision is Decision.ASKED
    return asked and owed.state is ObligationState.OPEN and owed.due < wanted and today < wanted


def ask_longer(
    session: Session,
    ward: Ward,
    officer: Officer,
    obligation_id: int,
    *,
    wanted: date,
    reason: str,
    now: datetime,
) -> Request:
    """Keep a request; it takes the place of one on the same that is still open."""
    today, reason = ward.day(now), reason.strip()
    hold(session, obligation_id)
    owed = next((one for one in askable(session, officer, today) if one.id == obligation_id), None)
    if owed is None:
        raise NotAllowed("Longer cannot be asked for that any more: it is met, or not your unit's.")
    check_wanted(wanted, owed.due, today, last_day(session, owed, today))
    check_reason(reason)
    drop_asked(session, obligation_id, now)
    person_id = officer.person_id
    extension_id = add_extension(
        session, obligation_id, asked_by=person_id, wanted=wanted, reason=reason, now=now
    )
    _write_down(session, extension_id, obligation_id, Decision.ASKED, now, person_id=person_id, until=wanted)
    found = find_request(session, extension_id)
    assert found is not None
    return found


def give_longer(
    session: Session, ward: Ward, request: Request, *, to: date, person_id: int, now: datetime
) -> bool:
    """Agree, until the day that was asked for or a sooner one; False where it has been decided meanwhile.

    The whole ladder is armed anew by it, and the day counts as confirmed.
    """
    today, owed = ward.day(now), request.obligation
    hold(session, owed.id or 0)
    _check_may_decide(session, request, person_id, today)
    if not is_waiting(request, today):
        return False
    check_given(to, owed.due, request.extension.wanted, today)
    if to > (last := last_day(session, owed, today)):
        raise BadInput(
            "{last} is the last day that can be given: after it nothing is taken.", last=long_date(last)
        )
    if not settle_request(session, request.id, Decision.AGREED, now, person_id=person_id, granted=to):
        return False
    extend(session, owed, to, now, person_id=person_id)
    owed.confirmed = True
    session.add(owed)
    session.flush()
    _write_down(session, request.id, owed.id or 0, Decision.AGREED, now, person_id=person_id, until=to)
    return True


def refuse_longer(
    session: Session, ward: Ward, request: Request, *, answer: str, person_id: int, now: datetime
) -> bool:
    """Do not agree: all stays as it was. False where it has been decided meanwhile."""
    _check_may_decide(session, request, person_id, ward.day(now))
    check_answer(answer)
    if not is_waiting(request, ward.day(now)):
        return False
    if not settle_request(session, request.id, Decision.DECLINED, now, person_id=person_id, answer=answer):
        return False
    obligation_id = request.obligation.id or 0
    _write_down(session, request.id, obligation_id, Decision.DECLINED, now, person_id=person_id)
    return True


def drop_asked(session: Session, obligation_id: int, now: datetime) -> None:
    """What waits for a decision on this, if anything, is not asked any more."""
    waiting = asked_for(session, [obligation_id]).get(obligation_id)
    if waiting is not None:
        drop_request(session, waiting.id or 0, obligation_id, now)


def drop_request(session: Session, extension_id: int, obligation_id: int, now: datetime) -> None:
    """Its cause has gone, or another has taken its place."""
    if settle_request(session, extension_id, Decision.REPLACED, now):
        _write_down(session, extension_id, obligation_id, Decision.REPLACED, now)


def overdue_since(ward: Ward, request: Request, today: date) -> int:
    """For how many working days nobody has decided."""
    return ward.calendar.between(ward.day(request.extension.asked_at), today)


def _check_may_decide(session: Session, request: Request, person_id: int, today: date) -> None:
    asked_by = request.extension.asked_by
    if person_id == asked_by:
        raise NotAllowed("You have asked for this yourself: somebody else has to decide.")
    may = deciders(session, today, asked_by)
    if person_id not in may:
        names = ", ".join(may.values())
        raise NotAllowed("This is decided by {names}.", names=names or "–")


def _write_down(
    session: Session,
    extension_id: int,
    obligation_id: int,
    decision: Decision,
    now: datetime,
    *,
    person_id: int | None = None,
    until: date | None = None,
) -> None:
    """In the obligation's journal, and in the record of who did what."""
    detail = {"decision": decision.value, "extension": extension_id}
    told = {**detail, "until": until.isoformat()} if until is not None else detail
    note(session, [obligation_id], Event.LONGER, now, person_id=person_id, **told)
    if person_id is not None:
        record(session, now, f"person:{person_id}", "extension", f"obligation:{obligation_id}", **told)
