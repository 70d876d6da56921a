"""Messages on their way out: written in the transaction that caused them, leased to whoever sends them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, or_, select, update
from sqlmodel import Session, col

from storage.tables import Outbox
from storage.upsert import insert_new
from storage.vocabulary import Delivery, MessageKind

_TABLE = Outbox.__table__  # type: ignore[attr-defined]
_INSERT = insert(_TABLE).returning(_TABLE.c.id)
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
) -> int | None:
    """Write a message to be sent; its id, or None where a message with the same `key` already stands."""
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
    }
    if key is None:
        new_id: int = session.connection().execute(_INSERT, row).scalar_one()
        return new_id
    if not insert_new(session, _TABLE, row, on=("key",)):
        return None
    written: int = session.connection().execute(select(_TABLE.c.id).where(_TABLE.c.key == key)).scalar_one()
    return written


def lease_due(
    session: Session,
    now: datetime,
    *,
    lease: timedelta,
    limit: int = 50,
    channels: Sequence[str] = (),
    ids: Sequence[int] = (),
) -> list[Outbox]:
    """Take messages that are due, replies first, and mark them as being sent until `now + lease`.

    A row found in SENDING after its lease ran out was cut off in mid-send: it comes back as it is, state
    and all, so that the sender decides whether it may be said again.
    """
    lapsed = (col(Outbox.state) == Delivery.SENDING) & (col(Outbox.lease_until) <= now)
    due = (col(Outbox.state) == Delivery.QUEUED) & (col(Outbox.not_before) <= now)
    wanted = select(Outbox).where(or_(due, lapsed))
    if channels:
        wanted = wanted.where(col(Outbox.channel).in_(channels))
    if ids:
        wanted = wanted.where(col(Outbox.id).in_(ids))
    wanted = wanted.order_by(col(Outbox.priority), col(Outbox.id)).limit(limit)
    rows = list(session.scalars(wanted.with_for_update(skip_locked=True)))
    for row in rows:
        session.expunge(row)
        session.connection().execute(
            update(_TABLE)
            .where(_TABLE.c.id == row.id)
            .values(state=Delivery.SENDING, lease_until=now + lease, attempts=row.attempts + 1)
        )
    return rows


def settle(session: Session, row_id: int, state: Delivery, **columns: Any) -> None:
    """Record what became of a message; the lease ends with it."""
    session.connection().execute(
        update(_TABLE).where(_TABLE.c.id == row_id).values(state=state, lease_until=None, **columns)
    )


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


def count_by_state(session: Session) -> dict[tuple[str, Delivery], int]:
    """How many messages stand in each (channel, state)."""
    grouped = select(_TABLE.c.channel, _TABLE.c.state, func.count()).group_by(
        _TABLE.c.channel, _TABLE.c.state
    )
    return {(channel, state): n for channel, state, n in session.connection().execute(grouped)}
