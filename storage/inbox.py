"""Events already taken in, so that the same update twice has the effect of one."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, select
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


def forget_events(session: Session, before: datetime) -> None:
    """Forget which events were taken before then; those that failed are kept."""
    taken = (_TABLE.c.received_at < before) & ~_is_failed()
    session.connection().execute(delete(_TABLE).where(taken))


def count_failed(session: Session) -> int:
    """How many events are kept because they could not be handled."""
    counted = select(func.count()).select_from(_TABLE).where(_is_failed())
    number: int = session.connection().execute(counted).scalar_one()
    return number


def _is_failed() -> ColumnElement[bool]:
    # An event without failure is NULL in SQL where written by `remember`, and null in JSON where by the ORM.
    return cast(_TABLE.c.failed, Text).is_not(None) & (cast(_TABLE.c.failed, Text) != "null")
