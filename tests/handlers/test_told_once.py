"""Whoever is told of an answer is told once, and of a change of plans too."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from bot.services.handing_matters import of_task
from bot.services.handing_over import accept, ask_over
from bot.services.leave import come_back, take_leave
from bot.services.pushes import look
from storage.people import find_officer
from storage.tables import PlanItem
from storage.vocabulary import ObligationKind, ObligationState, Role
from tests.services.longer import GIANG, another, governed, seat
from tests.services.owing import AN, BINH, CHI, SCHOOL, WARD, WORKS, mark_sent, outbox

# Tuesday 8/12, 8:00 in the ward: the date of task 2.1 in 2026 has been told.
DECEMBER = datetime(2026, 12, 8, 1, tzinfo=UTC)
TODAY = date(2026, 12, 8)


@pytest.fixture
def reminded(memory_session: Session) -> Session:
    governed(memory_session)
    seat(memory_session, "Lan", Role.FOCAL, SCHOOL)
    look(memory_session, WARD, DECEMBER)
    mark_sent(memory_session)
    return memory_session


def told(session: Session, person: int, after: int = 0) -> list[str]:
    rows = [row for row in outbox(session) if row.person_id == person and (row.id or 0) > after]
    return [str(row.say["text"]).splitlines()[0] for row in rows]


def test_who_hears_that_a_task_was_taken_over_gets_no_correction_of_the_same(reminded: Session) -> None:
    session, before = reminded, outbox(reminded)[-1].id or 0
    item = session.get(PlanItem, 2)
    asker, taker = (find_officer(session, "web", name, TODAY) for name in ("bình", "lan"))
    assert item is not None
    assert asker is not None
    assert taker is not None
    one = ask_over(session, WARD, of_task(WORKS, item), SCHOOL, asker, reason="", now=DECEMBER)
    accept(session, WARD, one.id or 0, taker, DECEMBER)
    mark_sent(session)
    for minutes in (10, 20):
        look(session, WARD, DECEMBER + timedelta(minutes=minutes))
    assert told(session, BINH, before) == [
        "✅ Trường học đã nhận từ Phòng Hạ tầng: nhiệm vụ 2.1 “Xây dựng mô hình”."
    ]


def test_a_deputy_hears_that_another_was_named(reminded: Session) -> None:
    session, days = reminded, {"starts": date(2026, 12, 14), "ends": date(2026, 12, 16)}
    take_leave(session, WARD, AN, BINH, **days, now=DECEMBER)
    before = outbox(session)[-1].id or 0
    take_leave(session, WARD, AN, GIANG, **days, now=DECEMBER)
    assert told(session, BINH, before) == [
        "Đồng chí An không còn nhờ đồng chí làm thay từ Thứ Hai 14/12/2026 đến hết Thứ Tư 16/12/2026."
    ]


def test_a_deputy_hears_of_a_leave_that_does_not_come(reminded: Session) -> None:
    session = reminded
    take_leave(session, WARD, AN, BINH, starts=date(2026, 12, 14), ends=date(2026, 12, 16), now=DECEMBER)
    before = outbox(session)[-1].id or 0
    assert come_back(session, WARD, AN, DECEMBER)
    assert told(session, BINH, before) == [
        "Đồng chí An không còn nhờ đồng chí làm thay từ Thứ Hai 14/12/2026 đến hết Thứ Tư 16/12/2026."
    ]


def test_a_deputy_is_not_told_of_the_offices_duties_of_law(reminded: Session) -> None:
    """They share a unit with what the focal point answers for."""
    session = reminded
    duty = another(session, date(2026, 12, 9))
    duty.kind, duty.state, duty.period_code = ObligationKind.DUTY, ObligationState.OPEN, None
    duty.key, duty.reason = "duty:post:2027-01", "post"
    session.add(duty)
    session.flush()
    for person, first in ((AN, "15/12/2026"), (CHI, "9/12/2026")):
        before = outbox(session)[-1].id or 0
        take_leave(session, WARD, person, BINH, starts=TODAY, ends=date(2026, 12, 20), now=DECEMBER)
        (row,) = [one for one in outbox(session) if (one.id or 0) > before and one.person_id == BINH]
        assert first in str(row.say["text"]).splitlines()[2]
