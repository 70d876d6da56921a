"""Progress updates: append-only, a version at a time, with the files that came with them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.once import read_once
from storage.tables import PlanItem, Progress, ProgressFile, StoredFile
from storage.vocabulary import ProgressState

_PROGRESS = Progress.__table__  # type: ignore[attr-defined]
_NAMES = ("unit_id", "item_id", "period_code", "id", "state")
_ALL_STATES = sa.select(*(_PROGRESS.c[name] for name in _NAMES)).order_by(_PROGRESS.c.version)
_IN_PERIODS = _PROGRESS.c.period_code.in_(sa.bindparam("periods", expanding=True))
_ON_ITEMS = _PROGRESS.c.item_id.in_(sa.bindparam("items", expanding=True))
_OF_UNITS = _PROGRESS.c.unit_id.in_(sa.bindparam("units", expanding=True))
# By whether some periods are asked for, and some units.
_STATES = {
    (False, False): _ALL_STATES,
    (False, True): _ALL_STATES.where(_OF_UNITS),
    (True, False): _ALL_STATES.where(_IN_PERIODS | _ON_ITEMS),
    (True, True): _ALL_STATES.where(_IN_PERIODS | _ON_ITEMS, _OF_UNITS),
}
_UPDATE = (
    (_PROGRESS.c.unit_id == sa.bindparam("unit"))
    & (_PROGRESS.c.item_id == sa.bindparam("item"))
    & (_PROGRESS.c.period_code == sa.bindparam("period"))
)
_LATEST = sa.select(func.max(_PROGRESS.c.version)).where(_UPDATE)
_LAST_RECEIPT = (
    sa.select(_PROGRESS.c.receipt)
    .where(_PROGRESS.c.receipt.startswith(sa.bindparam("year")))
    .order_by(_PROGRESS.c.id.desc())
    .limit(1)
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


@read_once(Progress)
def told_states(
    session: Session,
    unit_ids: Sequence[int] | None = None,
    periods: Collection[str] | None = None,
    items: Collection[int] = (),
) -> Mapping[tuple[int, int, str], tuple[int, ProgressState]]:
    """The id and state of the last version of each update, by (unit, item, period).

    Of these units or all; in these `periods`, and on these `items` in any, or on all in any.
    """
    values: dict[str, list[int] | list[str]] = {}
    if periods is not None:
        values |= {"periods": list(periods), "items": list(items)}
    if unit_ids is not None:
        values |= {"units": list(unit_ids)}
    rows = session.connection().execute(_STATES[periods is not None, unit_ids is not None], values).all()
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
    last = session.scalar(_LAST_RECEIPT, {"year": f"{year}-"})
    return f"{year}-{int(last.partition('-')[2]) + 1 if last else 1:05d}"


def latest_version_of(session: Session, unit_id: int, item_id: int, period: str) -> int:
    """The number of the last version of an update, 0 where there is none."""
    return session.scalar(_LATEST, {"unit": unit_id, "item": item_id, "period": period}) or 0


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
