"""Answering a reminder: later, why, and what is mine to do."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.conversation.messages import Say
from bot.conversation.router import Command, Router
from bot.domain.working_days import WorkingCalendar
from bot.services.deadlines import confirm
from bot.services.desk import Desk
from bot.services.obligations import lay_out
from bot.services.reminders import remind_due
from bot.services.why import explain_reminder
from handlers.nudges import PART
from storage.tables import Identity, Obligation, Seat
from storage.vocabulary import Delivery, Role
from tests.services.owing import AN, CULTURE, WARD, WORKS, outbox, owing, tell
from tests.ward import NOW, WardTalk

MORNING = datetime(2026, 5, 26, 1, tzinfo=UTC)


def _router() -> Router[Desk]:
    return Router(
        flows={flow.name: flow for flow in PART.flows},
        commands=[*PART.commands, Command("/update", lambda _chat, _answer: Say("Update."))],
        fallback=lambda _chat, answer: Say(f"Heard {answer.text}"),
        help=lambda _chat: Say("Help."),
        files=lambda _chat, _answer: Say("Files."),
    )


@pytest.fixture
def talk(session: Session) -> WardTalk:
    lay_out(owing(session), WARD, NOW)
    return WardTalk(session, _router(), WARD, now=MORNING)


@pytest.fixture
def quick(memory_session: Session) -> WardTalk:
    lay_out(owing(memory_session), WARD, NOW)
    return WardTalk(memory_session, _router(), WARD, now=MORNING)


def test_my_tasks_say_what_is_left_and_by_when(talk: WardTalk) -> None:
    (said,) = talk.hear("viec cua toi")
    assert said.text.splitlines() == [
        "⏰ Đồng chí còn 3 việc cần báo cáo kỳ 6 tháng đầu năm 2026.",
        "Hạn: Thứ Hai 15/6/2026, còn 14 ngày làm việc (hạn dự kiến, chưa xác nhận).",
        "Chưa báo cáo: 1.1 Tuyên truyền, vận động người dân",
        "Chưa báo cáo: 2.1 Xây dựng mô hình",
    ]
    assert [label for _value, label in said.choices] == [
        "Cập nhật ngay",
        "Nhắc lại sau",
        "Vì sao tôi bị nhắc?",
        "Trả lời khác",
    ]


def test_all_reported_is_said_with_thanks_enough(quick: WardTalk) -> None:
    for item in (1, 2, 3):
        tell(quick.session, CULTURE, item, "2026-H1", MORNING)
    assert quick.texts("Hạn của tôi") == [
        "✅ Đồng chí đã báo cáo đủ 3 việc kỳ 6 tháng đầu năm 2026.\n"
        "Có thể bổ sung đến hạn: Thứ Hai 15/6/2026, còn 14 ngày làm việc."
    ]


def test_a_unit_without_tasks_and_a_ward_without_a_plan_are_told_what_to_expect(
    memory_session: Session,
) -> None:
    talk = WardTalk(owing(memory_session), _router(), WARD, now=MORNING)
    assert talk.texts("/tasks")[0].startswith("Chưa có kế hoạch")
    lay_out(memory_session, WARD, NOW)
    for seat in memory_session.exec(select(Seat).where(Seat.person_id == AN)):
        seat.unit_id = 4
    memory_session.flush()
    assert talk.texts("/tasks")[0].startswith("Kế hoạch chưa giao việc cho đơn vị")


def test_why_names_the_clause_the_arithmetic_and_earlier_reminders(talk: WardTalk) -> None:
    remind_due(talk.session, WARD, MORNING - timedelta(days=22))
    assert outbox(talk.session) == []
    remind_due(talk.session, WARD, MORNING)
    (row,) = [row for row in outbox(talk.session) if row.person_id == AN]
    row.state = Delivery.UNCERTAIN
    talk.session.flush()
    talk.pass_time(hours=2)
    (said,) = talk.hear("/why")
    assert said.text.splitlines() == [
        "Phòng Văn hóa có việc trong kế hoạch; kế hoạch quy định: “Định kỳ báo cáo 06 tháng, 01 năm gửi về "
        "cơ quan tổng hợp.”",
        "Số liệu chốt Chủ Nhật 14/6/2026; hạn là ngày làm việc kế tiếp: Thứ Hai 15/6/2026, còn 14 ngày làm "
        "việc.",
        "Đây là hạn dự kiến, cơ quan tổng hợp chưa xác nhận.",
        "Đã nhắc 1 lần: 26/5/2026 (Trang web, chưa chắc đã đến).",
    ]


def test_why_names_each_day_off_on_the_way_and_who_confirmed(quick: WardTalk) -> None:
    quick.now = datetime(2026, 11, 23, 2, tzinfo=UTC)
    confirm(quick.session, "2026", date(2026, 12, 18), by="x", now=quick.now)
    assert quick.texts("vì sao tôi bị nhắc")[0].splitlines()[1:] == [
        "Số liệu chốt Thứ Hai 14/12/2026; cơ quan tổng hợp ấn định hạn: Thứ Sáu 18/12/2026, còn 18 "
        "ngày làm việc.",
        "Không tính ngày nghỉ: Ngày Văn hóa Việt Nam 24/11/2026.",
        "Hạn này được xác nhận ngày 23/11/2026.",
        "Trước đây chưa có lần nhắc nào về việc này.",
    ]


def test_the_day_of_a_report_is_no_word_on_a_task_due_at_the_end_of_the_year(quick: WardTalk) -> None:
    confirm(quick.session, "2026", date(2026, 12, 18), by="command", now=NOW)
    ends = quick.session.exec(select(Obligation).where(Obligation.reason == "end_of_year")).first()
    assert ends is not None
    ends.confirmed = True
    text = explain_reminder(quick.session, WARD, ends, AN, MORNING)
    assert "xác nhận" not in text


def test_why_of_a_task_quotes_its_roadmap(quick: WardTalk) -> None:
    quick.now = datetime(2026, 12, 11, 2, tzinfo=UTC)
    quick.session.add(Identity(person_id=2, channel="web", chat="b", linked_at=NOW))
    quick.session.flush()
    other = WardTalk(quick.session, _router(), WARD, "b", now=quick.now)
    (said,) = other.hear("/why")
    (button,) = [value for value, label in said.choices if label == "Về nhiệm vụ 2.1"]
    (task,) = other.hear(press=button)
    assert task.text.splitlines()[:2] == [
        "Kế hoạch giao Phòng Hạ tầng chủ trì nhiệm vụ 2.1: “Xây dựng mô hình”",
        "Lộ trình “Năm 2026, năm 2027” chỉ ghi năm: hạn là ngày cuối năm, Thứ Năm 31/12/2026, còn 14 ngày "
        "làm việc.",
    ]


@pytest.mark.parametrize(
    ("label", "when"),
    [
        ("Ngày mai", "Thứ Tư 27/5/2026 lúc 7h30"),
        ("thu hai toi", "Thứ Hai 1/6/2026 lúc 7h30"),
        ("3", "Thứ Sáu 29/5/2026 lúc 7h30"),
    ],
)
def test_later_says_when(quick: WardTalk, label: str, when: str) -> None:
    remind_due(quick.session, WARD, MORNING)
    assert quick.texts("/later") == ["Đồng chí muốn được nhắc lại khi nào? Chọn hoặc gõ một ngày."]
    assert quick.texts(label) == [f"Trợ lý sẽ nhắc lại {when}, nếu đến lúc đó chưa báo cáo xong."]


def test_later_than_the_due_day_is_said_openly(talk: WardTalk) -> None:
    talk.now = datetime(2026, 6, 12, 2, tzinfo=UTC)
    talk.hear("/later")
    assert talk.texts("Sau 3 ngày làm việc") == [
        "Trợ lý sẽ nhắc lại Thứ Tư 17/6/2026 lúc 7h30. ⚠️ Ngày đó đã sau hạn Thứ Hai 15/6/2026."
    ]
    assert remind_due(talk.session, WARD, datetime(2026, 6, 15, 2, tzinfo=UTC)) == 1
    assert remind_due(talk.session, WARD, datetime(2026, 6, 17, 2, tzinfo=UTC)) == 1
    assert [row.person_id for row in outbox(talk.session)][-1] == AN


def test_tomorrow_on_a_day_off_is_the_next_working_day(quick: WardTalk) -> None:
    calendar = WorkingCalendar({date(2026, 5, 27): "Nghỉ bão"})
    talk = WardTalk(quick.session, _router(), replace(WARD, calendar=calendar), now=MORNING)
    talk.hear("/later")
    assert talk.texts("Ngày mai")[0].startswith("Trợ lý sẽ nhắc lại Thứ Năm 28/5/2026")


def test_with_nothing_due_later_says_when_reminders_come(quick: WardTalk) -> None:
    quick.now = NOW
    (said,) = quick.hear("/later")
    assert said.text.startswith("Hiện đồng chí chưa có việc nào đến hạn.")
    assert said.choices == (("/tasks", "Việc của tôi"),)


def test_a_citizen_and_the_office_have_no_use_for_it(quick: WardTalk) -> None:
    assert WardTalk(quick.session, _router(), WARD, "x").texts("việc của tôi") == ["Heard việc của tôi"]
    assert WardTalk(quick.session, _router(), WARD, "x").texts("/why") == ["Heard /why"]
    assert (
        WardTalk(quick.session, _router(), WARD, "chi").texts("/why")[0].startswith("Hiện đồng chí chưa có")
    )


def test_the_head_of_a_unit_sees_its_tasks(quick: WardTalk) -> None:
    quick.session.add(Seat(unit_id=WORKS, role=Role.HEAD, person_id=3, since=NOW))
    quick.session.flush()
    head = WardTalk(quick.session, _router(), WARD, "chi", now=MORNING)
    (said,) = head.hear("/tasks")
    assert said.text.startswith("⏰ Đồng chí còn 2 việc")
    assert [value for value, _label in said.choices] == ["/update", "/why"]
    assert head.texts("/why")[0].startswith("Phòng Hạ tầng có việc trong kế hoạch")


def test_a_reminder_pressed_after_all_was_reported_is_harmless(quick: WardTalk) -> None:
    for item in (1, 2, 3):
        tell(quick.session, CULTURE, item, "2026-H1", MORNING)
    assert quick.texts(press="/later")[0].startswith("Hiện đồng chí chưa có việc nào đến hạn.")
