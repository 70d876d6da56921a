"""Likely slips of the pen: spellings a little off what the same document usually writes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from bot.domain.plan import Doubt, Goal, Passage, Task
from bot.domain.units import is_group, suggest_code, unit_key
from bot.language.normalise import fold_line

USUAL_AT_LEAST = 4
_DOUBLED = re.compile(r"(?<!\w)([^\W\d_]{2,})\s+\1(?!\w)")
_SAID_TWICE = re.compile(
    r"luôn|thường|ngày|người|nhà|đời|mãi|dần|từng|sớm|xanh|nhanh|song|nơi|khắp|ngành|chung|riêng|rất|hay|xa",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(r"\s+(?:ủy|uỷ|bộ|đoàn|ban)(?!\w)", re.IGNORECASE)
_SPACING = re.compile(
    r"[^\W_]+-\s+[^\W\d_]+|[^\W\d_]+\s+-[^\W_]+|[^\W\d_]+\s+[,;](?!\w*\.)|[^\W\d_]+[,;:][^\W\d_]+"
)
_WORD = re.compile(r"[^\W\d_]+")
_CAPITALS = re.compile(r"(?<!\w)[A-ZĐ]{3,8}(?!\w)")


def find_typos(goals: Sequence[Goal], tasks: Sequence[Task], passages: Sequence[Passage]) -> Iterator[Doubt]:
    """Doubled words, spaces wrong around a mark, and words or units one mark off their usual spelling."""
    items: tuple[Goal | Task, ...] = (*goals, *tasks)
    names = [(item.code, name) for item in items for name in (*item.lead, *item.coordinating)]
    seen: set[tuple[str, str]] = set()
    for doubt in (
        *(found for passage in passages for found in _slips(passage)),
        *(found for where, name in names for found in _slips(Passage(where, name))),
        *_odd_pairs(passages),
        *_odd_units(names),
        *_odd_short_forms(names, passages),
    ):
        if (key := (doubt.where, str(doubt.values["text"]))) not in seen:
            seen.add(key)
            yield doubt


def _slips(passage: Passage) -> Iterator[Doubt]:
    for match in _DOUBLED.finditer(passage.text):
        if not _SAID_TWICE.fullmatch(match[1]) and not _UNIT_AFTER.match(passage.text, match.end()):
            yield Doubt(
                "likely_typo",
                "A word stands twice: “{text}”.",
                passage.where,
                values={"text": match.group()},
            )
    for match in _SPACING.finditer(passage.text):
        yield Doubt(
            "likely_typo",
            "The space around a mark looks wrong: “{text}”.",
            passage.where,
            values={"text": match.group()},
        )


def _odd_pairs(passages: Sequence[Passage]) -> Iterator[Doubt]:
    """A pair of words written once, where the same letters with other marks are written often.

    A word at home with its other neighbour (`địa phương`, `phong trào`) is no slip.
    """
    runs = [
        (passage, _WORD.findall(part))
        for passage in passages
        for part in re.split(r"[,.;:()“”\"/]", passage.text)
    ]
    counts = Counter(pair for _passage, words in runs for pair in pairwise(word.lower() for word in words))
    usual: dict[str, tuple[str, str]] = {}
    for pair, count in counts.items():
        if count >= USUAL_AT_LEAST:
            usual.setdefault(fold_line(" ".join(pair)), pair)
    for passage, words in runs:
        low = [word.lower() for word in words]
        for index, pair in enumerate(pairwise(low)):
            meant = usual.get(fold_line(" ".join(pair))) if counts[pair] == 1 else None
            if meant is None or (pair[0] == meant[0]) == (pair[1] == meant[1]):
                continue
            other = (low[index + 1], *low[index + 2 : index + 3])
            if pair[0] != meant[0]:
                other = (*low[max(0, index - 1) : index], low[index])
            if len(other) < 2 or counts[other[0], other[1]] < 2:
                yield _unusual(passage.where, " ".join(words[index : index + 2]), " ".join(meant))


def _odd_units(names: Sequence[tuple[str, str]]) -> Iterator[Doubt]:
    """A unit named once, one or two letters off another named more often."""
    counts = Counter(unit_key(name) for _where, name in names)
    usual = {unit_key(name): name for _where, name in reversed(names)}
    for where, name in names:
        key = unit_key(name)
        if counts[key] != 1 or len(key) < 10 or is_group(name):
            continue
        for other, spelling in usual.items():
            near = Levenshtein.distance(key, other, score_cutoff=2) <= 2
            if near and counts[other] > 1 and re.findall(r"\d+", key) == re.findall(r"\d+", other):
                yield _unusual(where, name, spelling)
                break


def _odd_short_forms(names: Sequence[tuple[str, str]], passages: Sequence[Passage]) -> Iterator[Doubt]:
    """Capitals one letter off the initials of a unit, and standing for nothing else in the document."""
    initials = {
        code[cut:]: name
        for _where, name in names
        if not is_group(name)
        for code in [suggest_code(name, ())]
        for cut in (0, 1, 2)
        if len(code) - cut >= 4
    }
    counts = Counter(word for passage in passages for word in _CAPITALS.findall(passage.text))
    for passage in passages:
        if passage.text.isupper():
            continue
        for word in _CAPITALS.findall(passage.text):
            if len(word) < 4 or counts[word] > 1 or fold_line(word).upper() in initials:
                continue
            for short, name in initials.items():
                if len(short) == len(word) and Levenshtein.distance(short, fold_line(word).upper()) == 1:
                    yield _unusual(passage.where, word, f"{short} ({name})")
                    break


def _unusual(where: str, text: str, usual: str) -> Doubt:
    return Doubt(
        "likely_typo",
        "“{text}” may be a slip for “{usual}”.",
        where,
        values={"text": text, "usual": usual},
    )
