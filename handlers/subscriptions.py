"""Reminders of a meeting: the tap is the consent, one word ends it; and a meeting for one's own calendar."""

from datetime import datetime
from urllib.parse import urlsplit

from bot.conversation.messages import Answer, Choice, Document, Say
from bot.conversation.router import Command, Part, Reply
from bot.conversation.steps import Chat
from bot.documents.ical import write_calendar
from bot.domain.meetings import Dated
from bot.services.desk import Desk
from bot.services.meeting_words import title_of, told
from bot.services.meetings import calendar_events
from bot.services.meetings_read import as_dated
from bot.services.subscriptions import reminder_at
from bot.texts import _, _n, clock_time, long_date
from storage.meetings import find_meeting, find_subscription, subscribe, unsubscribe
from storage.tables import Meeting


def reminder_choices(chat: Chat[Desk], meeting: Dated) -> list[Choice]:
    """What one can do about a meeting that is still to come."""
    remind = Choice(f"/remind {meeting.code}", _("Remind me"))
    stored = find_meeting(chat.desk.session, meeting.code)
    if stored is not None and find_subscription(chat.desk.session, *_chat(chat), stored.id or 0):
        remind = Choice(f"/unremind {meeting.code}", _("Stop reminding me"))
    return [remind, Choice(f"/ics {meeting.code}", _("Add to calendar (.ics)"))]


def start_reminding(chat: Chat[Desk], said: Answer) -> Reply:
    """Remember who wants to be reminded, and say when that will be."""
    meeting = find_meeting(chat.desk.session, said.text)
    if meeting is None or meeting.id is None:
        return _no_such(chat)
    dated, now = as_dated(meeting, chat.desk.ward.zone), chat.desk.local_now
    if dated.is_off or dated.is_over(now) or dated.starts <= now:
        return Say(_("There is nothing to remind you of.") + "\n" + told(dated, now))
    subscribe(chat.desk.session, *_chat(chat), meeting.id, chat.now)
    kept = find_subscription(chat.desk.session, *_chat(chat), meeting.id)
    asked = kept.created_at if kept is not None else chat.now
    at = reminder_at(meeting.starts_at, asked, chat.desk.ward.zone)
    if at is None or at <= chat.now:
        text = _("✅ {title} begins soon, at {time}; you are told if it changes.", **_begins(dated))
    else:
        text = _(
            "✅ You will be reminded at {at_time}, {at_day}, and told at once if anything changes.",
            **_moment(at.astimezone(chat.desk.ward.zone)),
        )
    return Say(text, (Choice(f"/ics {meeting.code}", _("Add to calendar (.ics)")), _stop(meeting)))


def stop_reminding(chat: Chat[Desk], said: Answer | None = None) -> Reply:
    """Forget one reminder, or all of them where no meeting is named."""
    code = said.text if said is not None else ""
    meeting = find_meeting(chat.desk.session, code) if code else None
    if code and meeting is None:
        return _no_such(chat)
    ended = unsubscribe(chat.desk.session, *_chat(chat), meeting.id if meeting is not None else None)
    if not ended:
        return Say(_("No reminders are set in this chat."), (_other(),))
    if meeting is not None:
        text = _("Done: no more reminders of {title}.", title=title_of(meeting))
        return Say(text, (Choice(f"/remind {meeting.code}", _("Remind me after all")), _other()))
    return Say(_n("Done: {n} reminder is off.", "Done: all {n} reminders are off.", ended), (_other(),))


def hand_out_calendar(chat: Chat[Desk], said: Answer) -> Reply:
    """One meeting as a file any calendar opens."""
    meeting = find_meeting(chat.desk.session, said.text)
    if meeting is None:
        return _no_such(chat)
    ward = chat.desk.ward
    host = urlsplit(ward.public_url).hostname or "localhost"
    written = write_calendar(calendar_events([meeting], ward.zone), title_of(meeting), host)
    file = Document(f"{meeting.code}.ics", "text/calendar", ward.files.put(written))
    return Say(_("📎 Open this file to put the meeting into your calendar."), files=(file,))


def _no_such(chat: Chat[Desk]) -> Say:
    return Say(_("That meeting is no longer in the schedule."), (_other(),))


def _other() -> Choice:
    return Choice("/lich", _("Other meetings"))


def _stop(meeting: Meeting) -> Choice:
    return Choice(f"/unremind {meeting.code}", _("Stop reminding me"))


def _chat(chat: Chat[Desk]) -> tuple[str, str]:
    return chat.address.channel, chat.address.chat


def _begins(meeting: Dated) -> dict[str, str]:
    return {"title": title_of(meeting), "time": clock_time(meeting.starts)}


def _moment(at: datetime) -> dict[str, str]:
    return {"at_time": clock_time(at), "at_day": long_date(at.date())}


PART: Part[Desk] = Part(
    commands=(
        Command("/remind", start_reminding),
        Command("/unremind", stop_reminding),
        Command("/ics", hand_out_calendar),
    ),
)
