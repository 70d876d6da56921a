"""The plan as imported, and the units it names."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.columns import Json, UtcDateTime, word
from storage.vocabulary import ItemKind, Part


class PlanVersion(SQLModel, table=True):
    """One import of the ward's plan; `document` keeps its title, issuer, number and reporting duties."""

    __tablename__ = "plan_version"
    id: int | None = Field(default=None, primary_key=True)
    imported_at: datetime = Field(sa_type=UtcDateTime)
    source: str
    sha256: str
    document: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    doubts: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)


class PlanItem(SQLModel, table=True):
    """A goal (I.1) or task (5.1); it keeps its id and code through revisions, and is never deleted."""

    __tablename__ = "plan_item"
    __table_args__ = (UniqueConstraint("kind", "code"),)
    id: int | None = Field(default=None, primary_key=True)
    kind: ItemKind = Field(sa_type=word(ItemKind))
    code: str
    heading: str
    text: str
    roadmap: str
    product: str = ""
    position: int
    version_id: int = Field(foreign_key="plan_version.id")
    active: bool = True


class PlanItemUnit(SQLModel, table=True):
    """A unit or group named as leading or coordinating, as the plan wrote it."""

    __tablename__ = "plan_item_unit"
    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="plan_item.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    part: Part = Field(sa_type=word(Part))
    position: int
    written: str


class Indicator(SQLModel, table=True):
    """What a goal is measured by: operator (=, >=, <=, bool, rank), target value and unit."""

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="plan_item.id", index=True)
    position: int
    text: str
    op: str
    value: float | None = None
    unit: str = ""
    due: date | None = None


class Unit(SQLModel, table=True):
    """A unit of the ward, or a group of units (`is_group`) that the plan names as one."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    aliases: list[str] = Field(default_factory=list, sa_type=Json)
    is_group: bool = False
    active: bool = True


class UnitMember(SQLModel, table=True):
    __tablename__ = "unit_member"
    group_id: int = Field(foreign_key="unit.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
