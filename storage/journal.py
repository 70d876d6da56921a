"""The journal of the ledger: what happened to each obligation, a line at a time, never changed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlmodel import Session, col

from storage.once import read_once
from storage.tables import Entry, Obligation
from storage.vocabulary import Event, ObligationState

_TABLE = Entry.__table__  # type: ignore[attr-defined]
_OF = (
    select(Entry)
    .where(col(Entry.obligation_id).in_(bindparam("obligations", expanding=True)))
    .order_by(col(Entry.id))
)
_LAPSED = (
    select(col(Entry.id), col(Entry.at), Obligation)
    .join(Obligation, col(Obligation.id) == col(Entry.obligation_id))
    .where(col(Obligation.state) == ObligationState.LAPSED)
    .where(col(Entry.what) == Event.LAPSED, col(Entry.at) >= bindparam("since"))
    .order_by(col(Obligation.unit_id), col(Entry.id))
)


def note(
    session: Session,
    obligation_ids: Collection[int],
    what: Event,
    now: datetime,
    *,
    person_id: int | None = None,
    **detail: str | int | None,
) -> None:
    """Write the same line for each of these obligations; `detail` holds ids and dates, no people's words."""
    if obligation_ids:
        line = {"at": now, "what": what, "person_id": person_id, "detail": detail}
        rows = [{"obligation_id": obligation_id, **line} for obligation_id in obligation_ids]
        session.connection().execute(insert(_TABLE), rows)


@read_once(Entry)
def entries_of(session: Session, obligation_ids: Collection[int]) -> Mapping[int, Sequence[Entry]]:
    """The lines of each of these obligations, oldest first."""
    found: dict[int, list[Entry]] = {}
    for entry in session.scalars(_OF, {"obligations": list(obligation_ids)}) if obligation_ids else ():
        found.setdefault(entry.obligation_id, []).append(entry)
    return found


def entries_about(session: Session, obligation_ids: Sequence[int], what: Event) -> list[Entry]:
    """The lines of one kind, oldest first."""
    wanted = select(Entry).where(col(Entry.obligation_id).in_(obligation_ids), col(Entry.what) == what)
    return list(session.scalars(wanted.order_by(col(Entry.id)))) if obligation_ids else []


def lapsed_since(session: Session, since: datetime) -> list[tuple[int, datetime, Obligation]]:
    """(line, when, what) for all that has lapsed since then and still has, by unit and line."""
    return [(row[0], row[1], row[2]) for row in session.execute(_LAPSED, {"since": since})]
