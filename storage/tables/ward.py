"""What the ward has decided for itself, and when its assistant was not there."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from storage.columns import Json, UtcDateTime


class Rule(SQLModel, table=True):
    """A rule the office has set in place of the one that comes with the assistant, by name."""

    name: str = Field(primary_key=True)
    value: Any = Field(sa_type=Json)
    set_at: datetime = Field(sa_type=UtcDateTime)
    set_by: str


class WardDay(SQLModel, table=True):
    """A day the ward takes off, or works in exchange for another; `name` says why."""

    __tablename__ = "ward_day"
    day: date = Field(primary_key=True)
    works: bool
    name: str
    set_at: datetime = Field(sa_type=UtcDateTime)
    set_by: str


class Outage(SQLModel, table=True):
    """Time in which nothing could be reported: on one channel, or, without a name, anywhere.

    It lasts as long as `ended_at` is not known.
    """

    id: int | None = Field(default=None, primary_key=True)
    channel: str = ""
    began_at: datetime = Field(sa_type=UtcDateTime, index=True)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Pulse(SQLModel, table=True):
    """When something that has to happen again and again happened last."""

    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
