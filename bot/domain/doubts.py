"""What in a plan its author should be asked about; nothing is mended, everything is listed."""

import re
from collections.abc import Iterator, Sequence

from bot.domain.citations import find_blanks, find_conflicts, mask_citations
from bot.domain.plan import Doubt, Goal, Passage, Task
from bot.domain.typos import find_typos
from bot.domain.units import is_group, unit_key

_FREQUENCY = (
    (r"thường xuyên", "continuous"),
    (r"h[àằ]ng tuần", "week"),
    (r"h[àằ]ng tháng", "month"),
    (r"h[àằ]ng quý", "quarter"),
    (r"h[àằ]ng năm", "year"),
)
_OPEN_END = re.compile(r"tiếp theo|trở đi|các năm sau|hằng năm|hàng năm|thường xuyên", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d/])(20\d{2})(?!\d|/)")


def find_doubts(
    goals: Sequence[Goal], tasks: Sequence[Task], passages: Sequence[Passage], loose: Sequence[Passage] = ()
) -> tuple[Doubt, ...]:
    """Every doubt, those of the running text first. `loose` is text between two rows that fits no cell."""
    items: tuple[Goal | Task, ...] = (*goals, *tasks)
    cells = [Passage(item.code, item.text) for item in items]
    everything = [*passages, *loose, *cells]
    return (
        *find_blanks([*passages, *loose]),
        *find_conflicts(everything),
        *(
            Doubt(
                "loose_text",
                "This line stands between two rows of a table and fits no cell: “{text}”.",
                passage.where,
                values={"text": passage.text},
            )
            for passage in loose
        ),
        *(doubt for table in (goals, tasks) for doubt in _table_doubts(table)),
        *find_typos(goals, tasks, everything),
    )


def _table_doubts(items: Sequence[Goal | Task]) -> Iterator[Doubt]:
    columns = {column for item in items for column, value in vars(item).items() if value}
    for item in items:
        yield from _empty_cells(item, columns)
        yield from _unit_doubts(item, columns)
        yield from _roadmap_doubts(item)


def _unit_doubts(item: Goal | Task, columns: set[str]) -> Iterator[Doubt]:
    if not item.coordinating and "coordinating" in columns:
        yield Doubt(
            "missing_coordinating",
            "{code} names no coordinating unit.",
            item.code,
            values={"code": item.code},
        )
    leading = {unit_key(name): name for name in item.lead}
    for name in item.coordinating:
        if unit_key(name) in leading:
            yield Doubt(
                "lead_also_coordinates",
                "In {code}, “{unit}” both leads and coordinates.",
                item.code,
                values={"code": item.code, "unit": name},
            )
    if item.lead and all(is_group(name) for name in item.lead):
        yield Doubt(
            "vague_owner",
            "In {code}, no unit is named as leading, only “{units}”.",
            item.code,
            values={"code": item.code, "units": "; ".join(item.lead)},
        )


def _empty_cells(item: Goal | Task, columns: set[str]) -> Iterator[Doubt]:
    """A cell left blank in a column that the table does have."""
    where, values = item.code, {"code": item.code}
    if not item.text:
        yield Doubt("empty_cell", "{code} has no text.", where, values=values)
    if not item.roadmap and "roadmap" in columns:
        yield Doubt("empty_cell", "{code} has no time given.", where, values=values)
    if not item.lead and "lead" in columns:
        yield Doubt("empty_cell", "{code} names no leading unit.", where, values=values)
    if isinstance(item, Task) and not item.product and "product" in columns:
        yield Doubt("empty_cell", "{code} names no product.", where, values=values)


def _roadmap_doubts(item: Goal | Task) -> Iterator[Doubt]:
    text = mask_citations(item.text)
    said, planned = _years(text), _years(item.roadmap)
    open_end = _OPEN_END.search(item.roadmap) is not None
    if said and planned and (max(said) < min(planned) if open_end else max(said) != max(planned)):
        yield Doubt(
            "roadmap_against_text",
            "In {code} the time given is “{roadmap}”, but the text says {year}.",
            item.code,
            values={"code": item.code, "roadmap": item.roadmap, "year": max(said)},
        )
    often, stated = _frequency(text, start=True), _frequency(item.roadmap, start=False)
    if often and stated and often[1] != stated[1]:
        yield Doubt(
            "roadmap_against_text",
            "In {code} the time given is “{roadmap}”, but the text begins with “{words}”.",
            item.code,
            values={"code": item.code, "roadmap": item.roadmap, "words": often[0]},
        )


def _years(text: str) -> set[int]:
    return {int(year) for year in _YEAR.findall(text)}


def _frequency(text: str, *, start: bool) -> tuple[str, str] | None:
    for pattern, name in _FREQUENCY:
        found = (re.match if start else re.search)(pattern, text.strip(), re.IGNORECASE)
        if found:
            return found.group(), name
    return None
