"""Who hears of what is owed, and as what: whoever is on leave is stood in for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from storage.leave import Away, away_on
from storage.people import list_seated
from storage.vocabulary import Role


@dataclass(frozen=True)
class Recipient:
    """Somebody who answers for a unit, or for the whole ward as its office or leader.

    `stands_for` is the name of whoever is on leave, where they are the deputy.
    """

    person_id: int
    name: str
    locale: str
    role: Role
    unit_id: int
    unit_name: str
    stands_for: str = ""


def recipients(
    session: Session, roles: Sequence[Role], person_id: int | None = None, *, today: date
) -> list[Recipient]:
    """Active people in these roles, one for each seat; one person or everybody.

    What falls to somebody on leave goes to their deputy; where there is none, or the deputy is on leave too,
    to the head of the unit, else to the office. Where nobody is left at all they hear it themselves.
    """
    away = away_on(session, today)
    asked = dict.fromkeys((*roles, *((Role.HEAD, Role.OFFICE) if away else ())))
    seated = [
        Recipient(one.person_id, one.name, one.locale, role, one.unit_id, one.unit_name)
        for role, one in list_seated(session, asked, None if away else person_id)
    ]
    theirs = [one for role in roles for one in seated if one.role is role]
    found = _each_once(hears for one in theirs for hears in _hearing(one, seated, away))
    return [one for one in found if person_id is None or one.person_id == person_id]


def _hearing(one: Recipient, seated: Sequence[Recipient], away: Mapping[int, Away]) -> Sequence[Recipient]:
    """Who hears what falls to this seat."""
    leave = away.get(one.person_id)
    if leave is None:
        return [one]
    deputy = leave.deputy
    if deputy is not None and deputy.person_id not in away:
        return [
            replace(
                one,
                person_id=deputy.person_id,
                name=deputy.name,
                locale=deputy.locale,
                stands_for=one.name,
            )
        ]
    there = [other for other in seated if other.person_id not in away]
    heads = [other for other in there if other.role is Role.HEAD and other.unit_id == one.unit_id]
    office = [other for other in there if other.role is Role.OFFICE]
    return [
        replace(other, role=one.role, unit_id=one.unit_id, unit_name=one.unit_name, stands_for=one.name)
        for other in heads or office
    ] or [one]


def _each_once(found: Iterable[Recipient]) -> list[Recipient]:
    """Who holds a seat and stands in for another of the same kind hears as its holder."""
    by_seat: dict[tuple[int, Role, int], Recipient] = {}
    for one in found:
        key = (one.person_id, one.role, one.unit_id)
        if key not in by_seat or (by_seat[key].stands_for and not one.stands_for):
            by_seat[key] = one
    return list(by_seat.values())
