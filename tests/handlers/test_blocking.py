"""The lead of a task sees whom it waits for, and asks them once a day in their own name."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.services.nudging import recheck_nudge
from bot.services.obligations import lay_out
from handlers.blocking import PART
from storage.tables import Audit, Outbox, Seat
from storage.vocabulary import MessageKind, ProgressState, Role
from tests.services.owing import AN, CULTURE, SCHOOL, WARD, owing, tell
from tests.ward import NOW, WardTalk, router_of

H1 = "2026-H1"
MORNING = datetime(2026, 6, 1, 2, tzinfo=UTC)


@pytest.fixture
def quick(memory_session: Session) -> Session:
    lay_out(owing(memory_session), WARD, NOW)
    return memory_session


def talk(session: Session, chat: str = "bình", now: datetime = MORNING) -> WardTalk:
    return WardTalk(session, router_of(PART), WARD, chat, now=now)


def nudges(session: Session) -> list[Outbox]:
    session.expire_all()
    return [row for row in session.exec(select(Outbox)) if (row.key or "").startswith("nudge:")]


def test_the_lead_sees_whom_its_tasks_wait_for_and_asks_them_by_name(quick: Session) -> None:
    binh = talk(quick)
    (shown,) = binh.hear("ai đang làm chậm")
    assert shown.text.splitlines() == [
        "1 nhiệm vụ đơn vị đồng chí chủ trì đang chờ đơn vị khác:",
        "Nhiệm vụ 2.1: 1 đơn vị chưa báo phần việc của mình.",
    ]
    (one,) = binh.press("Nhiệm vụ 2.1", shown)
    assert one.text.splitlines()[1:] == ["Phòng Văn hóa: chưa báo"]
    assert binh.press("Hỏi Phòng Văn hóa", one)[0].text == "Đã gửi tin hỏi An, ghi rõ đồng chí là người hỏi."
    (row,) = nudges(quick)
    assert (row.kind, row.person_id, row.not_before) == (MessageKind.NOTICE, AN, MORNING)
    assert row.say["text"].splitlines() == [
        "⏰ Bình (Phòng Hạ tầng) nhờ đồng chí báo tiến độ phần phối hợp của nhiệm vụ 2.1.",
        "Xây dựng mô hình",
    ]
    assert row.say["choices"][0] == ["/update 2.1", "Cập nhật ngay"]
    assert [record.action for record in quick.exec(select(Audit))] == ["nudge"]


def test_it_is_asked_once_a_day(quick: Session) -> None:
    binh = talk(quick)
    binh.hear("/nudge 2.1 U1")
    assert binh.texts("/nudge 2.1 U1") == [
        "Hôm nay đã nhắn Phòng Văn hóa về nhiệm vụ 2.1; mai có thể nhắn lại."
    ]
    binh.pass_time(days=1)
    binh.hear("/nudge 2.1 U1")
    assert len(nudges(quick)) == 2


def test_outside_office_hours_it_waits_for_the_next_opening(quick: Session) -> None:
    saturday = datetime(2026, 6, 6, 2, tzinfo=UTC)
    assert talk(quick, now=saturday).texts("/nudge 2.1 U1") == [
        "Tin hỏi An sẽ gửi lúc 7h30 Thứ Hai 8/6/2026, ghi rõ đồng chí là người hỏi."
    ]
    assert talk(quick, now=saturday + timedelta(days=1)).texts("/nudge 2.1 U1")[0].startswith("Hôm nay đã")
    (row,) = nudges(quick)
    assert row.not_before == datetime(2026, 6, 8, 0, 30, tzinfo=UTC)


def test_whoever_has_told_meanwhile_is_not_asked(quick: Session) -> None:
    talk(quick).hear("/nudge 2.1 U1")
    (row,) = nudges(quick)
    before = recheck_nudge(quick, row, WARD, NOW)
    tell(quick, CULTURE, 2, H1, MORNING + timedelta(minutes=1))
    assert (before, recheck_nudge(quick, row, WARD, NOW)) == (row.say, None)
    assert talk(quick).texts("/nudge 2.1 U1") == [
        "Phòng Văn hóa đã báo phần việc của mình trong nhiệm vụ 2.1, hoặc không tham gia."
    ]


def test_who_is_stuck_stays_in_the_list_in_their_words(quick: Session) -> None:
    tell(quick, CULTURE, 2, H1, MORNING, ProgressState.BLOCKED)
    binh = talk(quick)
    assert binh.texts("Ai đang làm chậm việc 2.1?")[0].splitlines()[1] == "⚠️ Phòng Văn hóa: vướng mắc, “–”"
    binh.hear("/nudge 2.1 U1")
    assert "đang vướng của đồng chí" in nudges(quick)[0].say["text"]


def test_long_before_it_is_due_only_what_is_stuck_is_listed(quick: Session) -> None:
    early = talk(quick, now=NOW - timedelta(days=30))
    assert early.texts("/blocked") == ["Không đơn vị nào đang làm chậm các nhiệm vụ đơn vị đồng chí chủ trì."]
    assert early.texts("/blocked 2.1")[0].splitlines()[1:] == ["Phòng Văn hóa: chưa báo"]


def test_only_the_lead_asks_and_the_office_may_for_all(quick: Session) -> None:
    assert talk(quick, "an").texts("/blocked 2.1") == [
        "Chỉ đơn vị chủ trì nhiệm vụ 2.1 xem và hỏi được việc này."
    ]
    assert talk(quick, "chi").texts("/blocked 2.1")[0].splitlines()[1:] == ["Phòng Văn hóa: chưa báo"]
    assert talk(quick, "dan").texts("/blocked") == ["Chưa hiểu."]
    assert talk(quick).texts("/blocked 9.9") == ["Kế hoạch không có nhiệm vụ 9.9."]
    assert talk(quick).texts("/nudge 2.1 U9")[0].startswith("Không có đơn vị nào tên là “U9”.")


def test_where_nobody_can_be_written_to_that_is_said(quick: Session) -> None:
    for held in quick.exec(select(Seat).where(Seat.unit_id == CULTURE, Seat.role == Role.FOCAL)):
        held.unit_id = SCHOOL
    quick.flush()
    assert talk(quick).texts("/nudge 2.1 U1") == [
        "Chưa nhắn được cho ai của đơn vị đó; bộ phận tổng hợp đã có tên trong danh sách cần gọi."
    ]
    assert nudges(quick) == []
