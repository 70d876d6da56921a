"""Answers to citizens: what was asked, which stored meetings meet it, and the words that say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.domain.meetings import Dated, Found, find, next_reception
from bot.language.dates import Interval
from bot.language.memory import follow_up, recalled
from bot.language.understand import Intent, Meaning, understand
from bot.services import answer_words as words
from bot.services.meetings_read import stored_meetings

SHOWN = 5
_ABOUT_MEETINGS = (Intent.SCHEDULE, Intent.OUTCOME, Intent.REGISTER, Intent.SUBSCRIBE, Intent.RATE)


@dataclass(frozen=True, slots=True)
class CitizenAnswer:
    """`found` are the meetings that match, all of them; `text` tells at most five, from `skip` on.

    `readings` are the days that may have been meant where two readings remain. `start`, `end`: the interval
    said, whole days, inclusive.
    """

    meaning: Meaning
    intent: Intent
    found: tuple[Dated, ...]
    offered: tuple[Dated, ...]
    start: date | None
    end: date | None
    text: str
    more: bool = False
    readings: tuple[Interval, ...] = ()

    @property
    def meetings(self) -> tuple[str, ...]:
        return tuple(meeting.code for meeting in self.found)

    @property
    def suggested(self) -> tuple[str, ...]:
        return tuple(meeting.code for meeting in self.offered)

    def as_data(self) -> dict[str, Any]:
        return {
            "intent": self.intent.value,
            "meetings": list(self.meetings),
            "suggested": list(self.suggested),
            "from": self.start.isoformat() if self.start else None,
            "to": self.end.isoformat() if self.end else None,
            "text": self.text,
        }


def answer(
    session: Session,
    question: str,
    now: datetime,
    zone: ZoneInfo,
    *,
    before: Mapping[str, Any] | None = None,
) -> CitizenAnswer:
    """Answer in the locale in force; `before` is what the chat remembers, where there is one."""
    meaning = understand(question, now.astimezone(zone).date())
    if before is not None and meaning.follows:
        meaning = follow_up(recalled(before), meaning)
    return answer_meaning(session, meaning, now, zone)


def answer_meaning(
    session: Session, meaning: Meaning, now: datetime, zone: ZoneInfo, *, skip: int = 0
) -> CitizenAnswer:
    """Answer what is already understood, leaving out the first `skip` meetings."""
    local = now.astimezone(zone)
    meetings = stored_meetings(session, zone)
    reception = next_reception(meetings, local)
    found = Found()
    if meaning.intent in _ABOUT_MEETINGS:
        found = find(meetings, meaning, local)
        if not found.known:
            return _without(meaning, Intent.UNKNOWN, words.unknown(reception))
    interval, readings = meaning.dates.interval, meaning.dates.alternatives
    start, end = (interval.start, interval.end) if interval is not None else (None, None)
    if meaning.intent is Intent.SCHEDULE and len(readings) > 1 and interval is None:
        return CitizenAnswer(
            meaning, meaning.intent, (), (), None, None, words.which_day(), readings=readings
        )
    match meaning.intent:
        case Intent.SCHEDULE:
            text = words.schedule(found, meaning, local, skip, SHOWN)
        case Intent.OUTCOME:
            text = words.outcome(found, local, skip, SHOWN)
        case Intent.REGISTER:
            text = words.register(found, reception, local)
        case Intent.SUBSCRIBE:
            found = _coming(found, meetings, local)
            text = words.subscribe(found, local, SHOWN)
        case Intent.RATE:
            text = words.rate(reception, local)
        case _:
            return _without(meaning, meaning.intent, _apart(meaning.intent, reception, local))
    more = meaning.intent in (Intent.SCHEDULE, Intent.OUTCOME) and len(found.meetings) > skip + SHOWN
    return CitizenAnswer(
        meaning, meaning.intent, found.meetings, found.suggested, start, end, text, more, readings
    )


def _without(meaning: Meaning, intent: Intent, text: str) -> CitizenAnswer:
    interval = meaning.dates.interval
    start, end = (interval.start, interval.end) if interval is not None else (None, None)
    return CitizenAnswer(meaning, intent, (), (), start, end, text)


def _apart(intent: Intent, reception: Dated | None, now: datetime) -> str:
    """What to say where no meeting is asked about."""
    match intent:
        case Intent.GREET:
            return words.greet()
        case Intent.THANKS:
            return words.thanks()
        case Intent.HUMAN:
            return words.human(reception, now)
        case Intent.STATUS:
            return words.status(reception, now)
        case Intent.UNSUBSCRIBE:
            return words.unsubscribe()
        case _:
            return words.unknown(reception)


def _coming(found: Found, meetings: list[Dated], now: datetime) -> Found:
    """Only what one can still be reminded of."""
    coming = tuple(m for m in found.meetings if not m.is_over(now))
    return Found(coming, found.suggested, found.known)
