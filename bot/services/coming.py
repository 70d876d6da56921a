"""The next messages to somebody, if nothing is reported: foreseen inside a turn, of which nothing is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot.domain.ladder import ladder_of, next_rung_day
from bot.services.preview import Ahead, Preview
from bot.services.preview_seats import SEATS
from bot.services.preview_whom import Whom
from bot.services.ward import Ward
from storage.obligations import open_obligations
from storage.people import people_with, seats_of
from storage.reminders import snoozes
from storage.tables import Person
from storage.vocabulary import Role

DAY = timedelta(days=1)
# For how many working days after the last rung above those who answer for it we look every day: a unit counts
# as late only from when it had been told.
SLACK = 10


def coming(
    session: Session, ward: Ward, for_whom: Whom, now: datetime, span: timedelta, *, most: int
) -> list[Preview]:
    """The next messages within `span` from now, `most` of them; `session` is left as it was."""
    with session.begin_nested() as savepoint:
        found = _foresee(session, ward, for_whom, now, span, most=most)
        savepoint.rollback()
    session.expire_all()
    return found[:most]


def _foresee(
    session: Session, ward: Ward, for_whom: Whom, now: datetime, span: timedelta, *, most: int
) -> list[Preview]:
    scope = _scope(session, for_whom)
    ahead = Ahead(session, ward, scope.linked, scope.office)
    found: list[Preview] = []
    day = ward.day(now)
    if ahead.opening(day) <= now or not ward.calendar.is_working(day):
        day = ward.calendar.next_working(day)
    while day <= ward.day(now + span) and len(found) < most:
        before = ahead.newest()
        ahead.look(ahead.opening(day), lay=False)
        if ahead.newest() > before:
            found = ahead.said(for_whom)
        day = _next_day(session, ahead.ward, scope, day)
    return found


@dataclass(frozen=True)
class _Scope:
    """What may cause a message to them: of which units, None for all; whether they hear of what is late.

    `office`: whether any of them hears what is the office's alone.
    Who is not `linked` hears nothing meanwhile, which spares us writing it; None where all are.
    """

    units: list[int] | None
    above: bool
    linked: frozenset[int] | None
    office: bool


def _scope(session: Session, for_whom: Whom) -> _Scope:
    if for_whom.unit_id is not None:
        units = [for_whom.unit_id]
        office = _ids(people_with(session, Role.OFFICE))
        theirs = _ids(people_with(session, Role.FOCAL, Role.HEAD, unit_id=for_whom.unit_id))
        linked = office | theirs | _ids(people_with(session, Role.LEADER))
        return _Scope(units, above=True, linked=linked, office=bool(theirs & office))
    seats = seats_of(session, [for_whom.person_id])
    roles = {seat.role for seat in seats}
    if roles & {Role.OFFICE, Role.LEADER}:
        return _Scope(None, above=True, linked=None, office=Role.OFFICE in roles)
    units = sorted({seat.unit_id for seat in seats})
    linked = _ids(one for unit in units for one in people_with(session, *SEATS, unit_id=unit))
    return _Scope(units, above=Role.HEAD in roles, linked=linked, office=False)


def _ids(people: Iterable[Person]) -> frozenset[int]:
    return frozenset(one.id or 0 for one in people)


def _next_day(session: Session, ward: Ward, scope: _Scope, day: date) -> date:
    """The next day on which anything may come: a rung, the end of a silence asked for, a new week."""
    calendar = ward.calendar
    tomorrow = calendar.next_working(day)
    days = [calendar.next_working(day + timedelta(days=6 - day.weekday()))]
    days += [calendar.next_working(ward.day(until) - DAY) for until in snoozes(session).values()]
    owed = {(one.kind, one.reason, one.due) for one in open_obligations(session, unit_ids=scope.units)}
    for kind, reason, due in owed:
        ladder = ladder_of(ward.ladders, kind, reason)
        days.append(next_rung_day(ladder, due, day, calendar))
        if scope.above and due <= day:
            highest = max((max(rungs) for rungs in ladder.rungs.values() if rungs), default=0)
            if calendar.between(due, day) <= highest + SLACK:
                return tomorrow
    return max(tomorrow, min(each for each in days if each > day))
