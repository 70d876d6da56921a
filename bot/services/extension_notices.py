"""Who is told of a request for longer: those who decide, at once and once again, and then all concerned."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import Say, speak
from bot.domain.ladder import ladder_of, rung_due
from bot.services.extension_words import asked_say, decided_text, fallen_say, request_say
from bot.services.extensions import ASKING, deciders, drop_request, is_waiting, overdue_since
from bot.services.notices import tell_people
from bot.services.recipients import recipients
from bot.services.ward import Ward
from bot.texts import speaking
from storage.extensions import Request, find_request, open_requests, roles_told
from storage.journal import note
from storage.people import people_by_id
from storage.saying import Rung, keep_said
from storage.tables import Obligation, Outbox
from storage.vocabulary import Decision, Event, ObligationState, Role
from storage.ways import keys_standing

KEY = "longer"
# Working days after which those who decide are asked once again.
PATIENCE = 2


def tell_deciders(session: Session, ward: Ward, request: Request, now: datetime) -> Say:
    """Write the request to those who decide; what to answer whoever asked."""
    may = deciders(session, ward.day(now), request.extension.asked_by)
    say = partial(request_say, session, ward, request, now)
    tell_people(session, may, _key(request, "asked"), say, now)
    return asked_say(session, ward, request, may, now)


def tell_decision(session: Session, ward: Ward, request: Request, was: date, now: datetime) -> Say:
    """Tell whoever asked, the unit and the office what was decided; what to answer who decided."""
    today, by = ward.day(now), request.extension.decided_by
    owed = request.obligation
    unit = {
        one.person_id: one.role
        for one in reversed(recipients(session, ASKING, today=today))
        if one.unit_id == owed.unit_id
    }
    office = {one.person_id for one in recipients(session, (Role.OFFICE,), today=today)}
    concerned = {*unit, *office, request.extension.asked_by} - {by}

    def say() -> Say:
        return Say(decided_text(session, ward, request, was, now))

    told = tell_people(session, concerned, _key(request, "decided"), say, now)
    if request.extension.decision is Decision.AGREED:
        roles = {**roles_told(session, owed.id or 0), **unit}
        knowing = {one: (row, roles[one]) for one, row in told.items() if one in roles}
        _keep_told(session, ward, owed, was, knowing, now=now)
    return say()


def watch_requests(session: Session, ward: Ward, now: datetime) -> None:
    """In office hours, let fall what has lost its cause, and repeat what nobody has decided on, once."""
    if not ward.hours.is_open(now.astimezone(ward.zone), ward.calendar):
        return
    today = ward.day(now)
    for request in open_requests(session):
        if is_waiting(request, today):
            _ask_again(session, ward, request, now)
        else:
            _let_fall(session, ward, request, now)


def recheck_request(session: Session, row: Outbox, ward: Ward, now: datetime) -> dict[str, Any] | None:
    """A request as it stands when it is sent; None where nothing is left to decide, or not by its reader."""
    _subject, number, kind, _person = (row.key or "").split(":")
    if kind not in ("asked", "again"):
        return row.say
    request, today = find_request(session, int(number)), ward.day(now)
    if request is None or not is_waiting(request, today):
        return None
    person = people_by_id(session, [row.person_id]).get(row.person_id or 0)
    if person is None or person.id not in deciders(session, today, request.extension.asked_by):
        return None
    with speaking(person.locale):
        return speak(request_say(session, ward, request, now, again=kind == "again"), 0).as_data()


def _let_fall(session: Session, ward: Ward, request: Request, now: datetime) -> None:
    """Where a day came by undecided, whoever asked hears of it; all else they know, or are told of anyway."""
    owed, wanted = request.obligation, request.extension.wanted
    drop_request(session, request.id, owed.id or 0, now)
    if owed.state is ObligationState.OPEN and owed.due < wanted:
        asked_by, today = request.extension.asked_by, ward.day(now)
        unit = {
            one.person_id for one in recipients(session, ASKING, today=today) if one.unit_id == owed.unit_id
        }
        say = partial(fallen_say, session, ward, request, now)
        tell_people(session, {asked_by} & unit or unit, _key(request, "fallen"), say, now)


def _ask_again(session: Session, ward: Ward, request: Request, now: datetime) -> None:
    """Who has become able to decide since is asked as well; after some days everybody once more."""
    today = ward.day(now)
    again = overdue_since(ward, request, today) >= PATIENCE
    may = deciders(session, today, request.extension.asked_by)
    if not again:
        known = keys_standing(session, [f"{_key(request, 'asked')}:{person_id}" for person_id in may])
        if len(known) == len(may):
            return
    kind = "again" if again else "asked"
    say = partial(request_say, session, ward, request, now, again=again)
    tell_people(session, may, _key(request, kind), say, now)


def _keep_told(
    session: Session,
    ward: Ward,
    owed: Obligation,
    was: date,
    told: Mapping[int, tuple[int, Role]],
    *,
    now: datetime,
) -> None:
    """Note who knows the new date, by which message and as what; it says the rung that stands, if any."""
    ladder, today, obligation_id = (
        ladder_of(ward.ladders, owed.kind, owed.reason),
        ward.day(now),
        owed.id or 0,
    )
    for person_id, (row_id, role) in told.items():
        note(
            session,
            [obligation_id],
            Event.CORRECTED,
            now,
            person_id=person_id,
            outbox=row_id,
            was=was.isoformat(),
            arming=owed.arming,
            **{"is": owed.due.isoformat()},
        )
        rung = rung_due(ladder, role, owed.due, today, ward.calendar)
        if rung is not None:
            said = Rung(obligation_id, owed.arming, rung, role, owed.due)
            keep_said(session, [said], person_id, row_id, now)


def _key(request: Request, kind: str) -> str:
    return f"{KEY}:{request.id}:{kind}"
