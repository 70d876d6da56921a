"""Conclusions of dialogues in the ledger: proposed, confirmed, edited, met, and told to the public."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot.services.answers import answer
from bot.services.conclusion_choices import (
    ask_about_conclusions,
    confirm_conclusion,
    leave_conclusion,
    recheck_asking,
)
from bot.services.conclusions import concluded
from bot.services.done import meet, take_back, to_be_met
from bot.services.due import due_now
from bot.services.ledger import lay_out
from bot.services.subscriptions import recheck_subscription
from bot.texts import speaking
from storage.meetings import subscribe
from storage.people import find_officer
from storage.tables import Meeting, Obligation
from storage.vocabulary import MeetingStatus, ObligationKind, ObligationState
from tests.services.owing import CULTURE, WARD, WORKS, outbox, owing
from tests.services.test_duties import plan_meeting
from tests.ward import ZONE

NOW = datetime(2026, 5, 12, 9, tzinfo=ZONE)
HELD = date(2026, 5, 5)
TEXT = "Phòng Hạ tầng sửa đèn ngõ 3 trước 30/6/2026; trồng thêm cây ở chợ"
OPEN, MET, CANCELLED = ObligationState.OPEN, ObligationState.MET, ObligationState.CANCELLED
BINH, CHI = 2, 3


def held(session: Session, text: str = TEXT) -> Meeting:
    meeting = plan_meeting(owing(session), "D", HELD, status=MeetingStatus.HELD, conclusion=text)
    lay_out(session, WARD, NOW)
    return meeting


def rows(session: Session) -> list[tuple[str, int, date, bool, ObligationState]]:
    session.expire_all()
    wanted = select(Obligation).where(Obligation.kind == ObligationKind.CONCLUSION)
    found = session.exec(wanted.order_by(col(Obligation.id)))
    return [(one.text, one.unit_id, one.due, one.confirmed, one.state) for one in found]


def first(session: Session) -> Obligation:
    session.expire_all()
    wanted = select(Obligation).where(Obligation.kind == ObligationKind.CONCLUSION)
    return session.exec(wanted.order_by(col(Obligation.id))).all()[0]


def confirm(session: Session, at: int = 0, unit_id: int = WORKS, due: date = date(2026, 6, 30)) -> None:
    one = concluded(session, WARD, NOW)[at]
    confirm_conclusion(session, one, unit_id, due, NOW, person_id=CHI)


LAMPS = "Phòng Hạ tầng sửa đèn ngõ 3 trước 30/6/2026"


def test_what_names_a_unit_and_a_day_is_proposed_and_nobody_is_reminded_of_it(session: Session) -> None:
    held(session)
    lay_out(session, WARD, NOW)
    assert rows(session) == [(LAMPS, WORKS, date(2026, 6, 30), False, OPEN)]
    found = concluded(session, WARD, NOW)
    assert [(one.text, one.unit_id, one.waits) for one in found] == [
        (LAMPS, WORKS, True),
        ("trồng thêm cây ở chợ", None, True),
    ]
    due = [
        one.obligation.kind
        for to in due_now(session, WARD, datetime(2026, 6, 29, 9, tzinfo=ZONE), BINH)
        for one in to.dues
    ]
    assert ObligationKind.CONCLUSION not in due


def test_the_office_is_asked_in_its_hours_and_every_two_weeks_again(session: Session) -> None:
    held(session)
    ask_about_conclusions(session, WARD, NOW.replace(hour=20))
    assert outbox(session) == []
    for hours in (0, 1, 30):
        ask_about_conclusions(session, WARD, NOW + timedelta(hours=hours))
    (row,) = outbox(session)
    for days in (2, 7, 13, 14, 15, 16):
        ask_about_conclusions(session, WARD, NOW + timedelta(days=days))
    assert [WARD.day(each.created_at).day - WARD.day(NOW).day for each in outbox(session)] == [0, 14]
    assert row.person_id == CHI
    assert row.say["text"].startswith("2 kết luận đối thoại chờ đồng chí xác nhận")
    assert recheck_asking(session, row, WARD, NOW) is not None
    for _each in range(2):
        leave_conclusion(session, concluded(session, WARD, NOW)[0], NOW, CHI)
    assert recheck_asking(session, row, WARD, NOW) is None


def test_what_the_office_confirms_is_asked_of_its_unit(session: Session) -> None:
    held(session)
    confirm(session)
    confirm(session, 1, CULTURE, date(2026, 7, 31))
    lay_out(session, WARD, NOW)
    assert rows(session) == [
        (LAMPS, WORKS, date(2026, 6, 30), True, OPEN),
        ("trồng thêm cây ở chợ", CULTURE, date(2026, 7, 31), True, OPEN),
    ]
    assert [one.waits for one in concluded(session, WARD, NOW)] == [False, False]
    due = due_now(session, WARD, datetime(2026, 6, 29, 9, tzinfo=ZONE), BINH)
    assert LAMPS in [one.obligation.text for to in due for one in to.dues]


def test_what_the_office_does_not_follow_is_not_proposed_again(session: Session) -> None:
    held(session)
    for one in concluded(session, WARD, NOW):
        leave_conclusion(session, one, NOW, CHI)
    lay_out(session, WARD, NOW)
    assert [state for *_rest, state in rows(session)] == [CANCELLED, CANCELLED]
    assert concluded(session, WARD, NOW) == []


def test_an_edited_conclusion_keeps_what_is_the_same_and_asks_about_what_is_not(session: Session) -> None:
    meeting = held(session)
    confirm(session)
    confirm(session, 1, CULTURE, date(2026, 7, 31))
    meeting.conclusion = "trồng thêm cây ở chợ; Phòng Hạ tầng sửa đèn ngõ 3 trước 15/7/2026"
    session.flush()
    lay_out(session, WARD, NOW)
    assert rows(session) == [
        ("Phòng Hạ tầng sửa đèn ngõ 3 trước 15/7/2026", WORKS, date(2026, 7, 15), False, OPEN),
        ("trồng thêm cây ở chợ", CULTURE, date(2026, 7, 31), True, OPEN),
    ]
    meeting.conclusion = "trồng thêm cây ở chợ"
    session.flush()
    lay_out(session, WARD, NOW)
    assert [state for *_rest, state in rows(session)] == [CANCELLED, OPEN]


def test_a_dialogue_that_was_not_held_after_all_asks_for_nothing(memory_session: Session) -> None:
    meeting = held(memory_session)
    meeting.status = MeetingStatus.CANCELLED
    memory_session.flush()
    lay_out(memory_session, WARD, NOW)
    assert [state for *_rest, state in rows(memory_session)] == [CANCELLED]
    meeting.status = MeetingStatus.HELD
    memory_session.flush()
    lay_out(memory_session, WARD, NOW)
    assert [state for *_rest, state in rows(memory_session)] == [OPEN]


def test_citizens_are_told_how_each_conclusion_stands(session: Session) -> None:
    held(session)
    with speaking("vi"):
        before = answer(session, "kết quả đối thoại D", NOW, ZONE).text
        assert f"Kết luận: {TEXT}" in before
        confirm(session)
        text = answer(session, "kết quả đối thoại D", NOW, ZONE).text
        assert f"• {LAMPS}: Phòng Hạ tầng, đang thực hiện, hạn 30/6/2026." in text.splitlines()
        assert "• trồng thêm cây ở chợ" in text.splitlines()
        officer = find_officer(session, "web", "bình")
        assert officer is not None
        meet(session, WARD, first(session), "Đã thay bóng", NOW, officer=officer)
        text = answer(session, "kết quả đối thoại D", NOW, ZONE).text
    assert f"• {LAMPS}: Phòng Hạ tầng, đã hoàn thành ngày 12/5/2026." in text.splitlines()


def test_who_follows_the_dialogue_is_told_once_unless_it_is_taken_back(session: Session) -> None:
    meeting = held(session)
    confirm(session)
    subscribe(session, "web", "dan", meeting.id or 0, NOW)
    officer = find_officer(session, "web", "bình")
    assert officer is not None
    assert to_be_met(session, WARD, officer, NOW) == []
    (one,) = to_be_met(session, WARD, officer, datetime(2026, 6, 20, 9, tzinfo=ZONE))
    meet(session, WARD, one, "Đã thay bóng", NOW, officer=officer)
    assert (one.note, one.state) == ("Đã thay bóng", MET)
    (row,) = outbox(session)
    say = recheck_subscription(session, row, WARD, NOW)
    assert say is not None
    assert say["text"].splitlines()[1] == f"“{LAMPS}”"
    take_back(session, first(session), officer, NOW)
    assert recheck_subscription(session, row, WARD, NOW) is None
    meet(session, WARD, first(session), "", NOW, officer=officer)
    assert len(outbox(session)) == 1
    lay_out(session, WARD, NOW)
    assert first(session).state is MET
