"""Requests for longer: asked for, decided once, or fallen with their cause."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from storage.once import read_once
from storage.reminders import ARRIVED
from storage.tables import Extension, Obligation, Outbox, Person, Reminder, Unit
from storage.vocabulary import Decision, MessageKind, Role

_TABLE = Extension.__table__  # type: ignore[attr-defined]
_REQUESTS = (
    select(Extension, Obligation, col(Person.name), col(Unit.name))
    .join(Obligation, col(Obligation.id) == col(Extension.obligation_id))
    .join(Person, col(Person.id) == col(Extension.asked_by))
    .join(Unit, col(Unit.id) == col(Obligation.unit_id))
    .order_by(col(Extension.id))
    .execution_options(populate_existing=True)
)
_OPEN = _REQUESTS.where(col(Extension.decision) == Decision.ASKED)


@dataclass(frozen=True)
class Request:
    """A request with what it is about and who asked for which unit."""

    extension: Extension
    obligation: Obligation
    asker: str
    unit: str

    @property
    def id(self) -> int:
        return self.extension.id or 0


def add_extension(
    session: Session, obligation_id: int, *, asked_by: int, wanted: date, reason: str, now: datetime
) -> int:
    """Note a request; its id."""
    extension = Extension(
        obligation_id=obligation_id, asked_by=asked_by, asked_at=now, wanted=wanted, reason=reason
    )
    session.add(extension)
    session.flush()
    return extension.id or 0


def hold(session: Session, obligation_id: int) -> None:
    """Let nobody else ask, decide or settle the same meanwhile, and see it as it stands now."""
    one = select(Obligation).where(col(Obligation.id) == obligation_id)
    session.scalars(one.with_for_update().execution_options(populate_existing=True)).first()


def find_request(session: Session, extension_id: int) -> Request | None:
    """The request with this id, decided or not, as it stands now."""
    found = session.execute(_REQUESTS.where(col(Extension.id) == extension_id)).first()
    return Request(*found) if found is not None else None


@read_once(Extension, Obligation, Person, Unit)
def open_requests(session: Session) -> Sequence[Request]:
    """Every request nobody has decided on, the oldest first."""
    return [Request(*row) for row in session.execute(_OPEN)]


def asked_for(session: Session, obligation_ids: Collection[int]) -> dict[int, Extension]:
    """The request that waits for a decision, by obligation."""
    if not obligation_ids:
        return {}
    waits = col(Extension.obligation_id).in_(obligation_ids), col(Extension.decision) == Decision.ASKED
    found = session.scalars(select(Extension).where(*waits).order_by(col(Extension.id)))
    return {extension.obligation_id: extension for extension in found}


def newer_request(session: Session, extension: Extension) -> bool:
    """Whether longer was asked for again after this."""
    same = col(Extension.obligation_id) == extension.obligation_id
    later = select(col(Extension.id)).where(same, col(Extension.id) > extension.id).limit(1)
    return session.scalars(later).first() is not None


def settle_request(
    session: Session,
    extension_id: int,
    decision: Decision,
    now: datetime,
    *,
    person_id: int | None = None,
    granted: date | None = None,
    answer: str = "",
) -> bool:
    """Close a request, by somebody's decision or because its cause went; False where it was closed before."""
    values = {
        "decision": decision,
        "granted": granted,
        "answer": answer,
        "decided_by": person_id,
        "decided_at": now,
    }
    this = (_TABLE.c.id == extension_id) & (_TABLE.c.decision == Decision.ASKED)
    session.flush()
    closed = session.connection().execute(update(_TABLE).where(this).values(values))
    session.expire_all()
    return closed.rowcount == 1


def told_on(session: Session, obligation_id: int) -> list[datetime]:
    """When reminders of an obligation left, to whomever, the oldest first."""
    reminds = col(Outbox.kind).in_((MessageKind.REMINDER, MessageKind.ESCALATION))
    wanted = (
        select(col(Outbox.id), col(Outbox.created_at))
        .join(Reminder, col(Reminder.outbox_id) == col(Outbox.id))
        .where(col(Reminder.obligation_id) == obligation_id, col(Outbox.state).in_(ARRIVED), reminds)
        .distinct()
        .order_by(col(Outbox.id))
    )
    return [at for _id, at in session.execute(wanted)]


def roles_told(session: Session, obligation_id: int) -> dict[int, Role]:
    """What each person was last told of an obligation as."""
    told = select(col(Reminder.person_id), col(Reminder.role)).where(
        col(Reminder.obligation_id) == obligation_id
    )
    return {row[0]: row[1] for row in session.execute(told.order_by(col(Reminder.id)))}


def extensions_of(session: Session, obligation_ids: Collection[int]) -> dict[int, list[Extension]]:
    """Every request there ever was for these obligations, the newest first."""
    wanted = select(Extension).where(col(Extension.obligation_id).in_(obligation_ids))
    found: dict[int, list[Extension]] = {}
    for each in session.scalars(wanted.order_by(col(Extension.id).desc())) if obligation_ids else ():
        found.setdefault(each.obligation_id, []).append(each)
    return found


def granted_until(session: Session, obligation_ids: Collection[int]) -> dict[int, date]:
    """The day a leader last gave for each of these, if any."""
    agreed = col(Extension.decision) == Decision.AGREED, col(Extension.granted).is_not(None)
    wanted = select(col(Extension.obligation_id), col(Extension.granted)).where(*agreed)
    wanted = wanted.where(col(Extension.obligation_id).in_(obligation_ids)).order_by(col(Extension.id))
    return {row[0]: row[1] for row in session.execute(wanted)} if obligation_ids else {}


def move_extension(session: Session, extension: Extension, obligation_id: int) -> bool:
    """Let a request be about another obligation; whether it still waits for a decision."""
    extension.obligation_id = obligation_id
    session.add(extension)
    session.flush()
    return extension.decision is Decision.ASKED
