"""Leave: who is away until when, and who has their seats; told at once to whom it concerns."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import Say
from bot.errors import BadInput, NotAllowed
from bot.language.normalise import fold_line
from bot.services.leave_words import back_again, declined, not_away, told_deputy, told_without_deputy, welcome
from bot.services.notices import tell_people
from bot.services.recipients import recipients
from bot.services.standing import standing
from bot.services.ward import Ward
from storage.audit import record
from storage.journal import note
from storage.leave import (
    Away,
    Colleague,
    add_leave,
    away_by_id,
    away_of,
    away_on,
    colleagues,
    cut_from,
    drop_deputy,
    end_leave,
    ended_since,
    last_digests,
)
from storage.obligations import open_obligations
from storage.people import linked_people, officer_of, seats_of
from storage.tables import Obligation, Outbox
from storage.vocabulary import Event, ObligationKind, Role
from storage.ways import keys_standing

LONGEST = timedelta(days=366)
# How long somebody is still told on their return what stands, should they be reachable only later.
STILL_TOLD = timedelta(days=14)
DEPUTY, ALONE, DECLINED, BACK = "deputy", "away", "deputy_declined", "back"
ABOUT_LEAVE = (DEPUTY, ALONE)


def possible_deputies(session: Session, person_id: int, today: date) -> list[Colleague]:
    """Who may stand in: everybody at work that day, people of the same units first, their heads before."""
    away = away_on(session, today)
    own = {seat.unit_id for seat in seats_of(session, [person_id])}
    found = [one for one in colleagues(session) if one.person_id != person_id and one.person_id not in away]
    order = {Role.HEAD: 0, Role.FOCAL: 1}
    found.sort(key=lambda one: (one.unit_id not in own, order.get(one.role, 2), one.person_id))
    return list({one.person_id: one for one in reversed(found)}.values())[::-1]


def close_colleagues(session: Session, person_id: int, today: date, most: int) -> list[Colleague]:
    """Those of the same units, heads first."""
    own = {seat.unit_id for seat in seats_of(session, [person_id])}
    return [one for one in possible_deputies(session, person_id, today) if one.unit_id in own][:most]


def named(people: Sequence[Colleague], name: str) -> list[Colleague]:
    """Those of this name, however it is written; else those whose name has all its words."""
    wanted = fold_line(name)
    exact = [one for one in people if fold_line(one.name) == wanted]
    words = set(wanted.split())
    return exact or [one for one in people if words and words <= set(fold_line(one.name).split())]


def take_leave(
    session: Session,
    ward: Ward,
    person_id: int,
    deputy_id: int | None,
    *,
    starts: date,
    ends: date,
    now: datetime,
) -> Away:
    """Note a leave, and tell the deputy, or who hears in their place. Raises BadInput or NotAllowed."""
    today = ward.day(now)
    check_days(starts, ends, today)
    if deputy_id is not None and deputy_id not in {
        one.person_id for one in possible_deputies(session, person_id, starts)
    }:
        raise NotAllowed("That person cannot stand in: they are away themselves, or hold no seat.")
    _tell_no_longer(session, person_id, starts, now, but=deputy_id)
    leave_id = add_leave(session, person_id, deputy_id, starts=starts, ends=ends, now=now)
    away = away_by_id(session, leave_id)
    assert away is not None
    owed = _owed_with(session, person_id)
    detail: dict[str, str | int | None] = {"from": starts.isoformat(), "until": ends.isoformat()}
    ids = [one.id or 0 for one in owed]
    note(session, ids, Event.AWAY, now, person_id=person_id, deputy=deputy_id, **detail)
    record(session, now, f"person:{person_id}", "leave", f"leave:{leave_id}", deputy=deputy_id, **detail)
    due = [one.due for one in owed if one.due <= ends]
    if away.deputy is not None:
        key = f"{DEPUTY}:{leave_id}"
        tell_people(session, [away.deputy.person_id], key, lambda: told_deputy(away, due, today, ward), now)
    else:
        _tell_instead(session, away, now)
    return away


def check_days(starts: date, ends: date, today: date) -> None:
    """Raises BadInput for days that make no leave."""
    if ends < today:
        raise BadInput("That day has passed already.")
    if ends < starts:
        raise BadInput("The last day lies before the first.")
    if ends - starts > LONGEST:
        raise BadInput("A leave of more than a year is for the office to enter as a change of people.")


def come_back(session: Session, ward: Ward, person_id: int, now: datetime) -> bool:
    """Somebody is at work again; whether a leave of theirs lasted or was to come."""
    today = ward.day(now)
    away = away_of(session, person_id, today)
    if away is None:
        return False
    _tell_no_longer(session, person_id, today, now, back=True)
    end_leave(session, person_id, today, now)
    owed = _owed_with(session, person_id)
    until = (today - timedelta(days=1)).isoformat()
    note(session, [one.id or 0 for one in owed], Event.AWAY, now, person_id=person_id, until=until)
    record(session, now, f"person:{person_id}", "returned", f"leave:{away.id}")
    return True


def _tell_no_longer(
    session: Session, person_id: int, day: date, now: datetime, *, but: int | None = None, back: bool = False
) -> None:
    """Tell each deputy whose time is cut from this day on, by a return or by another leave."""
    for away in cut_from(session, person_id, day):
        if away.deputy is None or away.deputy.person_id == but:
            continue
        left = replace(away, starts=max(away.starts, day))
        say = partial(back_again, away) if back and away.starts <= day else partial(not_away, left)
        tell_people(session, [away.deputy.person_id], f"{BACK}_told:{away.id}", say, now)


def decline_deputy(session: Session, ward: Ward, leave_id: int, person_id: int, now: datetime) -> Away:
    """A deputy cannot stand in: who named them is told, and who hears now. Raises NotAllowed."""
    away = away_by_id(session, leave_id)
    if away is None or away.ends < ward.day(now):
        raise NotAllowed("That leave is over; nothing more comes to you because of it.")
    if away.deputy is None or away.deputy.person_id != person_id:
        raise NotAllowed("You are not the deputy in that leave any more.")
    drop_deputy(session, leave_id)
    record(session, now, f"person:{person_id}", "deputy_declined", f"leave:{leave_id}")
    deputy = away.deputy.name
    tell_people(
        session,
        [away.person_id],
        f"{DECLINED}:{leave_id}:{now.isoformat()}",
        lambda: declined(away, deputy),
        now,
    )
    _tell_instead(session, away, now)
    return away


def welcome_back(session: Session, ward: Ward, now: datetime) -> int:
    """Tell those whose leave has ended by itself what stands, once, unless a digest has told it since."""
    local = now.astimezone(ward.zone)
    today = local.date()
    if not ward.hours.is_open(local, ward.calendar):
        return 0
    ended = {away.person_id: away for away in ended_since(session, today - STILL_TOLD, today)}
    keys = keys_standing(session, [f"{BACK}:{away.id}:{away.person_id}" for away in ended.values()])
    waiting = [away for away in ended.values() if f"{BACK}:{away.id}:{away.person_id}" not in keys]
    if not waiting:
        return 0
    still = away_on(session, today)
    digests = last_digests(session, [away.person_id for away in waiting])
    told = 0
    for away in waiting:
        before = digests.get(away.person_id)
        if away.person_id not in still and (before is None or ward.day(before) <= away.ends):
            say = partial(_standing, session, ward, away, now)
            told += len(tell_people(session, [away.person_id], f"{BACK}:{away.id}", say, now))
    return told


def recheck_leave(session: Session, row: Outbox, ward: Ward, now: datetime) -> dict[str, Any] | None:
    """A notice about a leave; None where that is over, or the reader is no longer the deputy."""
    subject, leave_id, *_rest = (row.key or "").split(":")
    away = away_by_id(session, int(leave_id))
    if away is None or away.starts > away.ends or away.ends < ward.day(now):
        return None
    deputy = away.deputy.person_id if away.deputy is not None else None
    return row.say if deputy == (row.person_id if subject == DEPUTY else None) else None


def _owed_with(session: Session, person_id: int) -> list[Obligation]:
    """What the units owe that somebody answers for; the duties of law where they are of the office."""
    seats = seats_of(session, [person_id])
    units = {seat.unit_id for seat in seats if seat.role in (Role.FOCAL, Role.HEAD)}
    offices = {seat.unit_id for seat in seats if seat.role is Role.OFFICE}
    owed = open_obligations(session, unit_ids=sorted(units | offices)) if units | offices else []
    return [one for one in owed if one.unit_id in (offices if one.kind is ObligationKind.DUTY else units)]


def _tell_instead(session: Session, away: Away, now: datetime) -> None:
    """Without a deputy: tell those who hear from the first day on what this person would have heard."""
    key = f"{ALONE}:{away.id}"
    tell_people(session, _hearing_instead(session, away), key, lambda: told_without_deputy(away), now)


def can_be_told(session: Session, away: Away) -> bool:
    """Whether anybody who hears in this person's place, their deputy or others, can be written to."""
    hearing = {away.deputy.person_id} if away.deputy is not None else _hearing_instead(session, away)
    return bool(hearing & linked_people(session))


def _hearing_instead(session: Session, away: Away) -> set[int]:
    roles = list(dict.fromkeys(seat.role for seat in seats_of(session, [away.person_id])))
    hearing = recipients(session, roles, today=away.starts)
    return {one.person_id for one in hearing if one.stands_for == away.name} - {away.person_id}


def _standing(session: Session, ward: Ward, away: Away, now: datetime) -> Say:
    """What stands for somebody who is back, as they would see it themselves."""
    officer = officer_of(session, away.person_id)
    return welcome(standing(session, ward, officer, now)) if officer is not None else welcome(None)
