"""Who is told that something has changed, and who is not: other units, leave, leaders, no way to write."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, delete, select, update

from bot.services.dating import extend
from bot.services.pushes import look
from storage.people import list_identities
from storage.saying import Rung, keep_said
from storage.tables import (
    Extension,
    Identity,
    Leave,
    Obligation,
    Person,
    Seat,
)
from storage.vocabulary import Delivery, Role
from tests.services.correcting import BEFORE, FRIDAY, HOUR, MONDAY, corrections, said, take_off, tell_monday
from tests.services.owing import AN, BINH, SCHOOL, WARD, outbox


@pytest.fixture
def quick(memory_session: Session) -> Session:
    return tell_monday(memory_session)


def test_a_task_that_is_another_unit_s_now_is_told_to_whoever_was_reminded_of_it(quick: Session) -> None:
    quick.execute(update(Seat).where(col(Seat.person_id) == BINH).values(unit_id=SCHOOL))
    quick.flush()
    look(quick, WARD, BEFORE + HOUR)
    look(quick, WARD, BEFORE + HOUR)
    (lines,) = said(quick, BINH)
    assert lines[1:] == [
        "Báo cáo kỳ 6 tháng đầu năm 2026, hạn Thứ Hai 15/6/2026: nay do Phòng Hạ tầng thực hiện."
    ]


def test_who_holds_no_seat_any_more_is_not_written_to(quick: Session) -> None:
    quick.execute(delete(Seat).where(col(Seat.person_id) == BINH))
    take_off(quick, MONDAY)
    look(quick, WARD, BEFORE + HOUR)
    assert said(quick, BINH) == []


def test_who_can_be_written_to_nowhere_is_to_be_called(quick: Session) -> None:
    for identity in list_identities(quick, BINH):
        quick.delete(identity)
    take_off(quick, MONDAY)
    look(quick, WARD, BEFORE + HOUR)
    (row,) = (one for one in corrections(quick) if one.person_id == BINH)
    assert (row.channel, row.state) == ("call", Delivery.HANDED)
    take_off(quick, date(2026, 6, 16))
    look(quick, WARD, BEFORE + HOUR)
    (row,) = (one for one in corrections(quick) if one.person_id == BINH)
    assert (row.state, "Thứ Tư 17/6/2026" in row.say["text"]) == (Delivery.HANDED, True)


def test_a_leader_s_yes_is_told_to_others_and_not_to_who_asked_for_it(quick: Session) -> None:
    owed = quick.exec(select(Obligation).where(Obligation.key == "report:2026-H1:1")).one()
    asked = Extension(obligation_id=owed.id or 0, asked_by=AN, asked_at=BEFORE, wanted=FRIDAY, reason="Bận")
    quick.add(asked)
    head = Person(name="Trưởng")
    quick.add(head)
    quick.flush()
    assert head.id is not None
    quick.add(Seat(unit_id=1, role=Role.HEAD, person_id=head.id, since=BEFORE))
    quick.add(Identity(person_id=head.id, channel="web", chat="truong", linked_at=BEFORE))
    row = next(one for one in outbox(quick) if one.person_id == AN)
    rung = Rung(owed.id or 0, owed.arming, 1, Role.HEAD, owed.due)
    keep_said(quick, [rung], head.id, row.id or 0, BEFORE)
    extend(quick, owed, FRIDAY, BEFORE, person_id=3)
    look(quick, WARD, BEFORE + HOUR)
    assert said(quick, AN) == []
    assert said(quick, head.id)[0][1] == (
        "Báo cáo kỳ 6 tháng đầu năm 2026 (Phòng Văn hóa): hạn Thứ Sáu 19/6/2026, còn 7 ngày làm việc; không "
        "còn là Thứ Hai 15/6/2026, do lãnh đạo đã gia hạn."
    )


def test_who_is_on_leave_hears_of_it_when_they_are_back(quick: Session) -> None:
    thursday = date(2026, 6, 11)
    quick.add(Leave(person_id=BINH, starts=BEFORE.date(), ends=thursday, created_at=BEFORE))
    take_off(quick, MONDAY)
    look(quick, WARD, BEFORE + HOUR)
    assert said(quick, BINH) == []
    look(quick, WARD, BEFORE + timedelta(days=2))
    assert len(said(quick, BINH)) == 1


def test_who_stood_in_for_somebody_is_not_told_that_it_is_another_s_when_the_leave_has_ended(
    quick: Session,
) -> None:
    tuesday = date(2026, 6, 9)
    quick.add(Leave(person_id=AN, deputy_id=BINH, starts=tuesday, ends=tuesday, created_at=BEFORE))
    owed = quick.exec(select(Obligation).where(Obligation.key == "report:2026-H1:1")).one()
    row = next(one for one in outbox(quick) if one.person_id == BINH)
    keep_said(quick, [Rung(owed.id or 0, 0, -3, Role.FOCAL, owed.due)], BINH, row.id or 0, BEFORE)
    look(quick, WARD, BEFORE + HOUR)
    assert corrections(quick) == []
