"""The accounts we have with vendors: who we are there, what may be sent, and what is wrong."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from storage.columns import Json, UtcDateTime


class Secret(SQLModel, table=True):
    """A key made here at first need, shared by all processes of the ward."""

    name: str = Field(primary_key=True)
    value: str


class Account(SQLModel, table=True):
    """What a vendor last said about our account: names and ids, never a token."""

    channel: str = Field(primary_key=True)
    facts: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    seen_at: datetime = Field(sa_type=UtcDateTime)


class TokenPair(SQLModel, table=True):
    """Two tokens that a vendor renews together; `lost_at` is when it would not do so any more.

    `seen` are the hashes of the tokens an operator has set, each of which begins a line of pairs once.
    Whoever renews the pair has it to himself until `claimed_until`.
    """

    __tablename__ = "token_pair"

    channel: str = Field(primary_key=True)
    access: str
    refresh: str
    expires_at: datetime = Field(sa_type=UtcDateTime)
    renewed_at: datetime = Field(sa_type=UtcDateTime)
    lost_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen: list[str] = Field(default_factory=list, sa_type=Json)


class Slot(SQLModel, table=True):
    """One of the messages an account may send in a second; free again a second after it was last used.

    Whoever sends with it has it until `leased_until`, at the latest.
    """

    channel: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    free_at: datetime = Field(sa_type=UtcDateTime)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class MonthSent(SQLModel, table=True):
    """How many messages a channel has sent in a month of the ward's zone, written 2026-11."""

    __tablename__ = "month_sent"
    channel: str = Field(primary_key=True)
    month: str = Field(primary_key=True)
    sent: int = 0


class Alarm(SQLModel, table=True):
    """Something wrong that people have been told of once; it goes when the cause has gone."""

    subject: str = Field(primary_key=True)
    since: datetime = Field(sa_type=UtcDateTime)
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
