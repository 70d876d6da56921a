"""A ward that owes something and in which every seat above is held: a head, an office, a leader."""

from datetime import date, datetime

from sqlmodel import Session, select

from bot.services.obligations import lay_out
from bot.services.reminders import remind_due
from storage.tables import Identity, Obligation, Outbox, Person, Seat
from storage.vocabulary import ObligationKind, ObligationState, Role
from tests.services.owing import CULTURE, SCHOOL, WARD, mark_sent, outbox, owing
from tests.ward import NOW, ZONE

HA, LONG = 4, 5


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def june(day: int, hour: int = 8, minute: int = 0) -> datetime:
    """In June 2026: the half-year report is due on Monday 15."""
    return at(date(2026, 6, day), hour, minute)


def whole_ward(session: Session) -> Session:
    """The owing ward with Hà as the head of culture and Long as a leader; the school owes nothing."""
    owing(session)
    for person_id, name, role in ((HA, "Hà", Role.HEAD), (LONG, "Long", Role.LEADER)):
        session.add(Person(id=person_id, name=name))
        session.flush()
        session.add(Seat(unit_id=CULTURE, role=role, person_id=person_id, since=NOW))
        session.add(Identity(person_id=person_id, channel="web", chat=name.lower(), linked_at=NOW))
    lay_out(session, WARD, NOW)
    for one in session.exec(select(Obligation).where(Obligation.unit_id == SCHOOL)):
        one.state = ObligationState.CANCELLED
    session.flush()
    return session


def days_pass(session: Session, first: datetime, *days: int) -> list[Outbox]:
    """A look each of these days at this hour, everything sent; what was written."""
    before = {row.id for row in outbox(session)}
    for day in days:
        remind_due(session, WARD, first.replace(day=day))
        mark_sent(session)
    return [row for row in outbox(session) if row.id not in before]


def day_of(row: Outbox) -> int:
    return WARD.day(row.created_at).day


def said_to(rows: list[Outbox], person_id: int) -> list[Outbox]:
    return [row for row in rows if row.person_id == person_id]


def owe(
    session: Session, kind: ObligationKind, unit_id: int, due: date, text: str, **more: object
) -> Obligation:
    """One more thing that is owed, in its own words."""
    one = Obligation.model_validate(
        {"key": f"{kind}:{text}", "kind": kind, "unit_id": unit_id, "due": due, "text": text, **more}
    )
    session.add(one)
    session.flush()
    return one
