"""How late each thing counts as: by what reached whom, and by what was down for whom."""

from datetime import date, datetime

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from bot.domain.fairness import Excuse, Late
from bot.services.dating import extend
from bot.services.due import due_now
from bot.services.lateness import lateness
from storage.outages import add_outage
from storage.tables import Obligation
from storage.vocabulary import Delivery, ObligationKind
from tests.services.above import days_pass, june, owe, whole_ward
from tests.services.linked import OPEN, TIMED, link, only, unlink_all, ward_with
from tests.services.owing import AN, BINH, CULTURE, WORKS, outbox, tell
from tests.ward import NOW

CHANNELS = ward_with()


@pytest.fixture
def ward_session(session: Session) -> Session:
    return whole_ward(session)


@pytest.fixture
def memory(memory_session: Session) -> Session:
    return whole_ward(memory_session)


def late(session: Session, unit_id: int, now: datetime, key: str = "report:2026-H1") -> Late:
    found = session.exec(select(Obligation).where(Obligation.key == f"{key}:{unit_id}")).one()
    return lateness(session, CHANNELS, now, [found])[found.id or 0]


def test_days_count_from_the_first_working_day_after_the_due_date(ward_session: Session) -> None:
    days_pass(ward_session, june(1), 12, 15)
    assert [late(ward_session, CULTURE, june(day)).days for day in (15, 16, 18, 21, 22)] == [0, 1, 3, 4, 5]
    told = late(ward_session, CULTURE, june(22))
    assert (told.since, told.reached, told.excused) == (date(2026, 6, 16), date(2026, 6, 12), ())


@pytest.mark.parametrize(
    ("state", "days"),
    [
        (Delivery.SENT, 1),
        (Delivery.ACKNOWLEDGED, 1),
        (Delivery.UNCERTAIN, 1),
        (Delivery.QUEUED, 0),
        (Delivery.REFUSED, 0),
        (Delivery.HANDED, 0),
        (Delivery.DROPPED, 0),
    ],
)
def test_only_what_arrived_has_reached_somebody(memory: Session, state: Delivery, days: int) -> None:
    days_pass(memory, june(1), 15)
    for row in outbox(memory):
        row.state = state
    memory.flush()
    assert late(memory, CULTURE, june(16)).days == days


def test_reached_at_last_it_counts_from_the_next_day(memory: Session) -> None:
    unlink_all(memory, AN)
    days_pass(memory, june(1), 12, 15)
    link(memory, AN, "web", at=NOW)
    days_pass(memory, june(1), 18)
    told = late(memory, CULTURE, june(22))
    assert (told.days, told.overdue, told.since) == (2, 5, date(2026, 6, 19))
    assert told.excused[-1] == (date(2026, 6, 18), Excuse.UNREACHED)


def test_a_new_date_has_to_be_said_anew(memory: Session) -> None:
    days_pass(memory, june(1), 12, 15)
    one = memory.exec(select(Obligation).where(Obligation.key == "report:2026-H1:1")).one()
    extend(memory, one, date(2026, 6, 17), june(15), person_id=BINH)
    assert late(memory, CULTURE, june(19)).days == 0
    days_pass(memory, june(1), 17)
    assert late(memory, CULTURE, june(19)).days == 2


def test_what_was_met_late_keeps_how_late_it_was(memory: Session) -> None:
    days_pass(memory, june(1), 12, 15)
    for item in (1, 2, 3):
        tell(memory, CULTURE, item, "2026-H1", june(17))
    assert [late(memory, CULTURE, june(day)).days for day in (17, 30)] == [2, 2]


def test_the_intake_down_all_day_counts_for_nobody(ward_session: Session) -> None:
    days_pass(ward_session, june(1), 12, 15)
    add_outage(ward_session, "", june(15, 20), june(17, 9))
    told = late(ward_session, WORKS, june(18))
    assert (told.days, told.down) == (2, (date(2026, 6, 16),))


def test_a_channel_down_counts_for_those_who_have_no_other(memory: Session) -> None:
    only(memory, AN, TIMED, heard=june(1))
    only(memory, BINH, TIMED, heard=june(1))
    link(memory, BINH, OPEN, at=june(1))
    days_pass(memory, june(1), 12)
    add_outage(memory, TIMED, june(16, 6), None)
    assert late(memory, CULTURE, june(18, 16)).down == (
        date(2026, 6, 16),
        date(2026, 6, 17),
        date(2026, 6, 18),
    )
    assert late(memory, WORKS, june(18, 16)) == Late(3, 3, date(2026, 6, 16), date(2026, 6, 1))


def test_what_is_not_due_yet_is_on_time(memory: Session) -> None:
    assert late(memory, CULTURE, june(15)) == Late()


def test_a_look_asks_no_more_where_more_is_late(memory: Session) -> None:
    days_pass(memory, june(1), 12, 15, 16, 18, 22)
    asked: list[str] = []
    event.listen(memory.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = []
    for more in (0, 30):
        for n in range(more):
            owe(memory, ObligationKind.TASK, WORKS, date(2026, 6, 16), f"{n}", item_id=1)
        memory.commit()
        asked.clear()
        due_now(memory, CHANNELS, june(24))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12
