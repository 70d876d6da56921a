"""What is owed and until when: reporting periods, and the obligations that fall into them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import update
from sqlmodel import Session, col, select

from storage.journal import note
from storage.once import read_once
from storage.tables import Obligation, Period
from storage.upsert import insert_all_new, insert_new
from storage.vocabulary import Event, ObligationKind, ObligationState

_OBLIGATION = Obligation.__table__  # type: ignore[attr-defined]
_PERIOD = Period.__table__  # type: ignore[attr-defined]
_NEWEST = sa.select(sa.func.coalesce(sa.func.max(_OBLIGATION.c.id), 0))


BY_PLAN = (ObligationKind.REPORT, ObligationKind.TASK)
_EVENTS = {
    ObligationState.MET: Event.MET,
    ObligationState.OPEN: Event.REOPENED,
    ObligationState.CANCELLED: Event.CANCELLED,
    ObligationState.LAPSED: Event.LAPSED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """An obligation by the plan as far as it takes to judge whether it is met."""

    id: int
    key: str
    kind: ObligationKind
    unit_id: int
    item_id: int | None
    period_code: str
    state: ObligationState
    due: date
    extended_from: date | None

    @property
    def due_by_rule(self) -> date:
        """When it would be due had nobody given longer."""
        return self.extended_from or self.due


_PERIODS = select(Period).order_by(col(Period.cutoff), col(Period.code))
_OPEN = (
    select(Obligation)
    .where(Obligation.state == ObligationState.OPEN)
    .order_by(col(Obligation.due), col(Obligation.id))
)
_BY_ID = (
    select(Obligation)
    .where(col(Obligation.id).in_(sa.bindparam("ids", expanding=True)))
    .order_by(col(Obligation.id))
)
_OPEN_BY = _OPEN.where(col(Obligation.due) <= sa.bindparam("due_by"))
_NAMES = ("id", "key", "kind", "unit_id", "item_id", "period_code", "state", "due", "extended_from")
_STANDING = sa.select(*(_OBLIGATION.c[name] for name in _NAMES)).where(_OBLIGATION.c.kind.in_(BY_PLAN))
_STANDING_OF = _STANDING.where(_OBLIGATION.c.unit_id == sa.bindparam("unit"))
_IN = _OBLIGATION.c.period_code.in_(sa.bindparam("periods", expanding=True))
_LONG_OPEN = (
    sa.select(_OBLIGATION.c.item_id)
    .where(_OBLIGATION.c.state == ObligationState.OPEN, _OBLIGATION.c.kind == ObligationKind.TASK, ~_IN)
    .scalar_subquery()
)
_STANDING_IN = _STANDING.where(
    (_OBLIGATION.c.state == ObligationState.OPEN) | _IN | _OBLIGATION.c.item_id.in_(_LONG_OPEN)
)


@read_once(Period)
def list_periods(session: Session) -> Sequence[Period]:
    """Every period known, by cut-off."""
    return session.scalars(_PERIODS).all()


def add_period(session: Session, row: dict[str, Any]) -> bool:
    """Insert a period; False where it stands already, whatever its due date has become."""
    return insert_new(session, _PERIOD, row, on=("code",))


def add_obligations(session: Session, rows: Sequence[dict[str, Any]], now: datetime) -> None:
    """Insert those whose key does not stand yet."""
    if not rows:
        return
    before = session.connection().execute(_NEWEST).scalar_one()
    insert_all_new(session, _OBLIGATION, rows, on=("key",))
    new = sa.select(_OBLIGATION.c.due, _OBLIGATION.c.state, _OBLIGATION.c.id).where(_OBLIGATION.c.id > before)
    by_due: dict[date, list[int]] = {}
    settled: dict[ObligationState, list[int]] = {}
    for due, state, obligation_id in session.connection().execute(new):
        by_due.setdefault(due, []).append(obligation_id)
        if state is not ObligationState.OPEN:
            settled.setdefault(state, []).append(obligation_id)
    for due, ids in by_due.items():
        note(session, ids, Event.LAID, now, due=due.isoformat())
    for state, ids in settled.items():
        note(session, ids, _EVENTS[state], now)


def list_standing(session: Session, unit_id: int) -> Sequence[Standing]:
    """Every obligation of a unit by the plan there ever was, as far as it takes to judge it."""
    return [Standing(*row) for row in session.execute(_STANDING_OF, {"unit": unit_id})]


@read_once(Obligation)
def standing_in(session: Session, periods: Collection[str]) -> Sequence[Standing]:
    """Every unit's obligations by the plan in these periods, and what is open from others.

    Of a task that is open from another period, all that there ever was.
    """
    return [Standing(*row) for row in session.execute(_STANDING_IN, {"periods": list(periods)})]


def standing_by_key(session: Session, keys: Collection[str]) -> dict[str, Standing]:
    """Those of these keys that there are."""
    if not keys:
        return {}
    rows = session.execute(_STANDING.where(_OBLIGATION.c.key.in_(keys)))
    return {one.key: one for one in (Standing(*row) for row in rows)}


@read_once(Obligation)
def obligations_by_id(session: Session, ids: Collection[int]) -> Mapping[int, Obligation]:
    rows = session.scalars(_BY_ID, {"ids": list(ids)}) if ids else ()
    return {one.id or 0: one for one in rows}


@read_once(Obligation)
def open_obligations(
    session: Session,
    *,
    unit_ids: Sequence[int] | None = None,
    period: str | None = None,
    due_by: date | None = None,
) -> Sequence[Obligation]:
    """What is still owed, by due date; of these units or of all, in this period or in any."""
    wanted = _OPEN if due_by is None else _OPEN_BY
    if unit_ids is not None:
        wanted = wanted.where(col(Obligation.unit_id).in_(unit_ids))
    if period is not None:
        wanted = wanted.where(Obligation.period_code == period)
    return session.scalars(wanted, {"due_by": due_by} if due_by is not None else {}).all()


def reports_of(session: Session, period: str) -> Sequence[Obligation]:
    """The report each unit owes for a period, met or not."""
    wanted = select(Obligation).where(
        Obligation.kind == ObligationKind.REPORT,
        Obligation.period_code == period,
        Obligation.state != ObligationState.CANCELLED,
    )
    return session.exec(wanted.order_by(col(Obligation.unit_id))).all()


def owed_around_meetings(session: Session) -> Sequence[Obligation]:
    """Duties of law and conclusions that are not done yet, by due date."""
    kinds = (ObligationKind.DUTY, ObligationKind.CONCLUSION)
    wanted = select(Obligation).where(
        Obligation.state == ObligationState.OPEN, col(Obligation.kind).in_(kinds)
    )
    return session.exec(wanted.order_by(col(Obligation.due), col(Obligation.id))).all()


def settle_obligations(
    session: Session,
    obligation_ids: Sequence[int],
    state: ObligationState,
    now: datetime,
    *,
    person_id: int | None = None,
) -> None:
    """Mark as met, cancelled, lapsed, or open again."""
    if obligation_ids:
        met_at = now if state is ObligationState.MET else None
        wanted = update(Obligation).where(col(Obligation.id).in_(obligation_ids))
        session.execute(wanted.values(state=state, met_at=met_at))
        note(session, obligation_ids, _EVENTS[state], now, person_id=person_id)


def confirm_due(session: Session, period: str, due: date, *, by: str, now: datetime) -> Sequence[Obligation]:
    """Fix the due date of a period; own dates in it become certain. What falls due with its report."""
    session.execute(
        update(Period)
        .where(col(Period.code) == period)
        .values(due=due, confirmed_at=now, confirmed_by=by)
        .execution_options(synchronize_session=False)
    )
    owed = update(Obligation).where(col(Obligation.period_code) == period)
    owed = owed.execution_options(synchronize_session=False)
    session.execute(owed.values(confirmed=True))
    session.expire_all()
    with_report = col(Obligation.reason).in_(("after_cutoff", "with_year_report"))
    return session.exec(select(Obligation).where(Obligation.period_code == period, with_report)).all()
