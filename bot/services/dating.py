"""Moving due dates: by the rule they come from, or because a leader has given longer."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session

from storage.extensions import granted_until
from storage.journal import note
from storage.tables import Obligation
from storage.vocabulary import Event, Moved


def move_due(
    session: Session,
    owed: Iterable[Obligation],
    due: date,
    why: Moved,
    now: datetime,
    *,
    person_id: int | None = None,
) -> None:
    """Let these fall due on the day their rule says now; longer that was given counts while it is later."""
    moved = list(owed)
    granted = granted_until(session, [one.id or 0 for one in moved])
    for one in moved:
        longer = granted.get(one.id or 0)
        is_longer = longer is not None and longer > due
        one.extended_from = due if is_longer else None
        _set(session, one, longer if longer and is_longer else due, now, why=why, person_id=person_id)
    session.flush()


def extend(session: Session, one: Obligation, to: date, now: datetime, *, person_id: int) -> None:
    """Give longer, until `to`; the date by rule is kept."""
    one.extended_from = one.extended_from or one.due
    _set(session, one, to, now, why=Moved.EXTENSION, person_id=person_id)
    session.flush()


def _set(
    session: Session, one: Obligation, due: date, now: datetime, *, why: Moved, person_id: int | None
) -> None:
    """Each move arms the whole ladder anew."""
    session.add(one)
    if one.due == due:
        return
    detail = {"was": one.due.isoformat(), "is": due.isoformat(), "why": why.value}
    one.due, one.arming = due, one.arming + 1
    note(session, [one.id or 0], Event.DATED, now, person_id=person_id, arming=one.arming, **detail)
