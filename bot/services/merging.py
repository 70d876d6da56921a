"""Two units become one: what one had to do, its people, requests and drafts are the other's from now on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.errors import BadInput, NotAllowed
from bot.services.dating import extend
from bot.services.handing_matters import units_called
from bot.services.left_open import move_open
from bot.services.obligations import lay_out
from bot.services.ward import Ward
from bot.texts import _, _n
from storage.audit import record
from storage.extensions import extensions_of, move_extension
from storage.handovers import follow_merge
from storage.journal import note
from storage.obligations import BY_PLAN, open_obligations, settle_obligations
from storage.people import seats_by_unit, seats_of
from storage.plan import codes_of, merge_unit
from storage.tables import Obligation, Seat, Unit
from storage.vocabulary import Event, ObligationState


@dataclass(frozen=True)
class Merge:
    """What a merge did, or would do: in tasks, obligations, seats, requests and drafts."""

    giver: str
    taker: str
    tasks: tuple[str, ...] = ()
    ended: int = 0
    moved: int = 0
    seats: int = 0
    requests: int = 0
    drafts: int = 0
    spellings: tuple[str, ...] = field(default=())


def unit_named(session: Session, name: str) -> Unit:
    """The one unit of this name, alias or code. Raises BadInput."""
    found = units_called(session, name)
    if not found:
        raise BadInput("No unit is called “{name}”.", name=name[:60])
    if len(found) > 1:
        names = ", ".join(unit.name for unit in found[:5])
        raise BadInput("“{name}” fits several units: {names}.", name=name[:60], names=names)
    return found[0]


def merge(session: Session, ward: Ward, giver: Unit, taker: Unit, now: datetime) -> Merge:
    """Make `taker` answer for all that was `giver`'s; what it reported stays as it is. Raises NotAllowed."""
    if giver.id == taker.id:
        raise NotAllowed("A unit cannot be merged into itself.")
    assert giver.id is not None
    assert taker.id is not None
    name, was = giver.name, open_obligations(session, unit_ids=[giver.id])
    tasks = codes_of(session, giver.id)
    ended = [one for one in was if one.kind in BY_PLAN]
    kept = [one for one in was if one.kind not in BY_PLAN]
    merge_unit(session, giver.id, taker.id)
    follow_merge(session, giver.id, taker.id, now)
    _move_obligations(session, kept, taker.id, now)
    settle_obligations(session, [one.id or 0 for one in ended], ObligationState.CANCELLED, now)
    people = [
        seat.person_id for seat in seats_by_unit(session, [giver.id]).get(giver.id, []) if seat.person_id
    ]
    seats = _move_seats(session, giver.id, taker.id, now)
    drafts = move_open(session, giver.id, taker.id, people, [seat.id or 0 for seat in seats], now=now)
    spellings = tuple(dict.fromkeys((name, *giver.aliases)))
    taker.aliases = [one for one in dict.fromkeys((*taker.aliases, *spellings)) if one != taker.name]
    giver.active, giver.code = False, f"~{giver.id}"
    session.add_all([giver, taker])
    session.flush()
    lay_out(session, ward, now)
    requests = _follow_extensions(session, ended, taker.id, now)
    record(session, now, "command", "units_merged", f"unit:{taker.id}", was=giver.id, ended=len(ended))
    counted = {"ended": len(ended), "moved": len(kept), "seats": len(seats)}
    return Merge(name, taker.name, tasks, **counted, requests=requests, drafts=drafts, spellings=spellings)


def merge_as_text(merged: Merge) -> str:
    """What it did, a line each."""
    lines = [
        _("{giver} becomes part of {taker}.", giver=merged.giver, taker=merged.taker),
        _("Tasks that go over: {codes}.", codes=", ".join(merged.tasks)) if merged.tasks else "",
        _n(
            "{n} due date of {giver} ends; {taker} has its own for the same.",
            "{n} due dates of {giver} end; {taker} has its own for the same.",
            merged.ended,
            giver=merged.giver,
            taker=merged.taker,
        )
        if merged.ended
        else "",
        _n("{n} duty or conclusion goes over.", "{n} duties or conclusions go over.", merged.moved)
        if merged.moved
        else "",
        _n(
            "{n} seat goes over with whoever holds it.",
            "{n} seats go over with those who hold them.",
            merged.seats,
        )
        if merged.seats
        else "",
        _n("{n} request for longer goes over.", "{n} requests for longer go over.", merged.requests)
        if merged.requests
        else "",
        _n("{n} unfinished report goes over.", "{n} unfinished reports go over.", merged.drafts)
        if merged.drafts
        else "",
        _(
            "What {giver} reported stays on record. A plan that still names it means {taker}.",
            giver=merged.giver,
            taker=merged.taker,
        ),
    ]
    return "\n".join(line for line in lines if line)


def _move_obligations(session: Session, kept: Sequence[Obligation], into: int, now: datetime) -> None:
    """Duties and conclusions stay owed, by the other unit."""
    for one in kept:
        note(session, [one.id or 0], Event.HANDED, now, step="merged", **{"from": one.unit_id, "to": into})
        one.unit_id, one.arming = into, one.arming + 1
    session.add_all(kept)
    session.flush()


def _move_seats(session: Session, unit_id: int, into: int, now: datetime) -> list[Seat]:
    """Held seats stand beside those of the other unit; who holds the same there already keeps that one."""
    there = seats_by_unit(session, [into]).get(into, [])
    held = {
        (seat.role, seat.person_id)
        for seat in seats_of(session, {seat.person_id for seat in there})
        if seat.unit_id == into
    }
    free = {
        role: max((s.position for s in there if s.role is role), default=-1) + 1
        for role in {s.role for s in there}
    }
    moved = []
    for seat in seats_by_unit(session, [unit_id]).get(unit_id, []):
        if seat.person_id is None:
            continue
        detail: dict[str, int | None] = {"was": seat.person_id, "is": seat.person_id, "unit": into}
        if (seat.role, seat.person_id) in held:
            seat.person_id, detail["is"] = None, None
        else:
            seat.unit_id, seat.position = into, free.get(seat.role, 0)
            free[seat.role] = seat.position + 1
            moved.append(seat)
        session.add(seat)
        record(session, now, "command", "seat_changed", f"seat:{seat.id}", **detail)
    session.flush()
    return moved


def _follow_extensions(session: Session, ended: Sequence[Obligation], into: int, now: datetime) -> int:
    """What was asked or given longer for is so for the same obligation of the other unit; how many wait."""
    new = {_same(one): one for one in open_obligations(session, unit_ids=[into])}
    asked = extensions_of(session, [one.id or 0 for one in ended])
    waiting = 0
    for one in ended:
        follower = new.get(_same(one))
        if follower is None:
            continue
        granted = one.extended_from is not None and one.due > follower.due
        for extension in asked.get(one.id or 0, ()):
            waiting += move_extension(session, extension, follower.id or 0)
            if granted and extension.decided_by is not None and extension.granted == one.due:
                extend(session, follower, one.due, now, person_id=extension.decided_by)
                granted = False
    return waiting


def _same(one: Obligation) -> tuple[Any, ...]:
    return one.kind, one.item_id, one.period_code
