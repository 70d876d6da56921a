"""Progress updates: append-only, a version at a time, with the files that came with them."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.tables import PlanItem, Progress, ProgressFile, StoredFile
from storage.vocabulary import ProgressState

_PROGRESS = Progress.__table__  # type: ignore[attr-defined]
_NAMES = ("unit_id", "item_id", "period_code", "id", "state")
_STATES = sa.select(*(_PROGRESS.c[name] for name in _NAMES)).order_by(_PROGRESS.c.version)
_STATES_IN = _STATES.where(
    _PROGRESS.c.period_code.in_(sa.bindparam("periods", expanding=True))
    | _PROGRESS.c.item_id.in_(sa.bindparam("items", expanding=True))
)
# The key of the lock under which receipts are numbered on PostgreSQL; any number nobody else uses.
_RECEIPTS = 2_026_001


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
    session: Session,
    unit_ids: Sequence[int] | None = None,
    periods: Collection[str] | None = None,
    items: Collection[int] = (),
) -> dict[tuple[int, int, str], tuple[int, ProgressState]]:
    """The id and state of the last version of each update, by (unit, item, period).

    Of these units or all; in these `periods`, and on these `items` in any, or on all in any.
    """
    wanted = _STATES if periods is None else _STATES_IN
    if unit_ids is not None:
        wanted = wanted.where(_PROGRESS.c.unit_id.in_(unit_ids))
    rows = session.execute(
        wanted, {} if periods is None else {"periods": list(periods), "items": list(items)}
    )
    return {(unit, item, code): (row, state) for unit, item, code, row, state in rows}


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
    session: Session, unit_ids: Sequence[int], limit: int = 10, *, item_id: int | None = None
) -> list[tuple[Progress, PlanItem]]:
    """The last updates of these units, of one item or any, newest first, each with its item."""
    wanted = select(Progress, PlanItem).join(PlanItem, col(PlanItem.id) == col(Progress.item_id))
    wanted = wanted.where(col(Progress.unit_id).in_(unit_ids))
    if item_id is not None:
        wanted = wanted.where(Progress.item_id == item_id)
    wanted = wanted.order_by(col(Progress.id).desc()).limit(limit)
    return [(progress, item) for progress, item in session.exec(wanted)]


def told_since(session: Session, unit_id: int, item_id: int, since: datetime) -> bool:
    """Whether a unit has told of an item since a moment."""
    wanted = select(Progress.id).where(
        Progress.unit_id == unit_id, Progress.item_id == item_id, Progress.created_at >= since
    )
    return session.exec(wanted.limit(1)).first() is not None


def next_receipt(session: Session, year: int) -> str:
    """The next receipt number of a reporting year, `2026-00042`.

    Whoever asks after us waits until our transaction ends, so that no number is given twice: SQLite has one
    writer, PostgreSQL takes a lock.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(sa.select(func.pg_advisory_xact_lock(_RECEIPTS)))
    wanted = select(Progress.receipt).where(col(Progress.receipt).startswith(f"{year}-"))
    last = session.exec(wanted.order_by(col(Progress.id).desc()).limit(1)).first()
    return f"{year}-{int(last.partition('-')[2]) + 1 if last else 1:05d}"


def latest_version_of(session: Session, unit_id: int, item_id: int, period: str) -> int:
    """The number of the last version of an update, 0 where there is none."""
    wanted = select(func.max(Progress.version)).where(
        Progress.unit_id == unit_id, Progress.item_id == item_id, Progress.period_code == period
    )
    return session.exec(wanted).one() or 0


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
