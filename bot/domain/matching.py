"""How far a meeting's own stored words meet what was asked: words weigh more the fewer meetings have them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log

from bot.language.normalise import fold
from bot.language.places import areas, roles, venues
from bot.language.topics import CONCEPTS, FOR_ALL


@dataclass(frozen=True, slots=True)
class Face:
    """A meeting's stored texts as they are compared, folded into words."""

    about: str
    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    runs: frozenset[str]
    concepts: frozenset[str]
    roles: frozenset[str]
    areas: frozenset[str]
    venues: frozenset[str]
    for_all: bool


@lru_cache(maxsize=4096)
def face(topic: str, audience: str, place: str, chair: str) -> Face:
    """The same for the same four texts, whichever meeting they belong to."""
    subject = [_words(topic), _words(audience)]
    lines = [*subject, _words(place), _words(chair)]
    about = f" {' | '.join(' '.join(words) for words in subject)} "
    concepts = {
        name for name, concept in CONCEPTS.items() if any(f" {phrase} " in about for phrase in concept.stored)
    }
    return Face(
        about,
        frozenset(word for words in lines for word in words),
        frozenset(pair for words in lines for pair in pairwise(words)),
        frozenset(" ".join(run) for words in lines for run in zip(words, words[1:], words[2:], strict=False)),
        frozenset(concepts),
        roles(lines[3]),
        frozenset(number for words in lines[:3] for number in areas(words)),
        frozenset(venues(lines[2])) | _rooms(lines[2]),
        not audience.strip() or any(f" {phrase} " in f" {' '.join(lines[1])} " for phrase in FOR_ALL),
    )


def weights(faces: Sequence[Face], wanted: Iterable[str]) -> dict[str, float]:
    """What each wanted word is worth here; one that no meeting has is worth the most."""
    apart = list({id(each): each for each in faces}.values())
    count = Counter(word for each in apart for word in wanted if word in each.words)
    return {word: log(1 + len(apart) / (0.5 + count[word])) for word in wanted}


def rare_runs(faces: Sequence[Face], wanted: Iterable[str]) -> frozenset[str]:
    """Those of the wanted runs of words that some meetings have, and few."""
    apart = list({id(each): each for each in faces}.values())
    count = Counter(run for each in apart for run in each.runs.intersection(wanted))
    return frozenset(run for run, times in count.items() if times <= max(1, len(apart) // 4))


def overlap(each: Face, wanted: Sequence[str], weight: dict[str, float]) -> float:
    """The share of the wanted words' weight this meeting has, 0 to 1; lone short words count for little."""
    total = sum(weight[word] for word in wanted)
    if not total:
        return 0.0
    met = 0.0
    for at, word in enumerate(wanted):
        if word not in each.words:
            continue
        beside = (at > 0 and (wanted[at - 1], word) in each.pairs) or (
            at + 1 < len(wanted) and (word, wanted[at + 1]) in each.pairs
        )
        met += weight[word] * (1.0 if beside or len(wanted) == 1 or len(word) > 4 else 0.4)
    return met / total


def _rooms(words: Sequence[str]) -> frozenset[str]:
    """A reception room is asked for by either of its names."""
    said = " ".join(words)
    both = ("phong tiep cong dan", "phong tiep dan")
    return frozenset(both) if any(name in said for name in both) else frozenset()


@lru_cache(maxsize=4096)
def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in fold(text)).split()
