"""The duties of law in the ledger: laid from the schedule, moved with it, reopened, and let go with it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.domain.duties import Name
from bot.domain.working_days import WorkingCalendar
from bot.errors import BadInput
from bot.services.duties import has_seat
from bot.services.duty_rules import duties_in_force, set_duty, set_in_words
from bot.services.duty_words import owed_in_words, ways_for
from bot.services.ledger import lay_out
from storage.journal import entries_of
from storage.meeting_duties import forget_meetings
from storage.obligations import settle_obligations
from storage.tables import Meeting, Obligation, Seat, Unit
from storage.vocabulary import (
    Event,
    MeetingKind,
    MeetingMode,
    MeetingStatus,
    Moved,
    ObligationKind,
    ObligationState,
)
from tests.services.owing import CULTURE, WARD, WORKS, owing
from tests.ward import ZONE

NOW = datetime(2026, 9, 1, 9, tzinfo=ZONE)
OPEN, MET = ObligationState.OPEN, ObligationState.MET
CANCELLED, LAPSED = ObligationState.CANCELLED, ObligationState.LAPSED


def plan_meeting(
    session: Session,
    code: str,
    day: date,
    kind: MeetingKind = MeetingKind.DIALOGUE,
    status: MeetingStatus = MeetingStatus.UPCOMING,
    conclusion: str = "",
) -> Meeting:
    starts = datetime(day.year, day.month, day.day, 8, tzinfo=ZONE)
    meeting = Meeting(
        code=code,
        kind=kind,
        topic="Đường ngõ",
        audience="Mọi công dân",
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        place="Hội trường",
        chair="Chủ tịch",
        mode=MeetingMode.IN_PERSON,
        status=status,
        conclusion=conclusion,
        as_of=NOW,
    )
    session.add(meeting)
    session.flush()
    return meeting


def receive(session: Session, *days: date) -> list[Meeting]:
    return [plan_meeting(session, f"T{day}", day, MeetingKind.RECEPTION) for day in days]


def duties(session: Session, name: str = "") -> dict[str, tuple[date, ObligationState]]:
    session.expire_all()
    wanted = select(Obligation).where(Obligation.kind == ObligationKind.DUTY)
    rows = session.exec(wanted.order_by(col(Obligation.key)))
    return {one.key: (one.due, one.state) for one in rows if name in one.key}


def one(session: Session, key: str) -> Obligation:
    session.expire_all()
    return session.exec(select(Obligation).where(Obligation.key == key)).one()


def move(session: Session, meeting: Meeting, days: int) -> None:
    meeting.starts_at += timedelta(days=days)
    meeting.ends_at += timedelta(days=days)
    session.add(meeting)
    session.flush()


def test_a_dialogue_lays_its_duties_once_for_the_offices_unit(session: Session) -> None:
    plan_meeting(owing(session), "D", date(2026, 9, 25))
    lay_out(session, WARD, NOW)
    laid = duties(session)
    lay_out(session, WARD, NOW + timedelta(days=1))
    assert duties(session) == laid
    assert laid == {
        "duty:announce:1": (date(2026, 9, 18), OPEN),
        "duty:publish:1": (date(2026, 10, 5), OPEN),
        "duty:yearly:2026": (date(2026, 12, 31), MET),
    }
    announce = one(session, "duty:announce:1")
    assert (announce.unit_id, announce.confirmed, announce.meeting_id) == (CULTURE, False, 1)
    assert one(session, "duty:publish:1").opens == date(2026, 9, 25)
    found = owed_in_words(session, [announce, one(session, "duty:publish:1")])
    assert list(found.values()) == [
        "Công bố đối thoại ngày 25/9/2026 (Đường ngõ)",
        "Công bố kết quả đối thoại ngày 25/9/2026 (Đường ngõ)",
    ]
    assert [choice.id for choice in ways_for(announce)] == [f"/done {announce.id}"]
    assert ways_for(one(session, "duty:yearly:2026")) == ()


def test_a_moved_meeting_moves_what_is_owed_and_arms_it_anew(session: Session) -> None:
    meeting = plan_meeting(owing(session), "D", date(2026, 9, 25))
    lay_out(session, WARD, NOW)
    settle_obligations(session, [one(session, "duty:announce:1").id or 0], MET, NOW)
    move(session, meeting, 7)
    lay_out(session, WARD, NOW)
    announce, publish = one(session, "duty:announce:1"), one(session, "duty:publish:1")
    assert (announce.due, announce.state, announce.arming) == (date(2026, 9, 25), OPEN, 1)
    assert (publish.due, publish.opens) == (date(2026, 10, 12), date(2026, 10, 2))
    what = [entry.what for entry in entries_of(session, [announce.id or 0])[announce.id or 0]]
    assert what == [Event.LAID, Event.MET, Event.REOPENED, Event.DATED]


def test_a_meeting_moved_close_is_to_be_announced_today_and_it_is_said(session: Session) -> None:
    meeting = plan_meeting(owing(session), "D", date(2026, 9, 25))
    lay_out(session, WARD, NOW)
    move(session, meeting, -21)
    for hours in (0, 30, 29):
        lay_out(session, WARD, NOW + timedelta(hours=hours))
    announce = one(session, "duty:announce:1")
    assert (announce.due, announce.arming) == (date(2026, 9, 1), 1)
    assert owed_in_words(session, [announce])[announce.id or 0] == (
        "Công bố ngay (thời gian gấp) đối thoại ngày 4/9/2026 (Đường ngõ)"
    )


def test_a_cancelled_meeting_cancels_what_it_asked_for_until_it_is_on_again(session: Session) -> None:
    meeting = plan_meeting(owing(session), "D", date(2026, 9, 25))
    lay_out(session, WARD, NOW)
    meeting.status = MeetingStatus.CANCELLED
    lay_out(session, WARD, NOW)
    states = [state for _due, state in duties(session).values()]
    assert states == [CANCELLED, CANCELLED, OPEN]
    meeting.status = MeetingStatus.UPCOMING
    lay_out(session, WARD, NOW + timedelta(days=20))
    assert duties(session, "announce") == {"duty:announce:1": (date(2026, 9, 21), OPEN)}
    assert duties(session, "yearly") == {"duty:yearly:2026": (date(2026, 12, 31), MET)}


def test_a_deleted_meeting_leaves_its_duties_as_history(session: Session) -> None:
    meeting = plan_meeting(owing(session), "D", date(2026, 9, 25))
    lay_out(session, WARD, NOW)
    forget_meetings(session, [meeting.id or 0], NOW)
    session.delete(meeting)
    session.flush()
    lay_out(session, WARD, NOW)
    announce = one(session, "duty:announce:1")
    assert (announce.state, announce.meeting_id) == (CANCELLED, None)
    assert owed_in_words(session, [announce]) == {announce.id: "Công bố đối thoại ngày 25/9/2026"}


def test_dialogues_entered_late_are_announced_at_once_and_past_ones_never(session: Session) -> None:
    for code, day in (("A", date(2026, 9, 4)), ("B", date(2026, 8, 28)), ("C", date(2026, 8, 10))):
        plan_meeting(owing(session) if code == "A" else session, code, day)
    lay_out(session, WARD, NOW)
    assert duties(session, ":announce") == {"duty:announce:1": (date(2026, 9, 1), OPEN)}
    assert list(duties(session, ":publish")) == ["duty:publish:1", "duty:publish:2"]


def test_a_month_with_too_few_reception_days_reopens_its_duty(session: Session) -> None:
    meetings = receive(owing(session), date(2026, 9, 10), date(2026, 9, 24))
    lay_out(session, WARD, NOW)
    assert duties(session, "receive") == {"duty:receive:2026-09": (date(2026, 9, 30), MET)}
    meetings[1].status = MeetingStatus.CANCELLED
    lay_out(session, WARD, NOW)
    assert duties(session, "receive") == {"duty:receive:2026-09": (date(2026, 9, 30), OPEN)}
    receive(session, date(2026, 9, 29))
    lay_out(session, WARD, NOW)
    assert duties(session, "receive") == {"duty:receive:2026-09": (date(2026, 9, 30), MET)}


def test_a_schedule_that_begins_in_the_middle_says_nothing_of_what_came_before(session: Session) -> None:
    receive(owing(session), date(2026, 9, 24))
    lay_out(session, WARD, NOW)
    assert duties(session, "receive") == duties(session, "yearly") == {}


def test_each_month_has_its_own_duty_on_whatever_day_it_is_looked_at(memory_session: Session) -> None:
    receive(owing(memory_session), date(2026, 8, 20), date(2026, 10, 8))
    for days in range(140):
        lay_out(memory_session, WARD, NOW + timedelta(days=days))
    events = [
        entry.what
        for entries in entries_of(
            memory_session, [one(memory_session, f"duty:receive:2026-{n:02d}").id or 0 for n in (9, 10)]
        ).values()
        for entry in entries
    ]
    assert events == [Event.LAID, Event.LAPSED] * 2
    october = one(memory_session, "duty:receive:2026-10")
    october.due = date(2026, 11, 5)
    assert owed_in_words(memory_session, [october])[october.id or 0] == (
        "Bố trí đủ số ngày tiếp công dân trong tháng 10/2026"
    )


def test_what_nobody_answered_lapses_in_the_end(memory_session: Session) -> None:
    plan_meeting(owing(memory_session), "D", date(2026, 9, 25))
    lay_out(memory_session, WARD, NOW)
    lay_out(memory_session, WARD, NOW + timedelta(days=25))
    assert duties(memory_session, "announce")["duty:announce:1"][1] is LAPSED
    lay_out(memory_session, WARD, NOW + timedelta(days=90))
    assert duties(memory_session, "publish")["duty:publish:1"][1] is OPEN
    lay_out(memory_session, WARD, NOW + timedelta(days=100))
    assert duties(memory_session, "publish")["duty:publish:1"][1] is LAPSED
    lay_out(memory_session, WARD, NOW + timedelta(days=400))
    assert {state for _due, state in duties(memory_session, "2026").values()} <= {LAPSED, MET}


def test_a_day_off_moves_the_day_by_which_a_schedule_is_posted(memory_session: Session) -> None:
    receive(owing(memory_session), date(2026, 9, 24))
    lay_out(memory_session, WARD, NOW)
    assert duties(memory_session, "post") == {"duty:post:2026-09": (date(2026, 9, 17), OPEN)}
    shut = replace(WARD, calendar=WorkingCalendar({date(2026, 9, 21): "Ngày truyền thống"}))
    lay_out(memory_session, shut, NOW)
    assert duties(memory_session, "post") == {"duty:post:2026-09": (date(2026, 9, 16), OPEN)}
    number = one(memory_session, "duty:post:2026-09").id or 0
    moved = entries_of(memory_session, [number])[number][-1]
    assert (moved.what, moved.detail["why"]) == (Event.DATED, Moved.CALENDAR)


def test_the_office_sets_number_unit_source_and_whether_at_all(session: Session) -> None:
    plan_meeting(owing(session), "D", date(2026, 9, 25))
    lay_out(session, WARD, NOW)
    set_duty(session, Name.ANNOUNCE, NOW, "x", number=10, unit_id=WORKS)
    set_in_words(session, "announce.confirmed=yes", NOW, "x")
    set_in_words(session, "publish.on=no", NOW, "x")
    lay_out(session, WARD, NOW)
    announce = one(session, "duty:announce:1")
    assert (announce.due, announce.unit_id, announce.confirmed) == (date(2026, 9, 15), WORKS, True)
    assert duties(session, "publish")["duty:publish:1"][1] is CANCELLED
    set_duty(session, Name.ANNOUNCE, NOW, "x", number=8)
    assert duties_in_force(session)[Name.ANNOUNCE].confirmed is False


@pytest.mark.parametrize("said", ["announce", "announce=0", "x=3", "announce.unit=Nowhere", "announce.on=?"])
def test_what_cannot_be_set_is_refused(memory_session: Session, said: str) -> None:
    with pytest.raises(BadInput):
        set_in_words(owing(memory_session), said, NOW, "x")


def test_without_a_seat_of_the_office_nothing_is_laid_and_it_is_known(memory_session: Session) -> None:
    plan_meeting(owing(memory_session), "D", date(2026, 9, 25))
    assert has_seat(memory_session)
    memory_session.delete(memory_session.get(Seat, 3))
    memory_session.flush()
    lay_out(memory_session, WARD, NOW)
    assert (duties(memory_session), has_seat(memory_session)) == ({}, False)


def test_a_unit_that_is_none_any_more_answers_for_nothing_new(memory_session: Session) -> None:
    plan_meeting(owing(memory_session), "D", date(2026, 9, 25))
    set_duty(memory_session, Name.ANNOUNCE, NOW, "x", unit_id=WORKS)
    works = memory_session.get(Unit, WORKS)
    assert works is not None
    works.active = False
    memory_session.flush()
    lay_out(memory_session, WARD, NOW)
    assert one(memory_session, "duty:announce:1").unit_id == CULTURE
