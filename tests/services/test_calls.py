"""The call list: whom nothing reaches, told honestly, and told again once they are back."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.errors import ChannelError, Refusal
from bot.services.call_words import calls_say, tell_calls
from bot.services.calls import Why, call_list, called
from bot.services.obligations import lay_out
from bot.services.pushes import look, recheck
from bot.services.reminders import remind_due, unreached
from bot.services.routes import reroute
from bot.services.waiting import review
from bot.texts import speaking
from storage.conversations import note_heard
from storage.outbox import enqueue, settle
from storage.tables import Audit, Outbox
from storage.vocabulary import Delivery, MessageKind
from tests.services.linked import (
    MORNING,
    OPEN,
    TIMED,
    block,
    keys,
    link,
    only,
    refuse,
    to,
    unlink_all,
    ward_with,
)
from tests.services.owing import AN, BINH, CHI, CULTURE, outbox, owing, reminders, tell
from tests.ward import NOW

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WARD = ward_with()


@pytest.fixture
def memory(memory_session: Session) -> Session:
    lay_out(owing(memory_session), WARD, NOW)
    return memory_session


def told(session: Session) -> list[tuple[str, Why, str]]:
    with speaking("vi"):
        return [(call.place.name, call.why, call.about) for call in call_list(session, WARD, MORNING)]


def handed(session: Session, error: str) -> Outbox:
    """An's digest of this morning, which their only channel has refused."""
    only(session, AN, TIMED, heard=MORNING - DAY)
    remind_due(session, WARD, MORNING)
    [digest] = to(session, AN)
    refuse(session, digest, error)
    return digest


REPORT = "Báo cáo kỳ 6 tháng đầu năm 2026"


def test_a_blocked_recipient_is_on_the_call_list_and_is_not_tried_for_ever(session: Session) -> None:
    lay_out(owing(session), WARD, NOW)
    digest = handed(session, "gone")
    assert reroute(session, WARD, digest, ChannelError(Refusal.GONE), MORNING) is None
    block(session, digest)
    for minute in range(3):
        look(session, WARD, MORNING + timedelta(minutes=minute))
    assert [row.state for row in to(session, AN)] == [Delivery.HANDED]
    assert told(session) == [("An", Why.GONE, REPORT)]


def test_each_reason_is_told_for_what_it_is(memory: Session) -> None:
    digest = handed(memory, "window_closed")
    unlink_all(memory, BINH)
    assert told(memory) == [("An", Why.WINDOW_CLOSED, REPORT)]
    for error, why in [("rejected", Why.REFUSED), ("temporary", Why.FAILING)]:
        refuse(memory, digest, error)
        assert told(memory)[0][1] is why


def test_who_has_linked_nothing_is_called_too(memory: Session) -> None:
    unlink_all(memory, BINH)
    assert told(memory) == [("Bình", Why.UNLINKED, REPORT)]
    [call] = call_list(memory, WARD, MORNING + 2 * DAY)
    with speaking("vi"):
        assert calls_say([call]).text.splitlines() == [
            "⚠️ Có 1 người cần đồng chí gọi điện vì tin nhắn không đến được.",
            "Bình (Phòng Hạ tầng): chưa đăng nhập, từ 26/5/2026. "
            "Báo cáo kỳ 6 tháng đầu năm 2026, hạn 15/6/2026.",
        ]


def test_called_means_told_until_the_next_rung(memory: Session) -> None:
    unlink_all(memory, BINH)
    handed(memory, "gone")
    assert [called(memory, WARD, person, "person:3", MORNING) for person in (AN, BINH, BINH)] == [
        True,
        True,
        False,
    ]
    assert told(memory) == []
    assert unreached(memory, WARD, MORNING + DAY) == []
    assert [(row.channel, row.state) for row in outbox(memory)] == [
        (TIMED, Delivery.ACKNOWLEDGED),
        ("call", Delivery.ACKNOWLEDGED),
    ]
    assert [(row.actor, row.subject) for row in memory.exec(select(Audit))] == [
        ("person:3", "person:1"),
        ("person:3", "person:2"),
    ]
    later = MORNING + 9 * DAY
    assert [call.place.name for call in call_list(memory, WARD, later)] == ["An", "Bình"]


