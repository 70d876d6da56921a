"""Periods that are closed, as they stood then, and the updates that came in them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.tables import (
    Obligation,
    Period,
    PlanItem,
    Progress,
    ProgressFile,
    Pulse,
    Snapshot,
    StoredFile,
    Unit,
)
from storage.upsert import insert_new, upsert
from storage.vocabulary import ObligationKind

_SNAPSHOT = Snapshot.__table__  # type: ignore[attr-defined]
_PULSE = Pulse.__table__  # type: ignore[attr-defined]
_PROGRESS = Progress.__table__  # type: ignore[attr-defined]
_LOOKED = sa.select(_PULSE.c.at).where(_PULSE.c.name == "addenda")
_NEWEST = select(Snapshot).where(
    col(Snapshot.id).in_(sa.select(sa.func.max(_SNAPSHOT.c.id)).group_by(_SNAPSHOT.c.period_code))
)
_IS_NEW = (_PROGRESS.c.id > sa.bindparam("through")) | (_PROGRESS.c.created_at >= sa.bindparam("since"))
_NEWS = (
    sa.select(_PROGRESS.c.id)
    .where(_PROGRESS.c.period_code == sa.bindparam("period"), _IS_NEW)
    .where(_PROGRESS.c.created_at < sa.bindparam("before"))
    .limit(1)
)
_TAKEN = sa.select(_SNAPSHOT.c.period_code).where(_SNAPSHOT.c.number == 0)
_TO_CLOSE = (
    select(Period)
    .where(col(Period.due) < sa.bindparam("before"), col(Period.code).not_in(_TAKEN))
    .order_by(col(Period.cutoff), col(Period.code))
)


def periods_to_close(session: Session, before: date) -> Sequence[Period]:
    """Periods that were due before this day and of which there is no snapshot yet."""
    return session.scalars(_TO_CLOSE, {"before": before}).all()


def keep_snapshot(session: Session, row: dict[str, Any]) -> bool:
    """Write a snapshot; False where the period has one of that number."""
    return insert_new(session, _SNAPSHOT, row, on=("period_code", "number"))


def snapshots_of(session: Session, period: str) -> Sequence[Snapshot]:
    """Those of one period, by number."""
    wanted = select(Snapshot).where(Snapshot.period_code == period)
    return session.exec(wanted.order_by(col(Snapshot.number))).all()


def newest_snapshots(session: Session) -> dict[str, Snapshot]:
    """The last snapshot of each closed period."""
    return {row.period_code: row for row in session.scalars(_NEWEST)}


def closed_at(session: Session, period: str | None) -> datetime | None:
    """Up to when a period's snapshot reaches; None while it is open."""
    wanted = sa.select(_SNAPSHOT.c.until).where(_SNAPSHOT.c.period_code == period, _SNAPSHOT.c.number == 0)
    at: datetime | None = session.connection().execute(wanted).scalar_one_or_none()
    return at


def newest_update(session: Session) -> int:
    """The number of the last update stored, 0 for none."""
    wanted = sa.select(sa.func.coalesce(sa.func.max(_PROGRESS.c.id), 0))
    number: int = session.connection().execute(wanted).scalar_one()
    return number


def has_news(session: Session, period: str, through: int, since: datetime, before: datetime) -> bool:
    """Whether an update of the period from before that moment is not in a snapshot reaching so far."""
    values = {"period": period, "through": through, "since": since, "before": before}
    return session.connection().execute(_NEWS, values).first() is not None


def reports_ever(session: Session, period: str) -> Sequence[Obligation]:
    """The report of the period that each unit owes or has owed."""
    wanted = select(Obligation).where(
        Obligation.kind == ObligationKind.REPORT, Obligation.period_code == period
    )
    return session.exec(wanted.order_by(col(Obligation.unit_id))).all()


def told_in(session: Session, period: str) -> Sequence[Any]:
    """Every version of every update of a period, as plain rows."""
    return session.connection().execute(sa.select(_PROGRESS).where(_PROGRESS.c.period_code == period)).all()


def files_by_update(session: Session, period: str) -> dict[int, list[tuple[str, str]]]:
    """(sha256, name) of the files that came with each update of a period."""
    wanted = (
        sa.select(col(ProgressFile.progress_id), col(StoredFile.sha256), col(StoredFile.name))
        .join(StoredFile, col(StoredFile.id) == col(ProgressFile.file_id))
        .join(Progress, col(Progress.id) == col(ProgressFile.progress_id))
        .where(col(Progress.period_code) == period)
    )
    files: dict[int, list[tuple[str, str]]] = {}
    for progress_id, sha256, name in session.connection().execute(wanted):
        files.setdefault(progress_id, []).append((sha256, name))
    return files


def names_then(
    session: Session, unit_ids: Collection[int], item_ids: Collection[int]
) -> tuple[list[Unit], list[PlanItem]]:
    """Units and tasks by id, also those that are gone."""
    units = select(Unit).where(col(Unit.id).in_(unit_ids)).order_by(col(Unit.id))
    items = select(PlanItem).where(col(PlanItem.id).in_(item_ids)).order_by(col(PlanItem.id))
    return list(session.exec(units)), list(session.exec(items))


def looked_at(session: Session) -> datetime | None:
    """When addenda were looked for last."""
    at: datetime | None = session.connection().execute(_LOOKED).scalar_one_or_none()
    return at


def keep_looked(session: Session, now: datetime) -> None:
    upsert(session, _PULSE, {"name": "addenda", "at": now}, on=("name",))
