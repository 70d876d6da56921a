"""Everything the ward says unasked: what is due is written, and judged again at the moment of sending."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from sqlmodel import Session

from bot.services.call_words import KEY as CALLS
from bot.services.call_words import recheck_calls, tell_calls
from bot.services.closing import recheck_closing, warn_of_closing
from bot.services.conclusion_choices import ABOUT_CONCLUSIONS, ask_about_conclusions, recheck_asking
from bot.services.confirmed_days import KEY as DAY_OFF
from bot.services.confirmed_days import ask_again, recheck_day
from bot.services.corrections import correct, recheck_correction
from bot.services.costs import KEY as COSTS
from bot.services.costs import recheck_bill, tell_costs
from bot.services.extension_notices import KEY as LONGER
from bot.services.extension_notices import recheck_request, watch_requests
from bot.services.handing_notices import RECHECKED, press_unanswered, recheck_handover
from bot.services.lapsed import KEY as LAPSED
from bot.services.lapsed import tell_lapsed
from bot.services.leave import ABOUT_LEAVE, recheck_leave, welcome_back
from bot.services.ledger import lay_out
from bot.services.nudging import NUDGE, recheck_nudge
from bot.services.outages import beat
from bot.services.reminders import recheck as recheck_digest
from bot.services.reminders import remind_due
from bot.services.routes import WINDOW_KEY
from bot.services.rules import in_force
from bot.services.snapshots import take_due
from bot.services.subscriptions import recheck_subscription, remind_subscribers
from bot.services.waiting import review
from bot.services.ward import Ward
from bot.texts import speaking
from storage.corrections import KEY
from storage.leave import away_on
from storage.people import find_identity, seats_of
from storage.reminders import DIGESTS
from storage.saying import unsay
from storage.tables import Outbox, Person
from storage.vocabulary import MessageKind, Role

Write: TypeAlias = Callable[[Session, Ward, datetime], object]
Recheck: TypeAlias = Callable[[Session, Outbox, Ward, datetime], dict[str, Any] | None]


def review_waiting(session: Session, ward: Ward, now: datetime) -> None:
    """What is let go now may have been read: what follows from that is written at once."""
    while review(session, ward, now):
        correct(session, ward, now)
        remind_due(session, ward, now)


# What is the office's business alone.
_OFFICE_ALONE = (COSTS, CALLS, "alarm", "well", "blocked", DAY_OFF, LAPSED, ABOUT_CONCLUSIONS)
# What a notice says when it leaves, by what it is about; any other is said as it was written.
_RECHECKS: Mapping[str, Recheck] = {
    **dict.fromkeys(RECHECKED, recheck_handover),
    **dict.fromkeys(ABOUT_LEAVE, recheck_leave),
    LONGER: recheck_request,
    KEY.rstrip(":"): recheck_correction,
    NUDGE: recheck_nudge,
    ABOUT_CONCLUSIONS: recheck_asking,
    DAY_OFF: recheck_day,
    WINDOW_KEY.rstrip(":"): recheck_closing,
    COSTS: recheck_bill,
    CALLS: recheck_calls,
}
# In the order in which they are asked; each keeps to office hours where it speaks to people at work.
IN_OFFICE_HOURS: tuple[Write, ...] = (
    lay_out,
    watch_requests,
    correct,
    ask_about_conclusions,
    remind_due,
    review_waiting,
    ask_again,
    welcome_back,
    press_unanswered,
    tell_lapsed,
    warn_of_closing,
    tell_costs,
    tell_calls,
)
AT_ANY_HOUR: tuple[Write, ...] = (remind_subscribers,)
# What of it only the office hears: nothing that others hear depends on it.
OFFICE_HEARS: tuple[Write, ...] = (ask_about_conclusions, ask_again, tell_lapsed, tell_costs, tell_calls)


def look(session: Session, ward: Ward, now: datetime) -> None:
    """Write every message that is due by now; again and again, it says nothing twice."""
    beat(session, now)
    ward = in_force(session, ward)
    take_due(session, ward, now)
    write_due(session, ward, now)


def write_due(session: Session, ward: Ward, now: datetime, *, but: Collection[Write] = ()) -> None:
    """The same in a ward whose own rules are in force already: what looks, and what looks ahead, share it.

    Whoever looks ahead may do without some of it (`but`).
    """
    for write in (*IN_OFFICE_HOURS, *AT_ANY_HOUR):
        if write not in but:
            write(session, ward, now)


def recheck(session: Session, row: Outbox, ward: Ward, now: datetime) -> dict[str, Any] | None:
    """The message as it should be said now, or None where there is nothing left to say.

    What was written to somebody is not said where they have signed out meanwhile: it comes up anew. A notice
    would not, and goes where `bot.services.routes.choose` finds them.
    """
    ward = in_force(session, ward)
    moves = row.kind is MessageKind.NOTICE and not (row.key or "").startswith(WINDOW_KEY)
    if row.person_id is not None and not moves and not _is_still_theirs(session, row):
        unsay(session, row.id or 0)
        return None
    if row.kind in DIGESTS:
        say = recheck_digest(session, row, ward, now)
        if say is None and row.person_id in away_on(session, ward.day(now)):
            unsay(session, row.id or 0)
        return say
    if row.kind is MessageKind.SUBSCRIPTION:
        return recheck_subscription(session, row, ward, now)
    if row.kind is MessageKind.NOTICE:
        return _recheck_notice(session, row, ward, now)
    return row.say


def _recheck_notice(session: Session, row: Outbox, ward: Ward, now: datetime) -> dict[str, Any] | None:
    """As it stands now; None where whoever it was for has left, or the office it was for."""
    subject, _colon, _rest = (row.key or "").partition(":")
    if row.person_id is None:
        return row.say
    person = session.get(Person, row.person_id)
    roles = {seat.role for seat in seats_of(session, [row.person_id])}
    if person is None or not person.active or not roles:
        return None
    if subject in _OFFICE_ALONE and Role.OFFICE not in roles:
        return None
    if subject not in _RECHECKS:
        return row.say
    with speaking(person.locale):
        return _RECHECKS[subject](session, row, ward, now)


def _is_still_theirs(session: Session, row: Outbox) -> bool:
    identity = find_identity(session, row.channel, row.chat)
    return identity is not None and identity.person_id == row.person_id
