"""A Word file into paragraphs and tables, with merged cells told from empty ones."""

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn
from lxml import etree

from bot.documents.archives import BROKEN, check_archive
from bot.documents.tables import AUTO_NUMBER, Block, Row, Table, place, tidy
from bot.domain.plan import Passage
from bot.errors import UnreadableDocument

_WRAPPERS = {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:smartTag"), qn("w:customXml")}
_REMOVED = {qn("w:del"), qn("w:moveFrom")}
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " ", qn("w:noBreakHyphen"): "-"}


def read_docx(data: bytes, name: str) -> tuple[Block, ...]:
    """Raises UnreadableDocument where the bytes are not a sound Word file without macros."""
    check_archive(data, name, "word/document.xml")
    try:
        body = Document(io.BytesIO(data)).element.body
        return tuple(_blocks(body))
    except (*BROKEN, OpcError, InvalidXmlError, etree.LxmlError, AttributeError, TypeError) as error:
        raise UnreadableDocument("{name} is damaged and cannot be read.", name=name) from error


def _blocks(body: Any) -> Iterator[Block]:
    for number, element in enumerate(_children(body, {qn("w:p"), qn("w:tbl")}), start=1):
        if element.tag == qn("w:tbl"):
            yield Table(tuple(_rows(element, number)))
        else:
            for line in _text(element).split("\n"):
                if words := tidy(line):
                    yield Passage(place(number, words), words)


def _children(element: Any, tags: set[str]) -> Iterator[Any]:
    """The children with these tags, content controls and tracked insertions looked into."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tags)


def _rows(table: Any, number: int) -> Iterator[Row]:
    above: dict[int, str] = {}
    for index, row in enumerate(_children(table, {qn("w:tr")}), start=1):
        cells: list[str] = [""] * _count(row, "w:trPr/w:gridBefore")
        spanned: set[int] = set()
        for cell in _children(row, {qn("w:tc")}):
            column, merge = len(cells), cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merge is not None and merge.get(qn("w:val"), "continue") == "continue":
                spanned.add(column)
                text = above.get(column, "")
            else:
                text = _cell_text(cell)
            above[column] = text
            cells += [text, *[""] * (max(1, _count(cell, "w:tcPr/w:gridSpan")) - 1)]
        yield Row(f"{number}.{index}", tuple(cells), frozenset(spanned))


def _cell_text(cell: Any) -> str:
    paragraphs = list(cell.iter(qn("w:p")))
    text = "\n".join(_text(paragraph) for paragraph in paragraphs)
    if not text.strip() and any(True for _found in cell.iter(qn("w:numPr"))):
        return AUTO_NUMBER
    return text


def _text(paragraph: Any) -> str:
    """What the paragraph shows: insertions and fields in, deletions out."""
    if paragraph.tag in _REMOVED:
        return ""
    parts: list[str] = []
    for child in paragraph:
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag in _BREAKS:
            parts.append(_BREAKS[child.tag])
        elif child.tag != qn("w:pPr") and child.tag not in _REMOVED and child.tag != qn("w:p"):
            parts.append(_text(child))
    return "".join(parts)


def _count(element: Any, path: str) -> int:
    found = element.find("/".join(qn(step) for step in path.split("/")))
    value = found.get(qn("w:val"), "") if found is not None else ""
    return min(int(value), 60) if value.isdecimal() else 0
