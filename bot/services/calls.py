"""Whom the office has to call, as no message reaches them: who, why, since when and about what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session

from bot.domain.ladder import rung_day
from bot.errors import Refusal
from bot.services.digest_words import subject_of
from bot.services.digests import Digests
from bot.services.due import DueTo
from bot.services.duty_words import owed_in_words
from bot.services.reminders import rungs_to_say, unreached
from bot.services.roles import TELEPHONE, channels_of
from bot.services.still_due import still_due
from bot.services.waiting import HOUSEKEEPING
from bot.services.ward import Ward
from bot.texts import shorten
from storage.audit import record
from storage.outbox import enqueue, settle
from storage.people import identities_of
from storage.plan import list_items
from storage.reminders import DIGESTS
from storage.saying import keep_said
from storage.tables import Identity, Obligation, Outbox
from storage.vocabulary import Delivery, ItemKind
from storage.ways import Placed, handed_rows, places_of, set_rows

LONGEST = 60


class Why(StrEnum):
    """Why no message reaches somebody."""

    UNLINKED = "unlinked"
    GONE = "gone"
    WINDOW_CLOSED = "window_closed"
    REFUSED = "refused"
    FAILING = "failing"


_WHYS = {
    Refusal.GONE.value: Why.GONE,
    Refusal.WINDOW_CLOSED.value: Why.WINDOW_CLOSED,
    Refusal.TEMPORARY.value: Why.FAILING,
    Refusal.THROTTLED.value: Why.FAILING,
    "unjudged": Why.FAILING,
}


@dataclass(frozen=True)
class Call:
    """Somebody to call; `due` is when the first of what it is about is due, None where it has no date."""

    person_id: int
    place: Placed
    why: Why
    since: date
    about: str
    due: date | None


@dataclass(frozen=True)
class _Reason:
    """What one person is to be called for, before it is put in words."""

    rows: list[Outbox]
    to: DueTo | None


def call_list(session: Session, ward: Ward, now: datetime, *, but: int | None = None) -> list[Call]:
    """Everybody to be called, who waits longest first; nobody is asked to call themselves (`but`)."""
    reasons = _reasons(session, ward, now)
    reasons.pop(but or 0, None)
    if not reasons:
        return []
    places = places_of(session, reasons)
    linked: dict[int, list[Identity]] = {}
    here = channels_of(ward)
    for identity in [one for one in identities_of(session, reasons) if one.channel in here]:
        linked.setdefault(identity.person_id, []).append(identity)
    said = still_due(session, ward, now, {row.id or 0 for each in reasons.values() for row in each.rows})
    codes = {item.id: item.code for item in list_items(session, ItemKind.TASK)}
    calls = [
        Call(
            person_id,
            places[person_id],
            _why(reason, linked.get(person_id, [])),
            _since(reason, ward, now),
            *_about(session, reason, said, codes),
        )
        for person_id, reason in reasons.items()
        if person_id in places
    ]
    return sorted(calls, key=lambda call: (call.since, call.place.name))


def called(session: Session, ward: Ward, person_id: int, by: str, now: datetime) -> bool:
    """Somebody has been called: what they were to be told counts as said. Whether there was anything."""
    reason = _reasons(session, ward, now).get(person_id)
    if reason is None:
        return False
    set_rows(session, [row.id or 0 for row in reason.rows], state=Delivery.ACKNOWLEDGED)
    if reason.to is not None:
        _say_by_telephone(session, ward, reason.to, now)
    record(session, now, by, "called", f"person:{person_id}", messages=len(reason.rows))
    return True


def _say_by_telephone(session: Session, ward: Ward, to: DueTo, now: datetime) -> None:
    """Keep what was due and could be written nowhere, so that it is not asked for again before its time."""
    person_id = to.holder.person_id
    row_id = enqueue(
        session,
        channel=TELEPHONE,
        chat=str(person_id),
        kind=to.kind,
        say=Digests(session, ward, now, [to]).data(to),
        now=now,
        person_id=person_id,
    )
    assert row_id is not None
    settle(session, row_id, Delivery.ACKNOWLEDGED, sent_at=now)
    keep_said(session, rungs_to_say(to), person_id, row_id, now)


def _reasons(session: Session, ward: Ward, now: datetime) -> dict[int, _Reason]:
    found: dict[int, _Reason] = {}
    rows = [row for row in handed_rows(session) if not (row.key or "").startswith(HOUSEKEEPING)]
    owed = still_due(session, ward, now, {row.id or 0 for row in rows if row.kind in DIGESTS})
    for row in rows:
        if row.kind not in DIGESTS or row.id in owed:
            found.setdefault(row.person_id or 0, _Reason([], None)).rows.append(row)
    for to in unreached(session, ward, now):
        before = found.get(to.holder.person_id)
        found[to.holder.person_id] = _Reason(before.rows if before is not None else [], to)
    return found


def _why(reason: _Reason, linked: Sequence[Identity]) -> Why:
    if not linked:
        return Why.UNLINKED
    if not any(identity.reachable for identity in linked):
        return Why.GONE
    if not reason.rows:
        return Why.WINDOW_CLOSED
    return _WHYS.get(reason.rows[-1].error or "", Why.REFUSED)


def _since(reason: _Reason, ward: Ward, now: datetime) -> date:
    days = [ward.day(row.created_at) for row in reason.rows]
    if reason.to is not None:
        days += [rung_day(due.obligation.due, due.rung, ward.calendar) for due in reason.to.dues if due.news]
    return min(*days, ward.day(now))


def _about(
    session: Session, reason: _Reason, said: Mapping[int, list[Obligation]], codes: Mapping[int | None, str]
) -> tuple[str, date | None]:
    owed = {one.id: one for row in reason.rows for one in said.get(row.id or 0, [])}
    if reason.to is not None:
        owed |= {due.obligation.id: due.obligation for due in reason.to.dues}
    if owed:
        ordered = sorted(owed.values(), key=lambda one: (one.due, one.id or 0))
        words = owed_in_words(session, ordered)
        return shorten(subject_of(ordered, codes, words), LONGEST), ordered[0].due
    return shorten(str(reason.rows[0].say["text"]).partition("\n")[0], LONGEST), None
