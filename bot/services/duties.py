"""The duties of law in the ledger: laid out from the schedule, moved with it, and let go with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from bot.domain.duties import STILL_TAKEN, Asked, Counts, Duty, MeetingDay, Name, asked, due_day, stands_as
from bot.domain.matching import face
from bot.services.dating import move_due
from bot.services.duty_rules import duties_in_force
from bot.services.ward import Ward
from storage.meeting_duties import (
    DutyRow,
    HeldOrPlanned,
    confirm_duties,
    is_active_unit,
    list_duties,
    meetings_since,
    office_unit,
)
from storage.obligations import add_obligations, obligations_by_id, settle_obligations
from storage.vocabulary import MeetingStatus, Moved, ObligationKind, ObligationState

# Further back nothing of a meeting is asked for any more, but for whether the year has had a dialogue.
_BACK = timedelta(days=120)
_OFF = (MeetingStatus.CANCELLED, MeetingStatus.POSTPONED)


def lay_out_duties(session: Session, ward: Ward, now: datetime) -> None:
    """Make the ledger say what the law asks around the meetings in the schedule."""
    today = ward.day(now)
    days = as_days(meetings_near(session, ward, now), ward)
    duties = duties_in_force(session)
    wanted = asked(duties, days, today, ward.calendar)
    standing = {row.key: row for row in list_duties(session, wanted)}
    if not wanted and not standing:
        return
    ledger = _Ledger(session, duties, today, now)
    ledger.lay([each for key, each in wanted.items() if key not in standing])
    ledger.judge(standing.values(), wanted)


def meetings_near(session: Session, ward: Ward, now: datetime) -> Sequence[HeldOrPlanned]:
    """The meetings that may cause anything now: this year's, and those not long past."""
    first = (ward.day(now) - _BACK).replace(month=1, day=1)
    return meetings_since(session, datetime.combine(first, time(), ward.zone))


def as_days(meetings: Sequence[HeldOrPlanned], ward: Ward) -> list[MeetingDay]:
    return [
        MeetingDay(
            one.id,
            one.kind,
            one.starts_at.astimezone(ward.zone).date(),
            one.status in _OFF,
            _by_chair(one.chair),
        )
        for one in meetings
    ]


def has_been(one: HeldOrPlanned, now: datetime) -> bool:
    """Whether it was held, said so or not."""
    return one.status is MeetingStatus.HELD or (one.status is MeetingStatus.UPCOMING and one.ends_at <= now)


def has_seat(session: Session) -> bool:
    """Whether anybody answers for what the law asks, where the office has named no unit."""
    return office_unit(session) is not None or all(
        is_active_unit(session, duty.unit_id) for duty in duties_in_force(session).values() if duty.on
    )


def _by_chair(chair: str) -> bool:
    """Whether the chairman receives in person: unless only others are named."""
    roles = face("", "", "", chair).roles
    return not roles or "chu tich" in roles


@dataclass(frozen=True)
class _Ledger:
    """What is written at one moment, under the duties in force."""

    session: Session
    duties: Mapping[Name, Duty]
    today: date
    now: datetime

    def lay(self, new: Sequence[Asked]) -> None:
        """Add what is not in the ledger yet, unless its day was past when the schedule came to be known."""
        office, rows = office_unit(self.session) if new else None, []
        for each in new:
            late = each.by_law < self.today
            if late and not (each.name is Name.ANNOUNCE and self.today < each.ends):
                continue
            if each.met is False and not each.known:
                continue
            unit_id = self._answers(each.name, office)
            if unit_id is not None:
                rows.append(self._row(each, unit_id))
        add_obligations(self.session, rows, self.now)

    def judge(self, rows: Iterable[DutyRow], wanted: Mapping[str, Asked]) -> None:
        """Write what has changed: states, due days, and whether the office stands behind a duty."""
        changed: dict[ObligationState, list[int]] = {}
        confirmed: dict[bool, list[int]] = {}
        moved: list[tuple[DutyRow, Asked]] = []
        for row in rows:
            each = wanted.get(row.key)
            state = self._state(row, each)
            if state is not row.state:
                changed.setdefault(state, []).append(row.id)
            if each is None or (state is not ObligationState.OPEN and row.of_day == each.of_day):
                continue
            if row.confirmed is not self.duties[each.name].confirmed:
                confirmed.setdefault(self.duties[each.name].confirmed, []).append(row.id)
            if self._due(row, each) != (row.extended_from or row.due) or row.of_day != each.of_day:
                moved.append((row, each))
        for state, ids in changed.items():
            settle_obligations(self.session, ids, state, self.now)
        for stands, ids in confirmed.items():
            confirm_duties(self.session, ids, confirmed=stands)
        self._move(moved)
        self._give_back(changed.get(ObligationState.OPEN, []))

    def _state(self, row: DutyRow, each: Asked | None) -> ObligationState:
        if each is not None:
            return stands_as(each, row.state, row.of_day, self.today)
        if row.state is not ObligationState.OPEN:
            return row.state
        past = row.due + STILL_TAKEN < self.today
        return ObligationState.LAPSED if past else ObligationState.CANCELLED

    def _due(self, row: DutyRow, each: Asked) -> date:
        again = row.state is ObligationState.CANCELLED
        return due_day(each, None if again else row.extended_from or row.due, row.of_day, self.today)

    def _move(self, moved: Sequence[tuple[DutyRow, Asked]]) -> None:
        found = obligations_by_id(self.session, [row.id for row, _each in moved])
        for row, each in moved:
            one, why = found[row.id], Moved.MEETING
            if row.of_day == each.of_day:
                by_calendar = self.duties[each.name].counts is Counts.WORKING_DAYS_BEFORE
                why = Moved.CALENDAR if by_calendar else Moved.CONFIRMED
            one.of_day, one.opens, one.meeting_id = each.of_day, each.opens, each.meeting_id
            self.session.add(one)
            move_due(self.session, [one], self._due(row, each), why, self.now)

    def _give_back(self, reopened: Sequence[int]) -> None:
        """What is asked for again of a unit that is none any more is asked of who answers for it now."""
        for one in obligations_by_id(self.session, reopened).values():
            if not is_active_unit(self.session, one.unit_id):
                unit_id = self._answers(Name(one.reason), office_unit(self.session))
                one.unit_id = one.unit_id if unit_id is None else unit_id
                self.session.add(one)
        self.session.flush()

    def _answers(self, name: Name, office: int | None) -> int | None:
        """The unit that answers for a duty: the one that is named, else the office's."""
        named = self.duties[name].unit_id
        return named if is_active_unit(self.session, named) else office

    def _row(self, each: Asked, unit_id: int) -> dict[str, Any]:
        return {
            "key": each.key,
            "kind": ObligationKind.DUTY,
            "unit_id": unit_id,
            "meeting_id": each.meeting_id,
            "due": max(each.by_law, self.today),
            "opens": each.opens,
            "of_day": each.of_day,
            "confirmed": self.duties[each.name].confirmed,
            "reason": each.name.value,
            "state": ObligationState.MET if each.met else ObligationState.OPEN,
            "met_at": self.now if each.met else None,
        }
