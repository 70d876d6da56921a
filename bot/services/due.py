"""What is due to whom now: open obligations whose rung has come, by the person who answers for the unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import Session

from bot.domain.ladder import BEFORE, rung_day, rung_due
from bot.services.desk import Ward
from bot.services.obligations import STILL_TAKEN
from storage.obligations import list_periods, open_obligations
from storage.people import Holder, list_holders
from storage.reminders import Said, said_of_open, snoozes
from storage.tables import Obligation
from storage.vocabulary import Delivery, ObligationKind, Role


@dataclass(frozen=True)
class Due:
    """An obligation whose `rung` has come; `news` where it has not been said, `waits` where not yet sent."""

    obligation: Obligation
    rung: int
    news: bool
    waits: bool


@dataclass(frozen=True)
class DueTo:
    """Everything that is due to one person now, the most urgent first."""

    holder: Holder
    dues: tuple[Due, ...]

    @property
    def has_news(self) -> bool:
        return any(due.news for due in self.dues)


def due_now(
    session: Session, ward: Ward, now: datetime, person_id: int | None = None, *, snoozed: bool = False
) -> list[DueTo]:
    """Everybody something is due to, or one person; what they asked to hear later only where `snoozed`."""
    holders = list_holders(session, Role.FOCAL, person_id)
    owed = _owed(session, ward, ward.day(now), None if person_id is None else [h.unit_id for h in holders])
    if not owed:
        return []
    # What was said before the day of a rung does not count, so nothing older than the oldest is needed.
    oldest = datetime.combine(min(came for _obligation, _rung, came in owed), time(), ward.zone)
    said, quiet = said_of_open(session, oldest, person_id), snoozes(session)
    by_person: dict[int, tuple[Holder, list[Due]]] = {}
    for holder in holders:
        for obligation, rung, came in owed:
            assert obligation.id is not None
            until = quiet.get((holder.person_id, obligation.id))
            if obligation.unit_id == holder.unit_id and (snoozed or until is None or until <= now):
                before = said.get((obligation.id, rung, holder.person_id))
                due = Due(obligation, rung, _is_news(before, came, until, ward), _waits(before))
                by_person.setdefault(holder.person_id, (holder, []))[1].append(due)
    return [DueTo(holder, tuple(sorted(dues, key=_urgency))) for holder, dues in by_person.values()]


def _owed(
    session: Session, ward: Ward, today: date, unit_ids: Sequence[int] | None
) -> list[tuple[Obligation, int, date]]:
    """Open obligations with the rung that has come and its day; a report only while its period takes it."""
    horizon = ward.calendar.add(today, 1 - BEFORE[0])
    closed = {period.code for period in list_periods(session) if period.cutoff + STILL_TAKEN < today}
    rungs: dict[date, int | None] = {}
    owed = []
    for obligation in open_obligations(session, unit_ids=unit_ids, due_by=horizon):
        due = obligation.due
        if due not in rungs:
            rungs[due] = rung_due(due, today, ward.calendar)
        rung = rungs[due]
        late = obligation.kind is ObligationKind.REPORT and obligation.period_code in closed
        if rung is not None and not late:
            owed.append((obligation, rung, rung_day(due, rung, ward.calendar)))
    return owed


def _is_news(before: Said | None, came: date, until: datetime | None, ward: Ward) -> bool:
    """Not said since the rung's day came (it may have moved), nor since the quiet asked for ended."""
    if before is None or ward.day(before.at) < came:
        return True
    return until is not None and before.at < until


def _waits(before: Said | None) -> bool:
    return before is not None and before.state is Delivery.QUEUED


def _urgency(due: Due) -> tuple[date, int]:
    return due.obligation.due, due.obligation.id or 0
