"""What is due and nobody has heard of, reckoned from the rows apart from the code that reminds."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlmodel import Session, col, select

from bot.domain.ladder import ROLES, Ladder, ladder_of, rung_due
from bot.services.calls import call_list
from bot.services.obligations import STILL_TAKEN
from bot.services.recipients import Recipient, recipients
from bot.services.reminders import may_have_heard
from bot.services.rules import in_force
from bot.services.ward import Ward
from storage.obligations import list_periods, open_obligations
from storage.people import linked_since
from storage.reminders import DIGESTS, snoozes
from storage.tables import Obligation, Outbox, Reminder
from storage.vocabulary import Delivery, ObligationKind, Role
from tests.ledger.wards import WARD

_GOING = (Delivery.QUEUED, Delivery.SENDING)
_HEARD = (Delivery.SENT, Delivery.ACKNOWLEDGED, Delivery.UNCERTAIN)


def unheard(session: Session, now: datetime) -> list[str]:
    """Keys of what is open, whose rung has come, and of which nobody has been told or is going to be.

    Told is also who gets a message of it still, is on the call list, has asked to hear it later, or has had
    their one message of the day already: they hear of it tomorrow. That it is late still need not be said
    again so soon after a message of all that is due.
    """
    ward = in_force(session, WARD)
    today = ward.day(now)
    midnight = datetime.combine(today, time(), ward.zone)
    closed = {period.code for period in list_periods(session) if period.cutoff + STILL_TAKEN < today}
    to_call = {call.person_id for call in call_list(session, ward, now)}
    quiet = {key for key, until in snoozes(session).items() if until > now}
    everybody = recipients(session, ROLES, today=today)
    told = may_have_heard(session, midnight, {one.person_id for one in everybody})
    tomorrow = told | linked_since(session, midnight)
    said, last = _said(session), _last_heard(session, ward)
    lost = []
    for one in open_obligations(session):
        ladder = ladder_of(ward.ladders, one.kind, one.reason)
        rung = rung_due(ladder, ladder.first, one.due, today, ward.calendar)
        if rung is None or (one.opens is not None and one.opens > today):
            continue
        if one.kind is ObligationKind.REPORT and one.period_code in closed:
            continue
        if one.kind is ObligationKind.CONCLUSION and not one.confirmed:
            continue
        people = _who_answers(everybody, one, ladder)
        soon = ward.calendar.add(today, -ladder.again)
        fresh = {person for person, day in last.items() if day > soon} if ladder.is_repeat(rung) else set()
        heard = (one.id, one.arming, rung) in said
        waits = any(
            person in to_call or (person, one.id) in quiet or person in tomorrow or person in fresh
            for person in people
        )
        if people and not heard and not waits:
            lost.append(f"{one.key} rung {rung}, {people}")
    return lost


def _who_answers(everybody: Sequence[Recipient], one: Obligation, ladder: Ladder) -> list[int]:
    """The people it falls to, or their deputies: a unit without a focal point has its head."""
    office = [each.person_id for each in everybody if each.role is Role.OFFICE]
    if ladder.first is Role.OFFICE and office:
        return office
    here = [each for each in everybody if each.unit_id == one.unit_id]
    focal = [each.person_id for each in here if each.role is Role.FOCAL]
    return focal or [each.person_id for each in here if each.role is Role.HEAD]


def _said(session: Session) -> set[tuple[int, int, int]]:
    """(obligation, arming, rung) of all that was said to somebody or is going to be."""
    wanted = select(Reminder.obligation_id, Reminder.arming, Reminder.rung).join(
        Outbox, col(Outbox.id) == col(Reminder.outbox_id)
    )
    return {tuple(row) for row in session.execute(wanted.where(col(Outbox.state).in_((*_GOING, *_HEARD))))}


def _last_heard(session: Session, ward: Ward) -> dict[int, date]:
    """The day on which the last message of all that is due reached each person, or may have."""
    wanted = select(Outbox.person_id, Outbox.created_at).where(
        col(Outbox.kind).in_(DIGESTS), col(Outbox.state).in_((*_GOING, *_HEARD)), col(Outbox.person_id) > 0
    )
    return {row[0]: ward.day(row[1]) for row in session.execute(wanted.order_by(col(Outbox.created_at)))}
