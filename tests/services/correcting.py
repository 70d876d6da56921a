"""Everybody was told a day that may move afterwards, and what they are told then."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, select

from bot.services.corrections import recheck_correction
from bot.services.pushes import look
from bot.services.rules import in_force
from storage.corrections import KEY
from storage.rules import set_day
from storage.tables import (
    Obligation,
    Outbox,
)
from storage.vocabulary import Delivery
from tests.services.owing import WARD, mark_sent, outbox, owing

MONDAY, FRIDAY = date(2026, 6, 15), date(2026, 6, 19)
# A Wednesday in the week before the first half of the year is due.
BEFORE = datetime(2026, 6, 10, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def tell_monday(session: Session) -> Session:
    look(owing(session), WARD, BEFORE)
    mark_sent(session)
    session.flush()
    return session


def take_off(session: Session, *days: date) -> None:
    for day in days:
        set_day(session, day, works=False, name="Nghỉ bù", now=BEFORE, by="test")


def corrections(session: Session) -> list[Outbox]:
    return [row for row in outbox(session) if (row.key or "").startswith(KEY)]


def said(session: Session, person_id: int) -> list[list[str]]:
    """The lines of each correction written for somebody."""
    return [row.say["text"].splitlines() for row in corrections(session) if row.person_id == person_id]


def send(session: Session, now: datetime) -> list[Delivery]:
    """Send what waits as the outbox would: judged again, and rewritten or dropped."""
    fates = []
    for row in corrections(session):
        if row.state is Delivery.QUEUED:
            say = recheck_correction(session, row, in_force(session, WARD), now)
            row.say, row.state = (row.say, Delivery.DROPPED) if say is None else (say, Delivery.SENT)
            session.add(row)
            fates.append(row.state)
    session.flush()
    return fates


def due_of(session: Session, key: str) -> date:
    session.expire_all()
    return session.exec(select(Obligation).where(Obligation.key == key)).one().due
