"""What a rule finds: a stretch of the sentence and the days it names, or could name."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.language.intervals import Following, Grain, Interval


class DayPart(StrEnum):
    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Loose(StrEnum):
    """What was said without saying which one; the wider date around it decides."""

    WEEKDAY = "weekday"
    DAY = "day"
    YEARLESS = "yearless"


@dataclass(frozen=True, slots=True)
class Mention:
    """`following` finds the first such days on or after a date, where what was said is loose.

    Without `intervals` the words name a day that does not exist; with several, they may mean any of them.
    `now`: only the end of a range, as in *đến nay*. `ranged`: a start and an end were both said.
    """

    start: int
    end: int
    intervals: tuple[Interval, ...]
    loose: Loose | None = None
    following: Following | None = None
    part: DayPart | None = None
    now: bool = False
    ranged: bool = False


Found = re.Match[str]
Read = Callable[[Found, date], "Mention | None"]
Rule = tuple[re.Pattern[str], Read]


def said(found: Found, *intervals: Interval, part: DayPart | None = None) -> Mention:
    return Mention(found.start(), found.end(), intervals, part=part)


def ranged(found: Found, first: date, last: date) -> Mention:
    """From one day to the other; of no meaning where the last comes first."""
    span = (Interval(first, last, Grain.SPAN),) if first <= last else ()
    return Mention(found.start(), found.end(), span, ranged=True)


def loosely(found: Found, near: Interval, kind: Loose, following: Following) -> Mention:
    return Mention(found.start(), found.end(), (near,), kind, following)


def rule(pattern: str, read: Read) -> Rule:
    return re.compile(pattern), read


def no_date(found: Found, today: date) -> None:
    """The words are used up, and name no day."""
    return


THIS, NEXT, LAST = (
    "nay|này|ni|hien tai|hien nay",
    "sau|tới|toi|sap tới|sap toi|ke tiep|tiep theo|ke(?! tu| từ)",
    "truoc|vua roi|vua qua|roi|qua",
)
AHEAD = rf"(?:(?:sau|tới|toi|truoc) (?:nua|nửa)|{THIS}|{NEXT}|{LAST}|ngoai|kia)(?!\w)"
"""Which one, seen from today; `ahead` counts it."""


def ahead(words: str) -> int:
    if words.endswith((" nua", " nửa")):
        return -2 if words.startswith("truoc") else 2
    if re.fullmatch(THIS, words):
        return 0
    if words == "kia":
        return -2
    return 1 if re.fullmatch(NEXT, words) else -1
