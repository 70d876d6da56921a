"""An Excel file into paragraphs and tables: every sheet one table, merged cells told from empty ones."""

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree.ElementTree import ParseError

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from bot.documents.archives import BROKEN, check_archive
from bot.documents.tables import Block, Row, Table
from bot.errors import UnreadableDocument

MOST_ROWS = 5000
MOST_COLUMNS = 40


def read_xlsx(data: bytes, name: str) -> tuple[Block, ...]:
    """Raises UnreadableDocument where the bytes are not a sound Excel file without macros."""
    check_archive(data, name, "xl/workbook.xml")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(data), data_only=True)
        return tuple(Table(rows) for sheet in workbook.worksheets if (rows := tuple(_rows(sheet))))
    except (*BROKEN, InvalidFileException, ParseError, etree.LxmlError, AttributeError, TypeError) as error:
        raise UnreadableDocument("{name} is damaged and cannot be read.", name=name) from error


def _rows(sheet: Worksheet) -> Iterator[Row]:
    down, hidden = _merged(sheet)
    width = min(sheet.max_column, MOST_COLUMNS)
    for number in range(1, min(sheet.max_row, MOST_ROWS) + 1):
        cells: list[str] = []
        spanned: set[int] = set()
        for column in range(1, width + 1):
            source = down.get((number, column))
            if source:
                spanned.add(column - 1)
            empty = (number, column) in hidden
            row, place = source or (number, column)
            cell = sheet.cell(row, place)
            cells.append("" if empty else _shown(cell.value, cell.number_format))
        if any(cells):
            yield Row(f"{sheet.title}!{number}", tuple(cells), frozenset(spanned))


def _merged(sheet: Worksheet) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Cells that repeat the cell merged above them, and cells a merge to the right leaves empty."""
    down: dict[tuple[int, int], tuple[int, int]] = {}
    hidden: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row, min(area.max_row, MOST_ROWS) + 1):
            for column in range(area.min_col, min(area.max_col, MOST_COLUMNS) + 1):
                if column > area.min_col:
                    hidden.add((row, column))
                elif row > area.min_row:
                    down[row, column] = (area.min_row, area.min_col)
    return down, hidden


def _shown(value: object, number_format: str) -> str:
    """The value as the sheet shows it, as far as that matters to a plan."""
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, float) and number_format.endswith("%"):
        return f"{value * 100:.10g}%".replace(".", ",")
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", ",")
    return str(value)
