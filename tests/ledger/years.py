"""A whole ward lived through: its timetable looks every working day, and its people answer as people do."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from sqlmodel import Session

from bot.conversation.messages import Address
from bot.documents.schedule_reader import MeetingRow
from bot.services.done import meet, to_be_met
from bot.services.extensions import ask_longer, deciders, give_longer
from bot.services.leave import possible_deputies, take_leave
from bot.services.meetings import import_schedule
from bot.services.progress import submit
from bot.services.pushes import write_due
from bot.services.rules import in_force
from bot.services.snapshots import take_due
from bot.services.ward import Ward
from storage.obligations import open_obligations
from storage.outbox import last_message, messages_after, take_as_sent
from storage.people import Officer, find_officer, list_holders
from storage.plan import parts_by_unit
from storage.progress import told_states
from storage.reminders import snooze
from storage.tables import Identity
from storage.vocabulary import (
    MeetingKind,
    MeetingMode,
    MeetingStatus,
    MessageKind,
    ObligationKind,
    ProgressState,
    Role,
)
from tests.ledger.heard import Heard, Tally

DAY = timedelta(days=1)
MORNING, AFTERNOON, EVENING = time(7, 30), time(13, 30), time(18)
AT_WORK = time(9, 30)
ROLES = (Role.FOCAL, Role.HEAD, Role.OFFICE, Role.LEADER)


class Habit(StrEnum):
    """How a focal point answers reminders; PUTS_OFF: asks to be reminded in three days, once a period."""

    AT_FIRST = "at the first"
    AT_SECOND = "at the second"
    PUTS_OFF = "puts it off"
    ASKS = "asks for longer"
    LATE = "late"
    NEVER = "never"


# How the ward's focal points are, of every ten or so; exactly one unit never answers.
_MIX = (*[Habit.AT_FIRST] * 5, *[Habit.AT_SECOND] * 4, *[Habit.PUTS_OFF] * 2, Habit.ASKS, *[Habit.LATE] * 2)


@dataclass
class Years:
    """The ward from a day on; `heard` is all that was said to its people, in order."""

    session: Session
    ward: Ward
    seed: int
    heard: list[Heard] = field(default_factory=list)
    roles: dict[int, Role] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    habits: dict[int, Habit] = field(default_factory=dict)
    looks: int = 0
    _random: Random = field(init=False)
    _reports: list[tuple[date, int, str]] = field(default_factory=list)
    _planned: set[tuple[int, str]] = field(default_factory=set)
    _put_off: set[tuple[int, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)
        for role in reversed(ROLES):
            for one in list_holders(self.session, role):
                self.roles[one.person_id] = role
                self.names[one.person_id] = f"{one.name} ({one.unit_name})"
        for person_id in self.roles:
            long_ago = datetime(2025, 1, 1, tzinfo=UTC)
            self.session.add(
                Identity(person_id=person_id, channel="web", chat=str(person_id), linked_at=long_ago)
            )
        focal = [person_id for person_id, role in self.roles.items() if role is Role.FOCAL]
        self.habits = {
            one: _MIX[n % len(_MIX)] for n, one in enumerate(self._random.sample(focal, len(focal)))
        }
        self.habits[focal[-1]] = Habit.NEVER
        self.session.flush()

    def live(self, start: date, end: date) -> None:
        """From one day through another."""
        for n in range((end - start).days + 1):
            day = start + n * DAY
            if day.month % 3 == 1 and day.day == 2:
                self._announce(day)
            if day.day == 1:
                self._go_on_leave(day)
            if in_force(self.session, self.ward).calendar.is_working(day):
                self._work(day)
            elif day.weekday() == 6:
                self._look(_at(day, EVENING, self.ward))
            if day.day == 1:
                self.session.commit()
        self.session.commit()

    def _work(self, day: date) -> None:
        self._look(_at(day, MORNING, self.ward))
        self._answer(_at(day, AT_WORK, self.ward))
        self._look(_at(day, AFTERNOON, self.ward))

    def _look(self, now: datetime) -> None:
        before = last_message(self.session)
        ward = in_force(self.session, self.ward)
        take_due(self.session, ward, now)
        write_due(self.session, ward, now)
        self.looks += 1
        take_as_sent(self.session, now)
        for row in messages_after(self.session, before):
            if row.person_id is not None:
                at = row.created_at.astimezone(self.ward.zone)
                subject = (row.key or "").partition(":")[0]
                self.heard.append(Heard(at, row.person_id, row.kind, subject, row.say["text"]))
                if row.kind is MessageKind.REMINDER and row.person_id in self.habits:
                    self._plan(row.person_id, now)
                elif row.kind is MessageKind.REMINDER and self.roles[row.person_id] is Role.OFFICE:
                    self._see_to(row.person_id, now)

    def _plan(self, person_id: int, now: datetime) -> None:
        """What a reminder moves this person to do, and when."""
        habit, today = self.habits[person_id], self.ward.day(now)
        officer = self._officer(person_id)
        units = [seat.unit_id for seat in officer.seats if seat.role is Role.FOCAL]
        for one in open_obligations(self.session, unit_ids=units):
            if one.kind is not ObligationKind.REPORT or one.period_code is None:
                continue
            left = self.ward.calendar.between(today, one.due)
            mine = (person_id, one.period_code)
            if left > 14 or mine in self._planned or habit is Habit.NEVER:
                continue
            wait = self._random.randint(1, 3)
            if habit is Habit.PUTS_OFF and mine not in self._put_off:
                self._put_off.add(mine)
                until = self.ward.hours.opening(
                    self.ward.calendar.add(today, 3), now.astimezone(self.ward.zone)
                )
                snooze(self.session, person_id, [one.id or 0], until)
                continue
            if habit is Habit.ASKS and mine not in self._put_off and left <= 3:
                self._put_off.add(mine)
                self._ask_longer(officer, one.id or 0, self.ward.calendar.add(one.due, 8), now)
                continue
            if habit is Habit.AT_SECOND and left > 7:
                continue
            if habit is Habit.LATE or (habit is Habit.ASKS and left > 0):
                wait = max(1, left + self._random.randint(1, 12))
            self._planned.add(mine)
            self._reports.append((self.ward.calendar.add(today, wait), person_id, one.period_code))

    def _see_to(self, person_id: int, now: datetime) -> None:
        """The office does most of what the law asks on the day it is reminded, and says so."""
        officer = self._officer(person_id)
        for one in to_be_met(self.session, self.ward, officer, now):
            if self._random.random() < 0.7:
                meet(self.session, self.ward, one, "Đã niêm yết và đăng cổng.", now, officer=officer)

    def _ask_longer(self, officer: Officer, obligation_id: int, until: date, now: datetime) -> None:
        request = ask_longer(
            self.session,
            self.ward,
            officer,
            obligation_id,
            wanted=until,
            reason="Chờ số liệu của cấp trên.",
            now=now,
        )
        (leader, *_others) = deciders(self.session, self.ward.day(now), officer.person_id)
        give_longer(self.session, self.ward, request, to=until, person_id=leader, now=now)

    def _answer(self, now: datetime) -> None:
        """Whoever meant to report by today does."""
        today = self.ward.day(now)
        ready = [each for each in self._reports if each[0] <= today]
        self._reports = [each for each in self._reports if each[0] > today]
        if not ready:
            return
        taking, told = parts_by_unit(self.session), told_states(self.session)
        for _day, person_id, period in ready:
            officer = self._officer(person_id)
            for seat in officer.seats:
                for item_id in taking.get(seat.unit_id, {}) if seat.role is Role.FOCAL else ():
                    if (seat.unit_id, item_id, period) not in told:
                        self._submit(officer, seat.unit_id, item_id, period, now)

    def _submit(self, officer: Officer, unit_id: int, item_id: int, period: str, now: datetime) -> None:
        half = period.endswith("H1")
        state = ProgressState.IN_PROGRESS if half or self._random.random() < 0.1 else ProgressState.DONE
        submit(
            self.session,
            unit_id=unit_id,
            item_id=item_id,
            period_code=period,
            state=state,
            percent=60 if state is ProgressState.IN_PROGRESS else None,
            text="Đã triển khai theo kế hoạch.",
            figures={},
            files=(),
            officer=officer,
            address=Address("web", str(officer.person_id)),
            now=now,
        )

    def _officer(self, person_id: int) -> Officer:
        officer = find_officer(self.session, "web", str(person_id))
        assert officer is not None
        return officer

    def _go_on_leave(self, day: date) -> None:
        """Somebody is away for a week of the month; a colleague of theirs stands in, where there is one."""
        person_id = self._random.choice(sorted(self.habits))
        deputies = [one.person_id for one in possible_deputies(self.session, person_id, day)]
        starts = day + timedelta(days=self._random.randint(3, 15))
        deputy = deputies[0] if deputies and self._random.random() < 0.8 else None
        now = _at(day, AT_WORK, self.ward)
        take_leave(
            self.session,
            self.ward,
            person_id,
            deputy,
            starts=starts,
            ends=starts + timedelta(days=6),
            now=now,
        )

    def _announce(self, day: date) -> None:
        """The quarter's meetings: receptions every Thursday, and a dialogue in its last month."""
        rows = [
            _meeting(f"TCD-{each:%y%m%d}", MeetingKind.RECEPTION, each)
            for n in range(7, 98)
            if (each := day + n * DAY).weekday() == 3
        ]
        dialogue = self.ward.calendar.add(day + timedelta(days=60), 1)
        rows.append(_meeting(f"DT-{dialogue:%y%m%d}", MeetingKind.DIALOGUE, dialogue))
        now = _at(day, EVENING, self.ward)
        import_schedule(self.session, rows, source="lich.csv", zone=self.ward.zone, now=now)

    @property
    def tally(self) -> Tally:
        """What has been heard so far, to be counted."""
        return Tally(self.heard, self.roles, self.names)


def _at(day: date, clock: time, ward: Ward) -> datetime:
    return datetime.combine(day, clock, ward.zone).astimezone(UTC)


def _meeting(code: str, kind: MeetingKind, day: date) -> MeetingRow:
    starts = datetime.combine(day, time(8))
    return MeetingRow(
        code,
        kind,
        "Đất đai, môi trường" if kind is MeetingKind.DIALOGUE else "Tiếp công dân định kỳ",
        "Mọi công dân",
        starts,
        starts + timedelta(hours=3),
        "Hội trường UBND phường",
        "Chủ tịch UBND phường",
        MeetingMode.IN_PERSON,
        MeetingStatus.UPCOMING,
        "",
        None,
    )
