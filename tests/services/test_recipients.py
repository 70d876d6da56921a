"""Who hears what falls to somebody on leave, and what their deputy may do meanwhile."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from bot.conversation.messages import Address
from bot.services.desk import open_desk
from bot.services.recipients import recipients
from storage.leave import add_leave, away_of, drop_deputy, end_leave
from storage.people import find_officer
from storage.tables import Identity, Person, Seat
from storage.vocabulary import Role
from tests.services.owing import AN, BINH, CHI, CULTURE, SCHOOL, WARD, WORKS, owing
from tests.ward import NOW

TODAY = date(2026, 5, 11)
DAY = timedelta(days=1)
Heard = list[tuple[str, int, str]]


@pytest.fixture
def ward(session: Session) -> Session:
    return owing(session)


@pytest.fixture
def quick(memory_session: Session) -> Session:
    return owing(memory_session)


def seat(session: Session, name: str, unit: int, role: Role) -> int:
    person = Person(name=name)
    session.add(person)
    session.flush()
    session.add(Seat(unit_id=unit, role=role, position=9, person_id=person.id, since=NOW))
    session.add(Identity(person_id=person.id or 0, channel="web", chat=name.lower(), linked_at=NOW))
    session.flush()
    return person.id or 0


def away(session: Session, person: int, deputy: int | None, first: int = 0, last: int = 3) -> int:
    """A leave from so many days after today until so many."""
    starts, ends = TODAY + first * DAY, TODAY + last * DAY
    return add_leave(session, person, deputy, starts=starts, ends=ends, now=NOW)


def hearing(
    session: Session,
    roles: Sequence[Role] = (Role.FOCAL,),
    person: int | None = None,
    days: int = 0,
) -> Heard:
    found = recipients(session, roles, person, today=TODAY + days * DAY)
    return [(one.name, one.unit_id, one.stands_for) for one in found]


def seats(session: Session, chat: str, days: int = 0) -> list[tuple[Role, int, str]]:
    officer = find_officer(session, "web", chat, TODAY + days * DAY)
    assert officer is not None
    return [(held.role, held.unit_id, held.stands_for) for held in officer.seats]


def test_nobody_on_leave_hears_their_own(ward: Session) -> None:
    assert hearing(ward) == [("An", CULTURE, ""), ("Bình", WORKS, "")]
    assert hearing(ward, (Role.OFFICE, Role.FOCAL), AN) == [("An", CULTURE, "")]


def test_a_deputy_hears_from_the_first_day_of_the_leave_through_its_last(ward: Session) -> None:
    away(ward, AN, CHI, 1, 2)
    assert [hearing(ward, person=CHI, days=n) for n in range(4)] == [
        [],
        [("Chi", CULTURE, "An")],
        [("Chi", CULTURE, "An")],
        [],
    ]
    assert [hearing(ward, person=AN, days=n) != [] for n in range(4)] == [True, False, False, True]


def test_a_deputy_sees_and_reports_for_those_seats_while_the_leave_lasts(ward: Session) -> None:
    away(ward, AN, BINH, 0, 1)
    away(ward, CHI, BINH, 1, 2)
    own, an = (Role.FOCAL, WORKS, ""), (Role.FOCAL, CULTURE, "An")
    chi = (Role.OFFICE, CULTURE, "Chi")
    assert [seats(ward, "bình", n) for n in range(4)] == [[own, an], [own, an, chi], [own, chi], [own]]
    assert seats(ward, "an") == [(Role.FOCAL, CULTURE, "")]
    desk = open_desk(ward, WARD, Address("web", "bình"), NOW + 2 * DAY)
    assert desk.has(Role.OFFICE)


def test_without_a_deputy_the_head_hears_at_once_else_the_office(ward: Session) -> None:
    away(ward, AN, None)
    assert hearing(ward, person=CHI) == [("Chi", CULTURE, "An")]
    seat(ward, "Hoa", CULTURE, Role.HEAD)
    assert hearing(ward) == [("Hoa", CULTURE, "An"), ("Bình", WORKS, "")]


def test_a_deputy_who_is_on_leave_too_passes_it_to_the_head_and_no_further(ward: Session) -> None:
    away(ward, AN, BINH)
    hoa = seat(ward, "Hoa", CULTURE, Role.HEAD)
    lan = seat(ward, "Lan", SCHOOL, Role.FOCAL)
    away(ward, BINH, lan)
    assert hearing(ward) == [("Hoa", CULTURE, "An"), ("Lan", WORKS, "Bình"), ("Lan", SCHOOL, "")]
    assert seats(ward, "lan") == [(Role.FOCAL, SCHOOL, ""), (Role.FOCAL, WORKS, "Bình")]
    away(ward, hoa, None)
    assert hearing(ward, person=CHI) == [("Chi", CULTURE, "An")]


def test_where_nobody_is_left_it_falls_to_whoever_is_on_leave(quick: Session) -> None:
    away(quick, AN, None)
    away(quick, CHI, None)
    assert hearing(quick, person=AN) == [("An", CULTURE, "")]


def test_two_who_deputise_for_each_other_are_both_heard_for_by_others(quick: Session) -> None:
    away(quick, AN, BINH)
    away(quick, BINH, AN)
    assert hearing(quick) == [("Chi", CULTURE, "An"), ("Chi", WORKS, "Bình")]


def test_a_colleague_who_holds_the_same_seat_hears_once(quick: Session) -> None:
    lan = seat(quick, "Lan", CULTURE, Role.FOCAL)
    away(quick, AN, lan)
    assert hearing(quick, person=lan) == [("Lan", CULTURE, "")]


def test_the_newest_of_overlapping_leaves_counts_from_its_first_day(ward: Session) -> None:
    away(ward, AN, BINH, 0, 9)
    away(ward, AN, CHI, 2, 4)
    assert [hearing(ward, days=n)[0][0] for n in (1, 2, 4, 5)] == ["Bình", "Chi", "Chi", "An"]
    assert (Role.FOCAL, CULTURE, "An") not in seats(ward, "bình", 2)


def test_who_is_back_early_has_their_seats_at_once_and_no_leave_planned(ward: Session) -> None:
    away(ward, AN, BINH, 0, 9)
    end_leave(ward, AN, TODAY + 2 * DAY, NOW)
    assert hearing(ward, days=1)[0] == ("Bình", CULTURE, "An")
    assert hearing(ward, days=2)[0] == ("An", CULTURE, "")
    assert seats(ward, "bình", 2) == [(Role.FOCAL, WORKS, "")]
    assert away_of(ward, AN, TODAY + 2 * DAY) is None


def test_a_deputy_who_declines_or_leaves_has_nothing_more_of_it(quick: Session) -> None:
    leave = away(quick, AN, BINH)
    binh = quick.get(Person, BINH)
    assert binh is not None
    binh.active = False
    quick.flush()
    assert hearing(quick) == [("Chi", CULTURE, "An")]
    binh.active = True
    drop_deputy(quick, leave)
    assert hearing(quick, person=BINH) == [("Bình", WORKS, "")]
    assert seats(quick, "bình") == [(Role.FOCAL, WORKS, "")]


def test_whoever_takes_the_seat_over_is_not_on_leave(quick: Session) -> None:
    away(quick, AN, BINH)
    lan = seat(quick, "Lan", SCHOOL, Role.FOCAL)
    held = quick.get(Seat, 1)
    assert held is not None
    held.person_id = lan
    quick.flush()
    assert hearing(quick, person=lan) == [("Lan", CULTURE, ""), ("Lan", SCHOOL, "")]
    assert seats(quick, "bình") == [(Role.FOCAL, WORKS, "")]


def test_a_deputy_without_a_seat_of_their_own_is_a_citizen(quick: Session) -> None:
    away(quick, AN, BINH)
    held = quick.get(Seat, 2)
    assert held is not None
    held.person_id = None
    quick.flush()
    assert find_officer(quick, "web", "bình", TODAY) is None
    assert hearing(quick) == [("Chi", CULTURE, "An")]


def test_who_speaks_is_found_in_one_statement_and_who_hears_in_two(ward: Session) -> None:
    away(ward, AN, BINH)
    asked: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    bind = ward.get_bind()
    event.listen(bind, "before_cursor_execute", count)
    try:
        find_officer(ward, "web", "bình", TODAY)
        assert len(asked) == 1
        recipients(ward, list(Role), today=TODAY)
        assert len(asked) == 3
    finally:
        event.remove(bind, "before_cursor_execute", count)
