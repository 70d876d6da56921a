"""Why somebody is reminded, for everything that may lie behind it, in seven lines at most."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.services.dating import extend, move_due
from bot.services.obligations import lay_out
from bot.services.reminders import remind_due
from bot.services.why import explain_reminder
from storage.saying import Rung, keep_said
from storage.tables import Extension, Handover, Leave, Obligation, Outage, Outbox, Seat
from storage.vocabulary import Delivery, MessageKind, Moved, ObligationKind, Role
from tests.services.owing import AN, BINH, CULTURE, SCHOOL, WARD, WORKS, mark_sent, owing
from tests.ward import NOW

MORNING = datetime(2026, 5, 26, 2, tzinfo=UTC)
CHI = 3


@pytest.fixture
def quick(memory_session: Session) -> Session:
    lay_out(owing(memory_session), WARD, NOW)
    return memory_session


@pytest.fixture
def ward(session: Session) -> Session:
    lay_out(owing(session), WARD, NOW)
    return session


def report(session: Session) -> Obligation:
    return session.exec(select(Obligation).where(Obligation.key == f"report:2026-H1:{WORKS}")).one()


def why(session: Session, now: datetime, person: int = BINH, one: Obligation | None = None) -> list[str]:
    session.flush()
    return explain_reminder(session, WARD, one or report(session), person, now).splitlines()


def add(session: Session, *rows: Any) -> None:
    session.add_all(rows)
    session.flush()


def escalated(session: Session, role: Role, person: int, at: datetime) -> None:
    """Somebody above was told."""
    row = Outbox(
        channel="web",
        chat="x",
        kind=MessageKind.ESCALATION,
        say={},
        state=Delivery.SENT,
        not_before=at,
        created_at=at,
    )
    add(session, row)
    one = report(session)
    keep_said(session, [Rung(one.id or 0, one.arming, 1, role, one.due)], person, row.id or 0, at)


def test_longer_that_was_given_stands_beside_the_first_date(ward: Session) -> None:
    extend(ward, report(ward), date(2026, 6, 19), MORNING, person_id=AN)
    assert why(ward, MORNING)[1:] == [
        "Số liệu chốt Chủ Nhật 14/6/2026; hạn là ngày làm việc kế tiếp: Thứ Hai 15/6/2026.",
        "Đã được gia hạn đến Thứ Sáu 19/6/2026, còn 18 ngày làm việc; hạn ban đầu 15/6/2026.",
        "Trước đây chưa có lần nhắc nào về việc này.",
    ]


def test_a_date_that_moved_says_from_where_and_why(ward: Session) -> None:
    move_due(ward, [report(ward)], date(2026, 6, 16), Moved.CALENDAR, MORNING)
    assert "Ngày 26/5/2026, hạn dời từ 15/6/2026 sang 16/6/2026 vì lịch nghỉ thay đổi." in why(ward, MORNING)


def test_each_message_is_told_with_its_channel_and_fate_and_who_else_was_told(ward: Session) -> None:
    remind_due(ward, WARD, MORNING)
    mark_sent(ward)
    escalated(ward, Role.LEADER, CHI, MORNING + timedelta(days=1))
    escalated(ward, Role.HEAD, AN, MORNING + timedelta(days=1))
    assert why(ward, MORNING + timedelta(days=2))[-2:] == [
        "Đã nhắc 1 lần: 26/5/2026 (Trang web, đã gửi).",
        "Cũng đã báo: An (trưởng đơn vị) ngày 27/5/2026, Chi (lãnh đạo phường) ngày 27/5/2026.",
    ]


def test_what_was_said_by_telephone_is_told(quick: Session) -> None:
    remind_due(quick, WARD, MORNING)
    for row in quick.exec(select(Outbox)):
        row.channel = "call"
    assert why(quick, MORNING + timedelta(hours=1))[-1] == "Đã nhắc 1 lần: 26/5/2026 (gọi điện)."


def test_how_late_it_counts_leaves_out_what_was_no_fault_of_the_unit(ward: Session) -> None:
    friday = datetime(2026, 6, 19, 2, tzinfo=UTC)
    assert why(ward, friday)[-1] == "Chưa tính là trễ: trước đó chưa lời nhắc nào tới được đơn vị."
    remind_due(ward, WARD, MORNING)
    mark_sent(ward)
    assert why(ward, friday)[-1] == "Tính trễ 4 ngày làm việc, từ 16/6/2026."
    down = datetime(2026, 6, 17, tzinfo=UTC)
    add(ward, Outage(began_at=down, ended_at=down + timedelta(hours=12)))
    assert why(ward, friday)[-1] == (
        "Tính trễ 3 ngày làm việc, từ 16/6/2026; không tính những ngày không nhận được báo cáo: 17/6/2026."
    )


def test_a_deputy_is_told_for_whom_and_until_when(ward: Session) -> None:
    leave = Leave(
        person_id=BINH, deputy_id=AN, starts=date(2026, 5, 25), ends=date(2026, 5, 29), created_at=NOW
    )
    add(ward, leave)
    said = why(ward, MORNING, AN)
    assert "Đồng chí nhận thay Bình, nghỉ đến 29/5/2026." in said
    assert not any("nhận thay" in line for line in why(ward, MORNING + timedelta(days=7), AN))


def test_a_request_that_waits_is_told(ward: Session) -> None:
    one = report(ward).id or 0
    handed = Handover(obligation_id=one, from_unit=WORKS, to_unit=SCHOOL, asked_by=BINH, asked_at=MORNING)
    add(ward, handed)
    assert why(ward, MORNING)[-1] == "Đơn vị kia chưa trả lời đề nghị chuyển việc ngày 26/5/2026."
    add(
        ward,
        Extension(
            obligation_id=one, asked_by=BINH, asked_at=MORNING, wanted=date(2026, 6, 19), reason="thiếu người"
        ),
    )
    assert why(ward, MORNING)[-1] == "Đề nghị gia hạn đến 19/6/2026 của Bình chờ quyết định từ 26/5/2026."


def _duty(session: Session, kind: ObligationKind, reason: str, text: str = "") -> Obligation:
    row = {
        "key": "duty:post:2026-06",
        "kind": kind,
        "unit_id": CULTURE,
        "due": date(2026, 6, 5),
        "of_day": date(2026, 6, 12),
    }
    one = Obligation.model_validate({**row, "reason": reason, "text": text})
    add(session, one)
    return one


def test_a_duty_is_explained_by_its_source_and_not_asserted_where_that_is_unsure(quick: Session) -> None:
    one = _duty(quick, ObligationKind.DUTY, "announce")
    assert why(quick, MORNING, CHI, one)[:2] == [
        "Công bố đối thoại ngày 12/6/2026: theo Luật Tổ chức chính quyền địa phương số 72/2025/QH15.",
        "Tính từ Thứ Sáu 12/6/2026, hạn là Thứ Sáu 5/6/2026, còn 8 ngày làm việc.",
    ]
    one.reason = "post"
    assert why(quick, MORNING, CHI, one)[0] == (
        "Niêm yết lịch tiếp công dân tháng 6/2026: có thể theo Luật Tiếp công dân; "
        "bộ phận tổng hợp chưa xác nhận quy định này."
    )


def test_a_conclusion_is_quoted_with_who_has_it_to_do(quick: Session) -> None:
    one = _duty(quick, ObligationKind.CONCLUSION, "", "Sửa vỉa hè")
    assert why(quick, MORNING, AN, one)[:2] == [
        "Kết luận đối thoại ngày 12/6/2026: “Sửa vỉa hè”; giao Phòng Văn hóa thực hiện.",
        "Theo kết luận, việc này phải xong chậm nhất Thứ Sáu 5/6/2026, còn 8 ngày làm việc.",
    ]


def test_with_all_of_it_at_once_it_stays_short_and_keeps_what_matters_most(ward: Session) -> None:
    remind_due(ward, WARD, MORNING)
    mark_sent(ward)
    one = report(ward)
    move_due(ward, [one], date(2026, 6, 16), Moved.CALENDAR, MORNING)
    extend(ward, one, date(2026, 6, 19), MORNING, person_id=AN)
    escalated(ward, Role.LEADER, CHI, MORNING)
    add(
        ward,
        Seat(unit_id=WORKS, role=Role.HEAD, person_id=AN, since=NOW),
        Leave(person_id=BINH, deputy_id=AN, starts=date(2026, 6, 1), ends=date(2026, 12, 29), created_at=NOW),
        Extension(
            obligation_id=one.id or 0, asked_by=BINH, asked_at=MORNING, wanted=date(2026, 6, 30), reason="x"
        ),
    )
    said = why(ward, datetime(2026, 9, 7, 2, tzinfo=UTC), AN)
    assert len(said) == 7
    assert _about(said) == ["gia hạn đến Thứ Sáu", "nhận thay", "trễ", "chờ quyết định"]


def _about(said: Sequence[str]) -> list[str]:
    words = ("gia hạn đến Thứ Sáu", "nhận thay", "trễ", "chờ quyết định", "hạn dời từ")
    return [word for word in words if any(word in line for line in said)]


def test_every_kind_and_reason_there_is_can_be_explained(quick: Session) -> None:
    for one in quick.exec(select(Obligation).order_by(col(Obligation.id))):
        said = why(quick, MORNING, AN, one)
        assert 2 <= len(said) <= 7
