"""The owing ward with leaders, a head and an office, where the report of culture is asked longer for."""

from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from bot.services.extension_notices import tell_deciders
from bot.services.extensions import ask_longer
from bot.services.ledger import lay_out
from storage.extensions import Request
from storage.people import find_officer
from storage.tables import Identity, Obligation, Outbox, Person, Seat
from storage.vocabulary import Role
from tests.services.owing import CULTURE, WARD, WORKS, owing
from tests.ward import NOW

# Tuesday, 8:00 in the ward: the first rung of the half-year report, which is due on 15 June.
MORNING = datetime(2026, 5, 26, 1, tzinfo=UTC)
DUE, WANTED = date(2026, 6, 15), date(2026, 6, 22)
DUNG, EM, GIANG = 4, 5, 6
REASON = "Chờ số liệu của 3 khu phố"


def seat(session: Session, name: str, role: Role, unit: int = CULTURE, *, linked: bool = True) -> int:
    person = Person(name=name)
    session.add(person)
    session.flush()
    person_id = person.id or 0
    session.add(Seat(unit_id=unit, role=role, person_id=person_id, since=NOW))
    if linked:
        session.add(Identity(person_id=person_id, channel="web", chat=name.lower(), linked_at=NOW))
    session.flush()
    return person_id


def governed(session: Session) -> Session:
    """Dũng and Em lead the ward, Giang heads culture."""
    owing(session)
    assert seat(session, "Dũng", Role.LEADER) == DUNG
    assert seat(session, "Em", Role.LEADER, WORKS) == EM
    assert seat(session, "Giang", Role.HEAD) == GIANG
    lay_out(session, WARD, NOW)
    return session


def report(session: Session) -> Obligation:
    """What culture owes for the half year."""
    return session.exec(select(Obligation).where(Obligation.key == f"report:2026-H1:{CULTURE}")).one()


def another(session: Session, due: date = DUE) -> Obligation:
    """A second thing that culture owes."""
    one = Obligation.model_validate(
        {**report(session).model_dump(exclude={"id"}), "key": "another", "due": due}
    )
    session.add(one)
    session.flush()
    return one


def asked(
    session: Session, wanted: date = WANTED, *, by: str = "an", now: datetime = MORNING, reason: str = REASON
) -> Request:
    officer = find_officer(session, "web", by, WARD.day(now))
    assert officer is not None
    one = report(session).id or 0
    request = ask_longer(session, WARD, officer, one, wanted=wanted, reason=reason, now=now)
    tell_deciders(session, WARD, request, now)
    return request


def notices(session: Session, kind: str) -> dict[int, str]:
    """What each person was told of requests in this way, by id."""
    session.expire_all()
    rows = session.exec(
        select(Outbox).where(col(Outbox.key).like(f"longer:%:{kind}:%")).order_by(col(Outbox.id))
    )
    return {row.person_id or 0: str(row.say["text"]) for row in rows}
