"""A ward's plan as it was read: goals, tasks, the units they name, what is measured, what looks doubtful."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Passage:
    """One paragraph of running text. `where` is how a person finds it again in the document."""

    where: str
    text: str


@dataclass(frozen=True)
class Goal:
    """`section` is the title of its part; unit names are as written, whitespace normalised."""

    code: str
    section: str
    text: str
    roadmap: str
    lead: tuple[str, ...]
    coordinating: tuple[str, ...]


@dataclass(frozen=True)
class Task:
    """`group` is the title of its group; unit names are as written, whitespace normalised."""

    code: str
    group: str
    text: str
    roadmap: str
    lead: tuple[str, ...]
    coordinating: tuple[str, ...]
    product: str


@dataclass(frozen=True)
class NamedUnit:
    """A unit under its usual spelling; `is_group` where the name stands for many and no one in particular."""

    name: str
    aliases: tuple[str, ...]
    is_group: bool


@dataclass(frozen=True)
class Indicator:
    """What a goal measures. `op` is one of =, >=, <=, bool and rank; a bool has no value."""

    goal: str
    text: str
    op: str
    value: float | None
    unit: str
    due: date | None


@dataclass(frozen=True)
class Doubt:
    """Something to ask the author about. `message` is a catalogue key, `values` fill its {fields}."""

    kind: str
    message: str
    where: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """`document` holds title, number, date and issuer, each only where found; a full date is ISO."""

    document: Mapping[str, str]
    duties: tuple[str, ...]
    goals: tuple[Goal, ...]
    tasks: tuple[Task, ...]
    units: tuple[NamedUnit, ...]
    indicators: tuple[Indicator, ...]
    doubts: tuple[Doubt, ...]
