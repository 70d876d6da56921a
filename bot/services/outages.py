"""When nothing could be reported: nobody looked, or a channel was in alarm."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.domain.fairness import Spans, together
from bot.services.ward import Ward
from storage.outages import (
    add_outage,
    cut_outages,
    end_outage,
    keep_pulse,
    last_pulse,
    lasting,
    outages_since,
)

LOOK, EVERYWHERE = "look", ""
# We look every minute; a restart takes less than this.
QUIET = timedelta(minutes=10)
# A clock put back by less may be passed again; one that had run further ahead was wrong.
AHEAD = timedelta(days=1)
_CHANNEL = "channel:"


def beat(session: Session, now: datetime) -> None:
    """Note that somebody looks; where nobody has for too long, nothing could be reported meanwhile.

    Time that was looked at before the clock was put back is not looked for again.
    """
    last = last_pulse(session, LOOK)
    if last is not None and now < last:
        if last - now < AHEAD:
            return
        cut_outages(session, EVERYWHERE, now)
    elif last is not None and now - last > QUIET:
        add_outage(session, EVERYWHERE, last, now)
    if last != now:
        keep_pulse(session, LOOK, now)


def note_alarm(session: Session, subject: str, now: datetime) -> None:
    """A channel that is in alarm takes no reports."""
    channel = _channel_of(subject)
    if channel and not lasting(session, channel):
        add_outage(session, channel, now, None)


def note_well(session: Session, subject: str, now: datetime) -> None:
    if channel := _channel_of(subject):
        end_outage(session, channel, now)


def outages(session: Session, ward: Ward, since: datetime, now: datetime) -> Mapping[str, Spans]:
    """By channel, "" for everything, when it was down since then, in the ward's zone."""
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for one in outages_since(session, since):
        end = min(one.ended_at or now, now)
        if one.began_at < end:
            span = one.began_at.astimezone(ward.zone), end.astimezone(ward.zone)
            found.setdefault(one.channel, []).append(span)
    return {channel: together(spans) for channel, spans in found.items()}


def _channel_of(subject: str) -> str:
    """The channel an alarm is about, as a whole; "" where it is about something else."""
    name = subject.removeprefix(_CHANNEL)
    return name if subject.startswith(_CHANNEL) and ":" not in name else EVERYWHERE
