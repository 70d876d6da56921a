"""Which column of a table is which, whatever its name and place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.documents.tables import Row, tidy
from bot.language.normalise import fold_line

NUMBER, TEXT, ROADMAP, LEAD, COORDINATING, PRODUCT = range(6)

_NAMES = (
    (NUMBER, r"stt|tt|so tt|so thu tu|ma so|so"),
    (
        ROADMAP,
        r".*\b(?:lo trinh|thoi gian|thoi han|tien do|han hoan thanh|ngay hoan thanh|thoi diem|han)\b.*",
    ),
    (LEAD, r".*\b(?:chu tri|phu trach|chiu trach nhiem|dau moi)\b.*"),
    (COORDINATING, r"(?!noi dung).*\bphoi hop\b.*"),
    (LEAD, r".*\b(?:co quan|don vi|bo phan)\b.*\bthuc hien\b.*|(?:co quan|don vi|phan cong)(?: thuc hien)?"),
    (PRODUCT, r".*\b(?:san pham|ket qua|dau ra|du kien)\b.*"),
    (TEXT, r".*\b(?:muc tieu|nhiem vu|noi dung|cong viec|giai phap|chi tieu|hoat dong)\b.*"),
)


@dataclass(frozen=True)
class Header:
    """`columns` maps a column's meaning to its place; `goals` tells a table of goals from one of tasks."""

    columns: Mapping[int, int]
    goals: bool
    cells: tuple[str, ...]


def read_header(row: Row, below: Row | None = None) -> Header | None:
    """The header this row is, alone or with its second line `below`; None where it is no plan's header."""
    cells = tuple(fold_line(tidy(cell)).strip(" .:*") for cell in row.cells)
    if below is not None:
        lower = tuple(fold_line(tidy(cell)).strip(" .:*") for cell in below.cells)
        width = max(len(cells), len(lower))
        upper = _filled(cells + ("",) * (width - len(cells)), lower)
        pairs = zip(upper, lower + ("",) * (width - len(lower)), strict=True)
        cells = tuple(low if low and low != up and up else up or low for up, low in pairs)
    if any(len(cell) > 80 for cell in cells):
        return None
    columns: dict[int, int] = {}
    for place, cell in enumerate(cells):
        for meaning, pattern in _NAMES:
            if meaning not in columns and re.fullmatch(pattern, cell):
                columns[meaning] = place
                break
    if TEXT not in columns or len(columns) < 3 or not columns.keys() & {LEAD, COORDINATING, ROADMAP}:
        return None
    title = cells[columns[TEXT]]
    goals = bool(re.search(r"muc tieu|chi tieu", title)) and "nhiem vu" not in title
    return Header(columns, goals, cells)


def find_header(rows: tuple[Row, ...], index: int) -> tuple[Header, int] | None:
    """The header beginning at this row and how many rows it takes."""
    alone = read_header(rows[index])
    if index + 1 < len(rows) and _second_line(rows[index + 1]):
        both = read_header(rows[index], rows[index + 1])
        if both and (alone is None or len(both.columns) > len(alone.columns)):
            return both, 2
    return (alone, 1) if alone else None


def is_column_numbers(row: Row) -> bool:
    """The row `(1) (2) (3)` or `A B 1 2` that some tables carry under their header."""
    cells = [cell for text in row.cells if (cell := tidy(text))]
    return len(cells) >= 3 and all(re.fullmatch(r"\(?[\dA-Z]{1,2}\)?", cell) for cell in cells)


def _second_line(row: Row) -> bool:
    own = [fold_line(tidy(cell)) for place, cell in enumerate(row.cells) if place not in row.spanned]
    words = [cell for cell in own if cell]
    named = any("phoi hop" in cell for cell in words) and all(len(cell) < 40 for cell in words)
    return named and read_header(Row(row.where, tuple(own))) is None


def _filled(upper: tuple[str, ...], lower: tuple[str, ...]) -> tuple[str, ...]:
    """The upper line with a merged cell's name repeated over the columns it stands above."""
    cells = list(upper)
    for place in range(1, len(cells)):
        if not cells[place] and place < len(lower) and lower[place]:
            cells[place] = cells[place - 1]
    return tuple(cells)
