"""Saying that a duty of law or a conclusion is met, and taking that back."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.domain.duties import MET_BY_SCHEDULE
from bot.errors import NotAllowed
from bot.services.met_words import tell_followers
from bot.services.ward import Ward
from storage.audit import record
from storage.obligations import open_obligations, settle_obligations
from storage.people import Officer
from storage.tables import Obligation
from storage.vocabulary import ObligationKind, ObligationState, Role

LONGEST_NOTE = 300
# Who says that something is done means what is near, not what is due in a year.
NEAR = timedelta(days=31)


def may_meet(officer: Officer, one: Obligation) -> bool:
    """Whether it is theirs to say: the unit's that owes it, or the office's where the law asks."""
    theirs = any(
        seat.unit_id == one.unit_id and seat.role in (Role.FOCAL, Role.HEAD) for seat in officer.seats
    )
    office = any(seat.role is Role.OFFICE for seat in officer.seats)
    return theirs or (office and one.kind is ObligationKind.DUTY)


def can_be_met(one: Obligation) -> bool:
    """Whether somebody has to say so: not what the schedule shows by itself, nor what the plan asks."""
    if one.kind is ObligationKind.DUTY:
        return one.reason not in MET_BY_SCHEDULE
    return one.kind is ObligationKind.CONCLUSION


def to_be_met(session: Session, ward: Ward, officer: Officer, now: datetime) -> list[Obligation]:
    """What is theirs to say of now, the most urgent first."""
    today = ward.day(now)
    return [
        one
        for one in open_obligations(session, due_by=today + NEAR)
        if can_be_met(one)
        and may_meet(officer, one)
        and (one.opens is None or one.opens <= today)
        and (one.confirmed or one.kind is ObligationKind.DUTY)
    ]


def meet(
    session: Session, ward: Ward, one: Obligation, said: str, now: datetime, *, officer: Officer
) -> None:
    """Note that it is met, and how; whoever follows the dialogue hears of its conclusion once."""
    if one.state is not ObligationState.OPEN:
        raise NotAllowed("This is not open any more.")
    one.note = said.strip()[:LONGEST_NOTE]
    session.add(one)
    session.flush()
    settle_obligations(session, [one.id or 0], ObligationState.MET, now, person_id=officer.person_id)
    session.refresh(one)
    record(session, now, f"person:{officer.person_id}", "meet", one.key)
    if one.kind is ObligationKind.CONCLUSION and one.confirmed:
        tell_followers(session, ward, one, now)


def take_back(session: Session, one: Obligation, officer: Officer, now: datetime) -> None:
    """It is not met after all."""
    if one.state is not ObligationState.MET:
        raise NotAllowed("This is not noted as done.")
    one.note = ""
    session.add(one)
    session.flush()
    settle_obligations(session, [one.id or 0], ObligationState.OPEN, now, person_id=officer.person_id)
    session.refresh(one)
    record(session, now, f"person:{officer.person_id}", "take_back", one.key)
