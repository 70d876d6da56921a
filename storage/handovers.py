"""Tasks and duties that one unit says are another's: asked, decided once, and what follows from it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select, update
from sqlmodel import Session, col

from storage.once import read_once
from storage.tables import Handover
from storage.vocabulary import Decision

_TABLE = Handover.__table__  # type: ignore[attr-defined]
_MOVES = (
    select(_TABLE.c.item_id, _TABLE.c.from_unit, _TABLE.c.to_unit)
    .where(_TABLE.c.decision == Decision.AGREED, _TABLE.c.item_id.is_not(None))
    .order_by(_TABLE.c.decided_at, _TABLE.c.id)
)

_WAITING = select(Handover).where(col(Handover.decision) == Decision.ASKED).order_by(col(Handover.id))


class Move(NamedTuple):
    """A unit's part in a task has gone to another unit."""

    item_id: int
    from_unit: int
    to_unit: int


def agreed_moves(session: Session) -> list[Move]:
    """Every part that went from unit to unit and has not come back by a revision, in the order they went."""
    return [Move(*row) for row in session.connection().execute(_MOVES)]


def add_handover(session: Session, handover: Handover) -> int:
    """Note that it is asked for; its id. What the same unit had asked for before is replaced."""
    about = _about(handover.item_id, handover.obligation_id)
    _replace(session, [col(Handover.from_unit) == handover.from_unit, about], handover.asked_at)
    session.add(handover)
    session.flush()
    return handover.id or 0


def find_handover(session: Session, handover_id: int) -> Handover | None:
    wanted = select(Handover).where(col(Handover.id) == handover_id)
    return session.scalars(wanted.execution_options(populate_existing=True)).first()


@read_once(Handover)
def waiting_handovers(session: Session, unit_ids: Collection[int] | None = None) -> Sequence[Handover]:
    """What nobody has decided on, the oldest first; asked of these units, or of any."""
    wanted = _WAITING if unit_ids is None else _WAITING.where(col(Handover.to_unit).in_(unit_ids))
    return list(session.scalars(wanted))


def handovers_from(
    session: Session, unit_id: int, *, item_id: int | None = None, obligation_id: int | None = None
) -> list[Handover]:
    """What a unit has asked to hand over of one task or one obligation, the newest first."""
    wanted = select(Handover).where(col(Handover.from_unit) == unit_id, _about(item_id, obligation_id))
    return list(session.scalars(wanted.order_by(col(Handover.id).desc())))


def decide(
    session: Session, handover_id: int, decision: Decision, now: datetime, *, person_id: int | None
) -> bool:
    """Decide on it; False where somebody has before."""
    changed = session.execute(
        update(Handover)
        .where(col(Handover.id) == handover_id, col(Handover.decision) == Decision.ASKED)
        .values(decision=decision, decided_by=person_id, decided_at=now)
        .returning(col(Handover.id))
        .execution_options(synchronize_session=False)
    ).all()
    for one in session.identity_map.values():
        if isinstance(one, Handover):
            session.expire(one)
    return bool(changed)


def note_pressed(session: Session, handover_ids: Sequence[int], now: datetime) -> list[int]:
    """Note that the office is told that these wait; those it had not been told of."""
    new = session.execute(
        update(Handover)
        .where(col(Handover.id).in_(handover_ids), col(Handover.pressed_at).is_(None))
        .values(pressed_at=now)
        .returning(col(Handover.id))
        .execution_options(synchronize_session=False)
    )
    return sorted(new.scalars())


def replace_of_items(session: Session, item_ids: Collection[int], now: datetime) -> None:
    """The plan names the units of these tasks anew: what was asked or agreed before counts no more."""
    if item_ids:
        _replace(session, [col(Handover.item_id).in_(item_ids)], now, Decision.ASKED, Decision.AGREED)


def waiting_about(session: Session, *, item_id: int | None, obligation_id: int | None) -> list[Handover]:
    """What nobody has decided on of one task or one obligation, whoever asks."""
    wanted = select(Handover).where(col(Handover.decision) == Decision.ASKED)
    return list(session.scalars(wanted.where(_about(item_id, obligation_id)).order_by(col(Handover.id))))


def follow_merge(session: Session, unit_id: int, into: int, now: datetime) -> None:
    """What was asked of or by one unit is another's; between the two nothing is left to hand over."""
    both = (unit_id, into)
    between = [col(Handover.from_unit).in_(both), col(Handover.to_unit).in_(both)]
    _replace(session, between, now, Decision.ASKED, Decision.AGREED)
    for side in (Handover.from_unit, Handover.to_unit):
        session.execute(update(Handover).where(col(side) == unit_id).values({side: into}))


def _about(item_id: int | None, obligation_id: int | None) -> ColumnElement[bool]:
    """One task, whatever obligation it was asked for by, or else one obligation."""
    if item_id is not None:
        return col(Handover.item_id) == item_id
    return col(Handover.obligation_id) == obligation_id


def _replace(
    session: Session,
    where: Sequence[ColumnElement[bool]],
    now: datetime,
    *standing: Decision,
) -> None:
    stands = col(Handover.decision).in_(standing or (Decision.ASKED,))
    changed = update(Handover).where(*where, stands)
    session.execute(changed.values(decision=Decision.REPLACED, decided_at=now))
