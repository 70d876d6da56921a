"""Rows of a .csv or .xlsx list, found by the names of their columns."""

import csv
import io
import unicodedata
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import ParseError

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bot.documents.archives import BROKEN, check_archive
from bot.errors import UnreadableDocument
from bot.language.normalise import fold_line

LARGEST_FILE = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_LINES = 200_000
MOST_COLUMNS = 100
HEADER_WITHIN = 20
DELIMITERS = (",", ";", "\t")

_TYPES = (".csv", ".txt", ".tsv", ".xlsx", "")
_UNSOUND = (
    *BROKEN,
    InvalidFileException,
    ParseError,
    etree.LxmlError,
    AttributeError,
    TypeError,
    OverflowError,
)

_Line = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row: its line in the file, a value per known column, and cells beyond the last column."""

    line: int
    values: dict[str, str]
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Header:
    line: int
    fields: tuple[str | None, ...]

    def found(self) -> int:
        return sum(field is not None for field in self.fields)


def read_rows(path: Path, known: Mapping[str, str], required: Collection[str]) -> list[Row]:
    """The filled rows under the header; `known` maps a column's name as people write it to its field.

    Names are compared without case, diacritics and extra spaces. Raises UnreadableDocument where the file
    cannot be read or lacks a required field.
    """
    data = _content(path)
    if data.startswith(b"PK\x03\x04"):
        check_archive(data, path.name, "xl/workbook.xml")
        try:
            return _rows_of_workbook(data, path.name, known, required)
        except _UNSOUND as error:
            raise UnreadableDocument("{name} is damaged and cannot be read.", name=path.name) from error
    text = decode(data)
    if text is None:
        raise UnreadableDocument("{name} is not a .csv or .xlsx file.", name=path.name)
    openings = {mark: list(islice(_lines(text, mark, strict=False), HEADER_WITHIN)) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: _header(openings[mark], known, required).found())
    header = _complete(_header(openings[best], known, required), path.name, known, required)
    return _below(header, _lines(text, best, strict=True), path.name)


def decode(data: bytes) -> str | None:
    """Text in UTF-8, UTF-16 or a Windows code page, in composed letters; None where it is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data[:200]:
        encodings = ["utf-16-le" if data[1:2] == b"\0" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1258", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(ord(sign) < 32 and sign not in "\t\n\r\f\v" for sign in set(text)):
            return None
        return unicodedata.normalize("NFC", text)
    return None


def _content(path: Path) -> bytes:
    if path.suffix.lower() not in _TYPES:
        raise UnreadableDocument("{name} is not a .csv or .xlsx file.", name=path.name)
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UnreadableDocument("{name} cannot be opened.", name=path.name) from error
    if len(data) > LARGEST_FILE:
        raise UnreadableDocument(
            "{name} is larger than {limit} MB.", name=path.name, limit=LARGEST_FILE >> 20
        )
    if not data.strip():
        raise UnreadableDocument("{name} is empty.", name=path.name)
    return data


def _rows_of_workbook(
    data: bytes, name: str, known: Mapping[str, str], required: Collection[str]
) -> list[Row]:
    best: _Header | None = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()
            lines = enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1)
            shown = [
                (line, [_shown(value) for value in cells]) for line, cells in islice(lines, HEADER_WITHIN)
            ]
            header = _header(shown, known, required)
            if not _missing(header, required):
                rest = ((line, [_shown(value) for value in cells]) for line, cells in lines)
                return _below(_complete(header, name, known, required), (*shown, *rest), name)
            best = header if best is None or header.found() > best.found() else best
    return _below(_complete(best or _Header(0, ()), name, known, required), (), name)


def _lines(text: str, delimiter: str, *, strict: bool) -> Iterator[_Line]:
    """Records, each with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        if strict:
            raise UnreadableDocument("Line {line}: the quotation marks do not match.", line=line) from error


def _header(lines: Iterable[_Line], known: Mapping[str, str], required: Collection[str]) -> _Header:
    """The first row with every required field, or the row with most of them."""
    names = {fold_line(name): field for name, field in known.items()}
    best = _Header(0, ())
    for line, cells in lines:
        header = _Header(line, tuple(names.get(_column(cell)) for cell in cells))
        if not _missing(header, required):
            return header
        if header.found() > best.found():
            best = header
    return best


def _column(cell: str) -> str:
    return fold_line(cell.split("(", maxsplit=1)[0].strip(" \t\r\n*:.\ufeff"))


def _missing(header: _Header, required: Collection[str]) -> list[str]:
    return [field for field in required if field not in header.fields]


def _complete(header: _Header, name: str, known: Mapping[str, str], required: Collection[str]) -> _Header:
    shown = {field: column for column, field in reversed(list(known.items()))}
    missing = ", ".join(shown[field] for field in _missing(header, required))
    if missing:
        raise UnreadableDocument("{name} lacks these columns: {missing}.", name=name, missing=missing)
    twice = [field for field in header.fields if field and header.fields.count(field) > 1]
    if twice:
        raise UnreadableDocument("{name} has the column {column} twice.", name=name, column=shown[twice[0]])
    return header


def _below(header: _Header, lines: Iterable[_Line], name: str) -> list[Row]:
    rows: list[Row] = []
    for line, cells in lines:
        if line <= header.line:
            continue
        if len(rows) > MOST_ROWS or line > MOST_LINES:
            raise UnreadableDocument("{name} has more than {limit} rows.", name=name, limit=MOST_ROWS)
        tidy = [cell.strip() for cell in cells]
        if any(tidy):
            rows.append(_row(header, line, tidy))
    if len(rows) > MOST_ROWS:
        raise UnreadableDocument("{name} has more than {limit} rows.", name=name, limit=MOST_ROWS)
    return rows


def _row(header: _Header, line: int, cells: Sequence[str]) -> Row:
    width = len(header.fields)
    values = {field: "" for field in header.fields if field}
    values.update((field, cell) for field, cell in zip(header.fields, cells, strict=False) if field)
    return Row(line, values, tuple(cell for cell in cells[width:] if cell))


def _shown(value: object) -> str:
    """A cell as text: dates `YYYY-MM-DD HH:MM`, whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value + timedelta(milliseconds=500):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d} 00:00"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float):
        return f"{value:.15g}"
    return unicodedata.normalize("NFC", str(value))
