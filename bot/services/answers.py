"""Answers to citizens: what was asked, which stored meetings meet it, and the words that say so."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.domain.meetings import Dated, Found, find, next_reception
from bot.language.dates import Interval
from bot.language.intents import Intent
from bot.language.meaning import Meaning
from bot.language.memory import follow_up, recalled
from bot.language.understand import understand
from bot.services import answer_words as words
from bot.services.meetings_read import stored_meetings
from bot.services.met_words import promises

SHOWN = 5
_GUARDED = (Intent.SCHEDULE, Intent.REGISTER, Intent.UNKNOWN)
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
    elif meaning.follows and meaning.intent is Intent.SCHEDULE and not meaning.stands_alone:
        meaning = replace(meaning, intent=Intent.UNKNOWN)
    return answer_meaning(session, meaning, now, zone)


def answer_meaning(
    session: Session, meaning: Meaning, now: datetime, zone: ZoneInfo, *, skip: int = 0
) -> CitizenAnswer:
    """Answer what is already understood, leaving out the first `skip` meetings."""
    local = now.astimezone(zone)
    if meaning.guarded and meaning.intent in _GUARDED:
        text = words.not_taken(_reception(session, local, zone), local)
        if meaning.intent is Intent.UNKNOWN:
            return _without(meaning, meaning.intent, text)
        found = _found(session, meaning, local, zone)
        return replace(_without(meaning, meaning.intent, text), found=found.meetings, offered=found.suggested)
    if meaning.intent not in _ABOUT_MEETINGS:
        return _without(meaning, meaning.intent, _apart(session, meaning.intent, local, zone))
    found = _found(session, meaning, local, zone)
    if not found.known:
        return _without(meaning, Intent.UNKNOWN, _apart(session, Intent.UNKNOWN, local, zone))
    skip = skip if skip < len(found.meetings) else 0
    match meaning.intent:
        case Intent.OUTCOME:
            shown = found.meetings[skip : skip + SHOWN]
            kept = promises(session, [meeting.code for meeting in shown], zone)
            text = words.outcome(found, local, skip, SHOWN, kept)
        case Intent.REGISTER:
            text = words.register(found, _reception(session, local, zone), local)
        case Intent.RATE:
            text = words.rate(_reception(session, local, zone), local)
        case Intent.SUBSCRIBE:
            found = _coming(found, local)
            text = words.subscribe(found, local, SHOWN)
        case _:
            text = words.schedule(found, meaning, local, skip, SHOWN)
    more = meaning.intent in (Intent.SCHEDULE, Intent.OUTCOME) and len(found.meetings) > skip + SHOWN
    readings = meaning.dates.alternatives if meaning.intent is Intent.SCHEDULE else ()
    if readings:
        text = words.which_day(text)
    plain = _without(meaning, meaning.intent, text)
    return replace(plain, found=found.meetings, offered=found.suggested, more=more, readings=readings)


def _found(session: Session, meaning: Meaning, now: datetime, zone: ZoneInfo) -> Found:
    """What is meant: among the meetings of the days that were said, or else among all that may be."""
    interval = meaning.dates.interval
    if interval is not None and meaning.sure and not meaning.aim.code:
        first = datetime.combine(interval.start, time.min, zone) if interval.start else None
        last = datetime.combine(interval.end, time.max, zone) if interval.end else None
        found = find(stored_meetings(session, zone, first, last), meaning, now)
        if found.meetings:
            return found
    if _may_be_past(meaning, now):
        return find(stored_meetings(session, zone), meaning, now)
    found = find(stored_meetings(session, zone, now), meaning, now)
    if interval is None and (found.loose or all(meeting.is_off for meeting in found.meetings)):
        return find(stored_meetings(session, zone), meaning, now)
    return found


def _may_be_past(meaning: Meaning, now: datetime) -> bool:
    """Whether meetings that are over may be part of the answer."""
    interval = meaning.dates.interval
    begun = interval is not None and (interval.start is None or interval.start <= now.date())
    coming = meaning.intent in (Intent.SCHEDULE, Intent.SUBSCRIBE, Intent.REGISTER)
    return begun or meaning.been or not coming or not meaning.sure or bool(meaning.aim.code)


def _reception(session: Session, now: datetime, zone: ZoneInfo) -> Dated | None:
    return next_reception(stored_meetings(session, zone, now), now)


def _without(meaning: Meaning, intent: Intent, text: str) -> CitizenAnswer:
    interval = meaning.dates.interval
    start, end = (interval.start, interval.end) if interval is not None else (None, None)
    return CitizenAnswer(meaning, intent, (), (), start, end, text)


def _apart(session: Session, intent: Intent, now: datetime, zone: ZoneInfo) -> str:
    """What to say where no meeting is asked about."""
    match intent:
        case Intent.GREET:
            return words.greet()
        case Intent.THANKS:
            return words.thanks()
        case Intent.HUMAN:
            return words.human(_reception(session, now, zone), now)
        case Intent.STATUS:
            return words.status(_reception(session, now, zone), now)
        case Intent.UNSUBSCRIBE:
            return words.unsubscribe()
        case _:
            return words.unknown(_reception(session, now, zone))


def _coming(found: Found, now: datetime) -> Found:
    """Only what one can still be reminded of."""
    coming = tuple(m for m in found.meetings if not m.is_over(now))
    return Found(coming, found.suggested, found.known)
