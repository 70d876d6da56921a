"""Who has seen what they were reminded of."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from storage.tables import Outbox, Reminder
from storage.vocabulary import Delivery

_OUTBOX = Outbox.__table__  # type: ignore[attr-defined]


def acknowledge_reminders(session: Session, person_id: int, obligation_ids: Collection[int]) -> None:
    """Every message that has reminded this person of any of these has been seen."""
    reminds = sa.select(col(Reminder.outbox_id)).where(
        col(Reminder.person_id) == person_id, col(Reminder.obligation_id).in_(obligation_ids)
    )
    arrived = _OUTBOX.c.state.in_((Delivery.SENT, Delivery.UNCERTAIN))
    session.flush()
    session.connection().execute(
        sa.update(_OUTBOX).where(_OUTBOX.c.id.in_(reminds), arrived).values(state=Delivery.ACKNOWLEDGED)
    )
    session.expire_all()


def last_reminded(session: Session, person_id: int, obligation_ids: Collection[int]) -> dict[int, datetime]:
    """When this person was last reminded of each of these."""
    wanted = (
        sa.select(col(Reminder.obligation_id), col(Reminder.created_at))
        .where(col(Reminder.person_id) == person_id, col(Reminder.obligation_id).in_(obligation_ids))
        .order_by(col(Reminder.created_at))
    )
    return {row[0]: row[1] for row in session.execute(wanted)}
