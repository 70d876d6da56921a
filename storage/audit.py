"""Who did what, kept for good: ids and codes, never what people wrote."""

from datetime import datetime

from sqlmodel import Session

from storage.tables import Audit


def record(
    session: Session, now: datetime, actor: str, action: str, subject: str, **detail: str | int | None
) -> None:
    session.add(Audit(at=now, actor=actor, action=action, subject=subject, detail=detail))
