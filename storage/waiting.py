"""Events that are kept and wait for their turn, in the order they came."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session, col

from storage.inbox import remember
from storage.tables import Waiting

_TABLE = Waiting.__table__  # type: ignore[attr-defined]


def keep(
    session: Session,
    event: dict[str, Any],
    *,
    channel: str,
    chat: str,
    update_id: str,
    now: datetime,
) -> bool:
    """Keep an event until its turn; False where it was kept or answered before."""
    if not remember(session, channel, update_id, now):
        return False
    row = {"channel": channel, "chat": chat, "update_id": update_id, "event": event, "received_at": now}
    session.connection().execute(insert(_TABLE), row)
    return True


def waiting_chats(session: Session, channels: Collection[str]) -> list[tuple[str, str]]:
    """The (channel, chat) pairs with an event that waits."""
    wanted = select(_TABLE.c.channel, _TABLE.c.chat).where(_TABLE.c.channel.in_(channels)).distinct()
    return [(channel, chat) for channel, chat in session.connection().execute(wanted)]


def waiting_in(session: Session, channel: str, chat: str, limit: int = 50) -> list[Waiting]:
    """What waits in one chat, in the order it came."""
    wanted = (
        select(Waiting)
        .where(col(Waiting.channel) == channel, col(Waiting.chat) == chat)
        .order_by(col(Waiting.id))
        .limit(limit)
    )
    return list(session.scalars(wanted))


def take_up(session: Session, ids: Sequence[int]) -> bool:
    """Take these events out, as their turn is now; False, and all stay, where any of them has been taken.

    Whoever calls holds the turn of their chat, so nobody takes one in between.
    """
    these = _TABLE.c.id.in_(ids)
    there = session.connection().execute(select(func.count()).where(these)).scalar_one()
    if there != len(ids):
        return False
    session.connection().execute(delete(_TABLE).where(these))
    return True


def drop_waiting(session: Session, channel: str, chat: str) -> None:
    """Forget what waits in one chat, unanswered."""
    session.connection().execute(delete(_TABLE).where(_TABLE.c.channel == channel, _TABLE.c.chat == chat))


def forget_waiting(session: Session, before: datetime) -> None:
    """Forget what came before then and was never answered, as its channel is no longer there."""
    session.connection().execute(delete(_TABLE).where(_TABLE.c.received_at < before))
