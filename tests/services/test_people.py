"""The people's list seats people in units; a seat outlives them, and who leaves takes no rights along."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.conversation.messages import Address
from bot.documents.people_reader import PersonRow, read_people
from bot.documents.plan_reader import read_plan
from bot.errors import NotAllowed
from bot.services.invites import invite
from bot.services.left_open import take_open
from bot.services.people import Roll, import_people, roll_as_text
from bot.services.plan import import_plan
from bot.services.sign_in import claim, link
from bot.texts import speaking
from storage.conversations import keep_state, load_state
from storage.people import find_officer
from storage.plan import list_items, list_units, units_by_item
from storage.tables import Audit, Person, Seat, Unit, UnitMember
from storage.vocabulary import Part, Role
from tests.ward import NOW

SAMPLES = Path(__file__).parents[1] / "samples"
ROWS = read_people(SAMPLES / "don-vi.csv")
PLAN = read_plan(SAMPLES / "ke-hoach-nho.txt")
HERE = Address("web", "an")


def seats(session: Session, unit: str) -> dict[tuple[Role, int], str | None]:
    """Who sits where in a unit."""
    found = session.exec(select(Seat).join(Unit).where(Unit.code == unit)).all()
    people = {person.id: person.name for person in session.exec(select(Person))}
    return {(seat.role, seat.position): people.get(seat.person_id) for seat in found}


def people(*names: str, role: Role = Role.FOCAL, unit: str = "VP") -> list[PersonRow]:
    name = "Văn phòng HĐND và UBND phường"
    return [PersonRow(2, unit, name, (), person, role, "Chuyên viên") for person in names]


def sign_in(session: Session, name: str, address: Address = HERE) -> None:
    seat = session.exec(select(Seat).join(Person).where(Person.name == name)).one()
    code, _expires = invite(session, seat.id or 0, NOW)
    link(session, address, claim(session, address, code, NOW).invite_id, NOW)


def test_people_are_seated_in_their_units(session: Session) -> None:
    roll = import_people(session, ROWS, NOW)
    assert roll == Roll(4, 7, 7, without_members=())
    assert seats(session, "VHXH") == {
        (Role.FOCAL, 0): "Lê Minh An",
        (Role.HEAD, 0): "Trần Thu Hà",
        (Role.OFFICE, 0): "Phạm Gia Bảo",
    }
    assert seats(session, "VP") == {(Role.FOCAL, 0): "Đỗ Quang Minh", (Role.FOCAL, 1): "Ngô Hải Yến"}


def test_the_same_list_again_changes_nothing(session: Session) -> None:
    import_people(session, ROWS, NOW)
    session.commit()
    tables = (Unit, UnitMember, Seat, Person, Audit)
    before = [[row.model_dump() for row in session.exec(select(table))] for table in tables]
    assert import_people(session, ROWS, NOW) == Roll(4, 7)
    assert not session.dirty
    assert [[row.model_dump() for row in session.exec(select(table))] for table in tables] == before


def test_units_and_groups_are_the_same_whichever_comes_first(session: Session) -> None:
    import_people(session, ROWS, NOW)
    import_plan(session, PLAN, source="k", sha256="", now=NOW)
    first = summary(session)
    session.rollback()
    import_plan(session, PLAN, source="k", sha256="", now=NOW)
    import_people(session, ROWS, NOW)
    assert summary(session) == first
    assert first[0] == {
        "VHXH": "Phòng Văn hóa - Xã hội",
        "VP": "Văn phòng HĐND và UBND phường",
        "HCC": "Trung tâm phục vụ hành chính công phường",
    }
    assert first[1] == {
        "I.1": {"VHXH"},
        "II.1": {"VHXH", "VP", "HCC"},
        "II.2": {"VP"},
        "1.1": {"VP"},
        "1.2": {"HCC"},
        "2.1": {"VHXH"},
    }


def summary(session: Session) -> tuple[dict[str, str], dict[str, set[str]]]:
    """The names of the units that report, and who leads what, groups expanded."""
    units = {unit.id: unit for unit in list_units(session)}
    leading = units_by_item(session, Part.LEAD)
    led = {item.code: {units[i].code for i in leading.get(item.id or 0, ())} for item in list_items(session)}
    return {
        code: unit.name for unit in units.values() if (code := unit.code) in set.union(*led.values())
    }, led


def test_a_successor_takes_the_seat_and_what_hangs_on_it(session: Session) -> None:
    import_people(session, people("Đỗ Quang Minh", "Ngô Hải Yến"), NOW)
    before = {seat.id: seat.position for seat in session.exec(select(Seat))}
    roll = import_people(session, people("Ngô Hải Yến", "Lý Gia Hân"), NOW)
    assert roll.replaced == (("Đỗ Quang Minh", "Lý Gia Hân"),)
    assert {seat.id: seat.position for seat in session.exec(select(Seat))} == before
    assert seats(session, "VP") == {(Role.FOCAL, 0): "Lý Gia Hân", (Role.FOCAL, 1): "Ngô Hải Yến"}


def test_who_was_replaced_is_a_citizen_again_and_has_nothing_open(session: Session) -> None:
    import_people(session, people("Đỗ Quang Minh"), NOW)
    sign_in(session, "Đỗ Quang Minh")
    keep_state(session, "web", "an", {"flow": "report", "step": "Text", "data": {"unit": 0}}, NOW)
    import_people(session, people("Lý Gia Hân"), NOW)
    assert find_officer(session, "web", "an") is None
    assert load_state(session, "web", "an") is None


def test_what_the_predecessor_had_open_for_the_unit_waits_at_the_seat(session: Session) -> None:
    import_people(session, people("Đỗ Quang Minh"), NOW)
    sign_in(session, "Đỗ Quang Minh")
    seat = session.exec(select(Seat)).one()
    draft = {"flow": "report", "step": "Text", "data": {"unit": seat.unit_id, "text": "Đã mở hòm thư"}}
    other = {"flow": "ask", "step": "Text", "data": {}}
    keep_state(session, "web", "an", {**other, "parked": [{**draft, "trail": []}]}, NOW)
    import_people(session, people("Lý Gia Hân"), NOW)
    assert load_state(session, "web", "an") is None
    assert take_open(session, [seat.id or 0], NOW) == draft
    assert take_open(session, [seat.id or 0], NOW) is None


def test_a_code_given_to_the_predecessor_opens_nothing(session: Session) -> None:
    import_people(session, people("Đỗ Quang Minh"), NOW)
    seat = session.exec(select(Seat)).one()
    code, _expires = invite(session, seat.id or 0, NOW)
    import_people(session, people("Lý Gia Hân"), NOW)
    with pytest.raises(NotAllowed) as told:
        claim(session, HERE, code, NOW)
    assert told.value.message.startswith("This code does not match.")


def test_whom_the_list_names_no_more_loses_the_seat_and_the_seat_waits(session: Session) -> None:
    import_people(session, people("Đỗ Quang Minh") + people("Ngô Hải Yến", role=Role.HEAD), NOW)
    roll = import_people(session, people("Đỗ Quang Minh"), NOW)
    assert roll.emptied == ("Ngô Hải Yến",)
    assert seats(session, "VP") == {(Role.FOCAL, 0): "Đỗ Quang Minh", (Role.HEAD, 0): None}
    import_people(session, people("Đỗ Quang Minh") + people("Lý Gia Hân", role=Role.HEAD), NOW)
    assert seats(session, "VP") == {(Role.FOCAL, 0): "Đỗ Quang Minh", (Role.HEAD, 0): "Lý Gia Hân"}


def test_units_the_list_does_not_name_stay_as_they_are(session: Session) -> None:
    import_people(session, ROWS, NOW)
    import_people(session, people("Đỗ Quang Minh", "Ngô Hải Yến"), NOW)
    assert len(seats(session, "VHXH")) == 3
    assert None not in seats(session, "VHXH").values()


def test_one_person_in_two_seats_of_a_unit_is_one_person(session: Session) -> None:
    import_people(session, people("Lý Gia Hân") + people("LÝ GIA HÂN", role=Role.HEAD), NOW)
    assert len(session.exec(select(Person)).all()) == 1
    sign_in_seat = session.exec(select(Seat).where(Seat.role == Role.HEAD)).one()
    code, _expires = invite(session, sign_in_seat.id or 0, NOW)
    link(session, HERE, claim(session, HERE, code, NOW).invite_id, NOW)
    officer = find_officer(session, "web", "an")
    assert officer is not None
    assert [seat.role for seat in officer.seats] == [Role.FOCAL, Role.HEAD]


def test_namesakes_in_two_units_are_two_people(session: Session) -> None:
    other = [replace(row, unit_name="Công an phường") for row in people("Lý Gia Hân", unit="CA")]
    import_people(session, people("Lý Gia Hân") + other, NOW)
    assert len(session.exec(select(Person)).all()) == 2


def test_the_outcome_names_who_came_who_went_and_what_is_missing(session: Session) -> None:
    import_plan(session, PLAN, source="k", sha256="", now=NOW)
    import_people(session, people("Đỗ Quang Minh") + people("Ngô Hải Yến", role=Role.HEAD), NOW)
    with speaking("en"):
        assert roll_as_text(import_people(session, people("Lý Gia Hân"), NOW)).splitlines() == [
            "1 unit read.",
            "1 person read.",
            "Lý Gia Hân takes over from Đỗ Quang Minh.",
            "The seat of Ngô Hải Yến stands empty now.",
            "No unit belongs to the plan's group “Các cơ quan, đơn vị” yet, so nobody is reminded for it.",
        ]
