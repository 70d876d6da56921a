"""A ladder as the office writes it, and as it is kept: `focal:-14,-7,-3,-1,0; head:1; office:3; again:5`."""

import re
from itertools import pairwise
from typing import Any

from bot.domain.ladder import ROLES, Ladder
from bot.errors import BadInput
from bot.language.normalise import fold
from storage.vocabulary import Role

EARLIEST, LATEST, MOST_RUNGS, SLOWEST = -120, 120, 12, 60
AGAIN = "again"
_WORDS = {
    **{role.value: role for role in ROLES},
    "focal point": Role.FOCAL,
    "head of unit": Role.HEAD,
    "synthesising office": Role.OFFICE,
    "ward leader": Role.LEADER,
    "dau moi": Role.FOCAL,
    "truong don vi": Role.HEAD,
    "tong hop": Role.OFFICE,
    "bo phan tong hop": Role.OFFICE,
    "lanh dao": Role.LEADER,
    "lanh dao phuong": Role.LEADER,
}
_AGAIN = (AGAIN, "nhac lai", "lap lai")
_NUMBER = re.compile(r"[-−–+]?\d{1,4}")


def read_ladder(text: str, first: Role) -> Ladder:
    """The ladder in a text; roles that it leaves out are not told.

    Raises BadInput with what to mend. The day itself is always a rung of whoever answers for it (`first`).
    """
    rungs: dict[Role, tuple[int, ...]] = {}
    again = Ladder({}).again
    for part in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        word, colon, numbers = part.partition(":")
        word = " ".join(fold(word).split())
        if not colon or (word not in _WORDS and word not in _AGAIN):
            raise BadInput(
                "“{part}” cannot be read; write it like this: {example}.", part=part[:40], example=EXAMPLE
            )
        offsets = _numbers(numbers, part)
        if word in _AGAIN:
            if len(offsets) != 1 or not 1 <= offsets[0] <= SLOWEST:
                raise BadInput("What is late is said again every 1 to {most} working days.", most=SLOWEST)
            again = offsets[0]
        elif (role := _WORDS[word]) in rungs:
            raise BadInput("“{part}” names the same people twice.", part=part[:40])
        else:
            rungs[role] = offsets
    return _checked(rungs, again, first)


def ladder_text(ladder: Ladder) -> str:
    """As `read_ladder` reads it."""
    parts = [
        f"{role.value}:{','.join(map(str, ladder.rungs[role]))}" for role in ROLES if ladder.rungs.get(role)
    ]
    return "; ".join([*parts, f"{AGAIN}:{ladder.again}"])


def as_data(ladder: Ladder) -> dict[str, Any]:
    return {
        "first": ladder.first.value,
        AGAIN: ladder.again,
        "rungs": {role.value: list(ladder.rungs[role]) for role in ROLES if ladder.rungs.get(role)},
    }


def from_data(data: Any) -> Ladder:
    rungs = {Role(role): tuple(offsets) for role, offsets in data["rungs"].items()}
    return Ladder(rungs, data[AGAIN], Role(data["first"]))


def _numbers(text: str, part: str) -> tuple[int, ...]:
    pieces = [piece.strip() for piece in text.split(",")]
    if not all(_NUMBER.fullmatch(piece) for piece in pieces):
        raise BadInput("“{part}” is no row of numbers of days.", part=part[:40])
    return tuple(sorted({int(piece.replace("−", "-").replace("–", "-")) for piece in pieces}))


def _checked(rungs: dict[Role, tuple[int, ...]], again: int, first: Role) -> Ladder:
    if first not in rungs:
        raise BadInput("Who answers for it has to be reminded: begin with “{role}:”.", role=first.value)
    above = [role for role in ROLES if ROLES.index(role) > ROLES.index(first)]
    for role, offsets in rungs.items():
        if role is not first and role not in above:
            raise BadInput("“{role}” hears nothing of what falls to the office.", role=role.value)
        least = EARLIEST if role is first else 1
        if offsets[0] < least or offsets[-1] > LATEST:
            raise BadInput(
                "For “{role}” days from {least} to {most} can be set.",
                role=role.value,
                least=least,
                most=LATEST,
            )
        if len(offsets) > MOST_RUNGS:
            raise BadInput("At most {most} days can be set for one role.", most=MOST_RUNGS)
    for lower, upper in pairwise(role for role in above if role in rungs):
        if rungs[upper][0] < rungs[lower][0]:
            raise BadInput("“{role}” would hear of it before those below do.", role=upper.value)
    rungs[first] = tuple(sorted({*rungs[first], 0}))
    return Ladder({role: rungs[role] for role in ROLES if role in rungs}, again, first)


EXAMPLE = "focal:-14,-7,-3,-1,0; head:1; office:3; leader:5; again:5"
