"""What the public hears of a conclusion: in the answer about a dialogue, and at once when it is met."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.conversation.messages import Choice, Say, speak
from bot.services.ward import Ward
from bot.texts import _, short_date, shorten, speaking
from storage.meeting_duties import conclusions_by_code
from storage.meetings import find_subscription, subscribers
from storage.outbox import enqueue
from storage.plan import list_units
from storage.tables import Meeting, Obligation, Outbox
from storage.vocabulary import MessageKind, ObligationState

LONGEST = 200
MET = "met"


@dataclass(frozen=True, slots=True)
class Promise:
    """A conclusion as the public sees it; `met` is the day on which it was done, None while it is not."""

    text: str
    unit: str
    due: date
    met: date | None


def promises(session: Session, codes: Collection[str], zone: ZoneInfo) -> dict[str, list[Promise]]:
    """By dialogue, the conclusions that the office stands behind or that are met."""
    found = conclusions_by_code(session, codes)
    if not found:
        return {}
    names = {unit.id or 0: unit.name for unit in list_units(session)}
    shown = (ObligationState.OPEN, ObligationState.MET)
    return {
        code: [
            Promise(row.text, names.get(row.unit_id, ""), row.due, _met_on(row, zone))
            for row in rows
            if row.state in shown and (row.confirmed or row.state is ObligationState.MET)
        ]
        for code, rows in found.items()
    }


def promise_told(one: Promise) -> str:
    """One line: what, who, and how it stands."""
    values = {"clause": one.text, "unit": one.unit}
    if one.met is not None:
        return _("• {clause}: {unit}, done on {day}.", day=short_date(one.met), **values)
    return _("• {clause}: {unit}, under way, due {day}.", day=short_date(one.due), **values)


def tell_followers(session: Session, ward: Ward, one: Obligation, now: datetime) -> int:
    """Tell everybody who follows the dialogue that one of its conclusions is met; how many."""
    meeting = session.get(Meeting, one.meeting_id) if one.meeting_id is not None else None
    if meeting is None:
        return 0
    with speaking(ward.locale):
        say = _told(one, meeting, ward)
    return sum(
        enqueue(
            session,
            channel=each.channel,
            chat=each.chat,
            kind=MessageKind.SUBSCRIPTION,
            say=say,
            now=now,
            key=f"subscription:{each.channel}:{each.chat}:{meeting.id}:{MET}:{one.id}",
        )
        is not None
        for each in subscribers(session, [meeting.id or 0])
    )


def recheck_met(session: Session, row: Outbox, ward: Ward, obligation_id: int) -> dict[str, Any] | None:
    """As it stands when it is sent; None where it was taken back, or nobody wants to know any more."""
    one = session.get(Obligation, obligation_id)
    meeting = session.get(Meeting, one.meeting_id) if one is not None and one.meeting_id is not None else None
    if one is None or meeting is None or one.state is not ObligationState.MET:
        return None
    if find_subscription(session, row.channel, row.chat, meeting.id or 0) is None:
        return None
    with speaking(ward.locale):
        return _told(one, meeting, ward)


def _told(one: Obligation, meeting: Meeting, ward: Ward) -> dict[str, Any]:
    text = _(
        "✅ What was concluded in the dialogue of {day} you follow has been done.\n“{clause}”",
        day=short_date(meeting.starts_at.astimezone(ward.zone).date()),
        clause=shorten(one.text, LONGEST),
    )
    return speak(Say(text, (Choice(f"/unremind {meeting.code}", _("Stop reminding me")),)), 0).as_data()


def _met_on(row: Obligation, zone: ZoneInfo) -> date | None:
    if row.state is not ObligationState.MET or row.met_at is None:
        return None
    return row.met_at.astimezone(zone).date()
