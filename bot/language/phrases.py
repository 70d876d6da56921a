"""Finding any of many phrases in a line of words, the longest first, whatever the length of the list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Phrases:
    """Folded phrases, looked up by their first word."""

    all: tuple[str, ...]
    _by_first: dict[str, tuple[tuple[str, ...], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_first: dict[str, list[tuple[str, ...]]] = {}
        for phrase in dict.fromkeys(self.all):
            words = tuple(phrase.split())
            by_first.setdefault(words[0], []).append(words)
        ordered = {first: tuple(sorted(found, key=len, reverse=True)) for first, found in by_first.items()}
        object.__setattr__(self, "_by_first", ordered)

    def find(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """Where phrases stand, as (start, end) from left to right, none over another."""
        found: list[tuple[int, int]] = []
        at = 0
        while at < len(words):
            length = self._length_at(words, at)
            if length:
                found.append((at, at + length))
            at += length or 1
        return found

    def stand_in(self, words: Sequence[str]) -> bool:
        return any(self._length_at(words, at) for at in range(len(words)))

    def words(self) -> frozenset[str]:
        return frozenset(word for phrase in self.all for word in phrase.split())

    def _length_at(self, words: Sequence[str], at: int) -> int:
        for phrase in self._by_first.get(words[at], ()):
            if len(phrase) == 1 or tuple(words[at : at + len(phrase)]) == phrase:
                return len(phrase)
        return 0


def phrases(*groups: Iterable[str]) -> Phrases:
    return Phrases(tuple(phrase for group in groups for phrase in group))


def listed(text: str) -> tuple[str, ...]:
    """The phrases of a list written with commas."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


def phrase_words(text: str) -> frozenset[str]:
    """The words of a list written with spaces."""
    return frozenset(text.split())
