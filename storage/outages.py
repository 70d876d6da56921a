"""When the assistant looked last, and when nothing could be reported: anywhere, or on one channel."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlmodel import Session, col

from storage.tables import Outage, Pulse
from storage.upsert import upsert

_OUTAGE, _PULSE = Outage.__table__, Pulse.__table__  # type: ignore[attr-defined]
_AT = select(_PULSE.c.at).where(_PULSE.c.name == bindparam("name"))
_SINCE = (
    select(Outage)
    .where(or_(col(Outage.ended_at).is_(None), col(Outage.ended_at) >= bindparam("since")))
    .order_by(col(Outage.began_at), col(Outage.id))
)


def last_pulse(session: Session, name: str) -> datetime | None:
    found: datetime | None = session.connection().execute(_AT, {"name": name}).scalar()
    return found


def keep_pulse(session: Session, name: str, at: datetime) -> None:
    upsert(session, _PULSE, {"name": name, "at": at}, on=("name",))


def add_outage(session: Session, channel: str, began_at: datetime, ended_at: datetime | None) -> None:
    row = {"channel": channel, "began_at": began_at, "ended_at": ended_at}
    session.connection().execute(insert(_OUTAGE).values(row))


def lasting(session: Session, channel: str) -> bool:
    """Whether an outage of the channel is under way."""
    wanted = select(_OUTAGE.c.id).where(_OUTAGE.c.channel == channel, _OUTAGE.c.ended_at.is_(None))
    return session.connection().execute(wanted).first() is not None


def end_outage(session: Session, channel: str, now: datetime) -> None:
    here = (_OUTAGE.c.channel == channel) & _OUTAGE.c.ended_at.is_(None)
    session.connection().execute(update(_OUTAGE).where(here).values(ended_at=now))


def cut_outages(session: Session, channel: str, now: datetime) -> None:
    """What ended after this moment cannot have been: the clock had run ahead."""
    here = (_OUTAGE.c.channel == channel) & (_OUTAGE.c.ended_at > now)
    session.connection().execute(delete(_OUTAGE).where(here & (_OUTAGE.c.began_at >= now)))
    session.connection().execute(update(_OUTAGE).where(here).values(ended_at=now))


def outages_since(session: Session, since: datetime) -> Sequence[Outage]:
    """Those that lasted until then or later, or last still, the earliest first."""
    return list(session.scalars(_SINCE, {"since": since}))
