"""Which row of a revised plan continues which item of the plan in force."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from rapidfuzz import fuzz, process

from bot.domain.plan import Goal, Task
from bot.language.normalise import fold
from storage.tables import PlanItem

ALIKE, ALIKE_IN_PLACE = 82, 60
RAREST, MOST_COMPARED, BESIDE = 12, 30, 50

Row: TypeAlias = Goal | Task
Pair: TypeAlias = tuple[int, PlanItem]


def pair(rows: Sequence[Row], items: Sequence[PlanItem]) -> dict[int, PlanItem]:
    """The item each row continues, by the row's place.

    The same words first, then the nearest, then what stands in the same place with words still alike. What
    an earlier revision dropped is found again by its words.
    """
    words = [fold(row.text) for row in rows]
    found: dict[int, PlanItem] = {}
    for match in (_same_words, _nearest, _same_place):
        taken = {id(item) for item in found.values()}
        left = [item for item in items if id(item) not in taken]
        places = [place for place in range(len(rows)) if place not in found]
        found |= dict(match(rows, words, places, left))
    return found


def _same_words(
    rows: Sequence[Row], words: Sequence[str], places: Sequence[int], left: Sequence[PlanItem]
) -> Iterator[Pair]:
    by_words: dict[str, list[PlanItem]] = {}
    for item in left:
        by_words.setdefault(fold(item.text), []).append(item)
    for place in places:
        if alike := by_words.get(words[place]):
            row = rows[place]
            best = max(
                alike, key=lambda item: (item.active, item.code == row.code, item.heading == heading(row))
            )
            alike.remove(best)
            yield place, best


def _nearest(
    rows: Sequence[Row], words: Sequence[str], places: Sequence[int], left: Sequence[PlanItem]
) -> Iterator[Pair]:
    wordings = [fold(item.text) for item in left]
    holding: dict[str, list[int]] = {}
    for index, wording in enumerate(wordings):
        for word in set(wording.split()):
            holding.setdefault(word, []).append(index)
    likely = {}
    for place in places:
        near = {index: wordings[index] for index in _sharing(words[place], holding)}
        likely[place] = _likely(words[place], near, ALIKE)
    return _closest(rows, places, left, likely)


def _sharing(words: str, holding: Mapping[str, Sequence[int]]) -> list[int]:
    """The texts worth comparing, so that a long plan stays quick: those that share the rarest words."""
    known = sorted({word for word in words.split() if word in holding}, key=lambda word: len(holding[word]))
    shared = Counter(index for word in known[:RAREST] for index in holding[word])
    return [index for index, _count in shared.most_common(MOST_COMPARED)]


def _same_place(
    rows: Sequence[Row], words: Sequence[str], places: Sequence[int], left: Sequence[PlanItem]
) -> Iterator[Pair]:
    """Near by under the same heading, or with the same number, less has to agree."""
    by_heading: dict[str, dict[int, str]] = {}
    by_code: dict[str, dict[int, str]] = {}
    for index, item in enumerate(left):
        if item.active:
            by_heading.setdefault(item.heading, {})[index] = fold(item.text)
            by_code[item.code] = {index: fold(item.text)}
    likely = {}
    for place in places:
        row = rows[place]
        beside = by_heading.get(heading(row), {}).items()
        near = {index: text for index, text in beside if abs(left[index].position - place) <= BESIDE}
        near |= by_code.get(row.code, {})
        likely[place] = _likely(words[place], near, ALIKE_IN_PLACE)
    return _closest(rows, places, left, likely)


def _likely(words: str, wordings: Mapping[int, str], least: int) -> list[tuple[float, int]]:
    found = process.extract(words, wordings, scorer=fuzz.ratio, score_cutoff=least, limit=5)
    return [(likeness, index) for _words, likeness, index in found]


def _closest(
    rows: Sequence[Row],
    places: Sequence[int],
    left: Sequence[PlanItem],
    likely: Mapping[int, Sequence[tuple[float, int]]],
) -> Iterator[Pair]:
    """The closest pair of all first, so that no row takes what another continues more closely."""
    pairs = [
        ((likeness, left[index].code == rows[place].code, left[index].active), place, index)
        for place in places
        for likeness, index in likely[place]
    ]
    given: set[int] = set()
    used: set[int] = set()
    for _closeness, place, index in sorted(pairs, key=lambda found: found[0], reverse=True):
        if place not in given and index not in used:
            given.add(place)
            used.add(index)
            yield place, left[index]


def heading(row: Row) -> str:
    """The title a row stands under."""
    return row.section if isinstance(row, Goal) else row.group
