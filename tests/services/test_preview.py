"""What would be said in a span of days, by the same rules, with nothing sent."""

import json
from datetime import date, datetime, time

from sqlmodel import Session, col, delete, select

from bot.services.desk import Ward
from bot.services.preview import preview, preview_as_text
from storage.outbox import enqueue
from storage.tables import Identity, Outbox, PlanItem, PlanItemUnit, Unit
from storage.vocabulary import ItemKind, MessageKind, Part
from tests.services.owing import WARD, owing
from tests.ward import NOW, ZONE

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def test_a_year_is_foreseen_for_everybody_in_a_seat_and_for_empty_ones(session: Session) -> None:
    session.execute(delete(Identity).where(col(Identity.person_id) == 1))
    messages = preview(owing(session), WARD, FIRST, LAST)
    first = [each for each in messages if each.at.date() == date(2026, 5, 26)]
    assert [each.to for each in first] == ["An (Phòng Văn hóa)", "Bình (Phòng Hạ tầng)", "Trường học"]
    assert first[0].as_data() == {
        "at": "2026-05-26T07:30:00+07:00",
        "to": "An (Phòng Văn hóa)",
        "kind": "reminder",
        "period": "2026-H1",
        "subject": "Báo cáo kỳ 6 tháng đầu năm 2026",
        "text": "⏰ Đồng chí còn 3 việc cần báo cáo kỳ 6 tháng đầu năm 2026.\n"
        "Hạn: Thứ Hai 15/6/2026, còn 14 ngày làm việc (hạn dự kiến, chưa xác nhận).",
    }
    assert messages == sorted(messages, key=lambda each: each.at)
    assert all(WARD.hours.is_open(each.at, WARD.calendar) for each in messages)
    assert json.loads(json.dumps([each.as_data() for each in messages]))


def test_the_caller_throws_it_all_away(session: Session) -> None:
    owing(session).commit()
    assert preview(session, WARD, FIRST, LAST)
    session.rollback()
    assert session.exec(select(Outbox)).all() == []


def test_messages_of_others_are_foreseen_too(memory_session: Session) -> None:
    def look(session: Session, _ward: Ward, now: datetime) -> None:
        say = {"text": "Mai có buổi đối thoại.\nTại nhà văn hóa."}
        kind = MessageKind.SUBSCRIPTION
        if now.astimezone(ZONE).time() >= time(8):
            enqueue(session, channel="web", chat="dan", kind=kind, say=say, now=now, key="meeting")

    (found,) = preview(owing(memory_session), WARD, date(2026, 3, 1), date(2026, 3, 3), look)
    assert (found.to, found.kind, found.subject) == ("web:dan", "subscription", "Mai có buổi đối thoại.")
    assert preview_as_text([found]) == (
        "Chủ Nhật 1/3/2026 8h00 → web:dan\nMai có buổi đối thoại.\nTại nhà văn hóa."
    )


def test_a_quiet_span_says_so(memory_session: Session) -> None:
    assert preview_as_text(preview(memory_session, WARD, FIRST, LAST)) == (
        "Không có tin nào được gửi trong những ngày này."
    )


def test_a_year_of_a_whole_plan_is_foreseen_for_every_unit(memory_session: Session) -> None:
    session = owing(memory_session)
    session.add_all(Unit(id=n, code=f"U{n}", name=f"Đơn vị {n}") for n in range(10, 25))
    session.flush()
    for n in range(10, 25):
        roadmap = ("Thường xuyên", "Hằng năm", "Quý III/2026")[n % 3]
        task = {"kind": ItemKind.TASK, "code": f"9.{n}", "heading": "", "text": "x", "roadmap": roadmap}
        session.add(PlanItem.model_validate({**task, "id": n, "position": n, "version_id": 1}))
        session.flush()
        session.add_all(
            PlanItemUnit(item_id=n, unit_id=unit, part=Part.LEAD, position=unit, written="")
            for unit in range(10, 25)
        )
    messages = preview(session, WARD, FIRST, LAST)
    assert len({each.to for each in messages}) == 18
    assert NOW.year == messages[0].at.year
