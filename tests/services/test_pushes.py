"""What is said unasked reaches whom it was written for, or nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.services.obligations import lay_out
from bot.services.pushes import look, recheck
from bot.services.reminders import remind_due
from storage.people import delete_identity
from storage.tables import Identity, Outbox
from storage.vocabulary import Delivery, MessageKind
from tests.services.owing import AN, BINH, WARD, outbox, owing, reminders
from tests.ward import NOW

MORNING = datetime(2026, 5, 26, 1, tzinfo=UTC)


@pytest.fixture
def reminded(memory_session: Session) -> Session:
    """A ward on the morning of its first digests, none of them sent yet."""
    lay_out(owing(memory_session), WARD, NOW)
    remind_due(memory_session, WARD, MORNING)
    return memory_session


def test_a_digest_is_not_shown_to_whoever_sits_at_the_browser_now(reminded: Session) -> None:
    delete_identity(reminded, "web", "an")
    [moved] = reminded.exec(select(Identity).where(Identity.person_id == BINH))
    moved.chat = "an"
    reminded.flush()
    [digest] = [row for row in outbox(reminded) if row.person_id == AN]

    assert recheck(reminded, digest, WARD, MORNING) is None


def test_what_was_not_said_as_somebody_had_signed_out_comes_up_where_they_sign_in_again(
    reminded: Session,
) -> None:
    delete_identity(reminded, "web", "an")
    for row in outbox(reminded):
        if recheck(reminded, row, WARD, MORNING) is None:
            row.state = Delivery.DROPPED
    assert [person for _key, _rung, person in reminders(reminded)] == [BINH]
    reminded.add(Identity(person_id=AN, channel="web", chat="nhà", linked_at=MORNING))
    reminded.flush()
    look(reminded, WARD, MORNING + timedelta(days=1))

    anew = [row for row in outbox(reminded) if row.chat == "nhà"]
    assert [(row.person_id, row.kind, row.state) for row in anew] == [
        (AN, MessageKind.REMINDER, Delivery.QUEUED)
    ]


def test_a_message_to_a_citizen_is_nobody_s_but_the_chat_s(reminded: Session) -> None:
    notice = Outbox(
        channel="web",
        chat="citizen",
        kind=MessageKind.NOTICE,
        say={"text": "a"},
        not_before=NOW,
        created_at=NOW,
    )
    reminded.add(notice)
    reminded.flush()

    assert recheck(reminded, notice, WARD, MORNING) == {"text": "a"}
