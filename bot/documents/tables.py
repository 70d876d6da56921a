"""What every kind of file is turned into before a plan is looked for: paragraphs and table rows, in order."""

import re
import unicodedata
from dataclasses import dataclass

from bot.domain.plan import Passage

AUTO_NUMBER = "#"


@dataclass(frozen=True)
class Row:
    """`cells` keep their paragraphs as lines. `spanned`: columns whose text comes from a cell merged above.

    A cell numbered by the word processor itself, whose number the file does not hold, is AUTO_NUMBER.
    """

    where: str
    cells: tuple[str, ...]
    spanned: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Table:
    rows: tuple[Row, ...]


Block = Passage | Table


def tidy(text: str) -> str:
    """On one line: paragraph tags left out, white space made single."""
    return " ".join(tidy_lines(text).split())


def tidy_lines(text: str) -> str:
    """Paragraph tags turned into line ends, each line's white space made single, empty lines left out."""
    lines = re.sub(r"</?p\s*/?>|<br\s*/?>", "\n", unicodedata.normalize("NFC", text), flags=re.IGNORECASE)
    return "\n".join(line for part in lines.split("\n") if (line := " ".join(part.split())))


def place(number: int, text: str) -> str:
    """How a person finds a paragraph again: its number and its first words."""
    words = tidy(text)
    return f"{number}: {words if len(words) <= 60 else words[:59].rstrip() + '…'}"
