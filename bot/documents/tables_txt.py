"""Plain text into paragraphs and tables: a line with tabs is a row, any other line is text."""

import re

from bot.documents.tables import Block, Row, Table, place, tidy
from bot.domain.plan import Passage
from bot.errors import UnreadableDocument

_FOREIGN = (
    b"PK\x03\x04",
    b"%PDF",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"MZ",
    b"\x1f\x8b",
)
_HEADING = re.compile(r"\s*([IVXLC]+|\d{1,2})[.)]?\s+(\S.*)")
_LIST_ITEM = re.compile(r"\s*(?:[-–+*•]|\(?\w{1,3}[.)]\s|\d+(?:\.\d+)+\.?\s)")
_PAGE_NUMBER = re.compile(r"\s*(?:-\s*)?(?:trang\s+)?\d{1,3}(?:\s*/\s*\d{1,3})?(?:\s*-)?\s*", re.IGNORECASE)


def read_txt(data: bytes, name: str) -> tuple[Block, ...]:
    """Raises UnreadableDocument where the bytes are another kind of file or no text at all."""
    text = decode_text(data, name).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    blocks: list[Passage | list[Row]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        previous = blocks[-1] if blocks else None
        if "\t" in line and line.strip():
            row = Row(str(number), tuple(line.split("\t")))
            if isinstance(previous, list):
                previous.append(row)
            else:
                blocks.append([row])
        elif line.strip() and not _PAGE_NUMBER.fullmatch(line):
            if isinstance(previous, Passage) and _runs_on(previous.text, line):
                blocks[-1] = Passage(previous.where, f"{previous.text} {tidy(line)}")
            else:
                blocks.append(Passage(place(number, line), tidy(line)))
    return tuple(Table(tuple(block)) if isinstance(block, list) else block for block in blocks)


def decode_text(data: bytes, name: str) -> str:
    """UTF-8 or UTF-16, with a byte order mark or without."""
    if data.startswith(_FOREIGN):
        raise UnreadableDocument("{name} is not the kind of file its name says.", name=name)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in data[:400]:
        encoding = (
            "utf-16-le"
            if data[1:2] == b"\0" or data[:400:2].count(0) < data[1:400:2].count(0)
            else "utf-16-be"
        )
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in data[:400] and encoding != "utf-16":
            raise UnreadableDocument("{name} is not the kind of file its name says.", name=name) from error
        raise UnreadableDocument("The text in {name} cannot be read; save it as UTF-8.", name=name) from error
    odd = sum(1 for c in text[:20_000] if c < " " and c not in "\t\n\r\f\v") + text.count("\0")
    if odd * 50 > min(len(text), 20_000):
        raise UnreadableDocument("{name} is not the kind of file its name says.", name=name)
    return text.replace("\0", "")


def split_heading(line: str) -> tuple[str, str] | None:
    """A line such as `II. MỤC TIÊU` or `3 Cải cách hành chính` as its number and title."""
    match = _HEADING.fullmatch(line)
    return (match[1], match[2]) if match else None


def _runs_on(before: str, line: str) -> bool:
    """Whether a page or line break fell inside a sentence that this line carries on."""
    start = line.strip()[:1]
    if before.rstrip()[-1:] in ".;:?!/" or before.isupper() or _LIST_ITEM.match(line):
        return False
    return start.islower() or (start.isdigit() and before.endswith((" số", " ngày", ",")))
