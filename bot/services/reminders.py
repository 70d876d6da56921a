"""Reminders: one digest a person a day, written in office hours, and judged again when it is sent."""

from collections.abc import Collection
from datetime import datetime, time
from typing import Any

from sqlmodel import Session

from bot.domain.ladder import ROLES
from bot.services.digests import Digests
from bot.services.due import DueTo, due_now
from bot.services.recipients import recipients
from bot.services.routes import Reach, first_ways, may_have_arrived, unsure_since
from bot.services.ward import Ward
from storage.outbox import enqueue
from storage.people import linked_since
from storage.reminders import newest_digest, said_in, told_since, tried_since
from storage.saying import Rung, follow_newest, keep_said, unsay_moved
from storage.tables import Outbox

# Colons in the key of a second digest a day: `digest:person:day:what`.
_SECOND = 3


def remind_due(session: Session, ward: Ward, now: datetime, reach: Reach = first_ways) -> int:
    """Write a digest for everybody who has something new due and none today yet; how many were written.

    Nothing is written outside office hours, nor for people who can be reached nowhere: see `unreached`. What
    would cost money is written and held until the office has seen what it costs.
    Whoever signed in today has been shown where they stand, and is reminded from tomorrow. What is due today
    waits for neither.
    """
    local = now.astimezone(ward.zone)
    if not ward.hours.is_open(local, ward.calendar):
        return 0
    waiting = [to for to in due_now(session, ward, now) if to.has_news]
    if not waiting:
        return 0
    midnight = datetime.combine(local.date(), time(), ward.zone)
    told = may_have_heard(session, midnight, [to.holder.person_id for to in waiting])
    told |= linked_since(session, midnight)
    waiting = [to for to in waiting if to.is_last_call or to.holder.person_id not in told]
    ways = reach(session, ward, [to.holder.person_id for to in waiting], now) if waiting else {}
    waiting = [to for to in waiting if to.holder.person_id in ways]
    if not waiting:
        return 0
    written = 0
    words = Digests(session, ward, now, waiting)
    for to in waiting:
        person_id = to.holder.person_id
        way = ways[person_id]
        second = f":{_last_call(to)}" if person_id in told else ""
        outbox_id = enqueue(
            session,
            channel=way.address.channel,
            chat=way.address.chat,
            kind=to.kind,
            say=words.data(to),
            now=now,
            key=f"digest:{person_id}:{local.date()}{second}",
            person_id=person_id,
            paid=way.paid,
            held=way.held,
        )
        if outbox_id is not None:
            keep_said(session, rungs_to_say(to), person_id, outbox_id, now)
            written += 1
    return written


def may_have_heard(session: Session, since: datetime, person_ids: Collection[int]) -> set[int]:
    """Of these, who has been told of days since then, is about to be, or may have been."""
    unsure = {
        row.person_id
        for row in tried_since(session, since, person_ids)
        if (ended := unsure_since(row)) is not None and ended >= since and row.person_id is not None
    }
    return unsure | told_since(session, since, person_ids)


def recheck(session: Session, row: Outbox, ward: Ward, now: datetime) -> dict[str, Any] | None:
    """The digest as it stands at the moment of sending; None where nothing it was written for is left.

    A digest written later to the same person says all of this one, and replaces it. The second of a day was
    for what is due that day: where that has moved, the rest waits for tomorrow's.
    """
    if row.id is None or row.person_id is None:
        return row.say
    if (newest_digest(session, row.person_id) or row.id) > row.id:
        if not may_have_arrived(row):
            follow_newest(session, [row.id])
        return None
    cause = {obligation.id for _reminder, obligation in said_in(session, row.id)}
    for to in due_now(session, ward, now, row.person_id):
        named = {due.obligation.id or 0 for due in to.dues}
        if _is_second(row) and not any(due.last for due in to.dues if due.obligation.id in cause):
            break
        if cause & named:
            unsay_moved(session, row.id, named, may_have_arrived=may_have_arrived(row))
            keep_said(session, rungs_to_say(to), row.person_id, row.id, now)
            return Digests(session, ward, now, [to]).data(to)
    return None


def unreached(session: Session, ward: Ward, now: datetime, reach: Reach = first_ways) -> list[DueTo]:
    """To whom something is due that can be written to nowhere: the office has to call them."""
    ids = {one.person_id for one in recipients(session, ROLES, today=ward.day(now))}
    missing = ids - reach(session, ward, ids, now).keys()
    if not missing:
        return []
    return [to for to in due_now(session, ward, now) if to.has_news and to.holder.person_id in missing]


def rungs_to_say(to: DueTo) -> list[Rung]:
    """The rungs that a message to this person says and none before has said."""
    return [
        Rung(due.obligation.id or 0, due.obligation.arming, due.rung, due.role, due.obligation.due)
        for due in to.dues
        if due.news or due.waits
    ]


def _last_call(to: DueTo) -> str:
    """What is due today and not said yet: a second message of a day is about that, once."""
    first = next(due.obligation for due in to.dues if due.news and due.last)
    return f"{first.id}.{first.arming}"


def _is_second(row: Outbox) -> bool:
    """Whether its reader had been told something that day already when it was written."""
    return (row.key or "").count(":") == _SECOND
