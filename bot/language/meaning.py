"""The meaning of a question: what is wanted, when, and everything that narrows which meetings are meant."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from bot.language.dates import DateReading
from bot.language.intents import Intent
from storage.vocabulary import MeetingKind, MeetingMode


class Asked(StrEnum):
    """What about the meetings is wanted."""

    WHERE = "where"
    WHEN = "when"
    WHO = "who"
    WHAT = "what"


class Pick(StrEnum):
    """One of several: the nearest, the one after any that has begun, or the last."""

    NEAREST = "nearest"
    NEXT = "next"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Aim:
    """Which meetings are meant, apart from when: what is empty narrows nothing.

    `concepts` are names of bot.language.topics, `said` the phrases that named them; `about` and `at` are
    further words after “về” and “ở”, which must be met; `words` are those left over, which may be.
    `runs` are three words in a row, by which names are known; `code` is a meeting's code as typed.
    """

    kind: MeetingKind | None = None
    concepts: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    chairs: tuple[str, ...] = ()
    leaders: bool = False
    areas: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    mode: MeetingMode | None = None
    words: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    code: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing narrows it."""
        return self == Aim(words=self.words, runs=self.runs)


@dataclass(frozen=True, slots=True)
class Meaning:
    """`sure` is False where it is only a question about meetings if a stored one has its words.

    `hours`: earliest and latest that it may begin, the same twice where it must be going on then;
    `pick`: one of them is wanted; `after_hours`: only when offices are closed; `called_off`: only those;
    `changed`: whether it still takes place; `been`: those that are over; `still`: none that is over;
    `going_on`: at this moment; `guarded`: it tells what may not be kept here; `follows`: it can only be
    understood after an earlier question.
    """

    intent: Intent
    dates: DateReading
    aim: Aim = Aim()
    asked: Asked | None = None
    sure: bool = True
    hours: tuple[time | None, time | None] | None = None
    pick: Pick | None = None
    after_hours: bool = False
    called_off: bool = False
    changed: bool = False
    meet: bool = False
    been: bool = False
    still: bool = False
    going_on: bool = False
    guarded: bool = False
    follows: bool = False

    @property
    def stands_alone(self) -> bool:
        """Whether it says anything of which meetings, or when."""
        told = self.pick or self.been or self.called_off or self.going_on
        return bool(self.dates.spans or told) or not self.aim.is_open
