"""Where each chat stands: one row an address, read and written whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlmodel import Session

from storage.tables import Conversation, Identity
from storage.upsert import insert_new, upsert

_TABLE = Conversation.__table__  # type: ignore[attr-defined]
_STATE = select(_TABLE.c.state).where(
    _TABLE.c.channel == bindparam("channel"), _TABLE.c.chat == bindparam("chat")
)

_PLACE = Identity.__table__  # type: ignore[attr-defined]
_SAME = (_PLACE.c.channel == _TABLE.c.channel) & (_PLACE.c.chat == _TABLE.c.chat)
_OF_PERSON = (
    select(_PLACE.c.channel, _PLACE.c.chat, _TABLE.c.state)
    .select_from(_PLACE.outerjoin(_TABLE, _SAME))
    .where(_PLACE.c.person_id == bindparam("person_id"))
    .order_by(_TABLE.c.updated_at.desc(), _PLACE.c.id)
)


@dataclass(frozen=True)
class ChatState:
    """A chat, and its position as it was last kept."""

    channel: str
    chat: str
    state: dict[str, Any] | None


def load_state(session: Session, channel: str, chat: str) -> dict[str, Any] | None:
    """The position as it was last kept, or None for a chat never seen."""
    found = session.connection().execute(_STATE, {"channel": channel, "chat": chat})
    return found.scalar_one_or_none()


def keep_state(
    session: Session, channel: str, chat: str, state: dict[str, Any], now: datetime, *, heard: bool = False
) -> None:
    """Keep where a chat stands; `heard` where it has just said something."""
    row = {"channel": channel, "chat": chat, "state": state, "updated_at": now}
    upsert(session, _TABLE, row | {"heard_at": now} if heard else row, on=("channel", "chat"))


def note_heard(session: Session, channel: str, chat: str, now: datetime) -> None:
    """Note that a chat was heard from, whatever it did; vendors count their free hours from then.

    What a vendor tells late does not undo what was heard since.
    """
    here = {"channel": channel, "chat": chat}
    insert_new(session, _TABLE, {**here, "state": {}, "updated_at": now}, on=("channel", "chat"))
    session.connection().execute(
        update(_TABLE)
        .where(
            _TABLE.c.channel == channel,
            _TABLE.c.chat == chat,
            _TABLE.c.heard_at.is_(None) | (_TABLE.c.heard_at < now),
        )
        .values(heard_at=now)
    )


def heard_at(session: Session, channel: str, chat: str) -> datetime | None:
    """When a chat was last heard from, None where that is not known."""
    wanted = select(_TABLE.c.heard_at).where(_TABLE.c.channel == channel, _TABLE.c.chat == chat)
    return session.connection().execute(wanted).scalar_one_or_none()


def keep_quiet(session: Session, channel: str, chat: str, until: datetime, now: datetime) -> None:
    """Say nothing in a chat until then: a person is answering there."""
    row = {"channel": channel, "chat": chat, "state": {}, "updated_at": now}
    insert_new(session, _TABLE, row, on=("channel", "chat"))
    session.connection().execute(
        update(_TABLE).where(_TABLE.c.channel == channel, _TABLE.c.chat == chat).values(quiet_until=until)
    )


def quiet_until(session: Session, channel: str, chat: str) -> datetime | None:
    """Until when a person answers in a chat in our place; it may have passed."""
    wanted = select(_TABLE.c.quiet_until).where(_TABLE.c.channel == channel, _TABLE.c.chat == chat)
    return session.connection().execute(wanted).scalar_one_or_none()


def states_of(session: Session, person_id: int) -> list[ChatState]:
    """Where each chat of a person stands, the one that moved last first; None for one that never spoke."""
    rows = session.connection().execute(_OF_PERSON, {"person_id": person_id})
    return [ChatState(row.channel, row.chat, row.state) for row in rows]


def count_chats(session: Session, channel: str) -> int:
    """How many chats of a channel we know."""
    counted = select(func.count()).select_from(_TABLE).where(_TABLE.c.channel == channel)
    return session.connection().execute(counted).scalar_one()


def forget_state(session: Session, channel: str, chat: str) -> None:
    session.connection().execute(delete(_TABLE).where(_TABLE.c.channel == channel, _TABLE.c.chat == chat))
