"""What was concluded in a dialogue, clause by clause: which unit is to do it, and by when."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from functools import lru_cache

from bot.domain.units import unit_key, written_words
from bot.language.dates import read_dates
from bot.language.normalise import fold

# A mark that ends a clause: not the dot within a date or a number, nor the one after a short form.
_ENDS = re.compile(r"[;\n•]+|(?<=[^\W\d_]{2})\.(?=\s+[^\W\d_])|(?<=\d)\.(?=\s+[^\W\d_])|[.!?]+\s*$")
_LEAD = re.compile(r"^\s*(?:[-–+*]|\(?\d{1,2}[.)]\s|[a-zđ]\)\s)\s*", re.IGNORECASE)
_BEFORE_DAY = re.compile(r"(?<!\w)trước\s+(?:ngày\s+)?\d{1,2}\s*[/.-]\s*\d{1,2}(?!\d)", re.IGNORECASE)
_AGAIN = re.compile(r"(?<!\w)(?:hằng|hàng|mỗi|định kỳ|thường xuyên)(?!\w)", re.IGNORECASE)
# Behind these words stands who is told, asked or joined, not who acts.
_NOT_ACTING = {
    *("bao", "bao cao", "cao voi", "gui", "gui ve", "gui den", "trinh", "cung", "voi", "phoi hop", "tai"),
    *("cua", "den", "qua", "tham muu", "muu cho"),
}
_LONGEST_NAME, _SHORTEST_KEY, _ALIKE = 14, 5, 0.72


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that was concluded; `unit_id` and `due` are None where the text leaves them open."""

    text: str
    unit_id: int | None = None
    due: date | None = None


def read_conclusion(text: str, names: Mapping[str, int], held: date) -> tuple[Clause, ...]:
    """The clauses in order; `names` are units by name, dates are reckoned from `held`."""
    keys = {key: unit_id for name, unit_id in names.items() if len(key := unit_key(name)) >= _SHORTEST_KEY}
    return tuple(
        Clause(clause, _unit(clause, keys), read_due(clause, held)) for clause in split_clauses(text)
    )


@lru_cache(maxsize=1024)
def split_clauses(text: str) -> tuple[str, ...]:
    """Sentences, and what semicolons and lines divide, each once; without the mark at its end."""
    parts = _ENDS.split(unicodedata.normalize("NFC", text))
    tidy = (" ".join(_LEAD.sub("", part).split()).strip(" ,.;:–-") for part in parts)
    return tuple(dict.fromkeys(one for one in tidy if sum(letter.isalpha() for letter in one) > 1))


@lru_cache(maxsize=1024)
def read_due(clause: str, held: date) -> date | None:
    """The day by which it is to be done: the last one that is named, and none where that is unsure.

    `trước 30/4` is 30/4, the day as it is written. A beginning alone, something that comes again, and a day
    before the dialogue name none.
    """
    if _AGAIN.search(clause):
        return None
    interval = read_dates(clause, held).interval
    if interval is None or interval.end is None:
        return None
    end = interval.end
    if interval.start is None and _BEFORE_DAY.search(clause):
        end += timedelta(days=1)
    return end if end >= held else None


def pair_clauses(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Which clause of a text before an edit became which after it: the same ones first, then similar ones."""
    pairs: dict[int, int] = {}
    left = {at: _plain(text) for at, text in enumerate(after)}
    old = {at: _plain(text) for at, text in enumerate(before)}
    for at, text in old.items():
        same = next((other for other, written in left.items() if written == text), None)
        if same is not None:
            pairs[at] = same
            del left[same]
    likeness = sorted(
        (
            (-SequenceMatcher(None, text, written, autojunk=False).ratio(), at, other)
            for at, text in old.items()
            if at not in pairs
            for other, written in left.items()
        ),
    )
    for unlike, at, other in likeness:
        if -unlike >= _ALIKE and at not in pairs and other in left:
            pairs[at] = other
            del left[other]
    return pairs


def _unit(clause: str, keys: Mapping[str, int]) -> int | None:
    """The only unit that is named as acting."""
    words, at = written_words(clause), 0
    found: set[int] = set()
    while at < len(words):
        end = next((n for n in range(_longest(words, at), at, -1) if "".join(words[at:n]) in keys), at)
        if end > at and not {" ".join(words[max(0, at - n) : at]) for n in (1, 2)} & _NOT_ACTING:
            found.add(keys["".join(words[at:end])])
        at = max(end, at + 1)
    return found.pop() if len(found) == 1 else None


def _longest(words: Sequence[str], at: int) -> int:
    return min(len(words), at + _LONGEST_NAME)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
