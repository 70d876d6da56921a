"""What an update may say: its state in words, how percent and state agree, and how much it may hold."""

import math
from collections.abc import Mapping

from bot.errors import BadInput
from bot.texts import N_, _
from storage.vocabulary import ProgressState

LONGEST_TEXT = 1000
MOST_FILES = 20
LARGEST_FIGURE = 1e12

_NAMES = {
    ProgressState.NOT_STARTED: N_("Not started"),
    ProgressState.IN_PROGRESS: N_("In progress"),
    ProgressState.DONE: N_("Done"),
    ProgressState.BLOCKED: N_("Stuck"),
}


def state_name(state: ProgressState) -> str:
    return _(_NAMES[state])


def state_words(state: ProgressState, percent: int | None) -> str:
    """`Đang làm, 80%`; the percentage only where it says more than the state."""
    if percent is None or state is ProgressState.DONE:
        return state_name(state)
    return _("{state}, {percent}%", state=state_name(state), percent=percent)


def agreed_percent(state: ProgressState, percent: int | None) -> int | None:
    """The percentage that goes with a state; raises BadInput where the two contradict each other."""
    if percent is not None and not 0 <= percent <= 100:
        raise BadInput("A percentage lies between 0 and 100.")
    if state is ProgressState.DONE:
        if percent not in (None, 100):
            raise BadInput("Finished work stands at 100%; choose “in progress” for less.")
        return 100
    if state is ProgressState.NOT_STARTED:
        if percent:
            raise BadInput("Work that has not started has no percentage; choose “in progress”.")
        return None
    return percent


def check_contents(text: str, figures: Mapping[str, float], files: int) -> None:
    """Raises BadInput where an update holds more than it may."""
    if len(text) > LONGEST_TEXT:
        raise BadInput("At most {limit} characters fit; this is {n}.", limit=LONGEST_TEXT, n=len(text))
    if files > MOST_FILES:
        raise BadInput("At most {limit} files fit one update.", limit=MOST_FILES)
    if any(not math.isfinite(value) or abs(value) > LARGEST_FIGURE for value in figures.values()):
        raise BadInput("One of the figures is no number that can be kept.")
