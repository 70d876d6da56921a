"""Whose a task is after units have agreed to hand it over: along chains, and back."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from storage.handovers import add_handover, decide, find_handover, follow_merge, note_pressed
from storage.plan import parts_by_unit
from storage.tables import Handover, Unit
from storage.vocabulary import Decision, Part
from tests.memory import memory_engine
from tests.services.owing import AN, CULTURE, SCHOOL, WORKS, owing
from tests.ward import NOW

LEAD, ALSO = Part.LEAD, Part.COORDINATING
UNITS = (CULTURE, WORKS, SCHOOL)


def ask(session: Session, giver: int, taker: int, item: int = 2) -> int:
    asked = Handover(item_id=item, from_unit=giver, to_unit=taker, asked_by=AN, asked_at=NOW)
    return add_handover(session, asked)


def agree(session: Session, *moves: tuple[int, int], item: int = 2) -> None:
    for n, (giver, taker) in enumerate(moves, 1):
        at = NOW + timedelta(hours=n)
        assert decide(session, ask(session, giver, taker, item), Decision.AGREED, at, person_id=AN)


def takers(session: Session, item: int = 2) -> dict[int, Part]:
    return {unit: parts[item] for unit, parts in parts_by_unit(session).items() if item in parts}


@pytest.fixture
def ward(session: Session) -> Session:
    return owing(session)


@pytest.mark.parametrize(
    ("moves", "left"),
    [
        ([], {WORKS: LEAD, CULTURE: ALSO}),
        ([(WORKS, SCHOOL)], {SCHOOL: LEAD, CULTURE: ALSO}),
        ([(WORKS, CULTURE)], {CULTURE: LEAD}),
        ([(WORKS, CULTURE), (CULTURE, WORKS)], {WORKS: LEAD, CULTURE: ALSO}),
        ([(WORKS, SCHOOL), (SCHOOL, CULTURE)], {CULTURE: LEAD}),
        ([(WORKS, SCHOOL), (SCHOOL, CULTURE), (CULTURE, WORKS)], {WORKS: LEAD, CULTURE: ALSO}),
        ([(WORKS, SCHOOL), (SCHOOL, WORKS), (WORKS, SCHOOL)], {SCHOOL: LEAD, CULTURE: ALSO}),
        ([(CULTURE, WORKS)], {WORKS: LEAD}),
        ([(SCHOOL, WORKS)], {WORKS: LEAD, CULTURE: ALSO}),
    ],
)
def test_chains_and_ways_back_come_out_right(
    ward: Session, moves: list[tuple[int, int]], left: dict[int, Part]
) -> None:
    agree(ward, *moves)
    assert takers(ward) == left


def test_a_member_hands_over_its_own_part_of_a_group_s_task(ward: Session) -> None:
    agree(ward, (SCHOOL, WORKS), item=1)
    assert takers(ward, 1) == {CULTURE: LEAD, WORKS: LEAD}


def test_what_is_asked_or_declined_changes_nothing_and_is_decided_once(ward: Session) -> None:
    first = ask(ward, WORKS, SCHOOL)
    assert takers(ward) == {WORKS: LEAD, CULTURE: ALSO}
    assert decide(ward, first, Decision.DECLINED, NOW, person_id=None)
    assert not decide(ward, first, Decision.AGREED, NOW, person_id=AN)
    assert takers(ward) == {WORKS: LEAD, CULTURE: ALSO}


def test_asking_another_replaces_what_was_asked_before(ward: Session) -> None:
    first = ask(ward, WORKS, SCHOOL)
    second = ask(ward, WORKS, CULTURE)
    found = [find_handover(ward, one) for one in (first, second)]
    assert [one.decision for one in found if one] == [Decision.REPLACED, Decision.ASKED]
    assert note_pressed(ward, [second], NOW) == [second]
    assert note_pressed(ward, [second], NOW) == []


def test_a_unit_that_is_no_more_is_given_nothing(ward: Session) -> None:
    agree(ward, (WORKS, SCHOOL))
    school = ward.get(Unit, SCHOOL)
    assert school is not None
    school.active = False
    ward.flush()
    assert takers(ward) == {WORKS: LEAD, CULTURE: ALSO}


def test_between_units_that_merge_nothing_is_left_to_hand_over(ward: Session) -> None:
    agree(ward, (WORKS, SCHOOL), (SCHOOL, CULTURE))
    follow_merge(ward, SCHOOL, WORKS, NOW)
    assert takers(ward) == {CULTURE: LEAD}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from(UNITS)), max_size=8))
def test_no_part_is_lost_or_doubled_however_often_a_task_goes_round(moves: list[tuple[int, int]]) -> None:
    engine = memory_engine(owing)
    with Session(engine) as session:
        agree(session, *[(giver, taker) for giver, taker in moves if giver != taker])
        left = takers(session)
        assert list(left.values()).count(LEAD) == 1
        assert len(left) in {1, 2}
    engine.dispose()
