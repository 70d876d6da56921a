"""Table rows joined into goals and tasks: headings, items, and rows a page break cut in two."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.documents.plan_columns import (
    COORDINATING,
    LEAD,
    NUMBER,
    PRODUCT,
    ROADMAP,
    TEXT,
    Header,
    find_header,
    is_column_numbers,
)
from bot.documents.tables import AUTO_NUMBER, Block, Row, Table, tidy, tidy_lines
from bot.documents.tables_txt import split_heading
from bot.domain.plan import Passage
from bot.language.normalise import fold_line

_NUMBER = re.compile(r"(?:#|[IVXLC]+|[A-ZĐa-zđ]|\d{1,3}(?:\.\d{1,3})*)[.)]?|[-+*•]")
_NUMBERED = re.compile(r"([IVXLC]+|[A-ZĐ]|\d{1,3}(?:\.\d{1,3})*)(?:[.)/:]\s*|\s+)(\S.*)", re.DOTALL)
_CONTINUED = re.compile(r"(.*?)\s*\(?\s*tiếp(?: theo)?\s*\)?", re.IGNORECASE)
_END = re.compile(r"noi nhan\b|t/?m\.|kt\.|tl\.|phu luc\b|nguoi lap\b|ghi chu:|\(ky ")
LOOK_AHEAD = 20
_ATTRIBUTES = (ROADMAP, LEAD, COORDINATING, PRODUCT)


@dataclass(frozen=True)
class Heading:
    number: str
    title: str


@dataclass(frozen=True)
class Entry:
    """A goal or task before it has a code; `values` has the text of each column, its paragraphs as lines."""

    goals: bool
    heading: Heading | None
    number: str
    values: dict[int, str]


@dataclass
class _Reading:
    """Where the reader stands: the header in force, the heading, and whether the last row may go on."""

    header: Header | None = None
    heading: Heading | None = None
    open: bool = False
    bare_heading: bool = False
    entries: list[Entry] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    loose: list[Passage] = field(default_factory=list)


def read_entries(blocks: Iterable[Block]) -> tuple[list[Entry], list[Passage], list[Passage]]:
    """Entries in document order, the running text, and text between two rows of one table that fits none."""
    state, between = _Reading(), list[Passage]()
    for block in _rejoined(blocks):
        if isinstance(block, Passage):
            between.append(block)
            continue
        if between and state.header and _carries_on(block, state.header):
            between = _place_between(state, between)
        elif not _carries_on(block, state.header):
            state.header = None
        state.passages += between
        between = []
        _read_table(state, block)
    return state.entries, state.passages + between, state.loose


def _rejoined(blocks: Iterable[Block]) -> list[Block]:
    """Tables that follow one another with nothing between are one that a page break cut, where they fit."""
    joined: list[Block] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if isinstance(block, Table) and isinstance(before, Table) and _fits_under(block, before):
            joined[-1] = Table((*before.rows, *block.rows))
        else:
            joined.append(block)
    return joined


def _fits_under(table: Table, above: Table) -> bool:
    if not table.rows or not above.rows or find_header(table.rows, 0) or _ends(table.rows[0]):
        return False
    return 3 <= _width(table) <= _width(above)


def _width(table: Table) -> int:
    return max(len(row.cells) for row in table.rows)


def _carries_on(table: Table, header: Header | None) -> bool:
    """Whether a table without a header is the rest of the one before: as wide, and no signature."""
    if header is None or find_header(table.rows, 0) or _ends(table.rows[0]):
        return False
    return 3 <= _width(table) <= len(header.cells)


def _place_between(state: _Reading, between: list[Passage]) -> list[Passage]:
    """Headings without a tab become headings; a document's own end or appendix stays running text."""
    if any(_END.match(fold_line(passage.text)) for passage in between):
        state.header = None
        return between
    for passage in between:
        if found := split_heading(passage.text):
            _begin_heading(state, *found)
        else:
            state.loose.append(passage)
    return []


def _read_table(state: _Reading, table: Table) -> None:
    rows, index = table.rows, 0
    while index < len(rows):
        row = rows[index]
        if found := find_header(rows, index):
            header, taken = found
            if state.header is None or header.cells != state.header.cells:
                state.heading, state.open, state.bare_heading = None, False, False
            state.header = header
            index += taken
            continue
        if state.header is None or _ends(row):
            state.header = None
            state.passages += _as_passages(row)
        elif not is_column_numbers(row):
            _read_row(state, state.header, row, rows[index + 1 : index + 1 + LOOK_AHEAD])
        index += 1


def _read_row(state: _Reading, header: Header, row: Row, after: tuple[Row, ...]) -> None:
    number, values, spanned = _values(header, row)
    text = values.get(TEXT, "")
    own = [values[column] for column in _ATTRIBUTES if values.get(column)]
    if not text and not own:
        return
    if number and _CONTINUED.fullmatch(number) and state.open:
        _go_on(state, values)
    elif number:
        again = state.open and bool(state.entries) and state.entries[-1].number == number
        full = sum(1 for value in own if _starts(value)) > 2
        if again and number != AUTO_NUMBER and text[:1].islower() and not full:
            _go_on(state, values)
        elif own or spanned or not _heads(state, header, number, after):
            _begin_item(state, header, number, {**spanned, **values})
        else:
            _begin_heading(state, number, tidy(text))
    elif _looks_new(state, text, own, spanned):
        _begin_item(state, header, "", {**spanned, **values})
    elif state.open or state.bare_heading:
        _go_on(state, values)
    else:
        _begin_heading(state, *(split_heading(tidy(text)) or ("", tidy(text))))


