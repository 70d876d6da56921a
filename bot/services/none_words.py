"""Saying that there is no such meeting: on the days asked about, and whether of that sort or of any."""

from bot.language.dates import DayPart, Interval
from bot.language.meaning import Aim, Meaning
from bot.texts import _
from storage.vocabulary import MeetingKind


def none_told(meaning: Meaning) -> str:
    """No date is named: only those of stored meetings ever are."""
    days = _days(meaning)
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


def _days(meaning: Meaning) -> str:
    interval = meaning.dates.interval
    if interval is None:
        return _("The days you ask about") if meaning.dates.alternatives else ""
    if not _is_day(interval):
        return _("The days you ask about")
    match meaning.dates.part:
        case DayPart.MORNING:
            return _("The morning you ask about")
        case DayPart.NOON:
            return _("The noon you ask about")
        case DayPart.AFTERNOON:
            return _("The afternoon you ask about")
        case DayPart.EVENING:
            return _("The evening you ask about")
        case None:
            return _("The day you ask about")


def _is_day(interval: Interval) -> bool:
    return interval.start is not None and interval.start == interval.end
