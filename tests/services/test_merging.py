"""Units that become one: what was owed, asked, begun and reported has a place."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.errors import BadInput, NotAllowed
from bot.services.dating import extend
from bot.services.merging import merge, merge_as_text, unit_named
from bot.services.obligations import lay_out
from bot.services.progress import previous
from bot.services.pushes import look
from bot.services.units import UnitBook
from bot.texts import speaking
from storage.conversations import keep_state, load_state
from storage.extensions import add_extension, settle_request
from storage.handovers import add_handover
from storage.journal import entries_about
from storage.people import find_officer
from storage.plan import parts_by_unit
from storage.tables import Extension, Handover, Obligation, Seat, Unit
from storage.vocabulary import Decision, Event, ObligationKind, ObligationState, Part, Role
from tests.services.owing import AN, BINH, CHI, CULTURE, SCHOOL, WARD, WORKS, owing, tell
from tests.ward import NOW

DAY = timedelta(days=1)


@pytest.fixture
def ward(session: Session) -> Session:
    return begun(session)


@pytest.fixture
def quick(memory_session: Session) -> Session:
    return begun(memory_session)


def begun(session: Session) -> Session:
    lay_out(owing(session), WARD, NOW)
    return session


def joined(session: Session) -> str:
    """Works become part of culture."""
    giver, taker = session.get(Unit, WORKS), session.get(Unit, CULTURE)
    assert giver is not None
    assert taker is not None
    with speaking("en"):
        said = merge_as_text(merge(session, WARD, giver, taker, NOW + DAY))
    session.expire_all()
    return said


def dated(session: Session, unit: int) -> Obligation:
    """The task 2.1 of this year as a unit owes it."""
    mine = Obligation.unit_id == unit, Obligation.item_id == 2, Obligation.period_code == "2026"
    return session.exec(select(Obligation).where(*mine)).one()


def test_what_one_owed_ends_and_the_other_owes_it(ward: Session) -> None:
    said = joined(ward)
    assert said.splitlines()[:2] == [
        "Phòng Hạ tầng becomes part of Phòng Văn hóa.",
        "Tasks that go over: 2.1.",
    ]
    assert parts_by_unit(ward)[CULTURE][2] is Part.LEAD
    assert WORKS not in parts_by_unit(ward)
    left = ward.exec(select(Obligation).where(Obligation.unit_id == WORKS)).all()
    assert {one.state for one in left} == {ObligationState.CANCELLED}
    assert dated(ward, CULTURE).state is ObligationState.OPEN
    ids = [one.id or 0 for one in left]
    assert {line.obligation_id for line in entries_about(ward, ids, Event.CANCELLED)} == set(ids)
    look(ward, WARD, NOW + DAY)


def test_people_keep_their_seats_beside_those_who_were_there(ward: Session) -> None:
    ward.add(Seat(unit_id=WORKS, role=Role.OFFICE, person_id=CHI, since=NOW))
    ward.flush()
    joined(ward)
    officer = find_officer(ward, "web", "bình")
    assert officer is not None
    assert [(seat.id, seat.unit_id) for seat in officer.seats] == [(2, CULTURE)]
    held = ward.exec(select(Seat).where(col(Seat.person_id).is_not(None)).order_by(col(Seat.id))).all()
    assert [(seat.person_id, seat.role, seat.position) for seat in held] == [
        (AN, Role.FOCAL, 0),
        (BINH, Role.FOCAL, 1),
        (CHI, Role.OFFICE, 0),
    ]


def test_longer_that_was_asked_or_given_follows(ward: Session) -> None:
    old = dated(ward, WORKS)
    until = old.due + 20 * DAY
    given = add_extension(ward, old.id or 0, asked_by=BINH, wanted=until, reason="x", now=NOW)
    settle_request(ward, given, Decision.AGREED, NOW, person_id=CHI, granted=until)
    extend(ward, dated(ward, WORKS), until, NOW, person_id=CHI)
    asked = add_extension(ward, old.id or 0, asked_by=BINH, wanted=until + DAY, reason="y", now=NOW)
    assert "1 request for longer goes over." in joined(ward)
    new = dated(ward, CULTURE)
    assert (new.due, new.extended_from) == (until, date(2026, 12, 31))
    assert [ward.get(Extension, one).obligation_id for one in (given, asked)] == [new.id, new.id]  # type: ignore[union-attr]


def test_a_conclusion_and_a_hand_over_that_waits_go_over(ward: Session) -> None:
    owed = Obligation(key="c:1", kind=ObligationKind.CONCLUSION, unit_id=WORKS, due=date(2026, 6, 1))
    ward.add(owed)
    ward.flush()
    asked: dict[str, Any] = {"asked_by": BINH, "asked_at": NOW}
    waits = add_handover(ward, Handover(item_id=1, from_unit=SCHOOL, to_unit=WORKS, **asked))
    between = add_handover(ward, Handover(item_id=2, from_unit=WORKS, to_unit=CULTURE, **asked))
    joined(ward)
    ward.refresh(owed)
    assert (owed.unit_id, owed.state, owed.arming) == (CULTURE, ObligationState.OPEN, 1)
    found = [ward.get(Handover, one) for one in (waits, between)]
    assert [(one.to_unit, one.decision) for one in found if one] == [
        (CULTURE, Decision.ASKED),
        (CULTURE, Decision.REPLACED),
    ]


def test_what_somebody_was_typing_is_for_the_other_unit_now(ward: Session) -> None:
    draft = {"flow": "progress", "step": "Confirm", "data": {"unit": WORKS, "item": 2, "text": "Đã đổ nền."}}
    keep_state(ward, "web", "bình", {**draft, "parked": [draft]}, NOW)
    assert "2 unfinished reports go over." in joined(ward)
    state = load_state(ward, "web", "bình")
    assert state is not None
    assert [one["data"]["unit"] for one in (state, *state["parked"])] == [CULTURE, CULTURE]


def test_what_was_reported_is_at_hand_for_who_goes_on(ward: Session) -> None:
    tell(ward, WORKS, 2, "2026-H1", NOW)
    joined(ward)
    said = previous(ward, CULTURE, 2, "2026-H1")
    assert said is not None
    assert said.unit_id == WORKS


def test_a_plan_that_still_names_it_means_the_other(quick: Session) -> None:
    joined(quick)
    found = UnitBook(quick).find("phòng hạ tầng")
    assert found is not None
    assert found.id == CULTURE


def test_units_are_named_as_people_write_them_and_doubts_are_told(quick: Session) -> None:
    assert unit_named(quick, "hạ tầng").id == WORKS
    with pytest.raises(BadInput):
        unit_named(quick, "phòng")
    with pytest.raises(BadInput):
        unit_named(quick, "Trạm y tế")
    culture = unit_named(quick, "U1")
    with pytest.raises(NotAllowed):
        merge(quick, WARD, culture, culture, NOW)
