"""One message a day to each person; nothing before its time, and the last rung waits for nothing."""

from datetime import date

import pytest
from sqlmodel import Session, select

from bot.conversation.messages import Say
from bot.conversation.router import Router
from bot.services.desk import Desk
from bot.services.reminders import remind_due
from handlers.subscriptions import PART as SUBSCRIPTIONS
from storage.reminders import snooze
from storage.tables import Identity, Obligation, Seat
from storage.vocabulary import MessageKind, ObligationKind, Role
from tests.services.above import HA, LONG, day_of, days_pass, june, owe, said_to, whole_ward
from tests.services.owing import AN, BINH, CHI, CULTURE, WARD, WORKS, reminders
from tests.ward import WardTalk


@pytest.fixture
def ward_session(session: Session) -> Session:
    return whole_ward(session)


@pytest.fixture
def memory(memory_session: Session) -> Session:
    return whole_ward(memory_session)


def test_one_message_a_day_says_own_things_first_and_then_who_is_late(memory: Session) -> None:
    owe(memory, ObligationKind.CONCLUSION, CULTURE, date(2026, 6, 18), "Sửa đèn ngõ 3", confirmed=True)
    memory.add(Seat(unit_id=CULTURE, role=Role.FOCAL, person_id=LONG, since=june(1), position=1))
    memory.flush()
    rows = [row for row in days_pass(memory, june(1), 15, 22) if row.person_id == LONG]
    assert [row.kind for row in rows] == [MessageKind.REMINDER, MessageKind.REMINDER]
    lines = rows[1].say["text"].splitlines()
    assert lines[0] == "⏰ Đồng chí còn 3 việc cần báo cáo kỳ 6 tháng đầu năm 2026."
    assert lines[-2] == "⚠️ Phòng Hạ tầng chưa hoàn thành việc đã quá hạn."
    assert lines[-1].startswith("Báo cáo kỳ 6 tháng đầu năm 2026, hạn Thứ Hai 15/6/2026")
    assert len(lines) <= 5


def test_nothing_is_said_before_it_opens(memory: Session) -> None:
    one = owe(
        memory,
        ObligationKind.CONCLUSION,
        WORKS,
        date(2026, 6, 4),
        "Sửa đèn",
        opens=date(2026, 6, 3),
        confirmed=True,
    )
    days_pass(memory, june(1), 1, 2)
    assert [each for each in reminders(memory) if each[0] == one.key] == []
    days_pass(memory, june(1), 3)
    assert [each for each in reminders(memory) if each[0] == one.key] == [(one.key, -1, BINH)]


def test_a_duty_of_law_is_the_office_s_own_and_goes_to_the_leader(memory: Session) -> None:
    owe(
        memory,
        ObligationKind.DUTY,
        CULTURE,
        date(2026, 6, 4),
        "",
        reason="announce",
        of_day=date(2026, 6, 11),
    )
    rows = days_pass(memory, june(1), 1, 3, 4, 5, 8, 9)
    seen = [(day_of(row), row.person_id, row.kind) for row in rows if row.person_id not in (AN, BINH)]
    assert seen == [
        (1, CHI, MessageKind.REMINDER),
        (4, CHI, MessageKind.REMINDER),
        (9, LONG, MessageKind.ESCALATION),
    ]


def test_the_last_rung_waits_for_nothing_that_was_said_today(ward_session: Session) -> None:
    snooze(ward_session, BINH, [_report(ward_session, WORKS)], june(15, 14))
    late = owe(ward_session, ObligationKind.CONCLUSION, WORKS, date(2026, 6, 12), "Sửa đèn", confirmed=True)
    first = days_pass(ward_session, june(1), 12)
    ward_session.add(Identity(person_id=AN, channel="web", chat="mới", linked_at=june(15, 7)))
    ward_session.flush()
    rows = [*first, *days_pass(ward_session, june(1), 15)]
    assert [row.key for row in said_to(rows, AN)] == ["digest:1:2026-06-12", "digest:1:2026-06-15:1.0"]
    assert [row.key for row in said_to(rows, BINH)] == ["digest:2:2026-06-12"]
    again = days_pass(ward_session, june(1, 14, 30), 15, 15)
    assert [row.key for row in said_to(again, BINH)] == ["digest:2:2026-06-15"]
    assert late.due == date(2026, 6, 12)


def test_a_second_message_of_a_day_is_only_for_what_is_due_that_day(memory: Session) -> None:
    one = owe(memory, ObligationKind.CONCLUSION, WORKS, date(2026, 6, 12), "Sửa đèn", confirmed=True)
    snooze(memory, BINH, [one.id or 0], june(12, 14))
    first = days_pass(memory, june(1), 12)
    second = days_pass(memory, june(1, 14), 12)
    assert [row.key for row in said_to([*first, *second], BINH)] == [
        "digest:2:2026-06-12",
        f"digest:2:2026-06-12:{one.id}.0",
    ]
    assert days_pass(memory, june(1, 15), 12) == []


def test_nothing_goes_up_in_the_night_or_on_a_day_off(memory: Session) -> None:
    days_pass(memory, june(1), 12, 15)
    assert [remind_due(memory, WARD, june(*when)) for when in ((16, 3), (16, 20), (20, 9))] == [0, 0, 0]


def _report(session: Session, unit_id: int) -> int:
    wanted = select(Obligation.id).where(Obligation.key == f"report:2026-H1:{unit_id}")
    return session.exec(wanted).one() or 0


def test_a_head_hears_again_of_the_next_thing_only(memory: Session) -> None:
    days_pass(memory, june(1), 12, 15, 16)
    assert said_to(days_pass(memory, june(1), 17, 18, 19, 22), HA) == []


def test_who_wants_no_news_is_reminded_of_duties_all_the_same(memory: Session) -> None:
    router: Router[Desk] = Router(
        flows={},
        commands=SUBSCRIPTIONS.commands,
        fallback=lambda _chat, answer: Say(answer.text),
        help=lambda _chat: Say("Help."),
        files=lambda _chat, _answer: Say("Files."),
    )
    said = WardTalk(memory, router, WARD, "an", now=june(11)).texts("/unremind")
    assert said != ["/unremind"]
    assert [row.kind for row in said_to(days_pass(memory, june(1), 12), AN)] == [MessageKind.REMINDER]
