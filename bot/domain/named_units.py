"""The units a plan names, every spelling under the one used most."""

import re
from collections import Counter
from collections.abc import Sequence

from bot.domain.plan import Goal, NamedUnit, Passage, Task
from bot.domain.units import is_group, split_units, unit_key

_ASSIGNED = re.compile(
    r"(?:^|[\s)])(?:Cơ quan|Đơn vị)(?: (?:chủ trì|thực hiện|phối hợp|chỉ đạo))+\s*:\s*(.+)", re.IGNORECASE
)


def name_units(
    goals: Sequence[Goal], tasks: Sequence[Task], passages: Sequence[Passage]
) -> tuple[NamedUnit, ...]:
    """In the order they are first named: in the tables, then where running text assigns work."""
    spellings: dict[str, Counter[str]] = {}
    for name in [*_in_tables(goals, tasks), *_in_text(passages)]:
        if key := unit_key(name):
            spellings.setdefault(key, Counter())[name[:1].upper() + name[1:]] += 1
    for passage in passages:
        line = passage.text.strip(" -–+*•;.,")
        if (key := unit_key(line)) in spellings:
            spellings[key][line[:1].upper() + line[1:]] += 1
            continue
        for counted in spellings.values():
            for alias in _mentions(next(iter(counted)), passage.text):
                counted[alias] += 1
    return tuple(_named(counted) for counted in spellings.values())


def _in_tables(goals: Sequence[Goal], tasks: Sequence[Task]) -> list[str]:
    items: tuple[Goal | Task, ...] = (*goals, *tasks)
    return [name for item in items for name in (*item.lead, *item.coordinating)]


def _in_text(passages: Sequence[Passage]) -> list[str]:
    found = (_ASSIGNED.search(passage.text) for passage in passages)
    return [name for match in found if match for name in split_units(match[1])]


def _mentions(name: str, text: str) -> list[str]:
    """The same words in running text, however spaced and dashed."""
    words = re.findall(r"\w+", name)
    if len(words) < 3:
        return []
    pattern = r"(?<!\w)" + r"[\s,–-]+".join(map(re.escape, words)) + r"(?!\w)"
    found = re.findall(pattern, text, re.IGNORECASE)
    return [" ".join((hit[:1].upper() + hit[1:]).split()) for hit in found]


def _named(counted: Counter[str]) -> NamedUnit:
    name = max(counted, key=lambda spelling: counted[spelling])
    return NamedUnit(name, tuple(spelling for spelling in counted if spelling != name), is_group(name))
