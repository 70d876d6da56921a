"""Who did what, kept for good: ids and codes, never what people wrote."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from storage.tables import Audit

_DONE = col(Audit.action) == bindparam("action")
_LAST = select(Audit.at).where(_DONE).order_by(col(Audit.id).desc()).limit(1)
_RECORDED = select(Audit.subject).where(_DONE, col(Audit.subject).in_(bindparam("subjects", expanding=True)))


def record(
    session: Session, now: datetime, actor: str, action: str, subject: str, **detail: str | int | None
) -> None:
    session.add(Audit(at=now, actor=actor, action=action, subject=subject, detail=detail))


def count_records(session: Session, actor: str, action: str) -> int:
    """How often somebody has done this."""
    wanted = select(func.count()).select_from(Audit)
    return session.exec(wanted.where(col(Audit.actor) == actor, col(Audit.action) == action)).one()


def last_recorded(session: Session, action: str) -> datetime | None:
    """When this was last done."""
    return session.scalars(_LAST, {"action": action}).first()


def recorded_subjects(session: Session, action: str, subjects: Collection[str]) -> set[str]:
    """Those of these subjects to which this was done before."""
    known = {"action": action, "subjects": list(subjects)}
    return set(session.scalars(_RECORDED, known)) if subjects else set()
