"""A period as it stood when it was closed, as exact bytes: what counted, and what was missing.

What can be derived again from rows that never change is derived; what cannot, such as names as they were, is
the `frame`, which is written once and kept with the rest.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from storage.vocabulary import ProgressState

FORMAT = "period-snapshot/1"


@dataclass(frozen=True)
class Reach:
    """What had been stored up to `through`, the number of the last update known, and before `until`.

    Both bounds are needed: a clock that is put back gives moments that have been, never numbers.
    """

    through: int
    until: datetime

    def has(self, each: "Told") -> bool:
        return each.id <= self.through and each.at < self.until

    def as_data(self) -> dict[str, Any]:
        return {"through": self.through, "until": moment(self.until)}

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> "Reach":
        return Reach(data["through"], datetime.fromisoformat(data["until"]))


@dataclass(frozen=True)
class Told:
    """One version of an update, as it was stored; `files` are (sha256, name)."""

    id: int
    receipt: str
    unit_id: int
    item_id: int
    version: int
    state: ProgressState
    percent: int | None
    text: str
    figures: Mapping[str, float]
    files: Sequence[tuple[str, str]]
    channel: str
    at: datetime


def counting(told: Iterable[Told]) -> dict[tuple[int, int], Told]:
    """What counts for each unit and task: the last version, as long as nobody reviews them."""
    last: dict[tuple[int, int], Told] = {}
    for each in told:
        before = last.get((each.unit_id, each.item_id))
        if before is None or each.version > before.version:
            last[each.unit_id, each.item_id] = each
    return last


def content(frame: Mapping[str, Any], told: Sequence[Told]) -> str:
    """The bytes, as text in UTF-8, of the snapshot with this frame; `told` is all of the period, or more."""
    reach, earlier = Reach.from_data(frame["reach"]), _earlier(frame)
    known = counting(each for each in told if reach.has(each))
    before = counting(each for each in told if earlier is not None and earlier.has(each))
    units = {unit["id"]: unit["code"] for unit in frame["units"]}
    tasks = {task["id"]: task["code"] for task in frame["tasks"]}
    new = {key: each for key, each in known.items() if before.get(key) != each}
    updates = [
        _update(each, units[each.unit_id], tasks[each.item_id], before.get(key))
        for key, each in sorted(new.items())
    ]
    missing = [
        {"unit": units[part["unit"]], "task": tasks[part["task"]]}
        for part in frame["parts"]
        if (part["unit"], part["task"]) not in known
    ]
    return canonical({"format": FORMAT, "frame": frame, "updates": updates, "missing": missing})


def canonical(data: Mapping[str, Any]) -> str:
    """One text for one meaning, on any machine: keys in order, no spaces, letters as they are."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def moment(at: datetime) -> str:
    """`2026-06-15T17:00:00.000000+00:00`: in UTC, always as long."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _earlier(frame: Mapping[str, Any]) -> Reach | None:
    return Reach.from_data(frame["after"]) if frame["after"] is not None else None


def _update(each: Told, unit: str, task: str, replaced: Told | None) -> dict[str, Any]:
    return {
        "unit": unit,
        "task": task,
        "receipt": each.receipt,
        "version": each.version,
        "replaces": replaced.receipt if replaced is not None else None,
        "state": each.state.value,
        "percent": each.percent,
        "text": each.text,
        # As numbers of one kind, without a negative nought: databases keep 2.0 and 2, 0.0 and -0.0 as one.
        "figures": {name: float(value) + 0.0 for name, value in each.figures.items()},
        "files": [{"sha256": sha256, "name": name} for sha256, name in sorted(each.files)],
        "channel": each.channel,
        "at": moment(each.at),
    }
