"""What is late goes up a rung at a time: head, office, leader; each is told what came before."""

from datetime import date

import pytest
from sqlmodel import Session, select

from bot.services.calls import call_list, called
from bot.services.outages import beat
from bot.services.reminders import recheck, remind_due, unreached
from storage.outages import add_outage
from storage.tables import Identity, Seat
from storage.vocabulary import Delivery, MessageKind, ObligationKind, Role
from tests.services.above import HA, LONG, day_of, days_pass, june, owe, said_to, whole_ward
from tests.services.linked import unlink_all
from tests.services.owing import (
    AN,
    BINH,
    CHI,
    CULTURE,
    SCHOOL,
    WARD,
    WORKS,
    mark_sent,
    outbox,
    reminders,
    tell,
)

REPORT = "report:2026-H1:1"


@pytest.fixture
def ward_session(session: Session) -> Session:
    return whole_ward(session)


@pytest.fixture
def memory(memory_session: Session) -> Session:
    return whole_ward(memory_session)


def give_up(session: Session, *person_ids: int) -> None:
    """Nobody sits in their seats any more."""
    for seat in session.exec(select(Seat)):
        if seat.person_id in person_ids:
            session.delete(seat)
    session.flush()


def test_head_office_and_leader_hear_in_that_order(ward_session: Session) -> None:
    rows = days_pass(ward_session, june(1), 10, 12, 15, 16, 17, 18, 19, 22, 23)
    above = [row for row in rows if row.person_id in (HA, CHI, LONG)]
    assert [(day_of(row), row.person_id) for row in above] == [(16, HA), (18, CHI), (22, LONG)]
    assert {row.kind for row in above} == {MessageKind.ESCALATION}
    assert [each for each in reminders(ward_session) if each[0] == REPORT and each[2] != AN] == [
        (REPORT, 1, HA),
        (REPORT, 3, CHI),
        (REPORT, 5, LONG),
    ]


def test_the_head_is_told_who_was_reminded_when_and_what_became_of_it(ward_session: Session) -> None:
    rows = days_pass(ward_session, june(1), 10, 12, 15)
    rows[-2].state = Delivery.ACKNOWLEDGED
    ward_session.flush()
    [told] = said_to(days_pass(ward_session, june(1), 16), HA)
    assert told.say["text"].splitlines() == [
        "⚠️ Phòng Văn hóa chưa hoàn thành việc đã quá hạn.",
        "Báo cáo kỳ 6 tháng đầu năm 2026, hạn Thứ Hai 15/6/2026 (dự kiến), trễ 1 ngày làm việc, "
        "tính từ 16/6/2026.",
        "Đã nhắc An trong 3 ngày, gần nhất: 10/6/2026 (đã gửi), 12/6/2026 (đã gửi), 15/6/2026 (đã xem).",
    ]
    assert [value for value, _label in told.say["choices"]] == ["/why", "/tasks"]


def test_the_leader_reads_a_line_a_unit_with_all_that_came_before(memory: Session) -> None:
    [told] = said_to(days_pass(memory, june(1), 12, 15, 16, 18, 22), LONG)
    assert told.say["text"].splitlines() == [
        "⚠️ Có 2 đơn vị chưa hoàn thành việc đã quá hạn.",
        "Phòng Văn hóa: Báo cáo kỳ 6 tháng đầu năm 2026, hạn 15/6/2026 (dự kiến), trễ 5 ngày làm việc, tính "
        "từ 16/6/2026. Đã nhắc An trong 2 ngày, gần nhất: 15/6/2026 (đã gửi). Sau đó đã báo: Hà ngày "
        "16/6/2026 (đã gửi), Chi ngày 18/6/2026 (đã gửi).",
        "Phòng Hạ tầng: Báo cáo kỳ 6 tháng đầu năm 2026, hạn 15/6/2026 (dự kiến), trễ 5 ngày làm việc, tính "
        "từ 16/6/2026. Đã nhắc Bình trong 2 ngày, gần nhất: 15/6/2026 (đã gửi). Sau đó đã báo: Chi ngày "
        "18/6/2026 (đã gửi).",
    ]
    assert [value for value, _label in told.say["choices"]] == ["/board"]


