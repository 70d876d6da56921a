"""What is owed, what was reported, and the nudges in between; dates are the ward's."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Json, UtcDateTime, word
from storage.vocabulary import ObligationKind, ObligationState, PeriodKind, ProgressState


class Period(SQLModel, table=True):
    """A reporting period (2026-H1, 2026): covers `starts`..`cutoff`; `due` is a proposal until confirmed."""

    code: str = Field(primary_key=True)
    kind: PeriodKind = Field(sa_type=word(PeriodKind))
    starts: date
    cutoff: date
    due: date
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirmed_by: str | None = None


class Obligation(SQLModel, table=True):
    """What a unit owes: a period's report, or a task by its own date."""

    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_obligation_due", "state", "due"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str
    kind: ObligationKind = Field(sa_type=word(ObligationKind))
    unit_id: int = Field(foreign_key="unit.id", index=True)
    item_id: int | None = Field(default=None, foreign_key="plan_item.id", index=True)
    period_code: str = Field(foreign_key="period.code", index=True)
    due: date
    confirmed: bool = False
    reason: str = ""
    state: ObligationState = Field(default=ObligationState.OPEN, sa_type=word(ObligationState))
    met_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Reminder(SQLModel, table=True):
    """One rung of an obligation's ladder for one person: said once, in the message `outbox_id`."""

    __table_args__ = (UniqueConstraint("obligation_id", "rung", "person_id"),)
    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    rung: int
    person_id: int = Field(foreign_key="person.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    outbox_id: int | None = Field(default=None, foreign_key="outbox.id", index=True)


class Snooze(SQLModel, table=True):
    """Until when a person asked not to be reminded of an obligation."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", primary_key=True)
    until: datetime = Field(sa_type=UtcDateTime)


class Progress(SQLModel, table=True):
    """One version of a unit's update on an item in a period; never changed, only followed by the next."""

    __table_args__ = (UniqueConstraint("unit_id", "item_id", "period_code", "version"),)
    id: int | None = Field(default=None, primary_key=True)
    receipt: str = Field(unique=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    item_id: int = Field(foreign_key="plan_item.id", index=True)
    period_code: str = Field(foreign_key="period.code", index=True)
    version: int
    state: ProgressState = Field(sa_type=word(ProgressState))
    percent: int | None = None
    text: str = ""
    figures: dict[str, float] = Field(default_factory=dict, sa_type=Json)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    channel: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class StoredFile(SQLModel, table=True):
    """An upload: its bytes lie in the file store under `sha256`; `name` is cleaned, `mime` is sniffed."""

    __tablename__ = "stored_file"
    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(index=True)
    name: str
    mime: str
    size: int
    channel: str
    chat: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class ProgressFile(SQLModel, table=True):
    __tablename__ = "progress_file"
    progress_id: int = Field(foreign_key="progress.id", primary_key=True)
    file_id: int = Field(foreign_key="stored_file.id", primary_key=True)
