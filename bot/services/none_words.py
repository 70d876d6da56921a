"""Saying that there is no such meeting: on which days, and whether of that sort or of any."""

from datetime import date

from bot.language.dates import DayPart, Interval
from bot.language.meaning import Aim, Meaning
from bot.texts import _, long_date
from storage.vocabulary import MeetingKind


def none_told(meaning: Meaning, today: date) -> str:
    """The days are the asker's own, said back, so that a misread one is seen."""
    days = _days(meaning, today)
    kind = meaning.aim.kind
    if not days:
        if kind is MeetingKind.RECEPTION:
            return _("No citizen reception like that is planned.")
        if kind is MeetingKind.DIALOGUE:
            return _("No dialogue like that is planned.")
        return _("No dialogue and no citizen reception like that is planned.")
    if _any_at_all(meaning):
        if kind is MeetingKind.RECEPTION:
            return _("{days}: no citizen reception.", days=days)
        if kind is MeetingKind.DIALOGUE:
            return _("{days}: no dialogue.", days=days)
        return _("{days}: no dialogue and no citizen reception.", days=days)
    if kind is MeetingKind.RECEPTION:
        return _("{days}: no citizen reception like that.", days=days)
    if kind is MeetingKind.DIALOGUE:
        return _("{days}: no dialogue like that.", days=days)
    return _("{days}: no dialogue and no citizen reception like that.", days=days)


def _any_at_all(meaning: Meaning) -> bool:
    """Whether nothing but the days and the sort of meeting narrows the question."""
    aim, interval = meaning.aim, meaning.dates.interval
    told = meaning.hours or meaning.after_hours or meaning.called_off or meaning.going_on
    parted = meaning.dates.part is not None and not (interval and _is_day(interval))
    return Aim(aim.kind, words=aim.words, runs=aim.runs) == aim and not told and not parted


def _days(meaning: Meaning, today: date) -> str:
    interval, readings = meaning.dates.interval, meaning.dates.alternatives
    if len(readings) == 2 and all(_is_day(one) for one in readings):
        one, other = (long_date(reading.start) for reading in readings if reading.start)
        return _("{one} or {other}", one=one, other=other)
    if interval is None:
        return ""
    start, end = interval.start, interval.end
    if start is not None and start == end:
        return _day(start, meaning.dates.part)
    if meaning.still and (start is None or start < today) and (end is None or end >= today):
        start = today
    if start is None:
        return _("Up to {day}", day=long_date(end)) if end is not None else ""
    if end is None:
        return _("From {day} on", day=long_date(start))
    return _("From {start} to {end}", start=long_date(start), end=long_date(end))


def _day(day: date, part: DayPart | None) -> str:
    match part:
        case DayPart.MORNING:
            return _("The morning of {day}", day=long_date(day))
        case DayPart.NOON:
            return _("Around noon of {day}", day=long_date(day))
        case DayPart.AFTERNOON:
            return _("The afternoon of {day}", day=long_date(day))
        case DayPart.EVENING:
            return _("The evening of {day}", day=long_date(day))
        case None:
            return long_date(day)


def _is_day(interval: Interval) -> bool:
    return interval.start is not None and interval.start == interval.end
