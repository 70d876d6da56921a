"""Dialogues and receptions, and who wants to be reminded of them."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime, word
from storage.vocabulary import MeetingKind, MeetingMode, MeetingStatus


class Meeting(SQLModel, table=True):
    """A dialogue or reception, dated; one row of a recurrence carries the rule's code in `series`."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    series: str | None = Field(default=None, index=True)
    kind: MeetingKind = Field(sa_type=word(MeetingKind))
    topic: str
    audience: str
    starts_at: datetime = Field(sa_type=UtcDateTime, index=True)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    place: str
    chair: str
    mode: MeetingMode = Field(sa_type=word(MeetingMode))
    status: MeetingStatus = Field(sa_type=word(MeetingStatus))
    conclusion: str = ""
    source: str = ""
    as_of: datetime = Field(sa_type=UtcDateTime)


class Subscription(SQLModel, table=True):
    """A chat that wants to be reminded of a meeting; `outbox_id` once the reminder has been written."""

    channel: str = Field(primary_key=True)
    chat: str = Field(primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    outbox_id: int | None = Field(default=None, foreign_key="outbox.id")