def test_who_comes_back_is_told_once_what_is_still_due(session: Session) -> None:
    lay_out(owing(session), WARD, NOW)
    digest = handed(session, "window_closed")
    back = MORNING + 2 * HOUR
    note_heard(session, digest.channel, digest.chat, back)
    for minute in range(3):
        look(session, WARD, back + timedelta(minutes=minute))
    [again] = to(session, AN)
    assert (again.id, again.state, again.error) == (digest.id, Delivery.QUEUED, None)
    assert recheck(session, again, WARD, back) is not None
    settle(session, again.id or 0, Delivery.SENT, sent_at=back)
    look(session, WARD, back + HOUR)
    assert len(to(session, AN)) == 1
    assert [call.person_id for call in call_list(session, WARD, back + HOUR)] == []


def test_who_signs_in_anew_was_shown_it_and_is_reminded_from_tomorrow(memory: Session) -> None:
    handed(memory, "gone")
    unlink_all(memory, AN)
    bot = link(memory, AN, OPEN, at=MORNING + HOUR)
    review(memory, WARD, MORNING + HOUR)
    assert [row.state for row in to(memory, AN)] == [Delivery.DROPPED]
    look(memory, WARD, MORNING + 2 * HOUR)
    assert len(to(memory, AN)) == 1
    look(memory, WARD, MORNING + DAY)
    assert [(row.chat, row.state) for row in to(memory, AN)[1:]] == [(bot.chat, Delivery.QUEUED)]
    assert [person for _key, _rung, person in reminders(memory)].count(AN) == 1


def test_a_message_that_will_never_be_taken_is_not_offered_again(memory: Session) -> None:
    digest = handed(memory, "rejected")
    note_heard(memory, digest.channel, digest.chat, MORNING + HOUR)
    review(memory, WARD, MORNING + HOUR)
    assert [row.state for row in to(memory, AN)] == [Delivery.HANDED]


def test_what_has_been_reported_meanwhile_needs_no_call(memory: Session) -> None:
    handed(memory, "gone")
    for item in (1, 2, 3):
        tell(memory, CULTURE, item, "2026-H1", MORNING)
    assert told(memory) == []
    review(memory, WARD, MORNING)
    assert [row.state for row in to(memory, AN)] == [Delivery.DROPPED]


def test_the_office_is_told_once_a_morning_and_not_of_itself(memory: Session) -> None:
    unlink_all(memory, BINH)
    assert [tell_calls(memory, WARD, MORNING + n * HOUR) for n in (-2, 0, 1)] == [0, 1, 0]
    [notice] = to(memory, CHI)
    assert (notice.key, notice.kind) == ("calls:2026-05-26:3", MessageKind.NOTICE)
    assert notice.say["choices"] == [["/called 2", "Đã gọi Bình"]]
    assert tell_calls(memory, WARD, MORNING + DAY) == 1
    [_first, second] = to(memory, CHI)
    assert recheck(memory, second, WARD, MORNING + DAY) is not None
    called(memory, WARD, BINH, "person:3", MORNING + DAY)
    assert recheck(memory, second, WARD, MORNING + DAY) is None


def test_a_notice_about_calls_that_reaches_nobody_calls_for_no_call(memory: Session) -> None:
    unlink_all(memory, BINH)
    tell_calls(memory, WARD, MORNING)
    [notice] = to(memory, CHI)
    refuse(memory, notice, "gone")
    assert [name for name, _why, _about in told(memory)] == ["Bình"]
    review(memory, WARD, MORNING)
    assert [row.state for row in to(memory, CHI)] == [Delivery.REFUSED]


def test_nothing_is_said_of_an_empty_list(memory: Session) -> None:
    assert tell_calls(memory, WARD, MORNING) == 0
    assert keys(memory) == []


def test_nobody_is_asked_to_call_themselves(memory: Session) -> None:
    unlink_all(memory, BINH)
    row_id = enqueue(
        memory,
        channel="web",
        chat="chi",
        kind=MessageKind.NOTICE,
        say={"text": "Kẹt"},
        now=NOW,
        person_id=CHI,
    )
    settle(memory, row_id or 0, Delivery.HANDED)
    assert [call.about for call in call_list(memory, WARD, MORNING)] == ["Kẹt", REPORT]
    assert [call.person_id for call in call_list(memory, WARD, MORNING, but=CHI)] == [BINH]
