"""How a meeting is named and told: title, status, day and hours, one line or a few."""

from datetime import date, datetime
from pathlib import PurePath

from bot.domain.meetings import Dated
from bot.language.normalise import fold
from bot.texts import N_, _, _n, clock_time, long_date, short_date
from storage.tables import Meeting
from storage.vocabulary import MeetingKind, MeetingMode, MeetingStatus

_STATUS = {
    MeetingStatus.UPCOMING: N_("Coming up"),
    MeetingStatus.HELD: N_("Held"),
    MeetingStatus.POSTPONED: N_("Postponed"),
    MeetingStatus.CANCELLED: N_("Cancelled"),
}
_KIND = {MeetingKind.DIALOGUE: N_("Dialogue"), MeetingKind.RECEPTION: N_("Citizen reception")}


def title_of(meeting: Meeting | Dated) -> str:
    """`Đối thoại: chủ đề`; a subject that already says what it is stays alone."""
    kind = _(_KIND[meeting.kind])
    if fold(meeting.topic).startswith(fold(kind)):
        return meeting.topic
    if meeting.kind is MeetingKind.DIALOGUE:
        return _("Dialogue: {topic}", topic=meeting.topic)
    return _("Citizen reception: {topic}", topic=meeting.topic)


def status_of(meeting: Meeting | Dated) -> str:
    """The stored status in words."""
    return _(_STATUS[meeting.status])


def day_told(day: date, today: date) -> str:
    """Weekday, date, and how far away."""
    away = (day - today).days
    told = long_date(day)
    if away == 0:
        return _("{day}, today", day=told)
    if away == 1:
        return _("{day}, tomorrow", day=told)
    if away > 0:
        return _n("{day}, {n} day from now", "{day}, {n} days from now", away, day=told)
    return _n("{day}, {n} day ago", "{day}, {n} days ago", -away, day=told)


def hours(meeting: Dated) -> str:
    """`8h00–11h30`; with the day of its end where that is another one."""
    ends = clock_time(meeting.ends)
    if meeting.ends.date() != meeting.starts.date():
        ends = f"{ends} {short_date(meeting.ends)}"
    return f"{clock_time(meeting.starts)}–{ends}"


def told(meeting: Dated, now: datetime) -> str:
    """Everything stored that somebody who wants to go needs, in five short lines."""
    lines = [title_of(meeting), when(meeting, now), *where_and_who(meeting), source_told(meeting)]
    if warning := state_told(meeting, now):
        lines.insert(0, warning)
    return "\n".join(lines)


def where_and_who(meeting: Dated) -> list[str]:
    """Its place, and on a line of their own its chair and whom it is for, as far as they are stored."""
    place = _("Place: {place}", place=meeting.place)
    if meeting.mode is MeetingMode.ONLINE:
        place = _("Online: {place}", place=meeting.place)
    if meeting.chair and meeting.audience:
        return [place, _("Chair: {chair}. For: {audience}", chair=meeting.chair, audience=meeting.audience)]
    if meeting.chair:
        return [place, _("Chair: {chair}", chair=meeting.chair)]
    if meeting.audience:
        return [place, _("For: {audience}", audience=meeting.audience)]
    return [place]


def when(meeting: Dated, now: datetime) -> str:
    day = day_told(meeting.starts.date(), now.date())
    return _("{day}, {hours}", day=day, hours=hours(meeting))


def line(meeting: Dated, now: datetime) -> str:
    """One meeting of several."""
    values = {
        "when": when(meeting, now),
        "title": title_of(meeting),
        "place": meeting.place,
        "chair": meeting.chair,
    }
    if meeting.status is MeetingStatus.CANCELLED:
        return _("⚠️ Cancelled: {when}: {title}", when=values["when"], title=values["title"])
    if meeting.status is MeetingStatus.POSTPONED:
        return _("⚠️ Postponed: {when}: {title}", when=values["when"], title=values["title"])
    if meeting.is_over(now):
        return _("{when}: {title} (over)", when=values["when"], title=values["title"])
    if not meeting.chair:
        return _("{when}: {title}. {place}.", **{k: v for k, v in values.items() if k != "chair"})
    return _("{when}: {title}. {place}; chair: {chair}.", **values)


def state_told(meeting: Dated, now: datetime) -> str:
    """What somebody must know before anything else; nothing where the meeting stands."""
    if meeting.status is MeetingStatus.CANCELLED:
        return _("⚠️ This meeting has been cancelled.")
    if meeting.status is MeetingStatus.POSTPONED:
        return _("⚠️ This meeting has been postponed; no new date is in the schedule yet.")
    if meeting.is_over(now):
        return _("This meeting is over.")
    return ""


def source_told(meeting: Dated) -> str:
    """A file's name tells nobody anything; a name that somebody gave the schedule does."""
    day = short_date(meeting.as_of)
    if not meeting.source or PurePath(meeting.source).suffix:
        return _("Source: the published schedule, as of {date}.", date=day)
    return _("Source: the published schedule ({source}), as of {date}.", source=meeting.source, date=day)
