"""What would be said in a span of days, by the same rules, with nothing sent."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import Session, SQLModel, col, delete, func, select

from bot.errors import BadInput
from bot.services.obligations import lay_out
from bot.services.preview import look_ahead, preview
from bot.services.preview_whom import whom
from bot.services.preview_words import preview_as_text
from bot.services.pushes import write_due
from bot.services.rules import in_force
from storage.meetings import subscribe
from storage.outbox import take_as_sent
from storage.tables import Identity, Meeting, PlanItem, PlanItemUnit, Seat, Unit
from storage.vocabulary import ItemKind, MeetingKind, MeetingMode, MeetingStatus, Part, Role
from tests.services.owing import BINH, CULTURE, SCHOOL, WARD, outbox, owing
from tests.ward import NOW, ZONE

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def test_a_year_is_foreseen_for_everybody_in_a_seat_and_for_empty_ones(memory_session: Session) -> None:
    memory_session.execute(delete(Identity).where(col(Identity.person_id) == 1))
    messages = preview(owing(memory_session), WARD, FIRST, LAST)
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
    before = rows(session)
    assert preview(session, WARD, date(2026, 5, 1), date(2026, 7, 31))
    session.rollback()
    assert rows(session) == before


def test_what_is_foreseen_is_what_is_then_written(memory_session: Session) -> None:
    assert foreseen_and_written(memory_session, date(2026, 5, 20), date(2026, 8, 20)) > 10


def test_what_is_foreseen_is_what_is_then_written_on_either_database(session: Session) -> None:
    assert foreseen_and_written(session, date(2026, 5, 20), date(2026, 6, 20)) > 10


def foreseen_and_written(session: Session, first: date, last: date) -> int:
    """Look ahead, throw that away, live through the same days, and compare; how much was said."""
    owing(session)
    session.add(Seat(unit_id=SCHOOL, role=Role.FOCAL, person_id=BINH, since=NOW))
    meeting(session, datetime(2026, 6, 2, 8, 30, tzinfo=ZONE), asked=NOW)
    meeting(session, datetime(2026, 6, 20, 9, tzinfo=ZONE), asked=datetime(2026, 6, 19, 15, tzinfo=ZONE))
    session.add(Seat(unit_id=CULTURE, role=Role.HEAD, person_id=BINH, since=NOW, position=1))
    lay_out(session, WARD, NOW)
    with session.begin_nested() as savepoint:
        foreseen = preview(session, WARD, first, last)
        savepoint.rollback()
    session.expire_all()
    for moment in looking(first, last):
        write_due(session, in_force(session, WARD), moment)
        take_as_sent(session, moment)
    written = [(row.created_at, row.kind, row.say["text"]) for row in outbox(session)]

    assert [(one.at.astimezone(UTC), one.kind, one.text) for one in foreseen] == written
    return len(written)


def looking(first: date, last: date) -> Iterator[datetime]:
    """Moments of each day, those among them at which something may come."""
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        for clock in (time(7), time(7, 30), time(8), time(10), time(13, 30), time(16), time(21)):
            yield datetime.combine(day, clock, ZONE).astimezone(UTC)


def test_one_person_or_one_unit_is_looked_ahead_for(memory_session: Session) -> None:
    owing(memory_session)
    asked = {"unit": "", "person": ""}, {"person": "bình"}, {"unit": "U1"}, {"unit": "trường học"}
    wanted = [whom(memory_session, **each) for each in asked]
    ahead = look_ahead(memory_session, WARD, FIRST, LAST)
    everything, binh, culture, school = ({one.to for one in ahead.said(each)} for each in wanted)
    assert binh == {"Bình (Phòng Hạ tầng)"}
    assert culture >= {"An (Phòng Văn hóa)"}
    assert school == {"Trường học", "Chi (Phòng Văn hóa)"}
    assert everything >= {"An (Phòng Văn hóa)", "Bình (Phòng Hạ tầng)", "Trường học"}


def test_whoever_is_not_known_is_told_who_comes_nearest(memory_session: Session) -> None:
    owing(memory_session)
    with pytest.raises(BadInput) as unit:
        whom(memory_session, unit="Phòng Văn hoa the thao")
    with pytest.raises(BadInput) as person:
        whom(memory_session, person="Binh Bong")
    assert str(unit.value.values["names"]).partition(",")[0] == "Phòng Văn hóa"
    assert str(person.value.values["names"]).partition(",")[0] == "Bình"


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
    assert len({each.to for each in messages} - {"Chi (Phòng Văn hóa)"}) == 18
    assert NOW.year == messages[0].at.year


def rows(session: Session) -> dict[str, int]:
    counted = ((name, select(func.count()).select_from(t)) for name, t in SQLModel.metadata.tables.items())
    return {name: session.scalar(wanted) or 0 for name, wanted in counted}


def meeting(session: Session, starts: datetime, *, asked: datetime) -> None:
    """A meeting that a citizen's chat wants to be reminded of."""
    row = Meeting(
        code=f"TD-{starts:%m%d}",
        kind=MeetingKind.RECEPTION,
        topic="Tiếp công dân",
        audience="Mọi công dân",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        place="Phòng tiếp công dân",
        chair="Chủ tịch",
        mode=MeetingMode.IN_PERSON,
        status=MeetingStatus.UPCOMING,
        as_of=NOW,
    )
    session.add(row)
    session.flush()
    subscribe(session, "web", "dan", row.id or 0, asked)
