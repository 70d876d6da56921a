"""Messages that wait: what can go nowhere is handed to people, what has become free again goes out."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import Address
from bot.errors import Refusal
from bot.services.roles import channels_of
from bot.services.routes import ALARM_KEY, WINDOW, WINDOW_KEY, Way, let_go, may_have_arrived, ways_of
from bot.services.still_due import still_due
from bot.services.ward import Ward
from bot.services.windows import Standing, standing
from storage.conversations import heard_at
from storage.outbox import settle, unsure_tries
from storage.people import identities_of, linked_since
from storage.reminders import DIGESTS
from storage.saying import follow_newest, unsay
from storage.tables import Outbox
from storage.vocabulary import Delivery
from storage.ways import newest_digests, waiting_rows

# Working days that a message waits for the office's word on its cost.
PATIENCE = 2
# What the office is told of the sending itself; nobody is called because of it.
HOUSEKEEPING = ("calls:", "spend:", ALARM_KEY, "well:", WINDOW_KEY)
_AGAIN: dict[str, Any] = {
    "paid": False,
    "held": None,
    "error": None,
    "parts_sent": 0,
    "attempts": 0,
}


def review(session: Session, ward: Ward, now: datetime) -> bool:
    """Look through all that waits or was handed to people: some can go out again, some has lost its point.

    Whether anything was let go that may have arrived.
    """
    rows = waiting_rows(session, channels_of(ward))
    if not rows:
        return False
    handed = [row for row in rows if row.state is Delivery.HANDED]
    held = [row for row in rows if row.state is Delivery.QUEUED and row.held is not None]
    stranded = [row for row in rows if row.state is Delivery.QUEUED and row.held is None]
    ids = {row.person_id for row in rows if row.person_id is not None}
    free = {
        person_id: [way for way in ways if not way.paid]
        for person_id, ways in ways_of(session, ward, ids, now).items()
    }
    pointless = _pointless(session, ward, rows, ids, now)
    follow_newest(session, {row.id or 0 for row in rows if row.id in pointless and not may_have_arrived(row)})
    gone = {row.id or 0: let_go(row) for row in rows if row.id in pointless}
    for row_id, state in gone.items():
        settle(session, row_id, state, held=None)
    stranded += _cut_off(session, ward, held)
    for row in held:
        if row.id not in pointless and row not in stranded:
            _review_held(session, ward, row, free.get(row.person_id or 0, []), now)
    for row in stranded:
        if row.id not in pointless:
            _review_stranded(session, row, free.get(row.person_id or 0, []), now)
    _review_handed(session, ward, [row for row in handed if row.id not in pointless], free, now)
    return Delivery.UNCERTAIN in gone.values()


def _pointless(session: Session, ward: Ward, rows: list[Outbox], ids: set[int], now: datetime) -> set[int]:
    """Reminders of what is owed no more, or that a later one has said again."""
    reminders = {row.id or 0 for row in rows if row.kind in DIGESTS}
    owed = still_due(session, ward, now, reminders).keys()
    return reminders - (owed & newest_digests(session, ids))


def _cut_off(session: Session, ward: Ward, held: list[Outbox]) -> list[Outbox]:
    """Those that wait for leave to go where their person cannot be written to any more, paid for or not."""
    ids = {row.person_id for row in held if row.person_id is not None}
    if not ids:
        return []
    here = channels_of(ward)
    known = identities_of(session, ids)
    works = {(one.channel, one.chat) for one in known if one.reachable and one.channel in here}
    return [row for row in held if row.person_id is not None and (row.channel, row.chat) not in works]


def _review_stranded(session: Session, row: Outbox, free: list[Way], now: datetime) -> None:
    """What waits where nothing is sent any more goes another way, or to people."""
    if free:
        _send_again(session, row, free[0], now)
    else:
        error = row.error or Refusal.GONE.value
        settle(session, row.id or 0, _lost(row), held=None, paid=False, error=error, not_before=now)


def _review_held(session: Session, ward: Ward, row: Outbox, free: list[Way], now: datetime) -> None:
    assert row.id is not None
    if row.person_id is None:
        facts, heard = ward.channels.get(row.channel), heard_at(session, row.channel, row.chat)
        here = Way(Address(row.channel, row.chat), heard=heard)
        free = [here] if standing(facts, heard, now) is Standing.FREE else []
    waited = ward.calendar.between(ward.day(row.created_at), ward.day(now))
    if heard_since := _heard_since(row, free):
        _send_again(session, row, heard_since[0], now)
    elif row.held == WINDOW or waited >= PATIENCE:
        error = row.error or Refusal.WINDOW_CLOSED.value
        settle(session, row.id, _lost(row), held=None, paid=False, error=error, not_before=now)


def _lost(row: Outbox) -> Delivery:
    """What a message becomes that can go nowhere: people call, but not because of the sending itself."""
    is_handed = row.person_id is not None and not (row.key or "").startswith(HOUSEKEEPING)
    return Delivery.HANDED if is_handed else Delivery.REFUSED


def _review_handed(
    session: Session, ward: Ward, rows: list[Outbox], free: Mapping[int, list[Way]], now: datetime
) -> None:
    """Somebody who was heard from since is told after all; who has just signed in was shown it all."""
    newcomers: set[int] | None = None
    for row in rows:
        assert row.id is not None
        if (row.key or "").startswith(HOUSEKEEPING):
            settle(session, row.id, Delivery.REFUSED)
            continue
        heard = _heard_since(row, free.get(row.person_id or 0, []))
        if not heard or row.error == Refusal.REJECTED:
            continue
        if newcomers is None:
            newcomers = linked_since(session, datetime.combine(ward.day(now), time(), ward.zone))
        if row.kind in DIGESTS and row.person_id in newcomers:
            unsay(session, row.id)
            settle(session, row.id, Delivery.DROPPED)
        else:
            _send_again(session, row, heard[0], now)


def _heard_since(row: Outbox, free: list[Way]) -> list[Way]:
    """What our own count called free when the message was refused is not tried again until they speak."""
    return [way for way in free if way.heard is not None and way.heard > row.not_before]


def _send_again(session: Session, row: Outbox, way: Way, now: datetime) -> None:
    """From its beginning, as if it had never been refused; that it may have arrived is not forgotten."""
    unsure = unsure_tries(row.tried) or None
    where = {"channel": way.address.channel, "chat": way.address.chat, "not_before": now}
    columns = {**_AGAIN, **where, "tried": unsure}
    settle(session, row.id or 0, Delivery.QUEUED, **columns)
