"""What is owed and until when: reporting periods, and the obligations that fall into them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import update
from sqlmodel import Session, col, select

from storage.tables import Obligation, Period
from storage.upsert import insert_all_new, insert_new
from storage.vocabulary import ObligationKind, ObligationState

_OBLIGATION = Obligation.__table__  # type: ignore[attr-defined]
_PERIOD = Period.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Standing:
    """An obligation as far as it takes to judge whether it is met."""

    id: int
    key: str
    kind: ObligationKind
    unit_id: int
    item_id: int | None
    period_code: str
    state: ObligationState


def list_periods(session: Session) -> Sequence[Period]:
    """Every period known, by cut-off."""
    return session.exec(select(Period).order_by(col(Period.cutoff), col(Period.code))).all()


def add_period(session: Session, row: dict[str, Any]) -> bool:
    """Insert a period; False where it stands already, whatever its due date has become."""
    return insert_new(session, _PERIOD, row, on=("code",))


def add_obligations(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Insert those whose key does not stand yet."""
    insert_all_new(session, _OBLIGATION, rows, on=("key",))


def list_standing(session: Session, unit_id: int | None = None) -> Sequence[Standing]:
    """Every obligation there ever was, of one unit or of all, as far as it takes to judge it."""
    names = ("id", "key", "kind", "unit_id", "item_id", "period_code", "state")
    wanted = sa.select(*(_OBLIGATION.c[name] for name in names))
    if unit_id is not None:
        wanted = wanted.where(_OBLIGATION.c.unit_id == unit_id)
    return [Standing(*row) for row in session.execute(wanted)]


def open_obligations(
    session: Session,
    *,
    unit_ids: Sequence[int] | None = None,
    period: str | None = None,
    due_by: date | None = None,
) -> Sequence[Obligation]:
    """What is still owed, by due date; of these units or of all, in this period or in any."""
    wanted = select(Obligation).where(Obligation.state == ObligationState.OPEN)
    if unit_ids is not None:
        wanted = wanted.where(col(Obligation.unit_id).in_(unit_ids))
    if period is not None:
        wanted = wanted.where(Obligation.period_code == period)
    if due_by is not None:
        wanted = wanted.where(Obligation.due <= due_by)
    return session.exec(wanted.order_by(col(Obligation.due), col(Obligation.id))).all()


def reports_of(session: Session, period: str) -> Sequence[Obligation]:
    """The report each unit owes for a period, met or not."""
    wanted = select(Obligation).where(
        Obligation.kind == ObligationKind.REPORT,
        Obligation.period_code == period,
        Obligation.state != ObligationState.CANCELLED,
    )
    return session.exec(wanted.order_by(col(Obligation.unit_id))).all()


def settle_obligations(
    session: Session, obligation_ids: Sequence[int], state: ObligationState, now: datetime
) -> None:
    """Mark as met, cancelled, or open again."""
    if obligation_ids:
        met_at = now if state is ObligationState.MET else None
        wanted = update(Obligation).where(col(Obligation.id).in_(obligation_ids))
        session.execute(wanted.values(state=state, met_at=met_at))


def confirm_due(session: Session, period: str, due: date, *, by: str, now: datetime) -> None:
    """Fix the due date of a period and of all that falls due with its report; own dates become certain."""
    session.execute(
        update(Period)
        .where(col(Period.code) == period)
        .values(due=due, confirmed_at=now, confirmed_by=by)
        .execution_options(synchronize_session=False)
    )
    owed = update(Obligation).where(col(Obligation.period_code) == period)
    owed = owed.execution_options(synchronize_session=False)
    session.execute(
        owed.where(col(Obligation.reason).in_(("after_cutoff", "with_year_report"))).values(due=due)
    )
    session.execute(owed.values(confirmed=True))
    session.expire_all()
