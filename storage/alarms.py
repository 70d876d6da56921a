"""What is wrong now and has been told."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from storage.tables import Alarm
from storage.upsert import insert_new

_TABLE = Alarm.__table__  # type: ignore[attr-defined]


def set_alarm(session: Session, subject: str, detail: dict[str, Any], now: datetime) -> bool:
    """Note that something is wrong; False where it was noted before."""
    return insert_new(session, _TABLE, {"subject": subject, "since": now, "detail": detail}, on=("subject",))


def alarm_on(session: Session, subject: str) -> Alarm | None:
    return session.get(Alarm, subject)


def lift_alarm(session: Session, subject: str) -> None:
    session.connection().execute(_TABLE.delete().where(_TABLE.c.subject == subject))
    session.expire_all()


def list_alarms(session: Session) -> list[Alarm]:
    """What is wrong now, the oldest first."""
    return list(session.exec(select(Alarm).order_by(col(Alarm.since))))
