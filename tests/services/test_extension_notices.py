"""A request nobody decides on is repeated once; what has lost its cause falls, and is not asked any more."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.services.corrections import correct
from bot.services.extension_notices import recheck_request, tell_decision, watch_requests
from bot.services.extensions import give_longer
from bot.services.pushes import look, recheck
from bot.services.reminders import remind_due
from storage.extensions import find_request
from storage.tables import Extension, Outbox, Seat
from storage.vocabulary import Decision, ObligationState, Role
from tests.services.linked import unlink_all
from tests.services.longer import (
    DUE,
    DUNG,
    EM,
    GIANG,
    MORNING,
    WANTED,
    asked,
    governed,
    notices,
    report,
    seat,
)
from tests.services.owing import AN, CHI, CULTURE, WARD, mark_sent, outbox, tell
from tests.ward import ZONE

DAY = timedelta(days=1)


@pytest.fixture
def ward(session: Session) -> Session:
    return governed(session)


@pytest.fixture
def quick(memory_session: Session) -> Session:
    return governed(memory_session)


def row_to(session: Session, person_id: int, kind: str = "asked") -> Outbox:
    wanted = select(Outbox).where(Outbox.person_id == person_id, col(Outbox.key).like(f"longer:%:{kind}:%"))
    return session.exec(wanted.order_by(col(Outbox.id))).all()[-1]


def decision(session: Session) -> Decision:
    session.expire_all()
    return session.exec(select(Extension).order_by(col(Extension.id))).all()[-1].decision


def test_after_two_working_days_those_who_decide_are_asked_once_again(ward: Session) -> None:
    asked(ward)
    for day in range(6):
        for hour in (0, 2):
            watch_requests(ward, WARD, MORNING + day * DAY + timedelta(hours=hour))
        assert len(notices(ward, "again")) == (2 if day >= 2 else 0)
    assert len(notices(ward, "asked")) == 2
    assert notices(ward, "again")[EM].splitlines()[0] == (
        "Phòng Văn hóa vẫn đang chờ đồng chí quyết định đơn xin gia hạn “Báo cáo kỳ 6 tháng đầu năm 2026”."
    )


def test_nobody_is_asked_again_at_night_or_on_a_day_off(quick: Session) -> None:
    asked(quick)
    for moment in (datetime(2026, 5, 28, 20, tzinfo=ZONE), datetime(2026, 5, 30, 9, tzinfo=ZONE)):
        watch_requests(quick, WARD, moment)
    assert notices(quick, "again") == {}


def test_whoever_can_decide_only_later_is_asked_then(quick: Session) -> None:
    unlink_all(quick, DUNG, EM, CHI)
    asked(quick)
    assert notices(quick, "asked") == {}
    newcomer = seat(quick, "Hà", Role.LEADER, 2 + CULTURE)
    watch_requests(quick, WARD, MORNING)
    assert notices(quick, "asked").keys() == {newcomer}


@pytest.mark.parametrize("state", [ObligationState.MET, ObligationState.CANCELLED, ObligationState.LAPSED])
def test_what_is_settled_meanwhile_is_not_asked_any_more(quick: Session, state: ObligationState) -> None:
    asked(quick)
    owed = report(quick)
    owed.state = state
    quick.add(owed)
    quick.flush()
    assert recheck(quick, row_to(quick, DUNG), WARD, MORNING) is None
    watch_requests(quick, WARD, MORNING)
    assert decision(quick) is Decision.REPLACED
    assert notices(quick, "fallen") == {}


def test_a_request_falls_with_what_was_reported_in_a_look(ward: Session) -> None:
    asked(ward)
    for item in (1, 2, 3):
        tell(ward, CULTURE, item, "2026-H1", MORNING)
    look(ward, WARD, MORNING + timedelta(hours=1))
    assert decision(ward) is Decision.REPLACED
    assert notices(ward, "again") == {}


def test_a_day_that_comes_undecided_is_told_to_whoever_asked(ward: Session) -> None:
    asked(ward)
    now = datetime(2026, 6, 22, 9, tzinfo=ZONE)
    for _twice in range(2):
        watch_requests(ward, WARD, now)
    assert decision(ward) is Decision.REPLACED
    assert notices(ward, "fallen") == {
        AN: "Đến Thứ Hai 22/6/2026 chưa có ai quyết định đơn xin gia hạn “Báo cáo kỳ 6 tháng đầu năm 2026”.\n"
        "Hạn vẫn là Thứ Hai 15/6/2026, đã qua 5 ngày làm việc; đồng chí có thể gửi đơn mới."
    }


def test_a_due_date_moved_beyond_what_was_asked_leaves_nothing_to_ask(quick: Session) -> None:
    asked(quick)
    owed = report(quick)
    owed.due = WANTED
    quick.add(owed)
    quick.flush()
    watch_requests(quick, WARD, MORNING)
    assert (decision(quick), notices(quick, "fallen")) == (Decision.REPLACED, {})


def test_who_decides_no_longer_is_not_asked_when_it_is_sent(quick: Session) -> None:
    asked(quick)
    row = row_to(quick, DUNG)
    assert recheck_request(quick, row, WARD, MORNING) == row.say
    for held in quick.exec(select(Seat).where(Seat.person_id == DUNG)):
        held.role, held.position = Role.HEAD, 5
    quick.flush()
    assert recheck_request(quick, row, WARD, MORNING) is None
    assert recheck_request(quick, row_to(quick, EM), WARD, MORNING) is not None


def test_whoever_was_told_the_old_date_hears_of_the_new_one_by_the_decision_alone(ward: Session) -> None:
    now = MORNING + 17 * DAY
    remind_due(ward, WARD, now)
    mark_sent(ward)
    request = asked(ward, now=now)
    mark_sent(ward)
    give_longer(ward, WARD, request, to=WANTED, person_id=DUNG, now=now)
    fresh = find_request(ward, request.id)
    assert fresh is not None
    tell_decision(ward, WARD, fresh, DUE, now)
    assert notices(ward, "decided").keys() == {AN, CHI, GIANG}
    before = len(outbox(ward))
    assert correct(ward, WARD, now) == 0
    mark_sent(ward)
    assert correct(ward, WARD, now + timedelta(minutes=5)) == 0
    assert remind_due(ward, WARD, now + timedelta(minutes=5)) == 0
    assert len(outbox(ward)) == before


def test_a_look_with_nothing_asked_writes_nothing(quick: Session) -> None:
    watch_requests(quick, WARD, MORNING)
    assert notices(quick, "asked") == {}
    assert date(2026, 6, 15) == report(quick).due


def test_a_reminder_says_that_a_request_waits(quick: Session) -> None:
    asked(quick)
    remind_due(quick, WARD, MORNING)
    (said,) = [row.say["text"] for row in outbox(quick) if row.person_id == AN]
    assert said.splitlines()[-1] == "Đã xin gia hạn đến Thứ Hai 22/6/2026, đang chờ quyết định."
