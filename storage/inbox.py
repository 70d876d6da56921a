"""Events already taken in, so that the same update twice has the effect of one."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from storage.tables import Inbox
from storage.upsert import insert_new, upsert

_TABLE = Inbox.__table__  # type: ignore[attr-defined]
_KEY = ("channel", "update_id")


def remember(session: Session, channel: str, update_id: str, now: datetime) -> bool:
    """Note an event as taken; False where it was taken before."""
    return insert_new(
        session, _TABLE, {"channel": channel, "update_id": update_id, "received_at": now}, on=_KEY
    )


def keep_failed(session: Session, channel: str, update_id: str, event: dict[str, Any], now: datetime) -> None:
    """Keep an event that could not be handled, whole, for whoever mends the cause."""
    row = {"channel": channel, "update_id": update_id, "received_at": now, "failed": event}
    upsert(session, _TABLE, row, on=_KEY)
