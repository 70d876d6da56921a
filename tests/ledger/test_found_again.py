"""What longer plays of the state machine found going wrong, each by what went wrong."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.services.corrections import recheck_correction
from bot.services.deadlines import confirm
from bot.services.merging import merge
from bot.services.pushes import look
from storage.corrections import corrections_waiting
from storage.people import lose_address
from storage.reminders import snooze
from storage.tables import Obligation, PlanItem, Unit
from storage.vocabulary import ObligationKind, ObligationState, ProgressState, Role
from tests.ledger.posting import Arrived, PostOffice, Vendor
from tests.ledger.promises import differences, everything_in
from tests.ledger.wards import BEGAN, POST, WARD, WINDOW, Memory, Somebody, Task, settle_ward
from tests.services.linked import link
from tests.services.owing import tell

# Tuesday: the report of Monday 15/6 is near, and a task of Saturday 20/6.
TUESDAY = datetime(2026, 6, 9, 1, tzinfo=UTC)
DAY = timedelta(days=1)
WEDNESDAY = TUESDAY + DAY
SOON = timedelta(minutes=2)
LEAD, DATED, UNDATED = 1, 1, 2


@pytest.fixture
def seated() -> tuple[Role, ...]:
    """As what the people of the first unit are seated there, one each."""
    return (Role.FOCAL,)


@pytest.fixture
def memory(seated: tuple[Role, ...]) -> Iterator[Memory]:
    memory = Memory()
    tasks = (Task("20/6/2026", 1), Task("Thường xuyên", 1))
    people = tuple(Somebody(((role, 1),)) for role in seated)
    memory.do(lambda session: settle_ward(session, tasks, people))
    yield memory
    memory.close()


def tick(post: PostOffice, now: datetime, *script: Vendor) -> list[Arrived]:
    """What arrives of all that is due then."""
    before = len(post.arrived)
    post.memory.do(lambda session: look(session, WARD, now))
    post.script = list(script)
    post.send(now)
    return post.arrived[before:]


def date_report(memory: Memory, due: date, now: datetime) -> None:
    memory.do(lambda session: confirm(session, "2026-H1", due, by="x", now=now, calendar=WARD.calendar))


def date_task(memory: Memory, item: int, roadmap: str) -> None:
    def write(session: Session) -> None:
        session.get_one(PlanItem, item).roadmap = roadmap

    memory.do(write)


def merge_units(memory: Memory, now: datetime) -> None:
    """The first into the second."""
    memory.do(lambda session: merge(session, WARD, session.get_one(Unit, 1), session.get_one(Unit, 2), now))


def test_a_date_that_had_been_read_was_forgotten_when_the_message_was_said_again_without_it(
    memory: Memory,
) -> None:
    """Nobody knew that it had arrived, and the report was moved before it was sent once more."""
    post = PostOffice(memory)
    (first,) = tick(post, TUESDAY, Vendor.TAKES_UNHEARD)
    assert "15/6/2026" in first.text
    date_report(memory, date(2026, 7, 20), TUESDAY)
    (again, correction) = tick(post, TUESDAY + SOON) + tick(post, TUESDAY + 2 * SOON)
    assert again.row_id == first.row_id
    assert "báo cáo" not in again.text
    assert "20/7/2026" in correction.text


def test_a_task_done_already_was_owed_for_one_look_when_the_plan_gave_it_a_date(memory: Memory) -> None:
    memory.do(lambda session: look(session, WARD, TUESDAY))
    memory.do(lambda session: tell(session, LEAD, UNDATED, "2026-H1", TUESDAY, ProgressState.DONE))
    date_task(memory, UNDATED, "22/6/2026")
    memory.do(lambda session: look(session, WARD, WEDNESDAY))

    def state(session: Session) -> ObligationState:
        of_it = select(Obligation).where(
            Obligation.item_id == UNDATED, Obligation.kind == ObligationKind.TASK
        )
        return session.exec(of_it).one().state

    assert memory.do(state) is ObligationState.MET


def test_a_second_message_of_the_day_left_though_what_was_due_that_day_had_moved(memory: Memory) -> None:
    post = PostOffice(memory)
    assert len(tick(post, TUESDAY)) == 1
    date_task(memory, UNDATED, "9/6/2026")
    assert tick(post, TUESDAY + SOON, Vendor.FAILS) == []
    date_task(memory, UNDATED, "19/6/2026")
    for minutes in (5, 10, 60):
        assert tick(post, TUESDAY + timedelta(minutes=minutes)) == []
    (next_day,) = tick(post, WEDNESDAY)
    assert "19/6/2026" in next_day.text


def test_the_same_on_the_other_channel_was_not_said_to_be_the_same(memory: Memory) -> None:
    """It may have arrived by post; before that was known, post was closed."""
    memory.do(lambda session: link(session, LEAD, WINDOW, at=BEGAN - DAY, heard=TUESDAY - DAY))
    post = PostOffice(memory)
    (first,) = tick(post, TUESDAY, Vendor.TAKES_UNHEARD)
    memory.do(lambda session: lose_address(session, POST, f"{POST}-{LEAD}"))
    assert tick(post, TUESDAY + SOON) == []
    (again,) = tick(post, TUESDAY + 2 * SOON)
    assert [first.place[0], again.place[0]] == [POST, WINDOW]
    assert again.text == f"(Tin này có thể đã được gửi trước đó.)\n{first.text}"


def test_a_correction_that_waits_was_noted_anew_each_time_it_was_asked_what_it_says(memory: Memory) -> None:
    post = PostOffice(memory)
    tick(post, TUESDAY)
    date_report(memory, date(2026, 6, 16), TUESDAY)
    tick(post, TUESDAY + SOON, Vendor.REJECTS)

    def asked(session: Session) -> None:
        (row,) = corrections_waiting(session, [LEAD]).values()
        assert recheck_correction(session, row, WARD, TUESDAY + 2 * SOON) is not None

    before = memory.do(everything_in)
    memory.do(asked)
    assert differences(before, memory.do(everything_in)) == {}


def test_the_report_of_a_merged_unit_was_said_to_be_now_that_of_a_unit_without_a_name(memory: Memory) -> None:
    post = PostOffice(memory)
    tick(post, TUESDAY)
    merge_units(memory, TUESDAY + SOON)
    (correction,) = tick(post, TUESDAY + 2 * SOON)
    assert correction.text.splitlines()[1] == (
        "Báo cáo kỳ 6 tháng đầu năm 2026, hạn Thứ Hai 15/6/2026: không còn phải thực hiện."
    )


def test_what_may_have_been_read_was_forgotten_once_nothing_was_left_to_say(memory: Memory) -> None:
    post = PostOffice(memory)
    (first,) = tick(post, TUESDAY, Vendor.TAKES_UNHEARD)
    date_report(memory, date(2026, 7, 20), TUESDAY)
    date_task(memory, DATED, "20/12/2026")
    assert tick(post, TUESDAY + SOON) == []
    (correction,) = tick(post, TUESDAY + 2 * SOON)
    assert correction.row_id != first.row_id
    assert "20/7/2026" in correction.text
    assert "20/12/2026" in correction.text


def test_a_correction_that_may_have_been_read_was_let_go_when_the_date_had_moved_back(memory: Memory) -> None:
    post = PostOffice(memory)
    tick(post, TUESDAY)
    date_report(memory, date(2026, 6, 22), TUESDAY)
    (first,) = tick(post, TUESDAY + SOON, Vendor.TAKES_UNHEARD)
    assert "22/6/2026" in first.text
    date_report(memory, date(2026, 6, 15), TUESDAY + SOON)
    (again,) = tick(post, TUESDAY + 2 * SOON)
    assert "hạn Thứ Hai 15/6/2026" in again.text
    assert "không còn là Thứ Hai 22/6/2026" in again.text
    assert tick(post, TUESDAY + 4 * SOON) == []


def test_what_may_have_been_read_was_forgotten_with_the_message_a_newer_one_replaced(memory: Memory) -> None:
    post = PostOffice(memory)
    tick(post, TUESDAY, Vendor.TAKES_UNHEARD)
    thursday = TUESDAY + 2 * DAY
    memory.do(lambda session: look(session, WARD, thursday))
    date_report(memory, date(2026, 7, 20), thursday)
    post.send(thursday)
    texts = [one.text for one in tick(post, thursday + SOON)]
    assert any("20/7/2026" in text for text in texts)


def test_what_a_message_to_be_telephoned_may_have_told_was_put_right_a_look_late(memory: Memory) -> None:
    post = PostOffice(memory)
    tick(post, TUESDAY, Vendor.TAKES_UNHEARD)
    tick(post, TUESDAY + SOON, Vendor.REJECTS)
    merge_units(memory, TUESDAY + SOON)
    memory.do(lambda session: look(session, WARD, TUESDAY + 2 * SOON))
    before = memory.do(everything_in)
    memory.do(lambda session: look(session, WARD, TUESDAY + 2 * SOON))
    assert differences(before, memory.do(everything_in)) == {}


@pytest.mark.parametrize("seated", [(Role.FOCAL, Role.HEAD)])
def test_whoever_is_above_heard_a_look_late_of_what_may_have_been_read(memory: Memory) -> None:
    """What may have been read on the last day is let go once the next message has been written."""
    post = PostOffice(memory)
    last_day = TUESDAY + 6 * DAY
    tick(post, last_day, Vendor.LOSES_UNHEARD)
    tick(post, last_day + SOON, Vendor.WINDOW_CLOSED)
    memory.do(lambda session: look(session, WARD, last_day + DAY))
    before = memory.do(everything_in)
    memory.do(lambda session: look(session, WARD, last_day + DAY))
    assert differences(before, memory.do(everything_in)) == {}


def test_what_had_been_read_was_forgotten_once_it_was_to_be_said_again_and_was_not(memory: Memory) -> None:
    """They asked to hear it the next day; then no channel took it."""
    post = PostOffice(memory)
    (first,) = tick(post, WEDNESDAY)
    owed = [rung.obligation_id for rung in first.rungs]
    memory.do(lambda session: snooze(session, LEAD, owed, WEDNESDAY + timedelta(hours=23)))
    assert tick(post, WEDNESDAY + DAY, Vendor.REJECTS) == []
    date_task(memory, DATED, "Thường xuyên")
    (correction,) = tick(post, WEDNESDAY + DAY + SOON)
    assert "hạn Thứ Bảy 20/6/2026: không còn phải thực hiện" in correction.text


def test_a_second_message_of_the_day_was_written_though_the_first_may_have_arrived_that_day(
    memory: Memory,
) -> None:
    """It could not be sent the day before, when it was written."""
    post = PostOffice(memory)
    tick(post, WEDNESDAY, Vendor.FAILS)
    thursday = WEDNESDAY + DAY
    (first,) = tick(post, thursday, Vendor.TAKES_UNHEARD)
    date_task(memory, UNDATED, "19/6/2026")
    (again,) = tick(post, thursday + SOON)
    assert again.row_id == first.row_id
    assert "19/6/2026" in again.text
