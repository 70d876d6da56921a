"""Progress updates: append-only, a version at a time, with the files that came with them."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.tables import PlanItem, Progress, ProgressFile, StoredFile
from storage.vocabulary import ProgressState


def latest_updates(
    session: Session, *, period: str | None = None, unit_ids: Sequence[int] | None = None
) -> dict[tuple[int, int, str], Progress]:
    """The last version of each update, by (unit, item, period)."""
    wanted = select(Progress).order_by(col(Progress.version))
    if period is not None:
        wanted = wanted.where(Progress.period_code == period)
    if unit_ids is not None:
        wanted = wanted.where(col(Progress.unit_id).in_(unit_ids))
    return {(row.unit_id, row.item_id, row.period_code): row for row in session.exec(wanted)}


def told_states(
    session: Session, unit_ids: Sequence[int] | None = None, period: str | None = None
) -> dict[tuple[int, int, str], tuple[int, ProgressState]]:
    """The id and state of the last version of each update, by (unit, item, period)."""
    table = Progress.__table__  # type: ignore[attr-defined]
    names = ("unit_id", "item_id", "period_code", "id", "state")
    wanted = sa.select(*(table.c[name] for name in names)).order_by(table.c.version)
    if unit_ids is not None:
        wanted = wanted.where(table.c.unit_id.in_(unit_ids))
    if period is not None:
        wanted = wanted.where(table.c.period_code == period)
    return {(unit, item, code): (row, state) for unit, item, code, row, state in session.execute(wanted)}


def previous_update(session: Session, unit_id: int, item_id: int, period: str) -> Progress | None:
    """The last update of an item in any period but this one."""
    wanted = select(Progress).where(
        Progress.unit_id == unit_id, Progress.item_id == item_id, Progress.period_code != period
    )
    return session.exec(wanted.order_by(col(Progress.created_at).desc()).limit(1)).first()


def versions_of(session: Session, unit_id: int, item_id: int, period: str) -> Sequence[Progress]:
    """Every version of one update, oldest first."""
    wanted = select(Progress).where(
        Progress.unit_id == unit_id, Progress.item_id == item_id, Progress.period_code == period
    )
    return session.exec(wanted.order_by(col(Progress.version))).all()


def recent_updates(
    session: Session, unit_ids: Sequence[int], limit: int = 10
) -> list[tuple[Progress, PlanItem]]:
    """The last updates of these units, newest first, each with its item."""
    wanted = select(Progress, PlanItem).join(PlanItem, col(PlanItem.id) == col(Progress.item_id))
    wanted = wanted.where(col(Progress.unit_id).in_(unit_ids)).order_by(col(Progress.id).desc()).limit(limit)
    return [(progress, item) for progress, item in session.exec(wanted)]


def count_updates(session: Session, year: int) -> int:
    """How many updates were received in a calendar year of UTC."""
    start, end = f"{year}-", f"{year + 1}-"
    wanted = select(func.count()).select_from(Progress)
    return session.exec(wanted.where(Progress.receipt >= start, Progress.receipt < end)).one()


def keep_file(
    session: Session,
    *,
    sha256: str,
    name: str,
    mime: str,
    size: int,
    channel: str,
    chat: str,
    now: datetime,
) -> int:
    """Note an upload; its id."""
    row = StoredFile(
        sha256=sha256, name=name, mime=mime, size=size, channel=channel, chat=chat, created_at=now
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def files_of(session: Session, progress_id: int) -> Sequence[StoredFile]:
    """The files of one version of an update."""
    wanted = select(StoredFile).join(ProgressFile, col(ProgressFile.file_id) == col(StoredFile.id))
    return session.exec(
        wanted.where(ProgressFile.progress_id == progress_id).order_by(col(StoredFile.id))
    ).all()
