"""What is due to whom now: open obligations whose rung has come, by whoever answers for them or is above."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlmodel import Session

from bot.domain.fairness import ON_TIME, Late
from bot.domain.ladder import ROLES, Ladder, ladder_of, longest_ahead, rung_day, rung_due
from bot.services.lateness import lateness
from bot.services.obligations import STILL_TAKEN
from bot.services.recipients import Recipient, recipients
from bot.services.ward import Ward
from storage.obligations import list_periods, open_obligations
from storage.reminders import Said, last_told, said_of_open, snoozes
from storage.tables import Obligation
from storage.vocabulary import Delivery, MessageKind, ObligationKind, Role
from storage.ways import held_roles

# Who hears of every unit.
WHOLE_WARD = (Role.OFFICE, Role.LEADER)


@dataclass(frozen=True)
class Due:
    """An obligation whose `rung` has come for somebody who hears of it as `role`.

    `news` where that has not been said to them, `waits` where it has not been sent yet; `own` where they
    answer for it themselves. `late` is how late it is, `last` says that it is due today. What has only to be
    said again is `repeat`: no news before so many working days have passed since they were told anything.
    """

    obligation: Obligation
    rung: int
    news: bool
    waits: bool
    role: Role = Role.FOCAL
    own: bool = True
    late: Late = ON_TIME
    last: bool = False
    repeat: int = 0


@dataclass(frozen=True)
class DueTo:
    """Everything that is due to one person now: their own things first, then by whom they hear it as."""

    holder: Recipient
    dues: tuple[Due, ...]

    @property
    def has_news(self) -> bool:
        return any(due.news for due in self.dues)

    @property
    def is_last_call(self) -> bool:
        """Whether something of their own is due today that they have not been told is."""
        return any(due.news and due.last for due in self.dues)

    @property
    def own(self) -> tuple[Due, ...]:
        """What they answer for themselves."""
        return tuple(due for due in self.dues if due.own)

    @property
    def kind(self) -> MessageKind:
        return MessageKind.REMINDER if self.own else MessageKind.ESCALATION


def due_now(
    session: Session, ward: Ward, now: datetime, person_id: int | None = None, *, snoozed: bool = False
) -> list[DueTo]:
    """Everybody something is due to, or one person; what they asked to hear later only where `snoozed`."""
    today = ward.day(now)
    hearers = recipients(session, ROLES, person_id, today=today)
    everywhere = person_id is None or any(one.role in WHOLE_WARD for one in hearers)
    owed = _owed(session, ward, today, None if everywhere else sorted({one.unit_id for one in hearers}))
    if not owed:
        return []
    ladders = Ladders(session, ward, now, owed)
    come = [(one, ladders.due_to(mine)) for one, mine in _by_person(hearers)]
    said = said_of_open(session, {due.rung for _one, theirs in come for due in theirs}, person_id)
    quiet, told = snoozes(session), _told_lately(session, ward, today, come)
    found: list[DueTo] = []
    for one, theirs in come:
        dues: list[Due] = []
        for due in theirs:
            obligation_id = due.obligation.id or 0
            until = quiet.get((one.person_id, obligation_id))
            if snoozed or until is None or until <= now:
                before = said.get((obligation_id, due.rung, one.person_id))
                if before is None and due.repeat and _is_fresh(told.get(one.person_id), due, ward, today):
                    dues.append(replace(due, news=False))
                else:
                    dues.append(_said(due, before, until))
        if dues:
            found.append(DueTo(one, tuple(sorted(dues, key=_urgency))))
    return found


class Ladders:
    """Which rung of each obligation has come for whom, at one moment."""

    def __init__(self, session: Session, ward: Ward, now: datetime, owed: Sequence[Obligation]) -> None:
        self._ward, self._today = ward, ward.day(now)
        self._held = held_roles(session)
        self._late = lateness(session, ward, now, owed)
        self._rungs: dict[tuple[int, Role, date, int, bool], int | None] = {}
        self._by_unit: dict[int, list[Obligation]] = {}
        for one in owed:
            self._by_unit.setdefault(one.unit_id, []).append(one)
        self._all = owed
        self._dues: dict[tuple[int, Role], Due | None] = {}
        self._last_days: dict[date, bool] = {}

    def due_to(self, seats: Sequence[Recipient]) -> list[Due]:
        """What is due to somebody in these seats: of each obligation, to the nearest of them to it."""
        found: dict[int, Due] = {}
        for role in ROLES:
            for seat in seats:
                if seat.role is role:
                    for one in self._all if role in WHOLE_WARD else self._by_unit.get(seat.unit_id, ()):
                        due = self._due(one, role) if (one.id or 0) not in found else None
                        if due is not None:
                            found[one.id or 0] = due
        return list(found.values())

    def _due(self, one: Obligation, role: Role) -> Due | None:
        """The same for everybody who hears of it as this."""
        key = one.id or 0, role
        if key not in self._dues:
            self._dues[key] = self._reckon(one, role)
        return self._dues[key]

    def _reckon(self, one: Obligation, role: Role) -> Due | None:
        ladder = ladder_of(self._ward.ladders, one.kind, one.reason)
        held = self._held.get(one.unit_id, set())
        answers = _answers(ladder, held)
        late = self._late.get(one.id or 0, ON_TIME)
        own = role is answers
        rung = self._rung(
            ladder,
            ladder.first if own else role,
            one.due,
            late.overdue if answers is None else late.days,
            own,
        )
        if rung is None:
            return None
        told_as = Role.FOCAL if own and role is Role.HEAD else role
        last = own and rung == 0 and self._is_last(one.due)
        repeat = ladder.again if own and ladder.is_repeat(rung) else 0
        return Due(one, rung, True, False, told_as, own, late, last, repeat)

    def _rung(self, ladder: Ladder, role: Role, due: date, late: int, own: bool) -> int | None:
        key = id(ladder), role, due, late, own
        if key not in self._rungs:
            calendar = self._ward.calendar
            self._rungs[key] = rung_due(ladder, role, due, self._today, calendar, late=late, own=own)
        return self._rungs[key]

    def _is_last(self, due: date) -> bool:
        if due not in self._last_days:
            self._last_days[due] = rung_day(due, 0, self._ward.calendar) == self._today
        return self._last_days[due]


def _answers(ladder: Ladder, held: Collection[Role]) -> Role | None:
    """Who answers for what falls to a unit in which these roles are held; None where nobody does.

    A head answers where there is no focal point, for a duty of law too where the unit is not the office's.
    """
    if ladder.first is Role.OFFICE and (Role.OFFICE in held or not held):
        return Role.OFFICE
    return next((role for role in (Role.FOCAL, Role.HEAD) if role in held), None)


def _owed(session: Session, ward: Ward, today: date, unit_ids: Sequence[int] | None) -> list[Obligation]:
    """What is open and may be said: a report while its period takes it, a conclusion once confirmed."""
    horizon = ward.calendar.add(today, 1 + longest_ahead(ward.ladders))
    closed = {period.code for period in list_periods(session) if period.cutoff + STILL_TAKEN < today}
    return [
        one
        for one in open_obligations(session, unit_ids=unit_ids, due_by=horizon)
        if (one.opens is None or one.opens <= today)
        and not (one.kind is ObligationKind.REPORT and one.period_code in closed)
        and (one.confirmed or one.kind is not ObligationKind.CONCLUSION)
    ]


def _by_person(hearers: Sequence[Recipient]) -> list[tuple[Recipient, list[Recipient]]]:
    """Each person by the nearest seat they hold, with all of theirs; in the order of their ids."""
    seats: dict[int, list[Recipient]] = {}
    for one in hearers:
        seats.setdefault(one.person_id, []).append(one)
    return [(theirs[0], theirs) for _id, theirs in sorted(seats.items())]


def _said(due: Due, before: Said | None, until: datetime | None) -> Due:
    """Not said yet, let go before it was said, or not said since the quiet asked for ended: that is news."""
    is_unsaid = before is None or before.state is Delivery.DROPPED
    news = is_unsaid or (before is not None and until is not None and before.at < until)
    waits = before is not None and before.state is Delivery.QUEUED
    return replace(due, news=news, waits=waits)


def _told_lately(
    session: Session, ward: Ward, today: date, come: Sequence[tuple[Recipient, Sequence[Due]]]
) -> dict[int, datetime]:
    """When whoever may have to be told of something again was told last, as far back as that matters."""
    again = {one.person_id for one, theirs in come if any(due.repeat for due in theirs)}
    longest = max((due.repeat for _one, theirs in come for due in theirs), default=0)
    since = datetime.combine(ward.calendar.add(today, -longest), time(), ward.zone)
    return last_told(session, since, again)


def _is_fresh(told: datetime | None, due: Due, ward: Ward, today: date) -> bool:
    """Whether the last message of all that is due is so young that late things need not be said again."""
    return told is not None and ward.day(told) > ward.calendar.add(today, -due.repeat)


def _urgency(due: Due) -> tuple[bool, bool, int, date, int]:
    """Their own things first, of these what is due today, then by the day."""
    return not due.own, not due.last, ROLES.index(due.role), due.obligation.due, due.obligation.id or 0
