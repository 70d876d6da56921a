"""Somebody is replaced with everything in the air: the successor has it, and who left hears nothing more."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.documents.people_reader import PersonRow
from bot.services.handing_matters import matter_by_key
from bot.services.handing_over import accept, ask_over
from bot.services.leave import take_leave
from bot.services.obligations import lay_out
from bot.services.people import import_people
from bot.services.pushes import look, recheck
from storage.extensions import add_extension, open_requests
from storage.obligations import open_obligations
from storage.people import find_officer, names_of
from storage.plan import parts_by_unit
from storage.tables import Identity, Outbox, Person
from storage.vocabulary import MessageKind, Role
from tests.services.owing import AN, BINH, CULTURE, SCHOOL, WARD, WORKS, outbox, owing
from tests.ward import NOW

MORNING = datetime(2026, 5, 26, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def ward(session: Session) -> Session:
    lay_out(owing(session), WARD, NOW)
    return session


def replaced(session: Session, name: str, unit: str = "Phòng Văn hóa", code: str = "U1") -> int:
    """The list names somebody else as focal point of a unit, who then signs in."""
    rows = [PersonRow(2, code, unit, ("Các đơn vị",), name, Role.FOCAL, "")]
    if code == "U1":
        rows.append(PersonRow(3, code, unit, ("Các đơn vị",), "Chi", Role.OFFICE, ""))
    import_people(session, rows, MORNING)
    session.flush()
    person = session.exec(select(Person).where(Person.name == name)).one()
    session.add(Identity(person_id=person.id or 0, channel="web", chat=name.lower(), linked_at=NOW))
    session.flush()
    return person.id or 0


def digests(session: Session, person: int) -> list[Outbox]:
    return [row for row in outbox(session) if row.person_id == person and row.kind is MessageKind.REMINDER]


def test_what_waits_for_who_left_is_dropped_and_the_successor_has_it(ward: Session) -> None:
    look(ward, WARD, MORNING)
    (old,) = digests(ward, AN)
    hoa = replaced(ward, "Hoa")
    assert recheck(ward, old, WARD, MORNING) is None
    look(ward, WARD, MORNING + DAY)
    assert len(digests(ward, hoa)) == 1
    assert len(digests(ward, AN)) == 1


def test_replaced_mid_leave_the_deputy_stands_for_nobody_any_more(ward: Session) -> None:
    today = WARD.day(MORNING)
    take_leave(ward, WARD, AN, BINH, starts=today, ends=today + 9 * DAY, now=MORNING)
    look(ward, WARD, MORNING)
    (before,) = digests(ward, BINH)
    hoa = replaced(ward, "Hoa")
    said = recheck(ward, before, WARD, MORNING)
    assert said is not None
    assert said["text"] != before.say["text"]
    officer = find_officer(ward, "web", "bình", today)
    assert officer is not None
    assert [seat.unit_id for seat in officer.seats] == [WORKS]
    look(ward, WARD, MORNING + DAY)
    assert len(digests(ward, hoa)) == 1


def test_a_deputy_who_is_replaced_leaves_it_to_the_office(ward: Session) -> None:
    today = WARD.day(MORNING)
    take_leave(ward, WARD, AN, BINH, starts=today, ends=today + 9 * DAY, now=MORNING)
    replaced(ward, "Hoa", "Phòng Hạ tầng", "U2")
    look(ward, WARD, MORNING)
    heard = {row.person_id for row in outbox(ward) if row.kind is MessageKind.REMINDER}
    assert AN not in heard
    assert BINH not in heard
    assert "Chi" in names_of(ward, {one for one in heard if one is not None}).values()


def test_a_request_for_longer_of_who_left_still_waits_for_a_decision(ward: Session) -> None:
    owed = open_obligations(ward, unit_ids=[CULTURE])[0]
    add_extension(ward, owed.id or 0, asked_by=AN, wanted=owed.due + 5 * DAY, reason="x", now=MORNING)
    replaced(ward, "Hoa")
    look(ward, WARD, MORNING + DAY)
    assert [(one.obligation.id, one.asker) for one in open_requests(ward)] == [(owed.id, "An")]


def test_the_successor_answers_a_hand_over_that_waited_for_who_left(ward: Session) -> None:
    binh = find_officer(ward, "web", "bình")
    matter = matter_by_key(ward, f"task-{WORKS}-2")
    assert binh is not None
    assert matter is not None
    asked = ask_over(ward, WARD, matter, CULTURE, binh, reason="", now=MORNING)
    (first,) = [row for row in outbox(ward) if row.key == f"handover:{asked.id}:{AN}"]
    hoa = replaced(ward, "Hoa")
    assert recheck(ward, first, WARD, MORNING) is None
    look(ward, WARD, MORNING)
    assert [row.person_id for row in outbox(ward) if row.key == f"handover:{asked.id}:{hoa}"] == [hoa]
    officer = find_officer(ward, "web", "hoa")
    assert officer is not None
    accept(ward, WARD, asked.id or 0, officer, MORNING)
    assert 2 not in parts_by_unit(ward)[WORKS]
    assert SCHOOL in parts_by_unit(ward)
