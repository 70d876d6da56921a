"""Whatever happens in whatever order: nothing twice, nothing out of hours, nothing late left unsaid."""

from datetime import date, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import Session, col, select

from bot.domain.deadlines import period_name
from bot.domain.ladder import rung_day
from bot.services.due import Due, due_now
from bot.services.obligations import lay_out, period_to_report
from bot.services.reminders import recheck, remind_due
from bot.texts import speaking
from storage.reminders import DIGESTS, snooze, snoozes
from storage.tables import Obligation, PlanItem, Reminder
from storage.vocabulary import Delivery, ProgressState
from tests.memory import memory_engine
from tests.services.owing import AN, BINH, CULTURE, WARD, WORKS, mark_sent, outbox, owing, tell
from tests.ward import ZONE

UNITS = {AN: CULTURE, BINH: WORKS}
hours = st.sampled_from([(0, 0), (7, 29), (7, 30), (11, 29), (12, 0), (16, 59), (23, 59)])


class Year(RuleBasedStateMachine):
    @initialize(start=st.dates(date(2026, 1, 5), date(2027, 1, 31)))
    def begin(self, start: date) -> None:
        self.engine = memory_engine(owing)
        self.session = Session(self.engine, expire_on_commit=False)
        self.now = datetime(start.year, start.month, start.day, 8, tzinfo=ZONE)
        self.log: dict[tuple[int, int, int], datetime] = {}
        self.last: dict[tuple[int, int], datetime] = {}
        self.asked: set[tuple[int, int]] = set()
        self.look()

    @rule(days=st.integers(1, 12))
    def every_day(self, days: int) -> None:
        for _day in range(days):
            self.now = (self.now + timedelta(days=1)).replace(hour=8, minute=0)
            self.look()

    @rule(days=st.integers(1, 40), clock=hours)
    def down(self, days: int, clock: tuple[int, int]) -> None:
        self.now = (self.now + timedelta(days=days)).replace(hour=clock[0], minute=clock[1])
        self.look()

    @rule(person=st.sampled_from([AN, BINH]), item=st.integers(1, 3), done=st.booleans())
    def report(self, person: int, item: int, done: bool) -> None:
        period = period_to_report(self.session, UNITS[person], self.now.date())
        state = ProgressState.DONE if done else ProgressState.IN_PROGRESS
        tell(self.session, UNITS[person], item, period.code, self.now, state)
        self.look()

    @rule(person=st.sampled_from([AN, BINH]), days=st.integers(1, 5))
    def later(self, person: int, days: int) -> None:
        due = [one for to in due_now(self.session, WARD, self.now, person) for one in to.dues]
        ids = [one.obligation.id or 0 for one in due]
        snooze(self.session, person, ids, self.now + timedelta(days=days))
        self.asked |= {(id, person) for id in ids}

    @rule(item=st.integers(2, 3))
    def plan_again(self, item: int) -> None:
        row = self.session.get_one(PlanItem, item)
        row.active = not row.active
        self.session.flush()
        self.look()

    def look(self) -> None:
        before = {row.id for row in outbox(self.session)}
        lay_out(self.session, WARD, self.now)
        remind_due(self.session, WARD, self.now)
        for row in outbox(self.session):
            if row.id not in before:
                assert WARD.hours.is_open(self.now, WARD.calendar)
                assert recheck(self.session, row, WARD, self.now) == row.say
                self.note(row.id or 0)
        mark_sent(self.session)

    def note(self, outbox_id: int) -> None:
        for said in self.session.exec(select(Reminder).where(Reminder.outbox_id == outbox_id)):
            key = (said.obligation_id, said.rung, said.person_id)
            pair = (said.obligation_id, said.person_id)
            assert key not in self.log or pair in self.asked
            self.log[key] = self.last[pair] = self.now
            self.asked.discard(pair)

    @invariant()
    def one_digest_a_person_a_day(self) -> None:
        """But for a second one about what is due today."""
        first = [row for row in outbox(self.session) if (row.key or "").count(":") == 2]
        days = [(row.person_id, WARD.day(row.created_at)) for row in first]
        assert len(days) == len(set(days))
        assert {row.kind for row in outbox(self.session)} <= set(DIGESTS)

    @invariant()
    def nothing_late_stays_unsaid_past_its_rung(self) -> None:
        if not WARD.hours.is_open(self.now, WARD.calendar):
            return
        today = self.now.date()
        told = {row.person_id for row in outbox(self.session) if WARD.day(row.created_at) == today}
        for to in due_now(self.session, WARD, self.now):
            if to.holder.person_id in told:
                continue
            for due in to.dues:
                said = self.last[due.obligation.id or 0, to.holder.person_id]
                if due.obligation.due < today and due.own:
                    come = rung_day(due.obligation.due, due.rung, WARD.calendar)
                    is_new = WARD.calendar.between(come, today) == 0
                    assert said.date() >= come or is_new or self.has_just_heard(to.holder.person_id, due)

    def has_just_heard(self, person_id: int, due: Due) -> bool:
        """Whether a digest of these days named it: what only repeats rests for as long."""
        one, today = due.obligation, self.now.date()
        item = self.session.get(PlanItem, one.item_id) if one.item_id is not None else None
        with speaking("vi"):
            name = item.code if item is not None else period_name(one.period_code or "")
        return any(
            name in row.say["text"]
            for row in outbox(self.session)
            if row.person_id == person_id
            and WARD.calendar.between(WARD.day(row.created_at), today) < due.repeat
        )

    @invariant()
    def what_is_met_or_cancelled_stays_quiet(self) -> None:
        for key in snoozes(self.session):
            assert self.session.get(Obligation, key[1]) is not None
        left = self.session.exec(select(col(Obligation.id)).where(Obligation.state != "open")).all()
        due = [one.obligation.id for to in due_now(self.session, WARD, self.now) for one in to.dues]
        assert not set(left) & set(due)
        assert all(row.state is not Delivery.QUEUED for row in outbox(self.session))

    def teardown(self) -> None:
        if hasattr(self, "engine"):
            self.session.close()
            self.engine.dispose()


def test_what_another_digest_has_named_is_not_repeated_at_once() -> None:
    """Found by the random years: the rung of 29/12 rests, as others on 28, 30 and 31/12 named the report."""
    year = Year()
    year.begin(start=date(2026, 10, 29))
    year.every_day(days=68)
    year.nothing_late_stays_unsaid_past_its_rung()
    said = [WARD.day(row.created_at) for row in outbox(year.session) if row.person_id == BINH]
    year.teardown()
    assert said[-3:] == [date(2026, 12, 28), date(2026, 12, 30), date(2026, 12, 31)]


TestYear = Year.TestCase
TestYear.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)
