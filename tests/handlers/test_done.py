"""Saying that what the law or a dialogue asked for is done, and taking it back."""

from datetime import date, datetime

import pytest
from sqlmodel import Session, select

from bot.services.ledger import lay_out
from handlers.done import PART
from storage.journal import entries_of
from storage.tables import Obligation
from storage.vocabulary import Event, MeetingKind, ObligationState
from tests.services.owing import WARD, owing
from tests.services.test_duties import plan_meeting
from tests.ward import ZONE, WardTalk, router_of

NOW = datetime(2026, 9, 16, 9, tzinfo=ZONE)


@pytest.fixture
def office(session: Session) -> WardTalk:
    plan_meeting(owing(session), "D", date(2026, 9, 25))
    lay_out(session, WARD, NOW)
    return WardTalk(session, router_of(PART), WARD, "chi", now=NOW)


def announce(session: Session) -> Obligation:
    return session.exec(select(Obligation).where(Obligation.key == "duty:announce:1")).one()


def test_one_thing_that_is_due_is_noted_with_a_line_about_it(office: WardTalk) -> None:
    (asked,) = office.hear("đã công bố")
    assert asked.text.splitlines() == [
        "Công bố đối thoại ngày 25/9/2026 (Đường ngõ)",
        "Đồng chí đã làm gì, xin ghi một dòng ngắn; có thể bỏ qua.",
    ]
    (noted,) = office.hear("Thông báo số 12, niêm yết tại trụ sở")
    assert noted.text == "✅ Đã ghi là xong: Công bố đối thoại ngày 25/9/2026 (Đường ngõ)."
    one = announce(office.session)
    assert (one.state, one.note) == (ObligationState.MET, "Thông báo số 12, niêm yết tại trụ sở")
    last = entries_of(office.session, [one.id or 0])[one.id or 0][-1]
    assert (last.what, last.person_id) == (Event.MET, 3)


def test_a_tap_confirms_and_a_tap_takes_it_back(office: WardTalk) -> None:
    (asked,) = office.hear(f"/done {announce(office.session).id}")
    (noted,) = office.press("Chỉ cần xác nhận", asked)
    (back,) = office.press("Chưa xong, ghi lại", noted)
    assert back.text == "Đã ghi lại là chưa xong: Công bố đối thoại ngày 25/9/2026 (Đường ngõ)."
    assert announce(office.session).state is ObligationState.OPEN
    assert office.texts(f"/undone {announce(office.session).id}") == [
        "Chỉ ghi lại được việc vừa báo xong trong chính cuộc trò chuyện này."
    ]


def test_of_several_things_one_is_picked(office: WardTalk) -> None:
    plan_meeting(office.session, "E", date(2026, 9, 28))
    plan_meeting(office.session, "T", date(2026, 9, 24), MeetingKind.RECEPTION)
    lay_out(office.session, WARD, NOW)
    (asked,) = office.hear("đã công bố")
    assert len(asked.choices) == 2
    assert len(office.hear("đã xong")[0].choices) == 3
    assert office.texts("đã niêm yết")[0].startswith("Niêm yết lịch tiếp công dân tháng 9/2026")


def test_only_whoever_owes_it_or_the_office_may_say_so(office: WardTalk) -> None:
    number = announce(office.session).id
    stranger = WardTalk(office.session, router_of(PART), WARD, "bình", now=NOW)
    assert stranger.texts(f"/done {number}") == ["Hiện không có việc nào của đồng chí chờ báo xong."]
    assert stranger.texts("đã công bố") == ["Chưa hiểu."]
    citizen = WardTalk(office.session, router_of(PART), WARD, "dan", now=NOW)
    assert citizen.texts(f"/done {number}") == ["Chưa hiểu."]
    focal = WardTalk(office.session, router_of(PART), WARD, "an", now=NOW)
    assert focal.texts(f"/done {number}")[0].startswith("Công bố đối thoại")


@pytest.mark.parametrize("said", ["/done x", "/done 99", "/done 1", "/undone", "/done"])
def test_what_cannot_be_done_gets_a_sentence(memory_session: Session, said: str) -> None:
    talk = WardTalk(owing(memory_session), router_of(PART), WARD, "chi", now=NOW)
    assert len(talk.texts(said)) == 1
    assert memory_session.exec(select(Obligation)).all() == []


def test_what_was_done_in_another_chat_meanwhile_is_said(office: WardTalk) -> None:
    (asked,) = office.hear("/done")
    other = WardTalk(office.session, router_of(PART), WARD, "an", now=NOW)
    other.press("Chỉ cần xác nhận", other.hear(f"/done {announce(office.session).id}")[0])
    assert [said.text for said in office.press("Chỉ cần xác nhận", asked)] == ["Việc này không còn mở nữa."]
    assert office.texts(f"/done {announce(office.session).id}") == [
        "Việc này đã được ghi là xong: Công bố đối thoại ngày 25/9/2026 (Đường ngõ)."
    ]
