"""Conversations, events taken in, and messages on their way out."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from storage.columns import Json, UtcDateTime, word
from storage.vocabulary import Delivery, MessageKind

_OPEN = text("state IN ('queued', 'sending')")


class Conversation(SQLModel, table=True):
    """Where a chat stands, in plain data: the whole position is `state`, see bot.conversation.messages.

    `heard_at` is when we last heard from it, `quiet_until` until when a person answers there in our place.
    """

    channel: str = Field(primary_key=True)
    chat: str = Field(primary_key=True)
    state: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    heard_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    quiet_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Inbox(SQLModel, table=True):
    """An event already taken; `failed` keeps what could not be handled so that it can be tried again."""

    channel: str = Field(primary_key=True)
    update_id: str = Field(primary_key=True)
    received_at: datetime = Field(sa_type=UtcDateTime)
    failed: dict[str, Any] | None = Field(default=None, sa_type=Json)


class Waiting(SQLModel, table=True):
    """An event that is kept and whose turn has not come; the row goes with the turn that answers it."""

    __table_args__ = (Index("ix_waiting_chat", "channel", "chat", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    chat: str
    update_id: str
    event: dict[str, Any] = Field(sa_type=Json)
    received_at: datetime = Field(sa_type=UtcDateTime)


class Outbox(SQLModel, table=True):
    """A message to one chat, and how far it got; `key` makes a message that must be said once unique.

    `parts_sent` counts the parts a vendor has taken already, `tried` lists the ways that failed before this
    one, `paid` says that it costs money to send, `held` why it waits for somebody's word.
    """

    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_outbox_due", "state", "not_before"),
        Index("ix_outbox_chat", "channel", "chat", "id"),
        Index("ix_outbox_urgent", "channel", "priority", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_outbox_open", "channel", "chat", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    chat: str
    kind: MessageKind = Field(sa_type=word(MessageKind))
    key: str | None = None
    say: dict[str, Any] = Field(sa_type=Json)
    state: Delivery = Field(default=Delivery.QUEUED, sa_type=word(Delivery))
    priority: int = 0
    not_before: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    vendor_id: str | None = None
    error: str | None = None
    parts_sent: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    tried: list[dict[str, Any]] | None = Field(default=None, sa_type=Json)
    paid: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    held: str | None = None
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
