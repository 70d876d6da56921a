"""A ward to which anything may happen in any order: hypothesis chooses, the promises are asked each time."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import Session

from bot.errors import BadInput, NotAllowed
from bot.services.pushes import look
from bot.services.rules import in_force
from storage.vocabulary import MessageKind, Role
from tests.ledger import promises
from tests.ledger.answers import PEOPLE, After, Answers, numbers, scripts
from tests.ledger.changes import Changes
from tests.ledger.knowing import Knowing
from tests.ledger.lost import unheard
from tests.ledger.posting import Arrived, PostOffice, Vendor
from tests.ledger.promises import History, Rows
from tests.ledger.schedules import Schedules, duties_follow_their_meetings
from tests.ledger.wards import (
    EVERYBODY,
    POST,
    ROADMAPS,
    UNITS,
    WARD,
    WINDOW,
    ZONE,
    Memory,
    Somebody,
    Task,
    settle_ward,
)

STARTS = [date(2026, 5, 25), date(2026, 6, 9), date(2026, 6, 11), date(2026, 12, 8), date(2027, 1, 25)]
JUMPS = [
    "a minute",
    "an hour",
    "a morning",
    "a morning",
    "a morning",
    "three days",
    "back an hour",
    "over Tết",
    "new year",
]
TET = {2027: date(2027, 2, 6), 2028: date(2028, 1, 26), 2029: date(2029, 2, 13), 2030: date(2030, 2, 2)}

units = st.sampled_from(UNITS)
tasks = st.builds(
    Task,
    st.sampled_from(ROADMAPS),
    st.sampled_from([*UNITS, EVERYBODY]),
    st.lists(units, max_size=2, unique=True).map(tuple),
)
channels = st.sampled_from([(POST,), (POST,), (WINDOW,), (POST, WINDOW), ()])


class LedgerMachine(Answers, Changes, Schedules, RuleBasedStateMachine):
    """What happens is committed at once."""

    postgres: str | None = None
    steps = 0
    looks = 0
    kept: ClassVar[Memory | None] = None
    rows: Rows | None = None
    heard: ClassVar[Counter[str]] = Counter()

    @initialize(
        start=st.sampled_from(STARTS),
        tasks=st.lists(tasks, min_size=1, max_size=4).map(tuple),
        linked=st.lists(channels, min_size=PEOPLE, max_size=PEOPLE),
        blocked=st.sets(numbers, max_size=2),
        third=st.booleans(),
    )
    def begin(
        self,
        start: date,
        tasks: tuple[Task, ...],
        linked: list[tuple[str, ...]],
        blocked: set[int],
        third: bool,
    ) -> None:
        seats = [
            ((Role.FOCAL, 1),),
            ((Role.FOCAL, 2), (Role.HEAD, 2)),
            ((Role.FOCAL, 3),) if third else (),
            ((Role.HEAD, 1),),
            ((Role.OFFICE, 1),),
            ((Role.LEADER, 3),),
            ((Role.FOCAL, 1), (Role.HEAD, 3)),
        ]
        people = tuple(
            Somebody(held, chats, chats[:1] if n in blocked else ())
            for n, (held, chats) in enumerate(zip(seats, linked, strict=True), 1)
        )
        self.memory = self.fresh_memory()
        self.history = History()
        self.knowing = Knowing()
        self.post = PostOffice(self.memory, self.leaving, self.is_lost)
        self.now = datetime(start.year, start.month, start.day, 8, tzinfo=ZONE)
        self.memory.do(lambda session: settle_ward(session, tasks, people))
        self.live()

    def fresh_memory(self) -> Memory:
        """Emptied for each ward; on PostgreSQL a new one."""
        if self.postgres is not None:
            return Memory(self.postgres)
        kept = type(self).kept
        if kept is None:
            kept = type(self).kept = Memory()
        else:
            kept.empty()
        return kept

    # What passes of itself

    @rule(jump=st.sampled_from(JUMPS), script=scripts)
    def the_clock_jumps(self, jump: str, script: list[Vendor]) -> None:
        self.time_passes(jump, script)

    @rule(script=scripts)
    def an_office_day_ends(self, script: list[Vendor]) -> None:
        """In the morning everything is tried, in the afternoon everything has come to its end."""
        ward = self.memory.do(lambda session: in_force(session, WARD))
        day = self.now.date() if self.now.hour < 16 else self.now.date() + timedelta(days=1)
        while not ward.calendar.is_working(day):
            day += timedelta(days=1)
        morning = datetime(day.year, day.month, day.day, 8, tzinfo=ZONE)
        if morning > self.now:
            self.now = morning
            self.live(script)
        self.now = morning.replace(hour=16, minute=30)
        self.live()
        lost = self.memory.do(lambda session: unheard(session, self.now))
        assert lost == [], lost
        if self.memory.do(lambda session: self.knowing.wrong(session, self.now)):
            # What was on its way at the time of a look is put right by the next.
            self.now += timedelta(minutes=10)
            self.live()
            wrong = self.memory.do(lambda session: self.knowing.wrong(session, self.now))
            assert wrong == [], wrong

    @rule(days=st.integers(2, 4))
    def days_pass_as_usual(self, days: int) -> None:
        for _day in range(days):
            self.time_passes("a morning", [])

    @rule(script=scripts)
    def a_process_dies_and_another_takes_over(self, script: list[Vendor]) -> None:
        self.live(script)
        self.now += timedelta(minutes=2)
        self.live()

    # What holds all the while

    def leaving(self, session: Session, arrived: Arrived) -> None:
        self.history.is_tried(arrived.row_id)
        self.history.nothing_is_said_twice(session, arrived)
        promises.nothing_is_said_out_of_hours(session, arrived)
        promises.nothing_is_said_that_is_not_so(session, arrived)
        self.knowing.a_correction_is_news(arrived)
        self.knowing.hears(arrived, surely=arrived.known)

    def is_lost(self, lost: Arrived) -> None:
        self.history.is_tried(lost.row_id)
        self.knowing.hears(lost, surely=False)

    @invariant()
    def all_promises_hold(self) -> None:
        """Asked again only where anything has been written since."""
        if not hasattr(self, "post"):
            return
        type(self).steps += 1
        promises.a_person_hears_one_routine_message_a_day(self.post.arrived)
        self.rows = self.memory.do(self.hold)

    def hold(self, session: Session) -> Rows:
        rows = promises.everything_in(session)
        if rows != self.rows:
            promises.dates_are_the_rules_or_were_given(session)
            promises.the_journal_explains_everything(session)
            promises.rows_hang_together(session)
        return rows

    def live(self, script: list[Vendor] | None = None) -> None:
        """A tick of the timetable; looking again in the same minute writes nothing: every third time."""
        before = self.memory.do(promises.everything_in)
        after = self.look()
        self.looks += after != before
        if after != before and self.looks % 3 == 1:
            changed = promises.differences(after, self.look())
            assert changed == {}, changed
        if after != before:
            self.memory.do(lambda session: duties_follow_their_meetings(session, self.now))
        self.post.script = list(script or ())
        self.post.send(self.now)
        self.post.script = []

    def look(self) -> Rows:
        """What is written when all that looking wrote is committed."""
        self.memory.do(lambda session: look(session, WARD, self.now))
        return self.memory.do(promises.everything_in)

    def ask(self, work: Callable[[Session], object]) -> None:
        """What people may ask for and be refused with a sentence, nothing of it written."""
        with suppress(BadInput, NotAllowed):
            self.memory.do(work)

    def time_passes(self, jump: str, script: list[Vendor]) -> None:
        self.now = self.after(jump)
        self.live(script)

    def go_on(self, then: After) -> None:
        """Some time passes after what somebody did, or none."""
        jump, script = then
        if jump is not None:
            self.time_passes(jump, script)

    def after(self, jump: str) -> datetime:
        """The moment after a jump of the clock."""
        now = self.now
        match jump:
            case "a minute":
                return now + timedelta(minutes=1)
            case "an hour":
                return now + timedelta(hours=1)
            case "a morning":
                return (now + timedelta(days=1)).replace(hour=8, minute=0)
            case "three days":
                return now + timedelta(days=3)
            case "back an hour":
                return now - timedelta(hours=1)
            case "over Tết":
                day = next((one for one in TET.values() if one > now.date()), date(now.year + 1, 2, 2))
            case _:
                day = date(now.year + 1, 1, 4)
        return datetime(day.year, day.month, day.day, 8, tzinfo=ZONE) + timedelta(days=8)

    def teardown(self) -> None:
        if hasattr(self, "memory"):
            self.heard.update(_named(arrived) for arrived in self.post.arrived)
            if self.memory is not self.kept:
                self.memory.close()


def _named(arrived: Arrived) -> str:
    """Its kind, a notice by what it is about."""
    return arrived.key.partition(":")[0] if arrived.kind is MessageKind.NOTICE else arrived.kind.value
