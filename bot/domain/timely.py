"""When a meeting has to be to answer a question: its day and hour, over or ahead, the one that is picked."""

from datetime import date, datetime, time

from bot.domain.dated import Dated
from bot.language.dates import DateReading, DayPart, Grain, Interval
from bot.language.intents import Intent
from bot.language.meaning import Meaning, Pick

_CLOSING = time(17)
_PARTS = {
    DayPart.MORNING: (time(0), time(11, 30)),
    DayPart.NOON: (time(11), time(13, 30)),
    DayPart.AFTERNOON: (time(12), time(18)),
    DayPart.EVENING: (time(17, 30), time(23, 59)),
}


def looks_back(meaning: Meaning, now: datetime) -> bool:
    """Whether the question is about meetings that have been."""
    interval = meaning.dates.interval
    if interval is not None and interval.end is not None and interval.end < now.date():
        return True
    acted = meaning.intent in (Intent.OUTCOME, Intent.RATE)
    return interval is None and (acted or (meaning.been and meaning.intent is Intent.SCHEDULE))


def tells_past(meaning: Meaning, now: datetime) -> bool:
    """Whether a meeting that is over answers where none is ahead: of what was named, or of the days begun."""
    if meaning.intent is not Intent.SCHEDULE or meaning.pick or meaning.still or meaning.dates.alternatives:
        return False
    interval = meaning.dates.interval
    return interval is None or (interval.start is not None and interval.start <= now.date())


def fits(meeting: Dated, meaning: Meaning, now: datetime, *, over: bool = False) -> bool:
    """Whether the day and hour are those asked for; `over`: one that is over may be."""
    interval, day = meaning.dates.interval, meeting.starts.date()
    if interval is not None:
        if (interval.start and day < interval.start) or (interval.end and day > interval.end):
            return False
        past = over or interval.grain is Grain.DAY or wants_past(meaning, now) or meaning.been
        if meeting.is_over(now) and not past:
            return False
    elif readings := meaning.dates.alternatives:
        if meeting.is_over(now) or not any(covers(reading, day) for reading in readings):
            return False
    elif looks_back(meaning, now):
        if not meeting.is_over(now) and not _narrow(meaning):
            return False
    elif meeting.is_over(now) and not over:
        return False
    if meaning.going_on and not meeting.starts <= now < meeting.ends:
        return False
    if meaning.pick is Pick.NEXT and meeting.starts <= now and not looks_back(meaning, now):
        return False
    if meaning.called_off and not meeting.is_off:
        return False
    if meaning.after_hours and meeting.starts.time() < _CLOSING and meeting.starts.weekday() < 5:
        return False
    return _in_part(meeting, meaning.dates) and _in_hours(meeting, meaning)


def fits_past(meeting: Dated, meaning: Meaning, now: datetime) -> bool:
    return meeting.is_over(now) and fits(meeting, meaning, now)


def wants_past(meaning: Meaning, now: datetime) -> bool:
    return looks_back(meaning, now) or meaning.intent in (Intent.OUTCOME, Intent.RATE)


def _narrow(meaning: Meaning) -> bool:
    return bool(meaning.aim.concepts or meaning.aim.areas or meaning.aim.words or meaning.aim.about)


def _in_part(meeting: Dated, dates: DateReading) -> bool:
    if dates.part is None:
        return True
    first, last = _PARTS[dates.part]
    return first <= meeting.starts.time() < last


def _in_hours(meeting: Dated, meaning: Meaning) -> bool:
    if meaning.hours is None:
        return True
    (first, last), begins = meaning.hours, meeting.starts.time()
    if first is not None and first == last:
        return begins <= first < meeting.ends.time() or begins == first
    return (first is None or begins >= first) and (last is None or begins < last)


def covers(interval: Interval | None, day: date) -> bool:
    """Whether the day lies in the interval; everything lies in none."""
    if interval is None:
        return True
    return (interval.start is None or interval.start <= day) and (interval.end is None or day <= interval.end)
