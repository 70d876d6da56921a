"""The office sets the day a report is due, within reason; until then it is proposed."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, select

from bot.errors import BadInput, NotAllowed
from bot.services.deadlines import confirm, deadlines_as_text, list_deadlines
from bot.services.obligations import lay_out
from storage.tables import Audit, Obligation
from tests.services.owing import WARD, owing, states
from tests.ward import NOW

JULY = datetime(2026, 7, 1, 2, tzinfo=UTC)


def test_the_office_sets_the_day_of_the_report_and_of_what_is_due_with_it(session: Session) -> None:
    lay_out(owing(session), WARD, NOW)
    confirm(session, "2026", date(2026, 12, 18), by="person:3", now=NOW)
    rows = session.exec(select(Obligation).where(Obligation.period_code == "2026")).all()
    assert {(row.key.split(":")[0], row.due, row.confirmed) for row in rows} == {
        ("report", date(2026, 12, 18), True),
        ("task", date(2026, 12, 18), True),
        ("task", date(2026, 12, 31), True),
    }
    assert [(audit.action, audit.subject) for audit in session.exec(select(Audit))] == [
        ("confirm_due", "period:2026")
    ]
    assert [(each.period, each.confirmed) for each in list_deadlines(session)] == [
        ("2026-H1", False),
        ("2026", True),
    ]
    before = states(session)
    lay_out(session, WARD, JULY)
    assert {key: state for key, state in states(session).items() if key in before} == before


@pytest.mark.parametrize(
    ("period", "due", "refusal"),
    [
        ("2026", date(2026, 12, 14), NotAllowed),
        ("2026-h1", date(2026, 6, 14), NotAllowed),
        ("2026", date(2027, 12, 15), BadInput),
        ("2031", date(2031, 12, 15), BadInput),
    ],
)
def test_a_day_before_the_floor_or_far_off_is_refused(
    memory_session: Session, period: str, due: date, refusal: type[Exception]
) -> None:
    lay_out(owing(memory_session), WARD, NOW)
    with pytest.raises(refusal):
        confirm(memory_session, period, due, by="x", now=NOW)
    assert not any(each.confirmed for each in list_deadlines(memory_session))


def test_deadlines_are_shown_with_what_is_certain(memory_session: Session) -> None:
    lay_out(owing(memory_session), WARD, NOW)
    confirm(memory_session, "2026-H1", date(2026, 6, 19), by="x", now=NOW)
    listed = list_deadlines(memory_session)
    assert deadlines_as_text(listed).splitlines() == [
        "2026-H1: từ 15/12/2025 đến 14/6/2026, hạn Thứ Sáu 19/6/2026, đã xác nhận",
        "2026: từ 15/12/2025 đến 14/12/2026, hạn dự kiến Thứ Ba 15/12/2026, chưa xác nhận",
    ]
    assert listed[0].as_data() == {
        "period": "2026-H1",
        "from": "2025-12-15",
        "cutoff": "2026-06-14",
        "due": "2026-06-19",
        "confirmed": True,
    }
