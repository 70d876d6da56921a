"""Who did what, kept for good: ids and codes, never what people wrote."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, func, select

from storage.tables import Audit


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
    wanted = select(Audit.at).where(col(Audit.action) == action).order_by(col(Audit.id).desc())
    return session.exec(wanted.limit(1)).first()


def recorded_subjects(session: Session, action: str, subjects: Collection[str]) -> set[str]:
    """Those of these subjects to which this was done before."""
    wanted = select(Audit.subject).where(col(Audit.action) == action, col(Audit.subject).in_(subjects))
    return set(session.exec(wanted)) if subjects else set()
