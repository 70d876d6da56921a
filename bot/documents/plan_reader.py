"""A ward's plan from a file (.txt, .docx, .xlsx): goals, tasks, units, indicators and every doubt."""

import re
from collections import Counter
from pathlib import Path

from bot.documents.plan_columns import COORDINATING, LEAD, PRODUCT, ROADMAP, TEXT
from bot.documents.plan_facts import read_duties, read_facts
from bot.documents.plan_rows import Entry, Heading, read_entries
from bot.documents.tables import Block, tidy
from bot.documents.tables_docx import read_docx
from bot.documents.tables_txt import read_txt
from bot.documents.tables_xlsx import read_xlsx
from bot.domain.doubts import find_doubts
from bot.domain.indicators import read_indicators
from bot.domain.named_units import name_units
from bot.domain.plan import Goal, Plan, Task
from bot.domain.units import split_units
from bot.errors import UnreadableDocument

LARGEST_BYTES = 20 * 1024 * 1024
MOST_ENTRIES = 2000
_READERS = {".txt": read_txt, ".docx": read_docx, ".xlsx": read_xlsx}
_ROMAN = (("L", 50), ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))


def read_plan(path: Path) -> Plan:
    """Raises UnreadableDocument for a file that is not what its name says, is too large or holds no plan."""
    return plan_from_blocks(_blocks(path), path.name)


def plan_from_blocks(blocks: tuple[Block, ...], name: str) -> Plan:
    """Raises UnreadableDocument where no table names goals or tasks."""
    entries, passages, loose = read_entries(blocks)
    if not entries:
        raise UnreadableDocument("No table of goals or tasks was found in {name}.", name=name)
    if len(entries) > MOST_ENTRIES:
        raise UnreadableDocument(
            "{name} has more than {limit} goals and tasks; that is no ward's plan.",
            name=name,
            limit=MOST_ENTRIES,
        )
    codes = _codes(entries)
    goals = tuple(_goal(code, entry) for code, entry in zip(codes, entries, strict=True) if entry.goals)
    tasks = tuple(_task(code, entry) for code, entry in zip(codes, entries, strict=True) if not entry.goals)
    return Plan(
        document=read_facts(passages),
        duties=read_duties(passages),
        goals=goals,
        tasks=tasks,
        units=name_units(goals, tasks, passages),
        indicators=tuple(found for goal in goals for found in read_indicators(goal.code, goal.text)),
        doubts=find_doubts(goals, tasks, passages, loose),
    )


def _blocks(path: Path) -> tuple[Block, ...]:
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableDocument("{name} cannot be read; use .docx, .txt or .xlsx.", name=path.name)
    try:
        size = path.stat().st_size
        data = path.read_bytes() if 0 < size <= LARGEST_BYTES else b""
    except OSError as error:
        raise UnreadableDocument("{name} cannot be opened.", name=path.name) from error
    if size > LARGEST_BYTES:
        raise UnreadableDocument(
            "{name} is larger than {limit} MB.", name=path.name, limit=LARGEST_BYTES // 1024**2
        )
    if not data.strip():
        raise UnreadableDocument("{name} is empty.", name=path.name)
    return reader(data, path.name)


def _codes(entries: list[Entry]) -> list[str]:
    """SECTION.N for goals (Roman), GROUP.N for tasks (Arabic), in document order, each once."""
    numbers: dict[tuple[bool, int], int] = {}
    used: dict[bool, set[int]] = {True: set(), False: set()}
    counts: Counter[tuple[bool, int]] = Counter()
    codes: list[str] = []
    last: tuple[bool, Heading | None] | None = None
    part = 0
    for entry in entries:
        if (entry.goals, entry.heading) != last:
            last, part = (entry.goals, entry.heading), part + 1
            wanted = _ordinal(entry.heading.number) if entry.heading else 0
            taken = used[entry.goals]
            number = wanted if wanted and wanted not in taken else max(taken, default=0) + 1
            taken.add(number)
            numbers[entry.goals, part] = number
        counts[entry.goals, part] += 1
        number = numbers[entry.goals, part]
        codes.append(f"{_roman(number) if entry.goals else number}.{counts[entry.goals, part]}")
    return codes


def _goal(code: str, entry: Entry) -> Goal:
    cell = {column: tidy(text) for column, text in entry.values.items()}
    return Goal(
        code=code,
        section=entry.heading.title if entry.heading else "",
        text=cell.get(TEXT, ""),
        roadmap=cell.get(ROADMAP, ""),
        lead=split_units(entry.values.get(LEAD, "")),
        coordinating=split_units(entry.values.get(COORDINATING, "")),
    )


def _task(code: str, entry: Entry) -> Task:
    goal = _goal(code, entry)
    product = tidy(entry.values.get(PRODUCT, ""))
    return Task(code, goal.section, goal.text, goal.roadmap, goal.lead, goal.coordinating, product)


def _ordinal(number: str) -> int:
    """`IV`, `4`, `2.4` and `D` as 4; 0 where the heading has no number of its own."""
    if match := re.fullmatch(r"(?:\d+\.)*(\d+)", number):
        return int(match[1])
    for value in range(1, 90):
        if _roman(value) == number:
            return value
    return ord(number) - ord("A") + 1 if re.fullmatch("[A-Z]", number) else 0


def _roman(value: int) -> str:
    letters = ""
    for letter, worth in _ROMAN:
        while value >= worth:
            letters, value = letters + letter, value - worth
    return letters
