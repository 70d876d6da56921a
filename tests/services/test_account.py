"""The account of a unit and a day: as things stood then, with all that had happened by then."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from bot.errors import BadInput
from bot.services.account import account
from bot.services.account_data import account_as_data
from bot.services.account_words import account_as_text, whole
from bot.services.dating import extend
from bot.services.deadlines import confirm
from bot.services.obligations import lay_out
from bot.services.reminders import remind_due
from storage.journal import note
from storage.obligations import list_periods
from storage.tables import Extension, Obligation, Outbox, Period, Person, Unit
from storage.vocabulary import Decision, Delivery, Event, ProgressState
from tests.services.owing import AN, BINH, CULTURE, SCHOOL, WARD, WORKS, mark_sent, owing, tell
from tests.ward import NOW

H1 = "2026-H1"
# The day of the first reminder of the half year's report, 14 working days before Monday, 15 June.
FIRST = datetime(2026, 5, 26, 2, tzinfo=UTC)
LATER = datetime(2026, 6, 20, 2, tzinfo=UTC)


@pytest.fixture
def ward(session: Session) -> Session:
    lay_out(owing(session), WARD, NOW)
    return session


@pytest.fixture
def quick(memory_session: Session) -> Session:
    lay_out(owing(memory_session), WARD, NOW)
    return memory_session


def report(session: Session, unit: int, period: str = H1) -> Obligation:
    return session.exec(select(Obligation).where(Obligation.key == f"report:{period}:{unit}")).one()


def lines(session: Session, unit: int, day: date, now: datetime, period: str = H1) -> list[str]:
    """All that is said of a unit's report."""
    told = account(session, WARD, _unit(session, unit), day, now)
    one = next(each for each in told.owing if each.one.key == f"report:{period}:{unit}")
    return whole(told, one, session.get(Period, period), WARD)


def data(session: Session, unit: int, day: date, now: datetime) -> list[dict[str, Any]]:
    told = account(session, WARD, _unit(session, unit), day, now)
    periods = {period.code: period for period in list_periods(session)}
    entries: list[dict[str, Any]] = account_as_data(told, periods, WARD)["entries"]
    return entries


def _unit(session: Session, unit: int) -> Unit:
    found = session.get(Unit, unit)
    assert found is not None
    return found


def test_it_tells_what_was_due_why_then_who_was_told_and_what_comes_next(ward: Session) -> None:
    confirm(ward, H1, date(2026, 6, 15), by=f"person:{AN}", now=NOW)
    remind_due(ward, WARD, FIRST)
    mark_sent(ward)
    note(ward, [report(ward, WORKS).id or 0], Event.NOTED, FIRST, person_id=BINH)
    assert lines(ward, WORKS, FIRST.date(), FIRST + timedelta(minutes=1)) == [
        "Báo cáo kỳ 6 tháng đầu năm 2026: hạn Thứ Hai 15/6/2026, còn 14 ngày làm việc; chưa xong.",
        "Số liệu chốt Chủ Nhật 14/6/2026; hạn là ngày làm việc kế tiếp: Thứ Hai 15/6/2026.",
        "An xác nhận hạn này ngày 11/5/2026.",
        "9h00 26/5/2026: nhắc Bình (đầu mối) qua Trang web: đã gửi.",
        "26/5/2026: Bình báo đã nhận.",
        "Sắp tới: Thứ Năm 4/6/2026, báo Bình (đầu mối).",
    ]


def test_a_day_that_has_passed_is_told_as_it_stood_then(ward: Session) -> None:
    remind_due(ward, WARD, FIRST)
    mark_sent(ward)
    before = lines(ward, WORKS, FIRST.date(), FIRST + timedelta(minutes=1))
    extend(ward, report(ward, WORKS), date(2026, 6, 19), FIRST + timedelta(days=1), person_id=AN)
    for item in (1, 2):
        tell(ward, WORKS, item, H1, FIRST + timedelta(days=2), ProgressState.DONE)
    confirm(ward, "2026", date(2026, 12, 18), by="command", now=FIRST + timedelta(days=3))
    assert lines(ward, WORKS, FIRST.date(), LATER) == before
    after = data(ward, WORKS, (FIRST + timedelta(days=3)).date(), LATER)
    assert [each["period"] for each in after] == ["2026"]
    met = data(ward, WORKS, (FIRST + timedelta(days=2)).date(), LATER)
    (half,) = [each for each in met if each["period"] == H1]
    assert (half["due"], half["extended_from"], half["state"]) == ("2026-06-19", "2026-06-15", "met")
    assert [(line["what"], line["by"]) for line in half["journal"]] == [("dated", "An"), ("met", None)]
    assert [update["task"] for update in half["updates"]] == ["1.1", "2.1"]


def test_before_it_was_in_the_ledger_nothing_is_told_of_it(quick: Session) -> None:
    assert data(quick, WORKS, date(2026, 5, 10), NOW) == []
    with pytest.raises(BadInput):
        account(quick, WARD, _unit(quick, WORKS), date(2026, 5, 12), NOW)


def test_a_message_that_had_not_left_by_then_was_waiting(quick: Session) -> None:
    remind_due(quick, WARD, FIRST)
    for row in quick.exec(select(Outbox)):
        row.state, row.sent_at = Delivery.SENT, FIRST + timedelta(days=1)
    quick.flush()
    days = [data(quick, WORKS, day, LATER) for day in (date(2026, 5, 26), date(2026, 5, 27))]
    said = [next(each for each in entries if each["period"] == H1)["reminders"] for entries in days]
    assert [[each["state"] for each in reminders] for reminders in said] == [["queued"], ["sent"]]


