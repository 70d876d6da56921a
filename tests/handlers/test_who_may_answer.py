"""Who may press what: buttons of others, those who stand in, and those who no longer do."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.services.extension_notices import watch_requests
from bot.services.handing_matters import of_task
from bot.services.handing_over import ask_over
from bot.services.pushes import look
from handlers.house import ROUTER
from storage.leave import add_leave
from storage.people import find_officer
from storage.tables import Extension, Handover, Period, PlanItem, Progress, Seat
from storage.vocabulary import Decision, Role
from tests.services.longer import (
    DUE,
    DUNG,
    EM,
    GIANG,
    MORNING,
    WANTED,
    asked,
    governed,
    notices,
    report,
    seat,
)
from tests.services.owing import AN, BINH, CHI, CULTURE, SCHOOL, WARD, WORKS, outbox
from tests.ward import WardTalk

FIRST, LAST = date(2026, 5, 26), date(2026, 5, 29)


@pytest.fixture
def governing(memory_session: Session) -> Session:
    return governed(memory_session)


def chat(session: Session, name: str, now: datetime = MORNING) -> WardTalk:
    return WardTalk(session, ROUTER, WARD, name, now=now)


def away(session: Session, person: int, deputy: int | None) -> None:
    add_leave(session, person, deputy, starts=FIRST, ends=LAST, now=MORNING)


def handed(session: Session) -> int:
    """Works ask the school to take 2.1."""
    item, officer = session.get(PlanItem, 2), find_officer(session, "web", "bình", WARD.day(MORNING))
    assert item is not None
    assert officer is not None
    return ask_over(session, WARD, of_task(WORKS, item), SCHOOL, officer, reason="", now=MORNING).id or 0


def told(session: Session, person: int, subject: str) -> list[str]:
    rows = [row for row in outbox(session) if row.person_id == person]
    return [str(row.say["text"]) for row in rows if (row.key or "").startswith(f"{subject}:")]


@pytest.mark.parametrize("command", ["/grant", "/shorten", "/refuse"])
def test_a_guessed_number_of_a_request_gets_no_decision_but_who_decides(
    governing: Session, command: str
) -> None:
    number = asked(governing).id
    assert chat(governing, "bình").texts(press=f"{command} {number}") == ["Việc này do Dũng, Em quyết định."]
    assert governing.exec(select(Extension.decision)).all() == [Decision.ASKED]
    assert chat(governing, "stranger").texts(press=f"{command} {number}")[0].startswith("Tôi chỉ biết lịch")


@pytest.mark.parametrize("command", ["/accept", "/decline"])
def test_a_guessed_number_of_a_hand_over_moves_nothing(governing: Session, command: str) -> None:
    number = handed(governing)
    for name in ("an", "dũng", "bình"):
        said = chat(governing, name).texts(press=f"{command} {number}")
        assert said == ["Chỉ Trường học hoặc cơ quan tổng hợp trả lời được đề nghị này."]
    assert governing.exec(select(Handover.decision)).all() == [Decision.ASKED]


def test_only_the_office_gives_a_units_task_to_another(governing: Session) -> None:
    only = "Chỉ cơ quan tổng hợp được quyết định thay đơn vị."
    for name in ("an", "giang", "dũng"):
        assert chat(governing, name).texts(press=f"/assign task-{WORKS}-2") == [only]


def test_no_one_but_the_deputy_declines_to_stand_in(governing: Session) -> None:
    away(governing, AN, BINH)
    said = chat(governing, "giang").texts(press="/decline_deputy 1")
    assert said == ["Đồng chí không còn là người làm thay trong đợt nghỉ đó."]


def test_the_head_who_hears_for_a_leader_on_leave_can_decide(governing: Session) -> None:
    """Everybody who leads is away without a deputy: the button that the head was sent works."""
    away(governing, EM, None)
    away(governing, DUNG, None)
    number = asked(governing).id
    assert sorted(notices(governing, "asked")) == [CHI, GIANG]
    assert chat(governing, "giang").texts(press=f"/grant {number}")[0].startswith("✅ Giang đồng ý gia hạn")


def test_a_deputy_of_the_office_hears_of_what_waits_and_decides(governing: Session) -> None:
    away(governing, CHI, BINH)
    handed(governing)
    later = MORNING + timedelta(days=2)
    look(governing, WARD, later)
    assert len(told(governing, BINH, "handover_waits")) == 1
    assert told(governing, CHI, "handover_waits") == []
    assert chat(governing, "bình", later).texts(press="/accept 1")[0].startswith("✅ Đã ghi nhận")


def test_the_head_who_hears_for_the_office_on_leave_can_give_a_task_away(governing: Session) -> None:
    away(governing, CHI, None)
    said = chat(governing, "giang").texts(press=f"/assign task-{WORKS}-2")
    assert said[0].startswith("Giao nhiệm vụ 2.1")


def test_a_deputy_loses_the_seat_with_the_leave_and_what_is_half_entered_is_not_sent(
    governing: Session,
) -> None:
    away(governing, AN, BINH)
    talk = chat(governing, "bình")
    talk.hear("3.1 xong")
    talk.now = MORNING + timedelta(days=6)
    said = " ".join(talk.texts("Gửi") + talk.texts("gửi"))
    assert "Số biên nhận" not in said
    assert governing.exec(select(Progress)).all() == []


def test_a_deputy_hands_on_no_seat_that_is_not_theirs(governing: Session) -> None:
    away(governing, AN, BINH)
    away(governing, BINH, CHI)
    chi = find_officer(governing, "web", "chi", FIRST)
    assert chi is not None
    assert [(one.unit_id, one.role) for one in chi.seats] == [(CULTURE, Role.OFFICE), (WORKS, Role.FOCAL)]


def test_whoever_has_the_seat_now_hears_that_nobody_decided(governing: Session) -> None:
    asked(governing)
    held = governing.exec(select(Seat).where(Seat.person_id == AN)).one()
    held.person_id = new = seat(governing, "Hoa", Role.OFFICE, WORKS)
    governing.add(held)
    governing.flush()
    watch_requests(governing, WARD, datetime(2026, 6, 22, 2, tzinfo=UTC))
    assert sorted(notices(governing, "fallen")) == [GIANG, new]


def test_longer_is_not_given_beyond_the_last_day_a_report_is_taken(governing: Session) -> None:
    """The period was re-dated after somebody had asked."""
    number = asked(governing).id
    period = governing.get(Period, "2026-H1")
    assert period is not None
    period.cutoff = WANTED - timedelta(days=61)
    governing.add(period)
    governing.flush()
    (said,) = chat(governing, "dũng").hear(press=f"/grant {number}")
    assert said.text == (
        "Muộn nhất chỉ cho gia hạn được đến Chủ Nhật 21/6/2026: sau ngày đó không nhận báo cáo nữa."
    )
    assert [label for _value, label in said.choices] == ["Cho ngắn hơn"]
    assert report(governing).due == DUE
