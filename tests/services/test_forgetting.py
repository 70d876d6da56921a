"""Being forgotten: nothing that tells of a chat is left, wherever its messages have been."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, SQLModel

from bot.conversation.messages import Address, Happened, Happening
from bot.errors import ChannelError, Refusal
from bot.runtime.fates import send_by
from bot.services.happenings import note_happened
from bot.services.housekeeping import forget_old_events
from bot.services.obligations import lay_out
from bot.services.privacy import forget
from bot.services.reminders import remind_due
from bot.services.routes import reroute
from storage.inbox import keep_failed
from storage.outbox import settle
from storage.people import keep_phone
from storage.tables import SignInAttempt
from storage.vocabulary import Delivery
from storage.waiting import keep
from tests.services.linked import MORNING, OPEN, TIMED, link, to, unlink_all, ward_with
from tests.services.owing import AN, owing
from tests.ward import NOW

WARD = ward_with()
HERE = "the-chat-of-an"


def reminded(session: Session) -> Address:
    """An, linked on two channels, with a digest written to the first."""
    lay_out(owing(session), WARD, NOW)
    unlink_all(session, AN)
    here = link(session, AN, OPEN, at=MORNING, chat=HERE)
    keep_phone(session, OPEN, HERE, "0912345678")
    link(session, AN, TIMED, at=NOW, heard=MORNING)
    remind_due(session, WARD, MORNING + timedelta(days=1))
    return here


def mentions(session: Session, *words: str) -> list[str]:
    """The tables in which one of these words is left."""
    session.flush()
    found = []
    for table in SQLModel.metadata.sorted_tables:
        rows = session.connection().execute(text(f'SELECT * FROM "{table.name}"'))
        found += [table.name for row in rows if any(word in str(tuple(row)) for word in words)]
    return found


def test_a_message_that_went_on_to_another_chat_does_not_remember_where_it_was_tried(
    session: Session,
) -> None:
    here = reminded(session)
    [digest] = to(session, AN)
    assert digest.chat == HERE
    later = MORNING + timedelta(days=1)
    way = reroute(session, WARD, digest, ChannelError(Refusal.GONE), later)
    assert way is not None
    tried: list[dict[str, Any]] = [{"channel": OPEN, "refusal": "gone", "at": "x", "chat": HERE}]
    send_by(session, digest, way, later, tried=tried)
    session.expire_all()
    forget(session, here, later)
    assert mentions(session, HERE, "0912345678") == []
    [digest] = to(session, AN)
    assert digest.tried == [{"channel": OPEN, "refusal": "gone", "at": "x"}]


def test_a_message_that_may_have_arrived_does_not_remember_it_either(memory_session: Session) -> None:
    here = reminded(memory_session)
    [digest] = to(memory_session, AN)
    tried = [{"channel": OPEN, "refusal": "gone", "at": "x", "chat": HERE}]
    settle(memory_session, digest.id or 0, Delivery.SENT, tried=tried, vendor_id=f"{HERE}:7")
    memory_session.expire_all()
    forget(memory_session, here, MORNING)
    assert mentions(memory_session, HERE) == []


def test_what_waits_of_somebody_who_withdraws_is_not_answered_any_more(session: Session) -> None:
    here = reminded(session)
    event = {"text": "my own words", "chat": HERE}
    keep(session, event, channel=OPEN, chat=HERE, update_id="1", now=MORNING)
    keep(session, event | {"chat": "b"}, channel=OPEN, chat="b", update_id="2", now=MORNING)
    note_happened(session, Happened("3", here, MORNING, Happening.WITHDREW), MORNING)
    assert mentions(session, HERE) == []
    assert mentions(session, "my own words") == ["waiting"]


def test_what_could_not_be_read_is_forgotten_with_its_chat(session: Session) -> None:
    here = reminded(session)
    keep_failed(session, OPEN, "1", {"chat": HERE, "kept": [{"text": "my own words"}]}, MORNING)
    forget(session, here, MORNING)
    assert mentions(session, HERE, "my own words") == []


def test_whose_wrong_codes_they_were_is_not_kept_for_months(session: Session) -> None:
    session.add(SignInAttempt(channel=OPEN, chat=HERE, failures=5, last_at=MORNING))
    forget_old_events(session, MORNING + timedelta(hours=2))
    assert mentions(session, HERE) == ["sign_in_attempt"]
    forget_old_events(session, MORNING + timedelta(days=2))
    assert mentions(session, HERE) == []
