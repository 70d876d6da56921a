"""Where each chat stands: one row an address, read and written whole."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlmodel import Session

from storage.tables import Conversation
from storage.upsert import upsert

_TABLE = Conversation.__table__  # type: ignore[attr-defined]
_STATE = select(_TABLE.c.state).where(
    _TABLE.c.channel == bindparam("channel"), _TABLE.c.chat == bindparam("chat")
)


def load_state(session: Session, channel: str, chat: str) -> dict[str, Any] | None:
    """The position as it was last kept, or None for a chat never seen."""
    found = session.connection().execute(_STATE, {"channel": channel, "chat": chat})
    return found.scalar_one_or_none()


def keep_state(session: Session, channel: str, chat: str, state: dict[str, Any], now: datetime) -> None:
    upsert(
        session,
        _TABLE,
        {"channel": channel, "chat": chat, "state": state, "updated_at": now},
        on=("channel", "chat"),
    )


def forget_state(session: Session, channel: str, chat: str) -> None:
    session.connection().execute(delete(_TABLE).where(_TABLE.c.channel == channel, _TABLE.c.chat == chat))
