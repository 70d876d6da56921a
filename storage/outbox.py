"""Messages on their way out: written in the transaction that caused them, leased to whoever sends them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select, update
from sqlmodel import Session, col

from storage.columns import UtcDateTime
from storage.tables import Outbox
from storage.upsert import added
from storage.vocabulary import Delivery, MessageKind

_TABLE = Outbox.__table__  # type: ignore[attr-defined]
_NOW = bindparam("now", type_=UtcDateTime)
_INSERT = insert(_TABLE).returning(_TABLE.c.id)
_NEWEST = select(func.coalesce(func.max(_TABLE.c.id), 0))
_ALL_SENT = (
    update(_TABLE)
    .where(_TABLE.c.state.in_((Delivery.QUEUED, Delivery.SENDING)))
    .values(state=Delivery.SENT, sent_at=_NOW, held=None, lease_until=None)
)
_LAPSED = (_TABLE.c.state == Delivery.SENDING) & (_TABLE.c.lease_until <= _NOW)
_QUEUED = (_TABLE.c.state == Delivery.QUEUED) & (_TABLE.c.not_before <= _NOW)
_DUE = or_(_QUEUED & _TABLE.c.held.is_(None), _LAPSED)
_DUE_HERE = (
    select(Outbox)
    .where(_DUE, col(Outbox.channel) == bindparam("channel"), col(Outbox.chat) == bindparam("chat"))
    .order_by(col(Outbox.priority), col(Outbox.id))
    .with_for_update(skip_locked=True)
)
AWAY = "away"
_PRIORITY = {MessageKind.REPLY: 0, MessageKind.NOTICE: 1, MessageKind.ESCALATION: 1}


def enqueue(
    session: Session,
    *,
    channel: str,
    chat: str,
    kind: MessageKind,
    say: dict[str, Any],
    now: datetime,
    key: str | None = None,
    not_before: datetime | None = None,
    person_id: int | None = None,
    paid: bool = False,
    held: str | None = None,
) -> int | None:
    """Write a message to be sent; its id, or None where a message with the same `key` already stands.

    What is `held`, and why, waits for somebody's word.
    """
    row = {
        "channel": channel,
        "chat": chat,
        "kind": kind,
        "key": key,
        "say": say,
        "state": Delivery.QUEUED,
        "priority": _PRIORITY.get(kind, 2),
        "not_before": not_before or now,
        "attempts": 0,
        "created_at": now,
        "person_id": person_id,
        "paid": paid,
        "held": held,
    }
    if key is None:
        new_id: int = session.connection().execute(_INSERT, row).scalar_one()
        return new_id
    written: int | None = added(session, _TABLE, row, on=("key",), returning="id")
    return written


def lease_due(
    session: Session, now: datetime, *, lease: timedelta, chat: tuple[str, str], limit: int = 50
) -> list[Outbox]:
    """Take what is due to one (channel, chat), replies first, marking it as being sent until `now + lease`.

    A row found in SENDING after its lease ran out was cut off in mid-send: it comes back as it is, state
    and all, so that the sender decides whether it may be said again.
    """
    here = {"now": now, "channel": chat[0], "chat": chat[1]}
    rows = list(session.scalars(_DUE_HERE.limit(limit), here))
    for row in rows:
        session.expunge(row)
        session.connection().execute(
            update(_TABLE)
            .where(_TABLE.c.id == row.id)
            .values(state=Delivery.SENDING, lease_until=now + lease, attempts=row.attempts + 1)
        )
    return rows


def due_chats(
    session: Session, now: datetime, channels: Sequence[str], here: Mapping[str, Collection[str]]
) -> list[tuple[str, str]]:
    """The (channel, chat) pairs that something is due to, the most urgent first.

    Of the channels in `here` only the chats named there, with what was put off because they were away.
    """
    values: dict[str, Any] = {"now": now, "channels": [name for name in channels if name not in here]}
    values |= {f"chats{n}": list(chats) for n, chats in enumerate(here.values())}
    found = session.connection().execute(_chats_due(tuple(here)), values)
    return [(channel, chat) for channel, chat in found]


def release(session: Session, now: datetime) -> None:
    """End every lease: only for a process that knows it is the only one."""
    session.connection().execute(
        update(_TABLE).where(_TABLE.c.state == Delivery.SENDING).values(lease_until=now)
    )


def revive(session: Session, channel: str, chat: str, now: datetime) -> None:
    """Make due what was put off because nobody was there to take it."""
    session.connection().execute(
        update(_TABLE)
        .where(_TABLE.c.channel == channel, _TABLE.c.chat == chat)
        .where(_TABLE.c.state == Delivery.QUEUED, _TABLE.c.error == AWAY)
        .values(not_before=now)
    )


@lru_cache
def _chats_due(here: tuple[str, ...]) -> Any:
    """Built once for the same channels of which only some chats count."""
    waits = (_TABLE.c.state == Delivery.QUEUED) & (_TABLE.c.error == AWAY)
    somewhere = [_DUE & _TABLE.c.channel.in_(bindparam("channels", expanding=True))]
    for n, channel in enumerate(here):
        chats: Any = bindparam(f"chats{n}", expanding=True)
        somewhere.append((_TABLE.c.channel == channel) & _TABLE.c.chat.in_(chats) & or_(_DUE, waits))
    return (
        select(_TABLE.c.channel, _TABLE.c.chat)
        .where(or_(*somewhere))
        .group_by(_TABLE.c.channel, _TABLE.c.chat)
        .order_by(func.min(_TABLE.c.priority), func.min(_TABLE.c.id))
    )


def settle(session: Session, row_id: int, state: Delivery, **columns: Any) -> None:
    """Record what became of a message; the lease ends with it."""
    session.connection().execute(
        update(_TABLE).where(_TABLE.c.id == row_id).values(state=state, lease_until=None, **columns)
    )


def unsure_tries(tried: Sequence[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Of the tries that a message remembers, those that may have got there, the oldest first."""
    return [each for each in tried or () if each["refusal"] == Delivery.UNCERTAIN]


