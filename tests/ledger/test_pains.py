"""Each pain an office knows from reminders, by its name; what is proved elsewhere is called here."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.documents.schedule_reader import MeetingRow
from bot.services.calls import call_list
from bot.services.meetings import import_schedule
from bot.services.pushes import look
from storage.database import Database
from storage.meetings import subscribe
from storage.rules import set_day
from storage.tables import Inbox, Meeting, Obligation, Outbox, PlanItem
from storage.vocabulary import MeetingKind, MeetingMode, MeetingStatus, MessageKind, Role
from tests.conversation.test_turn import test_after_a_long_silence_the_draft_is_still_there as keeps_its_draft
from tests.handlers.test_handing_over import begun
from tests.handlers.test_handing_over import test_a_handover_mid_draft_loses_nothing_typed as passes_it_on
from tests.ledger.posting import PostOffice, Vendor
from tests.ledger.wards import POST, WARD, ZONE, Memory, Somebody, Task, settle_ward
from tests.runtime.post import PostOffice as Receiving
from tests.runtime.post import letter
from tests.runtime.test_lines_alarms import (
    test_a_token_revoked_while_running_is_told_to_the_office_once_and_so_is_the_end_of_it as tells_of_refusal,
)
from tests.runtime.test_reception_files import hear
from tests.runtime.test_reception_files import (
    test_an_album_is_one_message_and_one_bad_file_costs_no_other as costs_no_other,
)

# The first rung of the task of 20/6/2026, and of nothing else: Monday 1/6/2026, 8:00.
MORNING = datetime(2026, 6, 1, 1, tzinfo=UTC)
LEAD, OFFICE = 1, 2
PEOPLE = (Somebody(((Role.FOCAL, 1),)), Somebody(((Role.OFFICE, 2),)))
CITIZEN = (POST, "dan")


@pytest.fixture
def memory() -> Iterator[Memory]:
    memory = Memory()
    memory.do(lambda session: settle_ward(session, (Task("20/6/2026", 1), Task("Thường xuyên", 1)), PEOPLE))
    yield memory
    memory.close()


@pytest.fixture
def post(memory: Memory) -> PostOffice:
    return PostOffice(memory)


def tick(post: PostOffice, now: datetime) -> None:
    post.memory.do(lambda session: look(session, WARD, now))
    post.send(now)


def test_a_reminder_for_something_cancelled(memory: Memory, post: PostOffice) -> None:
    """The plan lets go of a task between the writing and the sending: it is not named any more."""
    memory.do(lambda session: look(session, WARD, MORNING))
    (written,) = memory.do(lambda session: list(session.scalars(select(Outbox))))
    assert "1.1" in written.say["text"]

    def let_go(session: Session) -> None:
        session.get_one(PlanItem, 1).active = False

    memory.do(let_go)
    tick(post, MORNING + timedelta(minutes=1))

    assert [one.person_id for one in post.arrived if "1.1" in one.text] == []


def dialogue(starts: datetime) -> MeetingRow:
    return MeetingRow(
        "DT1",
        MeetingKind.DIALOGUE,
        "Đất đai",
        "Người dân",
        starts,
        starts + timedelta(hours=2),
        "Hội trường",
        "Bà A",
        MeetingMode.IN_PERSON,
        MeetingStatus.UPCOMING,
        "",
        None,
    )


def test_a_moved_meeting(memory: Memory, post: PostOffice) -> None:
    """Whoever follows it hears once that it moved, is reminded of the new time and never of the old one."""
    old, new = datetime(2026, 6, 10, 8), datetime(2026, 6, 17, 14)  # noqa: DTZ001 - as a schedule has them
    memory.do(lambda s: import_schedule(s, [dialogue(old)], source="x", zone=ZONE, now=MORNING))
    meeting = memory.do(lambda session: session.scalars(select(Meeting.id)).one())
    memory.do(lambda session: subscribe(session, *CITIZEN, meeting or 0, MORNING))
    reminding = datetime(2026, 6, 9, 1, 30, tzinfo=UTC)
    memory.do(lambda session: look(session, WARD, reminding + timedelta(hours=3)))

    moved = reminding + timedelta(hours=3, minutes=1)
    memory.do(lambda s: import_schedule(s, [dialogue(new)], source="x", zone=ZONE, now=moved))
    for hours in range(0, 24 * 9, 3):
        tick(post, moved + timedelta(hours=hours))

    heard = [one.text for one in post.arrived if one.place == CITIZEN]
    assert [("10/6" in text and "17/6" not in text) for text in heard] == [False] * len(heard)
    assert len(heard) == 2, "that it moved, and that it is near"


def test_a_missed_tick(memory: Memory, post: PostOffice) -> None:
    """Nobody looked in the minute the rung came, nor all that day: the next look says it, once."""
    tick(post, MORNING - timedelta(days=5))
    for minutes in range(5):
        tick(post, MORNING + timedelta(days=1, minutes=minutes))
    about = [one for one in post.arrived if "1.1" in one.text]
    assert [(one.person_id, one.at) for one in about] == [(LEAD, MORNING + timedelta(days=1))]


def test_a_duplicate_update(database: Database, tmp_path: Path) -> None:
    """A vendor that is unsure tells the same thing again: it was heard once and is answered once."""
    office = Receiving(database, tmp_path)
    assert hear(office, letter(1, "one"), letter(1, "one")) == ["Heard one"]
    assert hear(office, letter(1, "one")) == ["Heard one"]
    assert office.said == ["one"]
    with Session(database.reader) as session:
        assert session.scalars(select(Inbox.update_id)).all() == ["1"]


def test_a_lost_dialogue() -> None:
    keeps_its_draft()


def test_a_silent_sender(database: Database, tmp_path: Path) -> None:
    tells_of_refusal(database, tmp_path)


def test_a_blocked_recipient_retried_for_ever(memory: Memory, post: PostOffice) -> None:
    """Tried once, then called: the office finds them on its list, and nothing is sent there for weeks."""
    post.script = [Vendor.GONE]
    tick(post, MORNING)
    assert post.attempts == 1
    for day in range(1, 20):
        tick(post, MORNING + timedelta(days=day))

    assert [one.person_id for one in post.arrived if one.person_id == LEAD] == []
    assert post.attempts == 1 + len(post.arrived), "every other try was taken by somebody else"
    now = MORNING + timedelta(days=19)
    assert [call.person_id for call in memory.do(lambda session: call_list(session, WARD, now))] == [LEAD]


def test_a_holiday_added_with_tasks_in_flight(memory: Memory, post: PostOffice) -> None:
    """The day a report is due is taken off: it moves, its ladder follows, and who was told is told, once."""
    day = datetime(2026, 6, 9, 1, tzinfo=UTC)
    tick(post, day)
    report = select(col(Obligation.due)).where(Obligation.period_code == "2026-H1", Obligation.unit_id == 1)
    due = memory.do(lambda session: session.scalars(report).first())
    assert due is not None

    def take_off(session: Session) -> None:
        set_day(session, due, works=False, name="Lễ của phường", now=day, by="office")

    memory.do(take_off)
    for minutes in range(1, 60 * 24, 7):
        tick(post, day + timedelta(minutes=minutes))

    assert memory.do(lambda session: session.scalars(report).first()) == WARD.calendar.next_working(due)
    corrections = [one for one in post.arrived if one.key.startswith("correction:")]
    assert [one.person_id for one in corrections] == [LEAD]
    is_routine = {MessageKind.REMINDER, MessageKind.ESCALATION}
    named = [one.text for one in post.arrived if one.at > day and one.kind in is_routine]
    assert [f"{due:%-d/%-m/%Y}" in text for text in named] == [False] * len(named)


def test_a_handover_mid_draft(session: Session) -> None:
    passes_it_on(begun(session))


def test_an_album_with_one_poisoned_file(database: Database, tmp_path: Path) -> None:
    costs_no_other(database, tmp_path)
