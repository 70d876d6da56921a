"""Whether a question is about the ward's meetings at all, told by the signs found in it."""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """PERHAPS: only if a stored meeting has its words."""

    OURS = "ours"
    PERHAPS = "perhaps"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Signs:
    """What was found: `narrowed` by subject, chair, place or being online; `strange` counts unknown words.

    `occasion`: a meeting by words used of little else; `meet`: wants to meet somebody in office; `procedure`:
    asks how to get something done; `foreign`: a thing the assistant knows nothing of; `what_if`: “… thì sao”.
    """

    kind: bool
    code: bool
    meeting: bool
    occasion: bool
    voice: bool
    meet: bool
    concept: bool
    chair: bool
    place: bool
    online: bool
    dates: bool
    asked: bool
    yes_no: bool
    what_if: bool
    procedure: bool
    foreign: bool
    strange: int
    length: int

    @property
    def narrowed(self) -> bool:
        return self.concept or self.chair or self.place or self.online


def scope_of(signs: Signs) -> Scope:
    """Meetings named as such are ours; else words that ask for one, unless they ask for something else."""
    if signs.kind or signs.code:
        return Scope.OURS
    if signs.foreign:
        return Scope.NOT_OURS
    if signs.meet or signs.voice:
        return Scope.OURS
    if signs.meeting:
        dated = signs.occasion and signs.dates
        return Scope.OURS if signs.narrowed or dated or not signs.strange else Scope.PERHAPS
    if signs.procedure:
        return Scope.NOT_OURS
    if signs.concept or signs.place:
        return _of_subject(signs)
    if signs.chair:
        return _if((signs.dates or signs.asked) and not signs.strange)
    return _if((signs.online or signs.dates) and not signs.strange)


def follows(signs: Signs) -> bool:
    """Whether so little is said that it goes on from an earlier question."""
    if signs.kind or signs.code or signs.meet or signs.voice:
        return signs.what_if and not signs.meet and not signs.voice
    if signs.foreign or signs.procedure or signs.strange:
        return False
    if signs.narrowed:
        return signs.what_if
    return signs.dates or (signs.asked and signs.length <= 8)


def _of_subject(signs: Signs) -> Scope:
    """A subject or place said bare means a meeting; a question about it does not, unless it has a day."""
    if signs.yes_no and not signs.dates:
        return Scope.NOT_OURS
    if signs.strange > 2:
        return Scope.PERHAPS
    return _if(not signs.asked or signs.dates)


def _if(ours: bool) -> Scope:
    return Scope.OURS if ours else Scope.NOT_OURS
