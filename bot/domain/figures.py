"""Which of a goal's figures a task can tell: matched by their wording, and none where it is not plain."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.language.normalise import fold

ALIKE = 82
MOST = 2
COUNTED = ("=", ">=", "<=")
_QUOTED = re.compile(r"[“\"]([^“”\"]{4,40})[”\"]")
_SPACES = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class Measure:
    """A figure that can be asked for; `key` stays the same as long as the goal measures it in that place."""

    key: str
    text: str
    op: str
    unit: str


def measures_of(task: str, measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """The figures the words of a task answer to, the likeliest first, two at most.

    A task answers to a figure where it says nearly all of its words, or names the same thing in quotes.
    """
    words, names = _plain(task), _names(task)
    scored = [
        (_likeness(words, names, measure), -at, measure)
        for at, measure in enumerate(measures)
        if measure.op in COUNTED
    ]
    best = sorted((each for each in scored if each[0] >= ALIKE), key=lambda each: each[:2], reverse=True)
    return tuple(measure for _likeness_, _at, measure in best[:MOST])


def _likeness(words: str, names: frozenset[str], measure: Measure) -> float:
    if names & _names(measure.text):
        return 100
    return fuzz.token_set_ratio(words, _plain(measure.text))


def _names(text: str) -> frozenset[str]:
    return frozenset(_plain(name) for name in _QUOTED.findall(text))


def _plain(text: str) -> str:
    return _SPACES.sub(" ", fold(text)).strip()