def test_ways_that_failed_first_and_calls_are_told(quick: Session) -> None:
    remind_due(quick, WARD, FIRST)
    first, second = quick.exec(select(Outbox).order_by("id"))
    first.tried = [{"channel": "telegram", "refusal": "gone", "at": "x"}]
    second.channel = "call"
    quick.flush()
    said = [
        *_about(lines(quick, CULTURE, FIRST.date(), LATER)),
        *_about(lines(quick, WORKS, FIRST.date(), LATER)),
    ]
    assert said == [
        "9h00 26/5/2026: nhắc An (đầu mối) qua Trang web: đang chờ gửi; "
        "trước đó thử qua telegram không được.",
        "9h00 26/5/2026: đã gọi điện cho Bình (đầu mối).",
    ]


def _about(said: Sequence[str]) -> list[str]:
    return [line for line in said if line.startswith("9h00")]


def test_requests_and_answers_are_told_and_quiet_that_was_asked_for_comes_before_the_next_rung(
    quick: Session,
) -> None:
    one, day = report(quick, WORKS).id or 0, FIRST.date()
    until = (FIRST + timedelta(days=3)).isoformat()
    note(quick, [one], Event.PUT_OFF, FIRST, person_id=BINH, until=until)
    note(quick, [one], Event.LONGER, FIRST, person_id=BINH, decision="asked", extension=1, until="2026-06-30")
    note(
        quick,
        [one],
        Event.AWAY,
        FIRST,
        person_id=BINH,
        deputy=AN,
        until="2026-06-01",
        **{"from": "2026-05-27"},
    )
    quick.add(
        Extension(obligation_id=one, asked_by=BINH, asked_at=FIRST, wanted=date(2026, 6, 30), reason="x")
    )
    quick.flush()
    assert lines(quick, WORKS, day, FIRST + timedelta(hours=1))[3:] == [
        "26/5/2026: Bình hẹn nhắc lại ngày 29/5/2026.",
        "26/5/2026: Bình xin gia hạn đến 30/6/2026.",
        "26/5/2026: Bình nghỉ đến 1/6/2026, An nhận thay.",
        "Đề nghị gia hạn đến 30/6/2026 của Bình chờ quyết định từ 26/5/2026.",
        "Sắp tới: Thứ Sáu 29/5/2026, như đã hẹn, nhắc Bình (đầu mối).",
    ]
    row = quick.exec(select(Extension)).one()
    row.decision, row.decided_at = Decision.DECLINED, FIRST + timedelta(days=2)
    quick.flush()
    waits = [data(quick, WORKS, day, LATER)[0]["waiting"] for day in (day, day + timedelta(days=2))]
    assert waits == [[{"what": "longer", "until": "2026-06-30"}], []]


STEPS = ("asked", "agreed", "declined", "replaced", "inside", "office", "merged", "something new")


def test_every_line_of_the_journal_can_be_told(quick: Session) -> None:
    common = {"was": "2026-06-15", "is": "2026-06-16", "why": "calendar", "to": SCHOOL}
    for what in Event:
        for step in STEPS:
            detail: dict[str, Any] = {**common, "decision": step, "step": step}
            note(quick, [report(quick, WORKS).id or 0], what, NOW + timedelta(hours=1), **detail)
    told = account(quick, WARD, _unit(quick, WORKS), NOW.date(), NOW + timedelta(hours=2))
    text = account_as_text(told, {}, WARD)
    assert "{" not in text
    assert text.count("Trường học") == 5
    assert account_as_data(told, {}, WARD)["unit"] == "U2"


def test_the_number_of_queries_does_not_grow_with_what_is_owed(quick: Session) -> None:
    quick.add_all(Person(name=f"{n}") for n in range(20))
    quick.flush()
    queries: list[int] = []
    event.listen(quick.get_bind(), "before_cursor_execute", lambda *_args: queries.append(1))
    account(quick, WARD, _unit(quick, CULTURE), NOW.date(), NOW + timedelta(hours=1))
    assert len(queries) <= 16


def test_what_went_over_to_another_unit_stays_in_the_account_of_the_first_for_the_days_before(
    quick: Session,
) -> None:
    row = {"key": "c", "kind": "conclusion", "unit_id": CULTURE, "due": date(2026, 6, 30), "text": "Sửa hè"}
    one = Obligation.model_validate(row)
    quick.add(one)
    quick.flush()
    note(quick, [one.id or 0], Event.LAID, NOW)
    note(quick, [one.id or 0], Event.HANDED, FIRST, **{"from": CULTURE, "to": WORKS})
    one.unit_id = WORKS
    quick.flush()
    days = [(FIRST - timedelta(days=1)).date(), FIRST.date()]
    owed = [[_owes(quick, unit, day) for day in days] for unit in (CULTURE, WORKS)]
    assert owed == [[True, False], [False, True]]
    told = account(quick, WARD, _unit(quick, WORKS), FIRST.date(), LATER)
    assert "26/5/2026: việc này chuyển sang Phòng Hạ tầng." in account_as_text(told, {}, WARD)


def _owes(session: Session, unit: int, day: date) -> bool:
    return any(each["kind"] == "conclusion" for each in data(session, unit, day, LATER))
