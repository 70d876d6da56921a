"""The words of a question, taken out one after another as they are understood."""

from dataclasses import dataclass

from bot.language.dates import DateReading
from bot.language.normalise import fold
from bot.language.phrases import Phrases

GAP = "·"


@dataclass
class Line:
    """The words of a question as typed and folded; what is understood is taken out of `left`.

    `undated` is without the words for dates only.
    """

    typed: list[str]
    full: list[str]
    left: list[str]
    undated: list[str]

    def has(self, wanted: Phrases) -> bool:
        return wanted.stand_in(self.left)

    def take(self, wanted: Phrases) -> list[str]:
        """The phrases found, taken out."""
        return [self.cut(start, end) for start, end in wanted.find(self.left)]

    def cut(self, start: int, end: int) -> str:
        phrase = " ".join(self.left[start:end])
        self.left[start:end] = [GAP] * (end - start)
        return phrase


def line_of(cleaned: str, dates: DateReading) -> Line:
    typed = cleaned.split()
    full = [fold(word) for word in typed]
    left, at = list(full), 0
    for index, word in enumerate(typed):
        if any(start < at + len(word) and at < end for start, end in dates.spans):
            left[index] = GAP
        at += len(word) + 1
    return Line(typed, full, left, list(left))