def test_nobody_above_hears_of_what_was_reported_in_time(memory: Session) -> None:
    days_pass(memory, june(1), 12)
    for item in (1, 2, 3):
        tell(memory, CULTURE, item, "2026-H1", june(15))
    for item in (1, 2):
        tell(memory, WORKS, item, "2026-H1", june(15))
    assert days_pass(memory, june(1), 15, 16, 17, 18, 19, 22, 23) == []


def test_where_a_unit_has_no_head_the_office_is_the_next_to_hear(memory: Session) -> None:
    rows = days_pass(memory, june(1), 12, 15, 16, 17, 18)
    works = [each for each in reminders(memory) if each[0] == "report:2026-H1:2" and each[2] != BINH]
    assert works == [("report:2026-H1:2", 3, CHI)]
    assert "Phòng Hạ tầng" in said_to(rows, CHI)[0].say["text"]


def test_a_head_who_answers_for_the_unit_too_hears_once(memory: Session) -> None:
    memory.add(Seat(unit_id=CULTURE, role=Role.FOCAL, person_id=HA, since=june(1), position=1))
    memory.flush()
    rows = said_to(days_pass(memory, june(1), 12, 15, 16, 17), HA)
    assert [(day_of(row), row.kind) for row in rows] == [
        (12, MessageKind.REMINDER),
        (15, MessageKind.REMINDER),
    ]


def test_a_head_stands_in_where_there_is_no_focal_point(memory: Session) -> None:
    give_up(memory, AN)
    [told] = said_to(days_pass(memory, june(1), 12), HA)
    assert (told.kind, told.say["text"].splitlines()[0]) == (
        MessageKind.REMINDER,
        "⏰ Đồng chí còn 3 việc cần báo cáo kỳ 6 tháng đầu năm 2026.",
    )


def test_a_unit_with_nobody_at_all_goes_up_by_the_calendar(memory: Session) -> None:
    give_up(memory, AN, HA)
    [told] = said_to(days_pass(memory, june(1), 12, 15, 18), CHI)
    assert told.say["text"].splitlines()[1] == (
        "Phòng Hạ tầng: Báo cáo kỳ 6 tháng đầu năm 2026, hạn 15/6/2026 (dự kiến), trễ 3 ngày làm việc, tính "
        "từ 16/6/2026. Đã nhắc Bình trong 2 ngày, gần nhất: 15/6/2026 (đã gửi)."
    )
    assert told.say["text"].splitlines()[2] == (
        "Phòng Văn hóa: Báo cáo kỳ 6 tháng đầu năm 2026, hạn 15/6/2026 (dự kiến), đã qua 3 ngày làm việc. "
        "Chưa nhắc được ai vì đơn vị chưa có người phụ trách."
    )


def test_of_many_units_the_longest_late_are_named_and_the_rest_counted(memory: Session) -> None:
    for n in range(4):
        owe(memory, ObligationKind.TASK, SCHOOL + n * 100, date(2026, 6, 1 + n), str(n), item_id=1)
    told = said_to(days_pass(memory, june(1), 12, 15, 22), LONG)[-1]
    lines = told.say["text"].splitlines()
    assert lines[0] == "⚠️ Có 6 đơn vị chưa hoàn thành việc đã quá hạn."
    assert (len(lines), lines[-1]) == (5, "Và 3 đơn vị nữa.")


def test_beside_much_of_one_s_own_the_longest_late_is_named_and_none_is_counted_twice(
    memory: Session,
) -> None:
    give_up(memory, AN, HA)
    for n in range(4):
        due = date(2026, 6, 15 + n)
        owe(
            memory, ObligationKind.DUTY, CULTURE, due, str(n), reason="announce", of_day=date(2026, 6, 25 + n)
        )
    [*_before, told] = said_to(days_pass(memory, june(1), 12, 15, 18), CHI)
    lines = told.say["text"].splitlines()
    assert len(lines) == 5
    assert lines[3] == "⚠️ Có 2 đơn vị chưa hoàn thành việc đã quá hạn."
    assert lines[4].startswith("Phòng Hạ tầng: Báo cáo kỳ 6 tháng đầu năm 2026")


