"""A stored meeting as rules see it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.matching import Face, face
from storage.vocabulary import MeetingKind, MeetingMode, MeetingStatus

OFF = (MeetingStatus.CANCELLED, MeetingStatus.POSTPONED)


@dataclass(frozen=True, slots=True)
class Dated:
    """A stored meeting; times are aware, in the ward's zone."""

    code: str
    kind: MeetingKind
    topic: str
    audience: str
    starts: datetime
    ends: datetime
    place: str
    chair: str
    mode: MeetingMode
    status: MeetingStatus
    conclusion: str
    source: str
    as_of: datetime

    def is_over(self, now: datetime) -> bool:
        return self.ends <= now or self.status is MeetingStatus.HELD

    @property
    def is_off(self) -> bool:
        return self.status in OFF

    @property
    def face(self) -> Face:
        return face(self.topic, self.audience, self.place, self.chair)
