"""What meetings cause: duties of law and conclusions of dialogues, as far as it takes to judge them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col

from storage.journal import note
from storage.obligations import settle_obligations
from storage.once import read_once
from storage.tables import Meeting, Obligation, Seat, Unit
from storage.vocabulary import (
    Event,
    MeetingKind,
    MeetingStatus,
    ObligationKind,
    ObligationState,
    Role,
)

_OBLIGATION = Obligation.__table__  # type: ignore[attr-defined]
_MEETING = Meeting.__table__  # type: ignore[attr-defined]
_DUTY = ("id", "key", "state", "due", "extended_from", "of_day", "opens", "confirmed", "reason")
_IS_OPEN = _OBLIGATION.c.state == ObligationState.OPEN
_DUTIES = (
    select(*(_OBLIGATION.c[name] for name in _DUTY))
    .where(_OBLIGATION.c.kind == ObligationKind.DUTY)
    .where(_IS_OPEN | _OBLIGATION.c.key.in_(bindparam("keys", expanding=True)))
)
_OF_MEETING = ("id", "code", "topic", "kind", "starts_at", "ends_at", "status", "chair", "conclusion")
_SINCE = (
    select(*(_MEETING.c[name] for name in _OF_MEETING))
    .where(_MEETING.c.ends_at > bindparam("since"))
    .order_by(_MEETING.c.starts_at, _MEETING.c.id)
)
_CONCLUSIONS = (
    select(Obligation)
    .where(col(Obligation.kind) == ObligationKind.CONCLUSION)
    .order_by(col(Obligation.meeting_id), col(Obligation.id))
)
_CONCLUSIONS_OF = _CONCLUSIONS.where(col(Obligation.meeting_id).in_(bindparam("meetings", expanding=True)))
_OFFICE_UNIT = (
    select(col(Seat.unit_id))
    .join(Unit, col(Unit.id) == col(Seat.unit_id))
    .where(col(Seat.role) == Role.OFFICE, col(Unit.active))
    .order_by(col(Seat.id))
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty as it stands in the ledger."""

    id: int
    key: str
    state: ObligationState
    due: date
    extended_from: date | None
    of_day: date | None
    opens: date | None
    confirmed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class HeldOrPlanned:
    """A meeting as far as duties and conclusions ask of it."""

    id: int
    code: str
    topic: str
    kind: MeetingKind
    starts_at: datetime
    ends_at: datetime
    status: MeetingStatus
    chair: str
    conclusion: str


@read_once(Meeting)
def meetings_since(session: Session, since: datetime) -> Sequence[HeldOrPlanned]:
    """Every meeting that ends after this moment, in order."""
    return [HeldOrPlanned(*row) for row in session.connection().execute(_SINCE, {"since": since}).all()]


@read_once(Obligation)
def list_duties(session: Session, keys: Collection[str]) -> Sequence[DutyRow]:
    """Every duty of law that is open, or has one of these keys."""
    return [DutyRow(*row) for row in session.connection().execute(_DUTIES, {"keys": list(keys)})]


@read_once(Obligation)
def conclusions_of(session: Session, meeting_ids: Collection[int] | None = None) -> Sequence[Obligation]:
    """What was concluded in these dialogues, or in any, as it stands in the ledger, oldest first."""
    if meeting_ids is None:
        return list(session.scalars(_CONCLUSIONS))
    return list(session.scalars(_CONCLUSIONS_OF, {"meetings": list(meeting_ids)}))


def conclusions_by_code(session: Session, codes: Collection[str]) -> dict[str, list[Obligation]]:
    """The same by the code of the dialogue."""
    wanted = (
        select(col(Meeting.code), Obligation)
        .join(Meeting, col(Meeting.id) == col(Obligation.meeting_id))
        .where(col(Obligation.kind) == ObligationKind.CONCLUSION, col(Meeting.code).in_(codes))
    )
    found: dict[str, list[Obligation]] = {}
    for code, one in session.execute(wanted.order_by(col(Obligation.id))) if codes else ():
        found.setdefault(code, []).append(one)
    return found


@read_once(Seat, Unit)
def office_unit(session: Session) -> int | None:
    """The unit of the office's first seat."""
    return session.scalars(_OFFICE_UNIT).first()


def is_active_unit(session: Session, unit_id: int | None) -> bool:
    unit = session.get(Unit, unit_id) if unit_id is not None else None
    return unit is not None and unit.active


def confirm_duties(session: Session, ids: Collection[int], *, confirmed: bool) -> None:
    """Mark that the office stands behind what these ask for, or does not any more."""
    if ids:
        wanted = update(Obligation).where(col(Obligation.id).in_(ids))
        session.execute(wanted.values(confirmed=confirmed))


def give_duties(session: Session, reason: str, unit_id: int, now: datetime, person_id: int | None) -> None:
    """Let another unit answer for what is still owed of a duty."""
    wanted: Any = select(Obligation).where(
        col(Obligation.kind) == ObligationKind.DUTY,
        col(Obligation.reason) == reason,
        col(Obligation.state) == ObligationState.OPEN,
        col(Obligation.unit_id) != unit_id,
    )
    given = list(session.scalars(wanted))
    for one in given:
        one.unit_id = unit_id
        session.add(one)
    session.flush()
    note(session, [one.id or 0 for one in given], Event.HANDED, now, person_id=person_id, to=unit_id)


def forget_meetings(session: Session, meeting_ids: Collection[int], now: datetime) -> None:
    """Before meetings are deleted: what they asked for is asked for no more, and stays as history."""
    of_these = list(session.scalars(select(Obligation).where(col(Obligation.meeting_id).in_(meeting_ids))))
    still = [one.id or 0 for one in of_these if one.state is ObligationState.OPEN]
    for one in of_these:
        one.meeting_id = None
        session.add(one)
    session.flush()
    settle_obligations(session, still, ObligationState.CANCELLED, now)
