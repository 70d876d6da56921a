"""A period that is closed: kept once, as it stood, and the same bytes again whatever happens after."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.domain.snapshot import digest
from bot.errors import NotAllowed
from bot.services.dating import extend
from bot.services.deadlines import confirm
from bot.services.obligations import lay_out
from bot.services.snapshots import reproduce, take_addendum, take_due, verify
from storage.obligations import reports_of
from storage.progress import keep_file
from storage.snapshots import snapshots_of
from storage.tables import (
    Obligation,
    Person,
    PlanItem,
    PlanItemUnit,
    Progress,
    ProgressFile,
    Snapshot,
    Unit,
)
from storage.vocabulary import ProgressState
from tests.memory import memory_engine
from tests.services.owing import AN, CULTURE, SCHOOL, WARD, WORKS, owing, tell
from tests.ward import NOW

H1 = "2026-H1"
# The report of the half year is due on Monday, 15 June; midnight in the ward is 17:00 in UTC.
CLOSES = datetime(2026, 6, 15, 17, tzinfo=UTC)
MORNING = CLOSES + timedelta(hours=8)
_files = count(1)


def laid_out(session: Session) -> Session:
    lay_out(owing(session), WARD, NOW)
    return session


@pytest.fixture
def ward(session: Session) -> Session:
    return laid_out(session)


@pytest.fixture
def quick(memory_session: Session) -> Session:
    return laid_out(memory_session)


def taken(session: Session, number: int = 0) -> Any:
    session.expire_all()
    return json.loads(snapshots_of(session, H1)[number].content)


def updates(session: Session, number: int = 0) -> list[tuple[str, str, int, str | None]]:
    return [
        (each["unit"], each["task"], each["version"], each["replaces"])
        for each in taken(session, number)["updates"]
    ]


def attach(session: Session, name: str) -> None:
    """A file to the last update."""
    last = max(row.id or 0 for row in session.exec(select(Progress)))
    digest_of = f"{next(_files):064x}"
    at = {"mime": "x", "size": 1, "channel": "web", "chat": "an", "now": NOW}
    file = keep_file(session, sha256=digest_of, name=name, **at)  # type: ignore[arg-type]
    session.add(ProgressFile(progress_id=last, file_id=file))
    session.flush()


def change_everything(session: Session) -> None:
    """What may happen to a ward after a period is closed."""
    for unit in session.exec(select(Unit)):
        unit.name, unit.code, unit.active = f"Đơn vị {unit.id}", f"MOI{unit.id}", unit.id != SCHOOL
    for item in session.exec(select(PlanItem)):
        item.text, item.code, item.active = "Việc khác", f"9.{item.id}", item.id != 2
    for part in session.exec(select(PlanItemUnit)).all()[1:]:
        session.delete(part)
    for person in session.exec(select(Person)):
        person.name, person.active = "Người khác", False
    for update in session.exec(select(Progress)):
        update.person_id = None
    for one in reports_of(session, H1):
        extend(session, one, date(2026, 7, 1), CLOSES + timedelta(days=2), person_id=AN)
    session.flush()
    lay_out(session, WARD, CLOSES + timedelta(days=2))


def test_a_period_is_closed_at_the_end_of_the_day_its_report_is_due(ward: Session) -> None:
    tell(ward, CULTURE, 1, H1, NOW)
    before = take_due(ward, WARD, CLOSES - timedelta(seconds=1))
    after = take_due(ward, WARD, CLOSES)
    (row,) = snapshots_of(ward, H1)
    assert (before, after, row.until, row.sha256) == (0, 1, CLOSES, digest(row.content))
    assert updates(ward) == [("U1", "1.1", 1, None)]
    assert taken(ward)["missing"] == [
        {"task": "2.1", "unit": "U1"},
        {"task": "3.1", "unit": "U1"},
        {"task": "1.1", "unit": "U2"},
        {"task": "2.1", "unit": "U2"},
        {"task": "1.1", "unit": "U3"},
    ]


def test_the_version_that_counted_is_kept_with_its_files(ward: Session) -> None:
    tell(ward, WORKS, 2, H1, NOW)
    tell(ward, WORKS, 2, H1, NOW + timedelta(hours=1), ProgressState.DONE)
    attach(ward, "Báo cáo quý.pdf")
    take_due(ward, WARD, MORNING)
    (kept,) = taken(ward)["updates"]
    assert (kept["version"], kept["state"], kept["at"]) == (2, "done", "2026-05-11T03:00:00.000000+00:00")
    assert [file["name"] for file in kept["files"]] == ["Báo cáo quý.pdf"]


def test_it_is_closed_once_though_the_clock_is_put_back_and_looked_at_again(ward: Session) -> None:
    said = [take_due(ward, WARD, at) for at in (MORNING, CLOSES - timedelta(hours=1), MORNING, MORNING)]
    assert (said, len(snapshots_of(ward, H1))) == ([1, 0, 0, 0], 1)


def test_down_over_the_closing_it_is_closed_on_return_as_it_stood_then(ward: Session) -> None:
    tell(ward, CULTURE, 1, H1, CLOSES - timedelta(seconds=1))
    tell(ward, CULTURE, 1, H1, CLOSES)
    tell(ward, WORKS, 1, H1, CLOSES + timedelta(hours=3))
    (report,) = [one for one in reports_of(ward, H1) if one.unit_id == SCHOOL]
    extend(ward, report, date(2026, 6, 30), CLOSES + timedelta(hours=1), person_id=AN)
    take_due(ward, WARD, CLOSES + timedelta(days=3))
    assert updates(ward) == [("U1", "1.1", 1, None)]
    assert updates(ward, 1) == [
        ("U1", "1.1", 2, taken(ward)["updates"][0]["receipt"]),
        ("U2", "1.1", 1, None),
    ]
    longer = [unit["extended_from"] for number in (0, 1) for unit in taken(ward, number)["frame"]["units"]]
    assert longer == [None, None, None, None, None, "2026-06-15"]


def test_what_comes_later_is_an_addendum_once_a_day_and_only_where_something_came(ward: Session) -> None:
    take_due(ward, WARD, MORNING)
    tell(ward, CULTURE, 1, H1, MORNING)
    tell(ward, WORKS, 1, H1, MORNING)
    looks = [take_due(ward, WARD, MORNING + timedelta(hours=hours)) for hours in (1, 24, 25, 48, 72)]
    assert looks == [0, 1, 0, 0, 0]
    assert [update[0] for update in updates(ward, 1)] == ["U1", "U2"]
    assert len(taken(ward, 1)["missing"]) == 4


def test_what_is_stored_after_the_clock_was_put_back_is_an_addendum(ward: Session) -> None:
    take_due(ward, WARD, MORNING)
    tell(ward, CULTURE, 1, H1, CLOSES - timedelta(hours=1))
    take_due(ward, WARD, MORNING + timedelta(days=1))
    assert (updates(ward), updates(ward, 1)) == ([], [("U1", "1.1", 1, None)])
    assert [verify(ward, each).holds for each in snapshots_of(ward, H1)] == [True, True]


def test_the_office_takes_an_addendum_when_it_wants_one(quick: Session) -> None:
    with pytest.raises(NotAllowed):
        take_addendum(quick, WARD, H1, NOW, by="x")
    take_due(quick, WARD, MORNING)
    with pytest.raises(NotAllowed):
        take_addendum(quick, WARD, H1, MORNING, by="x")
    tell(quick, CULTURE, 1, H1, MORNING)
    assert take_addendum(quick, WARD, H1, MORNING + timedelta(hours=1), by="x").number == 1
    assert take_due(quick, WARD, MORNING + timedelta(days=1)) == 0


def test_the_bytes_are_the_same_after_everything_has_changed(ward: Session) -> None:
    tell(ward, CULTURE, 1, H1, NOW)
    attach(ward, "a.pdf")
    tell(ward, WORKS, 2, H1, NOW, ProgressState.BLOCKED)
    take_due(ward, WARD, MORNING)
    tell(ward, CULTURE, 1, H1, MORNING)
    take_due(ward, WARD, MORNING + timedelta(days=1))
    before = [row.content for row in snapshots_of(ward, H1)]
    change_everything(ward)
    tell(ward, CULTURE, 1, H1, MORNING + timedelta(days=2), ProgressState.DONE)
    ward.expire_all()
    assert [reproduce(ward, row) for row in snapshots_of(ward, H1)] == before


def test_what_was_changed_by_hand_is_found_out(quick: Session) -> None:
    tell(quick, CULTURE, 1, H1, NOW)
    take_due(quick, WARD, MORNING)
    (row,) = snapshots_of(quick, H1)
    update = quick.exec(select(Progress)).one()
    update.text = "khác"
    quick.flush()
    assert (verify(quick, row).unchanged, verify(quick, row).reproduced) == (True, False)
    row.content = row.content.replace("U1", "U9")
    assert verify(quick, row).unchanged is False
    row.content = "{"
    assert verify(quick, row).holds is False


def test_the_day_of_a_closed_period_is_not_moved_any_more(quick: Session) -> None:
    confirm(quick, H1, date(2026, 6, 18), by="x", now=NOW)
    assert take_due(quick, WARD, MORNING) == 0
    take_due(quick, WARD, MORNING + timedelta(days=4))
    with pytest.raises(NotAllowed):
        confirm(quick, H1, date(2026, 6, 25), by="x", now=MORNING + timedelta(days=4))
    due = {one.due for one in quick.exec(select(Obligation)) if one.period_code == H1}
    assert due == {date(2026, 6, 18)}


MOMENTS = st.integers(-40, 90)
TOLD = st.tuples(st.sampled_from([(1, 1), (2, 1), (3, 1), (2, 2), (1, 2), (1, 3)]), MOMENTS)


@settings(max_examples=20, deadline=None)
@given(st.lists(TOLD, max_size=8), st.lists(TOLD | st.integers(0, 90), max_size=10), MOMENTS)
def test_whatever_comes_before_and_after_each_update_counts_in_one_snapshot(
    before: list[Any], after: list[Any], late: int
) -> None:
    """Hours from the closing, in any order, with looks in between: nothing is lost, nothing is twice."""
    engine = memory_engine(laid_out)
    with Session(engine, expire_on_commit=False) as session:
        for (unit, item), hours in before:
            tell(session, unit, item, H1, CLOSES + timedelta(hours=hours))
        take_due(session, WARD, CLOSES + timedelta(hours=max(0, late)))
        for each in after:
            if isinstance(each, int):
                take_due(session, WARD, CLOSES + timedelta(hours=each))
            else:
                (unit, item), hours = each
                tell(session, unit, item, H1, CLOSES + timedelta(hours=hours))
        kept = [row.content for row in session.exec(select(Snapshot))]
        change_everything(session)
        take_due(session, WARD, CLOSES + timedelta(days=50))
        session.expire_all()
        rows = snapshots_of(session, H1)
        assert [row.content for row in rows][: len(kept)] == kept
        assert [reproduce(session, row) for row in rows] == [row.content for row in rows]
        receipts = [each["receipt"] for row in rows for each in json.loads(row.content)["updates"]]
        newest = {(row.unit_id, row.item_id): row for row in session.exec(select(Progress).order_by("id"))}
        assert len(receipts) == len(set(receipts))
        assert {row.receipt for row in newest.values()} <= set(receipts)
    engine.dispose()
