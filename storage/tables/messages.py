"""Conversations, events taken in, and messages on their way out."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Json, UtcDateTime, word
from storage.vocabulary import Delivery, MessageKind


class Conversation(SQLModel, table=True):
    """Where a chat stands, in plain data: the whole position is `state`, see bot.conversation.messages."""

    channel: str = Field(primary_key=True)
    chat: str = Field(primary_key=True)
    state: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class Inbox(SQLModel, table=True):
    """An event already taken; `failed` keeps what could not be handled so that it can be tried again."""

    channel: str = Field(primary_key=True)
    update_id: str = Field(primary_key=True)
    received_at: datetime = Field(sa_type=UtcDateTime)
    failed: dict[str, Any] | None = Field(default=None, sa_type=Json)


class Outbox(SQLModel, table=True):
    """A message to one chat, and how far it got; `key` makes a message that must be said once unique."""

    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_outbox_due", "state", "not_before"),
        Index("ix_outbox_chat", "channel", "chat", "id"),
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
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