def acknowledge(session: Session, channel: str, chat: str, vendor_id: str) -> None:
    """Note that a message reached whom it was for, as its vendor says."""
    here = (_TABLE.c.channel == channel) & (_TABLE.c.chat == chat) & (_TABLE.c.vendor_id == vendor_id)
    may_be = _TABLE.c.state.in_((Delivery.SENT, Delivery.UNCERTAIN))
    session.connection().execute(update(_TABLE).where(here & may_be).values(state=Delivery.ACKNOWLEDGED))


def transcript(session: Session, channel: str, chat: str, *, after: int, limit: int = 200) -> list[Outbox]:
    """Messages to a chat with an id above `after` that have left or may have left, oldest first."""
    shown = (Delivery.SENDING, Delivery.SENT, Delivery.ACKNOWLEDGED, Delivery.UNCERTAIN)
    wanted = (
        select(Outbox)
        .where(col(Outbox.channel) == channel, col(Outbox.chat) == chat, col(Outbox.id) > after)
        .where(col(Outbox.state).in_(shown))
        .order_by(col(Outbox.id).desc())
        .limit(limit)
    )
    return list(reversed(list(session.scalars(wanted))))


def message_to(session: Session, channel: str, chat: str, row_id: int) -> Outbox | None:
    """The message with this id, where it was meant for this chat."""
    row = session.get(Outbox, row_id)
    return row if row is not None and (row.channel, row.chat) == (channel, chat) else None


def count_by_state(session: Session) -> dict[tuple[str, Delivery], int]:
    """How many messages stand in each (channel, state)."""
    grouped = select(_TABLE.c.channel, _TABLE.c.state, func.count()).group_by(
        _TABLE.c.channel, _TABLE.c.state
    )
    return {(channel, state): n for channel, state, n in session.connection().execute(grouped)}


def last_message(session: Session) -> int:
    """The highest id there is, 0 for none."""
    newest: int = session.connection().execute(_NEWEST).scalar_one()
    return newest


def messages_after(session: Session, row_id: int) -> list[Outbox]:
    """Messages with a higher id, by id."""
    return list(session.scalars(select(Outbox).where(col(Outbox.id) > row_id).order_by(col(Outbox.id))))


def take_as_sent(session: Session, now: datetime) -> None:
    """Let all that waits to be sent count as sent now: for looking ahead only."""
    session.connection().execute(_ALL_SENT, {"now": now})
