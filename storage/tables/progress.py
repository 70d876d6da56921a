"""What was reported, a version at a time, and the files that came with it."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Json, UtcDateTime, word
from storage.vocabulary import ProgressState


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
