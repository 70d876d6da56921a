"""Asking for longer and deciding on it: what each decision does, and who hears of it."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from bot.errors import BadInput, NotAllowed
from bot.services.deadlines import confirm
from bot.services.extension_notices import tell_decision
from bot.services.extensions import askable, deciders, give_longer, is_waiting, refuse_longer
from bot.services.reminders import remind_due
from storage.extensions import Request, find_request
from storage.journal import entries_about
from storage.people import find_officer
from storage.tables import Extension, Obligation, Reminder, Seat
from storage.vocabulary import Decision, Event, ObligationKind, ObligationState, Role
from tests.services.linked import unlink_all
from tests.services.longer import (
    DUE,
    DUNG,
    EM,
    GIANG,
    MORNING,
    REASON,
    WANTED,
    asked,
    governed,
    notices,
    report,
)
from tests.services.owing import AN, BINH, CHI, CULTURE, SCHOOL, WARD, mark_sent, tell


@pytest.fixture
def ward(session: Session) -> Session:
    return governed(session)


@pytest.fixture
def quick(memory_session: Session) -> Session:
    return governed(memory_session)


def fresh(session: Session, request: Request) -> Request:
    found = find_request(session, request.id)
    assert found is not None
    return found


def longer(session: Session) -> list[tuple[str, int | None]]:
    """(decision, who) of every line in the journal about longer."""
    lines = entries_about(session, [report(session).id or 0], Event.LONGER)
    return [(str(line.detail["decision"]), line.person_id) for line in lines]


def test_longer_that_was_given_counts_again_once_the_date_by_rule_is_before_it_again(quick: Session) -> None:
    assert give_longer(quick, WARD, asked(quick), to=WANTED, person_id=DUNG, now=MORNING)
    for due in (WANTED + timedelta(days=4), DUE):
        confirm(quick, "2026-H1", due, by="x", now=MORNING)
    assert (report(quick).due, report(quick).extended_from) == (WANTED, DUE)


def test_a_request_changes_nothing_but_that_it_waits(ward: Session) -> None:
    request = asked(ward)
    assert request.extension.decision is Decision.ASKED
    assert (report(ward).due, report(ward).arming, report(ward).extended_from) == (DUE, 0, None)
    assert longer(ward) == [("asked", AN)]
    assert notices(ward, "asked").keys() == {DUNG, EM}
    assert remind_due(ward, WARD, MORNING) == 2


def test_leaders_read_who_asks_for_what_why_and_what_was_said_before(quick: Session) -> None:
    remind_due(quick, WARD, MORNING)
    mark_sent(quick)
    asked(quick, now=MORNING + timedelta(hours=1))
    assert notices(quick, "asked")[DUNG].splitlines() == [
        "Phòng Văn hóa xin gia hạn “Báo cáo kỳ 6 tháng đầu năm 2026”.",
        "Hạn hiện nay: Thứ Hai 15/6/2026, còn 14 ngày làm việc. Xin đến Thứ Hai 22/6/2026, thêm 5 ngày "
        "làm việc.",
        f"Lý do: {REASON}",
        "An gửi đơn ngày 26/5/2026; đến nay đã nhắc 1 lần, lần cuối 26/5/2026.",
    ]


def test_agreement_moves_the_day_arms_every_rung_anew_and_keeps_the_day_by_rule(ward: Session) -> None:
    remind_due(ward, WARD, MORNING)
    mark_sent(ward)
    request = asked(ward)
    assert give_longer(ward, WARD, request, to=WANTED, person_id=DUNG, now=MORNING)
    owed = report(ward)
    assert (owed.due, owed.extended_from, owed.arming, owed.confirmed) == (WANTED, DUE, 1, True)
    assert fresh(ward, request).extension.granted == WANTED
    assert longer(ward) == [("asked", AN), ("agreed", DUNG)]
    others = [
        one.due for one in ward.exec(select(Obligation).where(Obligation.kind == ObligationKind.REPORT))
    ]
    assert others.count(DUE) == 2
    later = MORNING + timedelta(days=7)
    assert remind_due(ward, WARD, later) == 1
    mark_sent(ward)
    rows = ward.exec(
        select(Reminder).where(Reminder.obligation_id == owed.id, Reminder.person_id == AN)
    ).all()
    assert [(row.arming, row.rung, row.told_due) for row in rows] == [(0, -14, DUE), (1, -14, WANTED)]


def test_longer_twice_keeps_the_day_by_rule(quick: Session) -> None:
    assert give_longer(quick, WARD, asked(quick), to=WANTED, person_id=DUNG, now=MORNING)
    second = asked(quick, WANTED + timedelta(days=7))
    assert "đã gia hạn, hạn gốc 15/6/2026" in list(notices(quick, "asked").values())[-1]
    assert give_longer(quick, WARD, second, to=WANTED + timedelta(days=7), person_id=EM, now=MORNING)
    owed = report(quick)
    assert (owed.due, owed.extended_from, owed.arming) == (WANTED + timedelta(days=7), DUE, 2)


def test_refusal_leaves_all_as_it_was(ward: Session) -> None:
    request = asked(ward)
    before = report(ward).model_dump()
    assert refuse_longer(ward, WARD, request, answer="Đã gia hạn hai lần", person_id=EM, now=MORNING)
    ward.expire_all()
    assert report(ward).model_dump() == before
    extension = fresh(ward, request).extension
    assert (extension.decision, extension.answer, extension.decided_by) == (
        Decision.DECLINED,
        "Đã gia hạn hai lần",
        EM,
    )


def test_who_is_first_decides(ward: Session) -> None:
    request = asked(ward)
    seen_by_both = fresh(ward, request), fresh(ward, request)
    assert give_longer(ward, WARD, seen_by_both[0], to=date(2026, 6, 18), person_id=DUNG, now=MORNING)
    assert not give_longer(ward, WARD, seen_by_both[1], to=WANTED, person_id=EM, now=MORNING)
    assert not refuse_longer(ward, WARD, seen_by_both[1], answer="", person_id=EM, now=MORNING)
    assert (report(ward).due, report(ward).arming) == (date(2026, 6, 18), 1)


def test_all_concerned_hear_of_a_decision_once(ward: Session) -> None:
    request = asked(ward)
    give_longer(ward, WARD, request, to=date(2026, 6, 18), person_id=DUNG, now=MORNING)
    for _twice in range(2):
        tell_decision(ward, WARD, fresh(ward, request), DUE, MORNING)
    told = notices(ward, "decided")
    assert told.keys() == {AN, CHI, GIANG}
    assert told[AN].splitlines() == [
        "✅ Dũng cho Phòng Văn hóa gia hạn “Báo cáo kỳ 6 tháng đầu năm 2026” đến Thứ Năm 18/6/2026, còn 17 "
        "ngày làm việc; đơn vị xin đến 22/6/2026.",
        "Hạn trước đó là Thứ Hai 15/6/2026; từ nay trợ lý nhắc theo hạn mới.",
    ]


def test_a_decision_near_the_day_says_the_rung_that_stands(quick: Session) -> None:
    now = MORNING + timedelta(days=14)
    request = asked(quick, now=now)
    give_longer(quick, WARD, request, to=WANTED, person_id=DUNG, now=now)
    tell_decision(quick, WARD, fresh(quick, request), DUE, now)
    rows = quick.exec(select(Reminder).where(Reminder.obligation_id == report(quick).id)).all()
    assert [(row.person_id, row.arming, row.rung, row.told_due) for row in rows] == [(AN, 1, -14, WANTED)]


def test_a_refusal_is_told_with_its_reason(quick: Session) -> None:
    request = asked(quick)
    refuse_longer(quick, WARD, request, answer="Cần gửi cấp trên", person_id=EM, now=MORNING)
    tell_decision(quick, WARD, fresh(quick, request), DUE, MORNING)
    assert notices(quick, "decided")[AN].splitlines() == [
        "Em không đồng ý gia hạn “Báo cáo kỳ 6 tháng đầu năm 2026” của Phòng Văn hóa.",
        "Hạn vẫn là Thứ Hai 15/6/2026, còn 14 ngày làm việc.",
        "Lý do: Cần gửi cấp trên",
    ]


def test_a_new_request_takes_the_place_of_the_open_one(quick: Session) -> None:
    first = asked(quick)
    second = asked(quick, date(2026, 6, 18), by="giang")
    assert fresh(quick, first).extension.decision is Decision.REPLACED
    assert longer(quick) == [("asked", AN), ("replaced", None), ("asked", GIANG)]
    assert not give_longer(quick, WARD, fresh(quick, first), to=WANTED, person_id=DUNG, now=MORNING)
    assert is_waiting(fresh(quick, second), WARD.day(MORNING))


@pytest.mark.parametrize("wanted", [DUE, date(2026, 6, 1), date(2026, 8, 14), date(2030, 1, 1)])
def test_a_day_that_makes_no_sense_is_not_kept(quick: Session, wanted: date) -> None:
    with pytest.raises(BadInput):
        asked(quick, wanted)
    assert quick.exec(select(Extension)).all() == []


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_reason_is_needed_and_fits(quick: Session, reason: str) -> None:
    with pytest.raises(BadInput):
        asked(quick, reason=reason)
    assert quick.exec(select(Extension)).all() == []


def test_only_the_unit_asks_and_only_for_what_is_owed(quick: Session) -> None:
    for stranger in ("bình", "dũng", "chi"):
        with pytest.raises(NotAllowed):
            asked(quick, by=stranger)
    for item in (1, 2, 3):
        tell(quick, CULTURE, item, "2026-H1", MORNING)
    with pytest.raises(NotAllowed):
        asked(quick)


def test_a_day_the_law_sets_is_nobody_s_to_move(quick: Session) -> None:
    owed = report(quick)
    owed.kind = ObligationKind.DUTY
    quick.add(owed)
    quick.flush()
    officer = find_officer(quick, "web", "an", WARD.day(MORNING))
    assert officer is not None
    assert owed not in askable(quick, officer, WARD.day(MORNING))


def test_without_a_leader_who_can_be_written_to_the_office_decides(quick: Session) -> None:
    today = WARD.day(MORNING)
    assert deciders(quick, today, AN) == {DUNG: "Dũng", EM: "Em"}
    unlink_all(quick, DUNG, EM)
    assert deciders(quick, today, AN) == {CHI: "Chi"}
    request = asked(quick)
    assert notices(quick, "asked").keys() == {CHI}
    assert give_longer(quick, WARD, request, to=WANTED, person_id=CHI, now=MORNING)
    unlink_all(quick, CHI)
    assert deciders(quick, today, AN) == {}


def test_nobody_decides_on_what_they_have_asked_for(quick: Session) -> None:
    quick.add(Seat(unit_id=SCHOOL, role=Role.LEADER, person_id=AN, since=MORNING))
    quick.flush()
    request = asked(quick)
    assert AN not in notices(quick, "asked")
    with pytest.raises(NotAllowed):
        give_longer(quick, WARD, request, to=WANTED, person_id=AN, now=MORNING)
    with pytest.raises(NotAllowed):
        refuse_longer(quick, WARD, request, answer="", person_id=BINH, now=MORNING)
    assert fresh(quick, request).extension.decision is Decision.ASKED


@pytest.mark.parametrize("to", [DUE, date(2026, 6, 23), date(2026, 5, 20)])
def test_what_is_given_lies_between_the_day_in_force_and_the_one_asked_for(quick: Session, to: date) -> None:
    request = asked(quick)
    with pytest.raises(BadInput):
        give_longer(quick, WARD, request, to=to, person_id=DUNG, now=MORNING)
    assert (report(quick).due, fresh(quick, request).extension.decision) == (DUE, Decision.ASKED)


def test_what_is_settled_meanwhile_leaves_nothing_to_decide(quick: Session) -> None:
    request = asked(quick)
    for state in (ObligationState.MET, ObligationState.CANCELLED, ObligationState.LAPSED):
        owed = report(quick)
        owed.state = state
        quick.add(owed)
        quick.flush()
        assert not give_longer(quick, WARD, fresh(quick, request), to=WANTED, person_id=DUNG, now=MORNING)
    assert report(quick).due == DUE
