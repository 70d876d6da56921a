"""People, the seats they hold, the addresses they are reached at, and who did what."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Json, UtcDateTime, word
from storage.vocabulary import Role


class Person(SQLModel, table=True):
    """Somebody who works for a unit; `preferred` is the channel they chose to be reached on."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    preferred: str | None = None
    locale: str = "vi"
    active: bool = True


class Seat(SQLModel, table=True):
    """A role in a unit; it outlives whoever holds it, and drafts, history and reminders hang on it."""

    __table_args__ = (UniqueConstraint("unit_id", "role", "position"),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    role: Role = Field(sa_type=word(Role))
    position: int = 0
    title: str = ""
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    since: datetime = Field(sa_type=UtcDateTime)


class Identity(SQLModel, table=True):
    """An address on a channel that belongs to a person; `reachable` is False once the vendor refused it.

    `phone` is there only where the person gave it to the vendor's own form, for messages that need one.
    """

    __table_args__ = (UniqueConstraint("channel", "chat"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    channel: str
    chat: str
    linked_at: datetime = Field(sa_type=UtcDateTime)
    reachable: bool = True
    phone: str | None = None


class Invite(SQLModel, table=True):
    """A single-use sign-in code for a seat, kept only as a hash."""

    id: int | None = Field(default=None, primary_key=True)
    seat_id: int = Field(foreign_key="seat.id", index=True)
    code_hash: str = Field(unique=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInAttempt(SQLModel, table=True):
    """Wrong codes from one address, counted so that guessing is refused."""

    __tablename__ = "sign_in_attempt"
    channel: str = Field(primary_key=True)
    chat: str = Field(primary_key=True)
    failures: int = 0
    last_at: datetime = Field(sa_type=UtcDateTime)


class Audit(SQLModel, table=True):
    """Who did what to which subject, and when; ids and codes only, never what people wrote."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str
    action: str
    subject: str
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
