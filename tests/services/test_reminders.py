"""Digests: written once, in office hours, of everything due; judged again when they are sent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.domain.working_days import WorkingCalendar
from bot.services.addresses import reached_at
from bot.services.deadlines import confirm
from bot.services.obligations import lay_out
from bot.services.reminders import recheck, remind_due, unreached
from bot.services.ward import Ward
from storage.reminders import snooze
from storage.tables import Identity, Obligation, Outbox, Person, Seat
from storage.vocabulary import Delivery, MessageKind, ProgressState, Role
from tests.services.owing import AN, BINH, CULTURE, WARD, WORKS, mark_sent, outbox, owing, reminders, tell
from tests.ward import NOW, ZONE

MORNING = datetime(2026, 5, 26, 1, tzinfo=UTC)
REPORT_OF = {AN: "report:2026-H1:1", BINH: "report:2026-H1:2"}


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def ward_session(session: Session) -> Session:
    lay_out(owing(session), WARD, NOW)
    return session


@pytest.fixture
def memory(memory_session: Session) -> Session:
    lay_out(owing(memory_session), WARD, NOW)
    return memory_session


def test_everybody_gets_one_digest_of_all_that_is_due(ward_session: Session) -> None:
    assert remind_due(ward_session, WARD, MORNING) == 2
    rows = outbox(ward_session)
    assert [(row.key, row.channel, row.chat, row.person_id) for row in rows] == [
        ("digest:1:2026-05-26", "web", "an", AN),
        ("digest:2:2026-05-26", "web", "bình", BINH),
    ]
    assert rows[1].say["text"].splitlines() == [
        "⏰ Đồng chí còn 2 việc cần báo cáo kỳ 6 tháng đầu năm 2026.",
        "Hạn: Thứ Hai 15/6/2026, còn 14 ngày làm việc (hạn dự kiến, chưa xác nhận).",
    ]
    assert [value for value, _label in rows[1].say["choices"]] == ["/update", "/later", "/why", "/answer"]
    assert reminders(ward_session) == [(REPORT_OF[AN], -14, AN), (REPORT_OF[BINH], -14, BINH)]


def test_the_same_minute_twice_says_nothing_twice(ward_session: Session) -> None:
    assert [remind_due(ward_session, WARD, MORNING) for _again in range(2)] == [2, 0]
    assert remind_due(ward_session, WARD, MORNING + timedelta(hours=1)) == 0
    assert remind_due(ward_session, WARD, MORNING + timedelta(days=1)) == 0


def test_who_signed_in_today_was_shown_it_all_and_is_reminded_from_tomorrow(memory: Session) -> None:
    memory.add(Identity(person_id=AN, channel="web", chat="an's phone", linked_at=MORNING))
    memory.flush()

    assert [remind_due(memory, WARD, MORNING + timedelta(days=day)) for day in range(2)] == [1, 1]
    assert [row.person_id for row in outbox(memory)] == [BINH, AN]


@pytest.mark.parametrize(
    "moment",
    [
        at(date(2026, 5, 26), 7, 29),
        at(date(2026, 5, 26), 11, 30),
        at(date(2026, 5, 26), 17),
        at(date(2026, 5, 26), 0),
        at(date(2026, 5, 30), 9),
        datetime(2026, 5, 26, 0, 29, 59, tzinfo=UTC),
    ],
)
def test_nothing_is_said_out_of_hours_or_on_a_day_off(memory: Session, moment: datetime) -> None:
    assert remind_due(memory, WARD, moment) == 0


def test_a_day_the_ward_takes_off_is_quiet_and_counted(memory: Session) -> None:
    stormy = WorkingCalendar({date(2026, 5, 26): "Nghỉ bão"})
    ward = Ward(ZONE, WARD.files, "", calendar=stormy)
    assert [remind_due(memory, ward, at(date(2026, 5, n))) for n in (25, 26, 27)] == [2, 0, 0]


def test_after_three_days_down_one_digest_says_the_newest_rung(memory: Session) -> None:
    remind_due(memory, WARD, at(date(2026, 6, 4)))
    mark_sent(memory)
    assert remind_due(memory, WARD, at(date(2026, 6, 12))) == 2
    assert [rung for _key, rung, person in reminders(memory) if person == AN] == [-7, -1]


def test_midnight_belongs_to_the_ward_s_day(memory: Session) -> None:
    late = Ward(ZONE, WARD.files, "", hours=type(WARD.hours)(((at(NOW).time().min, at(NOW, 23, 59).time()),)))
    assert remind_due(memory, late, datetime(2026, 5, 25, 16, 58, tzinfo=UTC)) == 0
    assert remind_due(memory, late, datetime(2026, 5, 25, 17, 0, tzinfo=UTC)) == 2
    assert outbox(memory)[0].key == "digest:1:2026-05-26"


def test_what_is_asked_for_later_waits_and_is_then_said_again(memory: Session) -> None:
    remind_due(memory, WARD, MORNING)
    mark_sent(memory)
    (mine,) = memory.exec(select(Obligation.id).where(Obligation.key == REPORT_OF[AN])).all()
    until = at(date(2026, 6, 5), 7, 30)
    snooze(memory, AN, [mine or 0], until)
    assert remind_due(memory, WARD, at(date(2026, 6, 4))) == 1
    assert outbox(memory)[-1].person_id == BINH
    assert [remind_due(memory, WARD, at(date(2026, 6, 5))) for _again in range(2)] == [1, 0]
    assert [rung for _key, rung, person in reminders(memory) if person == AN] == [-14, -7]


def test_a_snooze_that_ends_before_the_next_rung_repeats_the_last(memory: Session) -> None:
    remind_due(memory, WARD, MORNING)
    mark_sent(memory)
    (mine,) = memory.exec(select(Obligation.id).where(Obligation.key == REPORT_OF[AN])).all()
    snooze(memory, AN, [mine or 0], at(date(2026, 5, 27), 7, 30))
    said = [remind_due(memory, WARD, at(date(2026, 5, n))) for n in (27, 28)]
    assert (said, [rung for _key, rung, who in reminders(memory) if who == AN]) == ([1, 0], [-14, -14])


def test_a_day_set_later_arms_the_rungs_again(memory: Session) -> None:
    remind_due(memory, WARD, at(date(2026, 6, 12)))
    mark_sent(memory)
    confirm(memory, "2026-H1", date(2026, 6, 26), by="x", now=NOW)
    assert remind_due(memory, WARD, at(date(2026, 6, 15))) == 0 + 2
    assert "còn 9 ngày làm việc" in outbox(memory)[-1].say["text"]
    mark_sent(memory)
    assert [remind_due(memory, WARD, at(date(2026, 6, n))) for n in (16, 17, 25)] == [0, 2, 2]


def test_who_can_be_reached_nowhere_is_listed_and_told_once_they_can(memory: Session) -> None:
    (identity,) = memory.exec(select(Identity).where(Identity.person_id == AN)).all()
    identity.reachable = False
    memory.flush()
    assert remind_due(memory, WARD, MORNING) == 1
    assert [to.holder.name for to in unreached(memory, WARD, MORNING)] == ["An"]
    identity.reachable = True
    memory.flush()
    assert remind_due(memory, WARD, MORNING + timedelta(minutes=1)) == 1
    assert unreached(memory, WARD, MORNING) == []


def test_one_person_in_two_units_gets_one_digest(memory: Session) -> None:
    memory.add(Seat(unit_id=WORKS, role=Role.FOCAL, person_id=AN, since=NOW, position=1))
    memory.flush()
    assert remind_due(memory, WARD, MORNING) == 2
    assert "còn 5 việc" in outbox(memory)[0].say["text"]


def test_a_report_too_old_to_be_taken_is_not_asked_for_any_more(memory: Session) -> None:
    assert remind_due(memory, WARD, at(date(2026, 8, 13))) == 3
    mark_sent(memory)
    assert [remind_due(memory, WARD, at(date(2026, 8, n))) for n in (14, 20)] == [0, 0]


def recheck_first(session: Session, now: datetime) -> dict[str, object] | None:
    return recheck(session, outbox(session)[0], WARD, now)


def test_reported_before_it_was_sent_drops_the_digest(ward_session: Session) -> None:
    remind_due(ward_session, WARD, MORNING)
    for item in (1, 2, 3):
        tell(ward_session, CULTURE, item, "2026-H1", MORNING)
    assert recheck_first(ward_session, MORNING) is None


def test_reported_in_part_before_it_was_sent_rewrites_the_digest(memory: Session) -> None:
    remind_due(memory, WARD, MORNING)
    tell(memory, CULTURE, 1, "2026-H1", MORNING)
    said = recheck_first(memory, MORNING + timedelta(days=1))
    assert said is not None
    assert str(said["text"]).startswith("⏰ Đồng chí còn 2 việc")
    assert "còn 13 ngày làm việc" in str(said["text"])


def test_a_newer_digest_replaces_one_not_sent_and_says_all_of_it(memory: Session) -> None:
    remind_due(memory, WARD, at(date(2026, 12, 11)))
    remind_due(memory, WARD, at(date(2026, 12, 14)))
    older, newer = [row for row in outbox(memory) if row.person_id == BINH]
    assert recheck(memory, older, WARD, at(date(2026, 12, 14))) is None
    for item in (1, 2):
        tell(memory, WORKS, item, "2026", at(date(2026, 12, 14)))
    said = recheck(memory, newer, WARD, at(date(2026, 12, 14)))
    assert said is not None
    assert said["text"].splitlines() == [
        "⏰ Đồng chí có 1 nhiệm vụ có hạn riêng trong kế hoạch.",
        "Nhiệm vụ 2.1: hạn hoàn thành Thứ Năm 31/12/2026, còn 13 ngày làm việc (dự kiến).",
    ]


def test_a_seat_given_to_somebody_else_drops_what_was_for_the_last_holder(memory: Session) -> None:
    remind_due(memory, WARD, MORNING)
    (seat,) = memory.exec(select(Seat).where(Seat.person_id == AN)).all()
    memory.add(Person(id=9, name="Dung"))
    memory.flush()
    seat.person_id = 9
    memory.flush()
    assert recheck_first(memory, MORNING) is None


def test_asking_for_later_before_it_was_sent_drops_it(memory: Session) -> None:
    remind_due(memory, WARD, MORNING)
    ids = [row.id or 0 for row in memory.exec(select(Obligation))]
    snooze(memory, AN, ids, MORNING + timedelta(days=3))
    assert recheck_first(memory, MORNING) is None


def test_a_task_done_is_said_no_more(memory: Session) -> None:
    now = at(date(2026, 12, 11))
    for item in (1, 2):
        tell(memory, WORKS, item, "2026", now, ProgressState.DONE)
    remind_due(memory, WARD, now)
    assert [row.person_id for row in outbox(memory)] == [AN]


def test_a_digest_is_in_the_language_of_its_reader(memory: Session) -> None:
    person = memory.get_one(Person, AN)
    person.locale = "en"
    memory.flush()
    remind_due(memory, WARD, MORNING)
    assert outbox(memory)[0].say["text"].splitlines()[1] == (
        "Due Monday, 15 June 2026, 14 working days left (a proposed date, not confirmed yet)."
    )


def test_a_message_that_is_no_digest_is_left_as_it_is(memory: Session) -> None:
    remind_due(memory, WARD, MORNING)
    row = Outbox(
        channel="web", chat="x", kind=MessageKind.NOTICE, say={"text": "x"}, not_before=NOW, created_at=NOW
    )
    assert recheck(memory, row, WARD, NOW) == {"text": "x"}
    assert reached_at(memory, AN) is not None
    assert {row.state for row in outbox(memory)} == {Delivery.QUEUED}
