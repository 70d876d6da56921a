"""What leaves next on a channel that takes only so many messages a second, the most urgent chat first."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, literal_column, or_, select, text, update
from sqlalchemy.orm import aliased
from sqlmodel import Session

from storage.tables import Outbox
from storage.vocabulary import Delivery

_TABLE = Outbox.__table__  # type: ignore[attr-defined]
_OTHER = aliased(_TABLE)
# As the partial indexes have it, word for word, or they are not used.
_STATES: list[ColumnElement[str]] = [literal_column("'queued'"), literal_column("'sending'")]
TEMPORARY, HOLDS = "temporary", 3


def next_rows(
    session: Session,
    channel: str,
    *,
    now: datetime,
    resting: Collection[str],
    limit: int,
) -> list[Outbox]:
    """What is due by `now`, replies first, at most one message a chat and none to the chats `resting`.

    A chat that is being written to by anybody has its turn when that has ended. Within a chat
    what was begun is finished first; one that its vendor would not take just now holds the others up for
    its first few tries, so that they do not overtake it, and no longer.
    """
    wanted = (
        select(Outbox)
        .where(_is_open(_TABLE), _TABLE.c.channel == channel, _TABLE.c.lease_until.is_(None))
        .where(_TABLE.c.not_before <= now, _TABLE.c.held.is_(None))
        .where(_TABLE.c.id == _whose_turn(now))
        .order_by(_TABLE.c.priority, _TABLE.c.id)
        .limit(limit)
    )
    if resting:
        wanted = wanted.where(_TABLE.c.chat.not_in(list(resting)))
    return _apart(session, list(session.scalars(wanted)))


def cut_off(session: Session, channel: str, leased_at: datetime) -> list[Outbox]:
    """What somebody began to send and never told the end of."""
    wanted = (
        select(Outbox)
        .where(_is_open(_TABLE), _TABLE.c.channel == channel, _TABLE.c.lease_until <= leased_at)
        .order_by(_TABLE.c.id)
    )
    return _apart(session, list(session.scalars(wanted)))


def begin_sending(session: Session, row_ids: Collection[int], until: datetime) -> None:
    """Mark these as being sent, until then at the latest."""
    session.connection().execute(
        update(_TABLE)
        .where(_TABLE.c.id.in_(row_ids))
        .values(state=Delivery.SENDING, lease_until=until, attempts=_TABLE.c.attempts + 1)
    )


def change(session: Session, row_id: int, **columns: Any) -> None:
    """Note something about a message that is not sent yet."""
    session.connection().execute(update(_TABLE).where(_TABLE.c.id == row_id).values(**columns))


def can_hold(session: Session, key: str) -> bool:
    """Keep other writes with this `key` waiting until the transaction ends, unless one has begun already."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    lock = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:key, 0))")
    return bool(session.connection().execute(lock, {"key": key}).scalar_one())


def _apart(session: Session, rows: list[Outbox]) -> list[Outbox]:
    for row in rows:
        session.expunge(row)
    return rows


def _is_open(table: Any) -> ColumnElement[bool]:
    is_open: ColumnElement[bool] = table.c.state.in_(_STATES)
    return is_open


def _whose_turn(now: datetime) -> ScalarSelect[int]:
    """In the chat of a row: what is being sent, else what was begun, then by urgency, then by age."""
    this, other = _TABLE.c, _OTHER.c
    holds = and_(other.error == TEMPORARY, other.attempts.between(1, HOLDS))
    return (
        select(other.id)
        .where(_is_open(_OTHER), other.channel == this.channel, other.chat == this.chat, other.held.is_(None))
        .where(or_(other.lease_until.is_not(None), other.not_before <= now, holds))
        .order_by(other.lease_until.is_(None), other.parts_sent == 0, other.priority, other.id)
        .limit(1)
        .scalar_subquery()
    )
