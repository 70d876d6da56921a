"""Reminders citizens asked for: before a meeting, and at once when it is moved or called off."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.conversation.messages import Choice, Say, speak
from bot.domain.meetings import Dated
from bot.services.meeting_words import told
from bot.services.meetings_read import as_dated
from bot.services.met_words import MET, recheck_met
from bot.services.ward import Ward
from bot.texts import _, speaking
from storage.meetings import find_subscription, remind_again, subscribers, unreminded
from storage.outbox import enqueue
from storage.tables import Meeting, Outbox
from storage.vocabulary import MessageKind

DAY_BEFORE_AT = time(8)
SHORT_NOTICE = timedelta(hours=2)
_AHEAD = timedelta(days=2)


def reminder_at(starts: datetime, asked: datetime, zone: ZoneInfo) -> datetime | None:
    """When to remind: 8:00 the day before; asked later than that, two hours before; later still, never."""
    local = starts.astimezone(zone)
    usual = datetime.combine(local.date() - timedelta(days=1), DAY_BEFORE_AT, zone)
    if asked <= usual:
        return usual
    short = starts - SHORT_NOTICE
    return short if asked <= short else None


def remind_subscribers(session: Session, ward: Ward, now: datetime) -> int:
    """Write every reminder that is due; how many were written."""
    written = 0
    with speaking(ward.locale):
        for subscription, meeting in unreminded(session, now, now + _AHEAD):
            due = reminder_at(meeting.starts_at, subscription.created_at, ward.zone)
            if due is None or due > now or meeting.id is None:
                continue
            outbox_id = enqueue(
                session,
                channel=subscription.channel,
                chat=subscription.chat,
                kind=MessageKind.SUBSCRIPTION,
                say=_reminder(as_dated(meeting, ward.zone), now.astimezone(ward.zone)),
                now=now,
                key=_key(subscription.channel, subscription.chat, meeting, "remind"),
            )
            if outbox_id is not None:
                subscription.outbox_id = outbox_id
                session.add(subscription)
                written += 1
        session.flush()
    return written


def moments_to_remind(session: Session, ward: Ward, start: datetime, end: datetime) -> set[datetime]:
    """When somebody is to be reminded of a meeting in that span, as the schedule stands."""
    found = (
        reminder_at(meeting.starts_at, subscription.created_at, ward.zone)
        for subscription, meeting in unreminded(session, start, end + _AHEAD)
    )
    return {moment for moment in found if moment is not None and start <= moment <= end}


def tell_changes(session: Session, meetings: Iterable[Meeting], zone: ZoneInfo, now: datetime) -> int:
    """Tell everybody who subscribed to a meeting that was moved or called off, once for what it is now."""
    changed = {
        meeting.id: meeting for meeting in meetings if meeting.id is not None and meeting.ends_at > now
    }
    if not changed:
        return 0
    remind_again(session, changed)
    written = 0
    for subscription in subscribers(session, changed):
        meeting = changed[subscription.meeting_id]
        written += (
            enqueue(
                session,
                channel=subscription.channel,
                chat=subscription.chat,
                kind=MessageKind.SUBSCRIPTION,
                say=_change(as_dated(meeting, zone), now.astimezone(zone)),
                now=now,
                key=_key(subscription.channel, subscription.chat, meeting, "change"),
            )
            is not None
        )
    return written


def recheck_subscription(session: Session, row: Outbox, ward: Ward, now: datetime) -> dict[str, Any] | None:
    """The message as the schedule stands at sending; None where it is over, unwanted or told already."""
    parts = (row.key or "").rsplit(":", 3)
    if len(parts) != 4 or not parts[1].isdigit():
        return row.say
    if parts[2] == MET and parts[3].isdigit():
        return recheck_met(session, row, ward, int(parts[3]))
    meeting = session.get(Meeting, int(parts[1]))
    if meeting is None or meeting.id is None or meeting.ends_at <= now:
        return None
    if find_subscription(session, row.channel, row.chat, meeting.id) is None:
        return None
    dated, local = as_dated(meeting, ward.zone), now.astimezone(ward.zone)
    stands = parts[3] == _stamp(meeting)
    with speaking(ward.locale):
        if parts[2] == "remind" and stands and not dated.is_off:
            return _reminder(dated, local) if dated.starts > local else None
        if stands and parts[2] == "change":
            return _change(dated, local)
        if parts[2] == "change" or _is_told(session, row, meeting):
            return None
        return _change(dated, local)


def _is_told(session: Session, row: Outbox, meeting: Meeting) -> bool:
    """Whether a message of its own says what the meeting has become."""
    key = _key(row.channel, row.chat, meeting, "change")
    return session.scalars(select(Outbox.id).where(col(Outbox.key) == key)).first() is not None


def _key(channel: str, chat: str, meeting: Meeting, what: str) -> str:
    return f"subscription:{channel}:{chat}:{meeting.id}:{what}:{_stamp(meeting)}"


def _stamp(meeting: Meeting) -> str:
    return f"{meeting.starts_at.astimezone(UTC):%Y%m%d%H%M}-{meeting.status}"


def _reminder(meeting: Dated, now: datetime) -> dict[str, Any]:
    text = _("⏰ The meeting you asked to be reminded of is near.\n{meeting}", meeting=told(meeting, now))
    return _said(text, meeting)


def _change(meeting: Dated, now: datetime) -> dict[str, Any]:
    if meeting.is_off:
        text = _("A meeting you follow has changed.\n{meeting}", meeting=told(meeting, now))
    else:
        text = _(
            "⚠️ A meeting you follow has changed; this is how it stands now.\n{meeting}",
            meeting=told(meeting, now),
        )
    return _said(text, meeting)


def _said(text: str, meeting: Dated) -> dict[str, Any]:
    choices = [Choice(f"/unremind {meeting.code}", _("Stop reminding me"))]
    if not meeting.is_off:
        choices.insert(0, Choice(f"/ics {meeting.code}", _("Add to calendar (.ics)")))
    return speak(Say(text, tuple(choices)), 0).as_data()
