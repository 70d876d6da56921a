"""Everything the ward says unasked: what is due is written, and judged again at the moment of sending."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import speak
from bot.services.call_words import calls_now, tell_calls
from bot.services.closing import recheck_closing, warn_of_closing
from bot.services.costs import bill_now, tell_costs
from bot.services.desk import Ward
from bot.services.obligations import lay_out
from bot.services.reminders import recheck as recheck_digest
from bot.services.reminders import remind_due
from bot.services.routes import WINDOW_KEY
from bot.services.subscriptions import recheck_subscription, remind_subscribers
from bot.services.waiting import review
from bot.texts import speaking
from storage.people import find_identity, seats_of
from storage.reminders import unsay
from storage.tables import Outbox, Person
from storage.vocabulary import MessageKind, Role

# What is the office's business alone.
_OFFICE_ALONE = ("spend", "calls", "alarm", "well", "blocked")


def look(session: Session, ward: Ward, now: datetime) -> None:
    """Write every message that is due by now; again and again, it says nothing twice."""
    lay_out(session, ward, now)
    review(session, ward, now)
    remind_due(session, ward, now)
    remind_subscribers(session, ward, now)
    warn_of_closing(session, ward, now)
    tell_costs(session, ward, now)
    tell_calls(session, ward, now)


def recheck(session: Session, row: Outbox, ward: Ward, now: datetime) -> dict[str, Any] | None:
    """The message as it should be said now, or None where there is nothing left to say.

    What was written to somebody is not said where they have signed out meanwhile: it comes up anew. A notice
    would not, and goes where `bot.services.routes.choose` finds them.
    """
    moves = row.kind is MessageKind.NOTICE and not (row.key or "").startswith(WINDOW_KEY)
    if row.person_id is not None and not moves and not _is_still_theirs(session, row):
        unsay(session, row.id or 0)
        return None
    if row.kind is MessageKind.REMINDER:
        return recheck_digest(session, row, ward, now)
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
    if subject not in ("window", "spend", "calls"):
        return row.say
    if subject == "window":
        return recheck_closing(session, row, now)
    with speaking(person.locale):
        say = bill_now(session, ward, now) if subject == "spend" else calls_now(session, ward, now, person.id)
    return speak(say, 0).as_data() if say is not None else None


def _is_still_theirs(session: Session, row: Outbox) -> bool:
    identity = find_identity(session, row.channel, row.chat)
    return identity is not None and identity.person_id == row.person_id
