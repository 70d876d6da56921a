"""Who did what, kept for good: ids and codes, never what people wrote."""

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
