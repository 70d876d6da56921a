"""The ledger: what is owed by the plan, what an update counts for, and what meets it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, delete, select

from bot.errors import NotAllowed
from bot.services.deadlines import list_deadlines
from bot.services.obligations import (
    lay_out,
    period_to_report,
    settle,
    tasks_to_report,
)
from storage.tables import Obligation, PlanItem, PlanItemUnit, PlanVersion
from storage.vocabulary import ObligationState, Part, ProgressState
from tests.services.owing import CULTURE, SCHOOL, WARD, WORKS, owing, states, tell
from tests.ward import NOW

OPEN, MET, CANCELLED = ObligationState.OPEN, ObligationState.MET, ObligationState.CANCELLED
JULY = datetime(2026, 7, 1, 2, tzinfo=UTC)
REPORTS = [f"report:{period}:{unit}" for period in ("2026-H1", "2026") for unit in (1, 2, 3)]
TASKS = ["task:2:2:2026-12-31", "task:3:1:2026"]


def test_each_unit_owes_each_period_and_each_lead_its_dated_tasks(session: Session) -> None:
    lay_out(owing(session), WARD, NOW)
    assert states(session) == dict.fromkeys([*REPORTS, *TASKS], OPEN)
    rows = session.exec(select(Obligation).where(col(Obligation.item_id).is_not(None))).all()
    assert {(row.key, row.due, row.reason) for row in rows} == {
        ("task:2:2:2026-12-31", date(2026, 12, 31), "end_of_year"),
        ("task:3:1:2026", date(2026, 12, 15), "with_year_report"),
    }


def test_laying_out_again_writes_nothing(memory_session: Session) -> None:
    lay_out(owing(memory_session), WARD, NOW)
    written: list[str] = []
    engine = memory_session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *args: written.append(args[2]))
    lay_out(memory_session, WARD, NOW)
    assert len(written) < 12
    assert not [statement for statement in written if not statement.startswith("SELECT")]


def test_without_a_plan_or_its_duties_nothing_is_owed(memory_session: Session) -> None:
    lay_out(memory_session, WARD, NOW)
    owing(memory_session)
    memory_session.add(PlanVersion(imported_at=NOW, source="y", sha256="", document={"duties": []}))
    lay_out(memory_session, WARD, NOW)
    assert (states(memory_session), list_deadlines(memory_session)) == ({}, [])
    with pytest.raises(NotAllowed):
        period_to_report(memory_session, CULTURE, date(2026, 5, 11))


def test_what_falls_out_of_the_plan_is_cancelled_and_comes_back_with_it(session: Session) -> None:
    lay_out(owing(session), WARD, NOW)
    item = session.get_one(PlanItem, 3)
    item.active = False
    session.execute(delete(PlanItemUnit).where(col(PlanItemUnit.unit_id) == WORKS))
    session.flush()
    lay_out(session, WARD, NOW)
    assert {key for key, state in states(session).items() if state is CANCELLED} == set(TASKS)
    item = session.get_one(PlanItem, 3)
    item.active = True
    session.add(PlanItemUnit(item_id=2, unit_id=WORKS, part=Part.LEAD, position=0, written=""))
    session.flush()
    lay_out(session, WARD, NOW)
    assert set(states(session).values()) == {OPEN}


def test_another_roadmap_moves_the_task_to_the_new_day(memory_session: Session) -> None:
    lay_out(owing(memory_session), WARD, NOW)
    item = memory_session.get_one(PlanItem, 2)
    item.roadmap = "Quý III/2026"
    memory_session.flush()
    lay_out(memory_session, WARD, NOW)
    found = {key: state for key, state in states(memory_session).items() if key.startswith("task:2")}
    assert found == {"task:2:2:2026-09-30": OPEN}


def test_a_report_is_met_when_every_task_is_told_and_open_again_when_one_is_added(session: Session) -> None:
    lay_out(owing(session), WARD, NOW)
    tell(session, WORKS, 1, "2026-H1", NOW)
    assert states(session)["report:2026-H1:2"] is OPEN
    tell(session, WORKS, 2, "2026-H1", NOW)
    assert states(session)["report:2026-H1:2"] is MET
    session.add(PlanItemUnit(item_id=3, unit_id=WORKS, part=Part.COORDINATING, position=9, written=""))
    session.flush()
    settle(session, WORKS, "2026-H1", NOW)
    assert states(session)["report:2026-H1:2"] is OPEN


def test_a_dated_task_is_met_by_done_in_either_period_of_its_year_and_reopened_by_less(
    memory_session: Session,
) -> None:
    lay_out(owing(memory_session), WARD, NOW)
    done = ProgressState.DONE
    seen = []
    for period, state in (("2026-H1", done), ("2026", ProgressState.BLOCKED), ("2026", done)):
        tell(memory_session, WORKS, 2, period, NOW, state)
        seen.append(states(memory_session)["task:2:2:2026-12-31"])
    assert seen == [MET, OPEN, MET]


def test_next_year_s_word_closes_an_old_task_but_never_opens_a_met_one(memory_session: Session) -> None:
    lay_out(owing(memory_session), WARD, NOW)
    january = datetime(2027, 1, 5, 2, tzinfo=UTC)
    lay_out(memory_session, WARD, january)
    tell(memory_session, WORKS, 2, "2027-H1", january, ProgressState.DONE)
    assert states(memory_session)["task:2:2:2026-12-31"] is MET
    tell(memory_session, CULTURE, 3, "2026", january, ProgressState.DONE)
    tell(memory_session, CULTURE, 3, "2027-H1", january)
    assert (states(memory_session)["task:3:1:2026"], states(memory_session)["task:3:1:2027"]) == (MET, OPEN)


@pytest.mark.parametrize(
    ("today", "period"),
    [
        (date(2026, 5, 11), "2026-H1"),
        (date(2026, 6, 14), "2026-H1"),
        (date(2026, 6, 15), "2026-H1"),
        (date(2026, 8, 13), "2026-H1"),
        (date(2026, 8, 14), "2026"),
    ],
)
def test_an_update_counts_for_the_closed_period_while_it_is_owed(
    memory_session: Session, today: date, period: str
) -> None:
    lay_out(owing(memory_session), WARD, NOW)
    assert period_to_report(memory_session, SCHOOL, today).code == period


def test_once_reported_an_update_counts_for_the_period_under_way(memory_session: Session) -> None:
    lay_out(owing(memory_session), WARD, NOW)
    tell(memory_session, SCHOOL, 1, "2026-H1", NOW)
    days = (date(2026, 5, 11), date(2026, 6, 15))
    assert [period_to_report(memory_session, SCHOOL, day).code for day in days] == ["2026-H1", "2026"]


def test_tasks_not_told_yet_come_first_in_the_plan_s_order(session: Session) -> None:
    lay_out(owing(session), WARD, NOW)
    tell(session, CULTURE, 1, "2026-H1", NOW)
    lines = tasks_to_report(session, [CULTURE], "2026-H1")
    assert [(line.item.code, line.part, line.latest is not None) for line in lines] == [
        ("2.1", Part.COORDINATING, False),
        ("3.1", Part.LEAD, False),
        ("1.1", Part.LEAD, True),
    ]
