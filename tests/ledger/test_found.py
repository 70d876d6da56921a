"""What the state machine found going wrong, each by what went wrong."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.services.calls import called
from bot.services.corrections import correct
from bot.services.dating import move_due
from bot.services.deadlines import confirm
from bot.services.pushes import look
from storage.journal import entries_about, entries_of
from storage.obligations import settle_obligations
from storage.tables import Obligation, Outbox, Person, Reminder, Seat
from storage.vocabulary import Delivery, Event, MeetingStatus, Moved, ObligationState, ProgressState, Role
from tests.ledger.posting import PostOffice, Vendor
from tests.ledger.promises import differences, everything_in, replayed
from tests.ledger.wards import WARD, Memory, Somebody, Task, settle_ward
from tests.services.owing import tell
from tests.services.test_duties import plan_meeting

# Tuesday: the report of Monday 15/6 is near. Friday is the day before its rung, Monday the day it is due.
TUESDAY = datetime(2026, 6, 9, 1, tzinfo=UTC)
FRIDAY = datetime(2026, 6, 12, 1, tzinfo=UTC)
MONDAY = datetime(2026, 6, 15, 1, tzinfo=UTC)
LEAD = 1


@pytest.fixture
def memory() -> Iterator[Memory]:
    memory = Memory()
    memory.do(
        lambda session: settle_ward(session, (Task("Thường xuyên", 1),), (Somebody(((Role.FOCAL, 1),)),))
    )
    yield memory
    memory.close()


def tick(post: PostOffice, now: datetime, *script: Vendor) -> None:
    post.memory.do(lambda session: look(session, WARD, now))
    post.script = list(script)
    post.send(now)


def reminded_in(memory: Memory) -> list[tuple[int, Delivery]]:
    """Each rung that was said, and how far the message got that says it."""

    def read(session: Session) -> list[tuple[int, Delivery]]:
        wanted = select(Reminder.rung, Outbox.state).join(Outbox, col(Outbox.id) == col(Reminder.outbox_id))
        return [(row[0], row[1]) for row in session.execute(wanted.order_by(col(Reminder.id)))]

    return memory.do(read)


def test_a_send_that_failed_was_tried_again_in_the_evening_and_on_a_day_off(memory: Memory) -> None:
    post = PostOffice(memory)
    closing = FRIDAY + timedelta(hours=8, minutes=59)
    tick(post, closing, Vendor.FAILS)
    for later in (timedelta(minutes=5), timedelta(hours=3), timedelta(days=1), timedelta(days=2)):
        tick(post, closing + later)
        assert post.arrived == []
    tick(post, MONDAY)
    assert [one.at for one in post.arrived] == [MONDAY]


def test_a_rung_was_lost_with_the_digest_that_a_newer_one_replaced(memory: Memory) -> None:
    """The process died while sending; the next rung was written before anybody knew what became of it."""
    post = PostOffice(memory)
    tick(post, FRIDAY, Vendor.DIES_BEFORE)
    tick(post, MONDAY)
    tick(post, MONDAY + timedelta(minutes=1))
    assert Delivery.DROPPED not in {state for _rung, state in reminded_in(memory)}
    assert [one.at for one in post.arrived] == [MONDAY]


def test_what_was_met_and_opened_again_while_its_digest_waited_was_never_said(memory: Memory) -> None:
    post = PostOffice(memory)
    memory.do(lambda session: look(session, WARD, TUESDAY))
    owed = select(col(Obligation.id)).where(col(Obligation.state) == ObligationState.OPEN)
    ids = [one or 0 for one in memory.do(lambda session: session.scalars(owed).all())]
    memory.do(lambda session: settle_obligations(session, ids, ObligationState.MET, TUESDAY))
    post.send(TUESDAY)
    assert post.arrived == []
    memory.do(lambda session: settle_obligations(session, ids, ObligationState.OPEN, TUESDAY))
    tick(post, TUESDAY + timedelta(days=1))
    assert [one.person_id for one in post.arrived] == [LEAD]


def test_yesterdays_digest_sent_this_morning_did_not_count_as_todays(memory: Memory) -> None:
    """It may have waited for hours: whoever got it hears no other the same day."""
    post = PostOffice(memory)
    tick(post, TUESDAY, Vendor.FAILS)
    wednesday = TUESDAY + timedelta(days=1)
    post.send(wednesday)
    tick(post, wednesday + timedelta(minutes=1))
    assert [one.at for one in post.arrived] == [wednesday]


def test_a_digest_nobody_could_get_was_put_aside_only_a_look_after_the_next_was_written(
    memory: Memory,
) -> None:
    post = PostOffice(memory)
    tick(post, TUESDAY, Vendor.REJECTS)
    memory.do(lambda session: look(session, WARD, FRIDAY))
    before = memory.do(everything_in)
    memory.do(lambda session: look(session, WARD, FRIDAY))
    assert differences(before, memory.do(everything_in)) == {}


def test_the_journal_did_not_say_by_when_it_was_due_at_first(memory: Memory) -> None:
    memory.do(lambda session: look(session, WARD, TUESDAY))

    def first_lines(session: Session) -> list[str]:
        due = {one.id or 0: one.due.isoformat() for one in session.scalars(select(Obligation))}
        lines = entries_about(session, list(due), Event.LAID)
        assert {line.obligation_id for line in lines} == set(due)
        return [line.detail["due"] for line in lines if line.detail["due"] != due[line.obligation_id]]

    assert memory.do(first_lines) == []


def test_a_date_that_moved_after_a_handover_was_never_corrected(memory: Memory) -> None:
    """Another unit arms the ladder too: moves are told by the arming they led to, not by their number."""
    post = PostOffice(memory)

    def handed(session: Session) -> int:
        one = session.scalars(select(Obligation).where(col(Obligation.unit_id) == 1)).first()
        assert one is not None
        one.arming += 1
        return one.id or 0

    memory.do(lambda session: look(session, WARD, TUESDAY - timedelta(days=14)))
    one = memory.do(handed)
    tick(post, TUESDAY)
    later = TUESDAY + timedelta(minutes=20)

    def move(session: Session) -> None:
        owed = session.get_one(Obligation, one)
        move_due(session, [owed], owed.due + timedelta(days=14), Moved.CONFIRMED, later)

    before = len(post.arrived)
    memory.do(move)
    memory.do(lambda session: correct(session, WARD, later))
    post.send(later)
    assert [arrived.key.partition(":")[0] for arrived in post.arrived[before:]] == ["correction"]


def test_the_journal_took_for_open_what_the_schedule_met_from_the_start(memory: Memory) -> None:
    """The year has had its dialogue already when the ledger first asks for one."""

    def hold(session: Session) -> None:
        plan_meeting(session, "D", MONDAY.date() - timedelta(days=90), status=MeetingStatus.HELD)

    def stands(session: Session) -> list[ObligationState | None]:
        yearly = session.scalars(select(Obligation).where(Obligation.reason == "yearly")).one()
        lines = entries_of(session, [yearly.id or 0])[yearly.id or 0]
        return [yearly.state, replayed(lines)[2]]

    memory.do(lambda session: take_office(session, 2))
    memory.do(hold)
    memory.do(lambda session: look(session, WARD, MONDAY))
    assert memory.do(stands) == [ObligationState.MET, ObligationState.MET]


def take_office(session: Session, unit: int) -> None:
    """Somebody answers for what the law asks."""
    session.add(Person(name="Văn phòng"))
    session.flush()
    person = session.scalars(select(Person).order_by(col(Person.id).desc())).first()
    assert person is not None
    session.add(Seat(unit_id=unit, role=Role.OFFICE, position=9, person_id=person.id, since=TUESDAY))


def test_what_nobody_got_kept_late_things_quiet_until_it_was_put_aside_by_a_look() -> None:
    """The digest of 29/6 came to no one, and what it was about is met by the next look."""
    memory = Memory()
    tasks, people = (Task("20/6/2026", 1), Task("30/6/2026", 1)), (Somebody(((Role.FOCAL, 1),)),)
    memory.do(lambda session: settle_ward(session, tasks, people))
    post = PostOffice(memory)

    first, second, back = (datetime(2026, *day, 1, tzinfo=UTC) for day in ((6, 25), (6, 29), (7, 2)))
    tick(post, first)
    tick(post, second, Vendor.REJECTS)
    memory.do(lambda session: tell(session, LEAD, 2, "2026", second, ProgressState.DONE))
    memory.do(lambda session: look(session, WARD, back))
    before = memory.do(everything_in)
    memory.do(lambda session: look(session, WARD, back))
    assert differences(before, memory.do(everything_in)) == {}
    post.send(back)
    assert [one.at for one in post.arrived] == [first, back]
    memory.close()


def test_a_correction_to_be_telephoned_was_told_again_after_the_call(memory: Memory) -> None:
    """It was older than the last digest, and the date had moved once more since."""
    post = PostOffice(memory)

    def date_it(day: int, now: datetime) -> None:
        due = date(2026, 6, day)
        memory.do(lambda session: confirm(session, "2026-H1", due, by="x", now=now, calendar=WARD.calendar))

    tick(post, TUESDAY)
    date_it(22, TUESDAY)
    tick(post, TUESDAY + timedelta(hours=1), Vendor.REJECTS)
    tick(post, FRIDAY)
    later = FRIDAY + timedelta(hours=1)
    date_it(25, later)
    memory.do(lambda session: look(session, WARD, later))
    before = memory.do(everything_in)
    memory.do(lambda session: look(session, WARD, later))
    assert differences(before, memory.do(everything_in)) == {}
    memory.do(lambda session: called(session, WARD, LEAD, "office", later))
    tick(post, later + timedelta(hours=1))
    assert [one.at for one in post.arrived] == [TUESDAY, FRIDAY]
