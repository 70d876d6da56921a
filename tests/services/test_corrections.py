"""Whoever was told something that has become wrong is told once what holds now."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from bot.services.corrections import correct
from bot.services.deadlines import confirm, list_deadlines
from bot.services.obligations import lay_out
from bot.services.pushes import look
from bot.services.rules import in_force
from storage.corrections import doubtful
from storage.reminders import told_since
from storage.rules import drop_day
from storage.tables import (
    Entry,
    Obligation,
    PlanItem,
    Reminder,
)
from storage.vocabulary import Delivery, Event, MessageKind
from tests.services.correcting import (
    BEFORE,
    FRIDAY,
    HOUR,
    MONDAY,
    corrections,
    due_of,
    said,
    send,
    take_off,
    tell_monday,
)
from tests.services.owing import AN, BINH, WARD, WORKS, mark_sent, outbox, tell


@pytest.fixture
def told(session: Session) -> Session:
    """Everybody has been told that the report of the first half of the year is due on Monday."""
    return tell_monday(session)


@pytest.fixture
def quick(memory_session: Session) -> Session:
    return tell_monday(memory_session)


def test_a_holiday_added_with_tasks_in_flight(told: Session) -> None:
    take_off(told, MONDAY, date(2026, 6, 16))
    look(told, WARD, BEFORE + HOUR)
    assert due_of(told, "report:2026-H1:1") == date(2026, 6, 17)
    assert said(told, AN) == [
        [
            "⚠️ Đính chính nội dung đã báo đồng chí trước đây.",
            "Báo cáo kỳ 6 tháng đầu năm 2026: hạn Thứ Tư 17/6/2026, còn 3 ngày làm việc; không còn là Thứ "
            "Hai 15/6/2026, do lịch nghỉ thay đổi.",
        ]
    ]
    assert {row.person_id for row in corrections(told)} >= {AN, BINH}
    assert all(row.kind is MessageKind.NOTICE for row in corrections(told))
    written = len(outbox(told))
    look(told, WARD, BEFORE + 2 * HOUR)
    assert send(told, BEFORE + 2 * HOUR)
    look(told, WARD, BEFORE + 2 * HOUR)
    assert len(outbox(told)) == written
    lines = told.exec(select(Entry).where(Entry.what == Event.CORRECTED, Entry.person_id == AN)).all()
    assert [(line.detail["was"], line.detail["is"]) for line in lines] == [("2026-06-15", "2026-06-17")]


def test_the_rung_that_stands_is_said_by_the_correction_and_the_next_comes_on_its_day(quick: Session) -> None:
    take_off(quick, MONDAY, date(2026, 6, 16))
    look(quick, WARD, BEFORE + HOUR)
    (row,) = (one for one in corrections(quick) if one.person_id == AN)
    rungs = quick.exec(select(Reminder).where(Reminder.outbox_id == row.id)).all()
    assert [(one.rung, one.arming, one.told_due) for one in rungs] == [(-3, 1, date(2026, 6, 17))]
    assert AN in told_since(quick, BEFORE, [AN])
    send(quick, BEFORE + HOUR)
    before = len(outbox(quick))
    look(quick, WARD, BEFORE + timedelta(days=1))
    assert [one.person_id for one in outbox(quick)[before:] if one.person_id == AN] == []
    look(quick, WARD, datetime(2026, 6, 12, 2, tzinfo=UTC))
    assert "Thứ Tư 17/6/2026" in outbox(quick)[-1].say["text"]


def test_nothing_is_written_at_night_or_on_a_day_off(quick: Session) -> None:
    take_off(quick, MONDAY)
    night, sunday = BEFORE + timedelta(hours=12), datetime(2026, 6, 14, 2, tzinfo=UTC)
    for moment in (night, sunday):
        lay_out(quick, in_force(quick, WARD), moment)
        assert correct(quick, in_force(quick, WARD), moment) == 0


def test_moved_back_before_it_was_written_there_is_nothing_to_say(quick: Session) -> None:
    take_off(quick, MONDAY)
    lay_out(quick, in_force(quick, WARD), BEFORE + HOUR)
    drop_day(quick, MONDAY)
    look(quick, WARD, BEFORE + HOUR)
    assert (due_of(quick, "report:2026-H1:1"), corrections(quick)) == (MONDAY, [])


def test_moved_back_before_it_was_sent_it_is_dropped_and_moved_again_it_is_said(told: Session) -> None:
    take_off(told, MONDAY)
    look(told, WARD, BEFORE + HOUR)
    drop_day(told, MONDAY)
    lay_out(told, in_force(told, WARD), BEFORE + HOUR)
    assert set(send(told, BEFORE + HOUR)) == {Delivery.DROPPED}
    look(told, WARD, BEFORE + HOUR)
    take_off(told, MONDAY)
    look(told, WARD, BEFORE + 2 * HOUR)
    assert set(send(told, BEFORE + 2 * HOUR)) == {Delivery.SENT}
    assert "Thứ Ba 16/6/2026" in said(told, AN)[-1][1]


def test_moved_back_after_it_was_sent_a_second_one_says_so(told: Session) -> None:
    take_off(told, MONDAY)
    look(told, WARD, BEFORE + HOUR)
    send(told, BEFORE + HOUR)
    drop_day(told, MONDAY)
    for _look in range(2):
        look(told, WARD, BEFORE + 2 * HOUR)
    send(told, BEFORE + 2 * HOUR)
    look(told, WARD, BEFORE + 3 * HOUR)
    first, second = said(told, AN)
    assert "hạn Thứ Ba 16/6/2026" in first[1]
    assert "hạn Thứ Hai 15/6/2026, còn 3 ngày làm việc; không còn là Thứ Ba 16/6/2026" in second[1]


def test_moved_twice_before_it_was_sent_one_message_names_the_last_day(quick: Session) -> None:
    take_off(quick, MONDAY)
    look(quick, WARD, BEFORE + HOUR)
    take_off(quick, date(2026, 6, 16))
    look(quick, WARD, BEFORE + HOUR)
    send(quick, BEFORE + HOUR)
    look(quick, WARD, BEFORE + 2 * HOUR)
    (lines,) = said(quick, AN)
    assert "hạn Thứ Tư 17/6/2026, còn 3 ngày làm việc; không còn là Thứ Hai 15/6/2026" in lines[1]


def test_what_falls_out_of_the_plan_is_taken_back_once_and_asked_for_again_once(told: Session) -> None:
    december = datetime(2026, 12, 29, 2, tzinfo=UTC)
    look(told, WARD, december)
    mark_sent(told)
    item = told.get_one(PlanItem, 2)
    item.active = False
    told.flush()
    for _look in range(2):
        look(told, WARD, december + HOUR)
    send(told, december + HOUR)
    look(told, WARD, december + HOUR)
    assert said(told, BINH)[-1][1:] == ["Nhiệm vụ 2.1, hạn Thứ Năm 31/12/2026: không còn phải thực hiện."]
    item = told.get_one(PlanItem, 2)
    item.active = True
    told.flush()
    for _look in range(2):
        look(told, WARD, december + 2 * HOUR)
    send(told, december + 2 * HOUR)
    look(told, WARD, december + 2 * HOUR)
    assert [lines[1] for lines in said(told, BINH)[-2:]] == [
        "Nhiệm vụ 2.1, hạn Thứ Năm 31/12/2026: không còn phải thực hiện.",
        "Nhiệm vụ 2.1: vẫn phải thực hiện, hạn Thứ Năm 31/12/2026, còn 2 ngày làm việc.",
    ]


def test_a_reminder_for_something_cancelled_and_reported_needs_no_word(quick: Session) -> None:
    take_off(quick, MONDAY)
    tell(quick, WORKS, 1, "2026-H1", BEFORE)
    tell(quick, WORKS, 2, "2026-H1", BEFORE)
    look(quick, WARD, BEFORE + HOUR)
    assert said(quick, BINH) == []


def test_a_confirmed_day_is_told_to_those_who_knew_another(quick: Session) -> None:
    confirm(quick, "2026-H1", FRIDAY, by="person:3", now=BEFORE)
    look(quick, WARD, BEFORE + HOUR)
    assert said(quick, AN)[0][1].endswith("do cơ quan tổng hợp ấn định ngày.")


def test_another_roadmap_lets_the_same_task_follow_and_tells_who_knew_the_old_day(told: Session) -> None:
    december = datetime(2026, 12, 22, 2, tzinfo=UTC)
    look(told, WARD, december)
    mark_sent(told)
    item = told.get_one(PlanItem, 2)
    item.roadmap = "28/12/2026"
    told.flush()
    look(told, WARD, december + HOUR)
    rows = told.exec(
        select(Obligation).where(Obligation.item_id == 2, Obligation.period_code == "2026")
    ).all()
    assert [(row.key, row.due, row.arming) for row in rows] == [
        ("task:2:2:2026-12-28", date(2026, 12, 28), 1)
    ]
    assert said(told, BINH)[-1][1] == (
        "Nhiệm vụ 2.1: hạn Thứ Hai 28/12/2026, còn 4 ngày làm việc; không còn là Thứ Năm 31/12/2026, do kế "
        "hoạch thay đổi."
    )


def test_a_confirmed_day_that_is_turned_off_stays_and_the_office_is_asked_once(told: Session) -> None:
    confirm(told, "2026-H1", FRIDAY, by="person:3", now=BEFORE)
    take_off(told, FRIDAY)
    for _look in range(2):
        look(told, WARD, BEFORE + HOUR)
    first = list_deadlines(told)[0]
    assert (first.due, first.confirmed) == (FRIDAY, True)
    asked = [row for row in outbox(told) if (row.key or "").startswith("dayoff:")]
    assert [row.say["text"].splitlines()[0] for row in asked] == [
        "⚠️ Hạn đã xác nhận của báo cáo kỳ 6 tháng đầu năm 2026, Thứ Sáu 19/6/2026, nay là ngày nghỉ "
        "(Nghỉ bù)."
    ]
    assert asked[0].say["choices"] == [["/deadlines", "Xác nhận ngày khác"]]


def test_a_proposed_day_never_moves_into_the_past_nor_after_it_has_passed(quick: Session) -> None:
    take_off(quick, MONDAY, date(2026, 6, 16), date(2026, 6, 17))
    lay_out(quick, in_force(quick, WARD), BEFORE)
    drop_day(quick, MONDAY)
    drop_day(quick, date(2026, 6, 16))
    lay_out(quick, in_force(quick, WARD), datetime(2026, 6, 17, 2, tzinfo=UTC))
    assert due_of(quick, "report:2026-H1:1") == date(2026, 6, 18)
    drop_day(quick, date(2026, 6, 17))
    lay_out(quick, in_force(quick, WARD), datetime(2026, 6, 19, 2, tzinfo=UTC))
    assert due_of(quick, "report:2026-H1:1") == date(2026, 6, 18)


def test_a_look_with_nothing_to_put_right_asks_once(quick: Session) -> None:
    asked: list[str] = []
    event.listen(quick.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert correct(quick, WARD, BEFORE + HOUR) == 0
    assert len(asked) == 1


def test_what_fell_away_and_was_told_is_not_looked_at_again(told: Session) -> None:
    december = datetime(2026, 12, 14, 2, tzinfo=UTC)
    look(told, WARD, december)
    mark_sent(told)
    for item_id in (2, 3):
        told.get_one(PlanItem, item_id).active = False
    told.flush()
    look(told, WARD, december + HOUR)
    assert {row.person_id for row in corrections(told)} >= {AN, BINH}
    send(told, december + HOUR)
    assert doubtful(told) == set()
