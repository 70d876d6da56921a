"""Three days off over a due date: what still matters is said on return, once; the rest is dropped."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.services.pushes import look
from storage.tables import Obligation, Outbox
from storage.vocabulary import Delivery, MessageKind, Role
from tests.ledger.posting import PostOffice
from tests.ledger.wards import WARD, Memory, Somebody, Task, settle_ward

DUE = date(2026, 6, 15)
# Monday 15/6 is the due date; the last look is on the Thursday before it, the next on Wednesday 17/6.
THURSDAY = datetime(2026, 6, 11, 1, tzinfo=UTC)
FRIDAY = datetime(2026, 6, 12, 1, tzinfo=UTC)
MONDAY = datetime(2026, 6, 15, 1, tzinfo=UTC)
WEDNESDAY = datetime(2026, 6, 17, 1, tzinfo=UTC)
PEOPLE = (
    Somebody(((Role.FOCAL, 1),)),
    Somebody(((Role.FOCAL, 2),)),
    Somebody(((Role.FOCAL, 3),)),
    Somebody(((Role.HEAD, 1),)),
    Somebody(((Role.OFFICE, 1),)),
    Somebody(((Role.LEADER, 2),)),
)
FOCAL = {1, 2, 3}
HEAD, OFFICE, LEADER = 4, 5, 6
A_DAY = timedelta(hours=9)


@pytest.fixture
def memory() -> Iterator[Memory]:
    memory = Memory()
    memory.do(lambda session: settle_ward(session, (Task("Thường xuyên", 4),), PEOPLE))
    yield memory
    memory.close()


def tick(memory: Memory, post: PostOffice, now: datetime) -> None:
    memory.do(lambda session: look(session, WARD, now))
    post.send(now)


def every_minute(memory: Memory, post: PostOffice, since: datetime, until: datetime) -> None:
    """As the timetable looks while it runs, though not as often, and only while the office is open."""
    while since <= until:
        if WARD.hours.is_open(since.astimezone(WARD.zone), WARD.calendar):
            tick(memory, post, since)
        since += timedelta(minutes=9)


def heard(post: PostOffice, since: datetime, kind: MessageKind = MessageKind.REMINDER) -> list[int | None]:
    return sorted(
        (one.person_id for one in post.arrived if one.at >= since and one.kind is kind), key=lambda n: n or 0
    )


def rows(memory: Memory, kind: MessageKind = MessageKind.REMINDER) -> list[tuple[str, Delivery]]:
    def read(session: Session) -> list[tuple[str, Delivery]]:
        found = session.scalars(select(Outbox).where(Outbox.kind == kind).order_by(Outbox.id))  # type: ignore[arg-type]
        return [(row.key or "", row.state) for row in found]

    return memory.do(read)


def test_on_return_everybody_hears_once_where_they_stand(memory: Memory) -> None:
    post = PostOffice(memory)
    every_minute(memory, post, THURSDAY - timedelta(days=2), THURSDAY + A_DAY)
    assert memory.do(lambda session: session.scalars(select(col(Obligation.due))).first()) == DUE

    every_minute(memory, post, WEDNESDAY, WEDNESDAY + A_DAY)

    assert heard(post, WEDNESDAY) == [1, 2, 3]
    report = [one.rungs for one in post.arrived if one.at >= WEDNESDAY and one.person_id in FOCAL]
    assert [[rung.rung for rung in rungs if rung.due == DUE] for rungs in report] == [[0], [0], [0]]


def test_what_was_queued_before_is_dropped_for_the_newer_word(memory: Memory) -> None:
    """Written on the day before and never sent: the word of the return replaces it."""
    post = PostOffice(memory)
    every_minute(memory, post, THURSDAY - timedelta(days=2), THURSDAY)
    memory.do(lambda session: look(session, WARD, FRIDAY))
    queued = [key for key, state in rows(memory) if state is Delivery.QUEUED]
    assert queued == [f"digest:{person}:2026-06-12" for person in sorted(FOCAL)]

    every_minute(memory, post, WEDNESDAY, WEDNESDAY + A_DAY)

    states = dict(rows(memory))
    assert [states[key] for key in queued] == [Delivery.DROPPED] * 3
    assert heard(post, WEDNESDAY) == [1, 2, 3]
    assert [one.key for one in post.arrived if one.at >= WEDNESDAY and one.key in queued] == []


def test_what_was_queued_and_that_nothing_replaces_is_said_as_things_stand(memory: Memory) -> None:
    """The process died between the look and the sending, and comes back on the same rung."""
    post = PostOffice(memory)
    every_minute(memory, post, THURSDAY - timedelta(days=2), THURSDAY)
    memory.do(lambda session: look(session, WARD, FRIDAY))

    later = FRIDAY + timedelta(hours=6)
    every_minute(memory, post, later, later + timedelta(hours=2))

    assert heard(post, FRIDAY) == [1, 2, 3]
    assert {state for _key, state in rows(memory)} == {Delivery.SENT}


def above(post: PostOffice, since: datetime) -> list[int | None]:
    return heard(post, since, MessageKind.ESCALATION)


def test_nobody_is_escalated_for_the_days_of_the_outage(memory: Memory) -> None:
    """Four working days past due of which three were without us count as one: its head hears, no more."""
    post = PostOffice(memory)
    every_minute(memory, post, THURSDAY - timedelta(days=1), MONDAY + A_DAY)
    friday = MONDAY + timedelta(days=4)

    every_minute(memory, post, friday, friday + A_DAY)

    assert above(post, friday) == [HEAD]


def test_without_an_outage_the_office_hears_on_that_day(memory: Memory) -> None:
    """What the test above leaves out does happen otherwise."""
    post = PostOffice(memory)
    friday = MONDAY + timedelta(days=4)
    every_minute(memory, post, THURSDAY - timedelta(days=1), friday)
    assert set(above(post, MONDAY)) == {HEAD, OFFICE}


@pytest.mark.parametrize("days", [1, 3, 10])
def test_each_return_says_one_thing_to_each_however_long_it_took(memory: Memory, days: int) -> None:
    post = PostOffice(memory)
    every_minute(memory, post, THURSDAY - timedelta(days=2), THURSDAY + A_DAY)
    back = THURSDAY + timedelta(days=days)
    while not WARD.calendar.is_working(back.date()):
        back += timedelta(days=1)
    every_minute(memory, post, back, back + A_DAY)
    said = [person for person in heard(post, back) if person in FOCAL]
    assert said == sorted(set(said)) == [1, 2, 3]