def _values(header: Header, row: Row) -> tuple[str, dict[int, str], dict[int, str]]:
    """The row's number, its own cells by meaning, and those a merged cell above gives it."""
    cells = [tidy_lines(cell) for cell in row.cells]
    width = len(header.cells)
    if len(cells) > width:
        rest = " ".join(cell for cell in cells[width:] if cell)
        cells = [*cells[: width - 1], f"{cells[width - 1]} {rest}".strip()]
    values: dict[int, str] = {}
    spanned: dict[int, str] = {}
    for meaning, place in header.columns.items():
        if place < len(cells) and cells[place]:
            (spanned if place in row.spanned else values)[meaning] = cells[place]
    spanned = {meaning: text for meaning, text in spanned.items() if meaning in _ATTRIBUTES}
    number = values.pop(NUMBER, "")
    if number and not (_NUMBER.fullmatch(number) or _CONTINUED.fullmatch(number)):
        values[TEXT] = f"{number} {values.get(TEXT, '')}".strip()
        number = ""
    alone = TEXT in values and len(values) == 1 and not spanned
    own = header.columns[TEXT]
    if not number and alone and (NUMBER not in header.columns or own >= len(cells) or not cells[own]):
        found = _NUMBERED.fullmatch(values[TEXT])
        number, values[TEXT] = (found[1], found[2]) if found else (AUTO_NUMBER, values[TEXT])
    return number.rstrip(".)"), values, spanned


def _heads(state: _Reading, header: Header, number: str, after: tuple[Row, ...]) -> bool:
    """Whether a numbered row with nothing but a title heads the rows after it."""
    if re.fullmatch(r"[IVXLC]+|[A-ZĐ]", number):
        return True
    if header.goals and state.heading and re.fullmatch(r"[IVXLC]+|[A-ZĐ]", state.heading.number):
        return any(_values(header, row)[0].startswith(f"{number}.") for row in after[:3])
    for row in after:
        below, values, spanned = _values(header, row)
        own = [values[column] for column in _ATTRIBUTES if values.get(column)]
        if below:
            child = below.startswith(f"{number}.") or re.fullmatch(r"[a-zđ]|[-+*•]", below) is not None
            restart = below == "1" and number != AUTO_NUMBER and bool(own)
            return child or restart or (number == AUTO_NUMBER and bool(own or spanned))
        if own or spanned:
            return _starts(values.get(TEXT, "")) and len(own) + len(spanned) > 1
    return False


def _looks_new(state: _Reading, text: str, own: list[str], spanned: dict[int, str]) -> bool:
    """Whether an unnumbered row begins an item, rather than carrying on the one above."""
    if not own and not spanned:
        return False
    if state.bare_heading or not state.open:
        return bool(text)
    starting = sum(1 for value in own if _starts(value))
    if not _starts(text):
        return bool(text) and starting >= 3
    if not own or starting >= 2 or (starting and spanned):
        return True
    before = state.entries[-1].values.get(TEXT, "")
    return bool(starting) and before.rstrip(" ”\"'’)").endswith((".", ";", "…"))


def _starts(text: str) -> bool:
    first = text.lstrip("-–+*•“\"' ")[:1]
    return first.isupper() or first.isdigit()


def _begin_heading(state: _Reading, number: str, title: str) -> None:
    state.heading, state.open, state.bare_heading = Heading(number, title), False, True


def _begin_item(state: _Reading, header: Header, number: str, values: dict[int, str]) -> None:
    state.entries.append(Entry(header.goals, state.heading, number, values))
    state.open, state.bare_heading = True, False


def _go_on(state: _Reading, values: dict[int, str]) -> None:
    if state.bare_heading and state.heading:
        title = _join(state.heading.title, tidy(values.get(TEXT, "")))
        state.heading = Heading(state.heading.number, title)
        return
    last = state.entries[-1]
    joined = dict(last.values)
    for column, text in values.items():
        joined[column] = _join(joined.get(column, ""), text)
    state.entries[-1] = Entry(last.goals, last.heading, last.number, joined)


def _join(before: str, after: str) -> str:
    cut_word = re.fullmatch(r"\w-", before[-2:]) is not None
    return f"{before}{after}" if cut_word else f"{before} {after}".strip()


def _ends(row: Row) -> bool:
    return any(_END.match(fold_line(tidy(cell))) for cell in row.cells)


def _as_passages(row: Row) -> list[Passage]:
    lines = (line for cell in row.cells for line in tidy_lines(cell).split("\n") if line)
    return [Passage(f"{row.where}: {line[:60]}", line) for line in lines]