def test_who_was_never_reached_is_not_late_but_to_be_called(memory: Session) -> None:
    unlink_all(memory, AN)
    rows = days_pass(memory, june(1), 12, 15, 16, 17, 18)
    assert said_to(rows, HA) == []
    assert "Phòng Văn hóa" not in said_to(rows, CHI)[0].say["text"]
    assert [call.person_id for call in call_list(memory, WARD, june(18))] == [AN]
    called(memory, WARD, AN, "person:3", june(18))
    [told] = said_to(days_pass(memory, june(1), 19), HA)
    assert told.say["text"].splitlines()[1:] == [
        "Báo cáo kỳ 6 tháng đầu năm 2026, hạn Thứ Hai 15/6/2026 (dự kiến), trễ 1 ngày làm việc, "
        "tính từ 19/6/2026.",
        "Đã nhắc An trong 1 ngày, gần nhất: 18/6/2026 (đã gọi điện).",
    ]


def test_who_signed_in_after_the_ladder_began_has_seen_it(memory: Session) -> None:
    unlink_all(memory, AN)
    memory.add(Identity(person_id=AN, channel="web", chat="nhà", linked_at=june(15, 10)))
    memory.flush()
    [told] = said_to(days_pass(memory, june(1, 9), 16), HA)
    assert told.say["text"].splitlines()[2] == "Đơn vị đã xem việc này khi đăng nhập ngày 15/6/2026."


def test_a_day_without_intake_is_taken_off_and_named(memory: Session) -> None:
    days_pass(memory, june(1), 12, 15)
    add_outage(memory, "", june(16, 6), june(16, 17))
    rows = days_pass(memory, june(1), 17, 18, 19)
    assert [day_of(row) for row in said_to(rows, HA)] == [17]
    assert [day_of(row) for row in said_to(rows, CHI)] == [19]
    assert said_to(rows, HA)[0].say["text"].splitlines()[1:3] == [
        "Báo cáo kỳ 6 tháng đầu năm 2026, hạn Thứ Hai 15/6/2026 (dự kiến), trễ 1 ngày làm việc, "
        "tính từ 17/6/2026.",
        "Không tính 1 ngày hệ thống không nhận được báo cáo: 16/6/2026.",
    ]


def test_three_days_without_a_look_over_the_due_date_count_for_nobody(memory: Session) -> None:
    days_pass(memory, june(1), 12)
    beat(memory, june(14, 16))
    beat(memory, june(17, 16))
    remind_due(memory, WARD, june(17, 16))
    assert [row for row in outbox(memory) if row.kind is MessageKind.ESCALATION] == []
    mark_sent(memory)
    assert [day_of(row) for row in said_to(days_pass(memory, june(1), 18), HA)] == [18]


def test_an_escalation_is_judged_again_when_it_is_sent(ward_session: Session) -> None:
    days_pass(ward_session, june(1), 12, 15)
    remind_due(ward_session, WARD, june(16))
    [told] = said_to(outbox(ward_session), HA)
    assert recheck(ward_session, told, WARD, june(16)) == told.say
    for item in (1, 2, 3):
        tell(ward_session, CULTURE, item, "2026-H1", june(16))
    assert recheck(ward_session, told, WARD, june(16)) is None


def test_a_leader_nobody_can_write_to_is_called_like_anybody_else(memory: Session) -> None:
    unlink_all(memory, LONG)
    days_pass(memory, june(1), 12, 15, 16, 18)
    assert unreached(memory, WARD, june(19)) == []
    assert [to.holder.person_id for to in unreached(memory, WARD, june(22))] == [LONG]
    assert [call.place.name for call in call_list(memory, WARD, june(22))] == ["Long"]


def test_late_things_of_different_days_are_said_again_together(ward_session: Session) -> None:
    for day in (1, 2, 3):
        owe(
            ward_session,
            ObligationKind.CONCLUSION,
            CULTURE,
            date(2026, 6, day),
            f"Việc {day}",
            confirmed=True,
        )
    rows = said_to(days_pass(ward_session, june(1), *range(1, 31)), AN)
    assert [day_of(row) for row in rows] == [1, 2, 3, 4, 10, 12, 15, 22, 29]


def test_what_is_due_today_is_said_before_what_is_long_late(ward_session: Session) -> None:
    owe(ward_session, ObligationKind.CONCLUSION, CULTURE, date(2026, 5, 4), "Việc đã muộn", confirmed=True)
    owe(ward_session, ObligationKind.CONCLUSION, CULTURE, date(2026, 6, 10), "Việc hôm nay", confirmed=True)
    [row] = said_to(days_pass(ward_session, june(10), 10), AN)
    text = row.say["text"]
    assert 0 < text.index("Việc hôm nay") < text.index("Việc đã muộn")
