"""What changes in a ward while its ledger runs: the plan, dates, days off, people, the schedule aside."""

from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlmodel import Session, select

from bot.services.deadlines import confirm
from bot.services.merging import merge
from bot.services.rules import in_force
from storage.obligations import list_periods
from storage.rules import drop_day, set_day
from storage.tables import Person, PlanItem, Seat, Unit
from tests.ledger.answers import After, after_it, numbers
from tests.ledger.wards import ROADMAPS, UNITS, WARD, Memory


class Changes:
    """Rules for a machine that keeps time and lets people `ask`."""

    now: datetime
    memory: Memory
    ask: Callable[[Callable[[Session], object]], None]
    go_on: Callable[[After], None]

    @rule(then=after_it, item=st.integers(1, 4), roadmap=st.sampled_from([None, *ROADMAPS]))
    def the_plan_is_revised(self, then: After, item: int, roadmap: str | None) -> None:
        def revise(session: Session) -> None:
            row = session.get(PlanItem, item)
            if row is not None:
                row.active = not row.active if roadmap is None else row.active
                row.roadmap = roadmap or row.roadmap

        self.memory.do(revise)
        self.go_on(then)

    @rule(then=after_it, which=st.integers(0, 3), days=st.integers(1, 40))
    def a_period_is_dated(self, then: After, which: int, days: int) -> None:
        def date_it(session: Session) -> None:
            periods = list_periods(session)
            period, ward = periods[which % len(periods)], in_force(session, WARD)
            due = ward.calendar.next_working(period.cutoff + timedelta(days=days))
            confirm(session, period.code, due, by="office", now=self.now, calendar=ward.calendar)

        self.ask(date_it)
        self.go_on(then)

    @rule(then=after_it, ahead=st.integers(0, 15), works=st.sampled_from([True, False, None]))
    def a_day_is_taken_off_or_worked(self, then: After, ahead: int, works: bool | None) -> None:
        day = WARD.day(self.now) + timedelta(days=ahead)

        def set_it(session: Session) -> None:
            if works is None:
                drop_day(session, day)
            else:
                set_day(session, day, works=works, name="x", now=self.now, by="office")

        self.memory.do(set_it)
        self.go_on(then)

    @rule(then=after_it, person=numbers)
    def somebody_is_replaced(self, then: After, person: int) -> None:
        def replace(session: Session) -> None:
            following = Person(name="Người mới")
            session.add(following)
            session.flush()
            for seat in session.scalars(select(Seat).where(Seat.person_id == person)):
                seat.person_id, seat.since = following.id, self.now

        self.memory.do(replace)
        self.go_on(then)

    @rule(then=after_it, giver=st.sampled_from(UNITS), taker=st.sampled_from(UNITS))
    def units_are_merged(self, then: After, giver: int, taker: int) -> None:
        def merging(session: Session) -> None:
            one, other = session.get_one(Unit, giver), session.get_one(Unit, taker)
            if giver != taker and one.active and other.active:
                merge(session, in_force(session, WARD), one, other, self.now)

        self.ask(merging)
        self.go_on(then)
