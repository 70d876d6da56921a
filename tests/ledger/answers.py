"""What people answer to a nudge: done, later, longer, not ours, away; and whether they can be reached."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeAlias

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlmodel import Session, col, select

from bot.services.calls import called
from bot.services.due import due_now
from bot.services.extensions import ask_longer, askable, give_longer, refuse_longer
from bot.services.handing_matters import Matter
from bot.services.handing_over import accept, ask_over, decline
from bot.services.leave import come_back, take_leave
from bot.services.obligations import period_to_report
from bot.services.rules import in_force
from storage.conversations import note_heard
from storage.extensions import open_requests
from storage.handovers import waiting_handovers
from storage.obligations import open_obligations
from storage.people import Officer, find_officer, lose_address
from storage.reminders import snooze
from storage.tables import Identity, Obligation, PlanItem, Seat
from storage.vocabulary import ObligationKind, ObligationState, ProgressState, Role
from tests.ledger.knowing import Knowing, answers_for
from tests.ledger.posting import Vendor
from tests.ledger.promises import History
from tests.ledger.wards import POST, UNITS, WARD, Memory
from tests.services.owing import tell

PEOPLE, LEADER = 7, 6
After: TypeAlias = tuple[str | None, list[Vendor]]
scripts = st.lists(st.sampled_from(Vendor), max_size=5)
after_it = st.tuples(
    st.sampled_from([None, None, None, "a minute", "an hour", "a morning", "a morning", "a morning"]), scripts
)
numbers = st.integers(1, PEOPLE)


class Answers:
    """Rules for a machine that keeps time and lets people `ask`."""

    now: datetime
    memory: Memory
    history: History
    knowing: Knowing
    ask: Callable[[Callable[[Session], object]], None]
    go_on: Callable[[After], None]

    @rule(then=after_it, person=numbers, item=st.integers(1, 4), done=st.booleans())
    def somebody_reports(self, then: After, person: int, item: int, done: bool) -> None:
        def report(session: Session) -> None:
            units = _units_of(session, person)
            if units and session.get(PlanItem, item) is not None:
                period = period_to_report(session, units[0], WARD.day(self.now))
                state = ProgressState.DONE if done else ProgressState.IN_PROGRESS
                tell(session, units[0], item, period.code, self.now, state)

        self.memory.do(report)
        self.go_on(then)

    @rule(then=after_it, person=numbers, days=st.integers(1, 4))
    def somebody_wants_to_hear_later(self, then: After, person: int, days: int) -> None:
        def later(session: Session) -> list[int]:
            ward = in_force(session, WARD)
            dues = [one for to in due_now(session, ward, self.now, person, snoozed=True) for one in to.dues]
            ids = [due.obligation.id or 0 for due in dues]
            snooze(session, person, ids, self.now + timedelta(days=days))
            return ids

        self.history.ask_again(person, self.memory.do(later))
        self.go_on(then)

    @rule(then=after_it, person=numbers)
    def somebody_writes(self, then: After, person: int) -> None:
        def write(session: Session) -> None:
            for one in session.scalars(select(Identity).where(Identity.person_id == person)):
                one.reachable = True
                note_heard(session, one.channel, one.chat, self.now)

        self.memory.do(write)
        self.go_on(then)

    @rule(then=after_it, person=numbers)
    def somebody_blocks_us(self, then: After, person: int) -> None:
        self.memory.do(lambda session: lose_address(session, POST, f"{POST}-{person}"))
        self.go_on(then)

    @rule(then=after_it, person=numbers)
    def the_office_calls_somebody(self, then: After, person: int) -> None:
        def call(session: Session) -> dict[int, date | None]:
            called(session, in_force(session, WARD), person, "office", self.now)
            seats = session.scalars(select(Seat).where(Seat.person_id == person)).all()
            owed = open_obligations(session)
            return {one.id or 0: one.due for one in owed if answers_for(seats, one.unit_id)}

        self.knowing.is_called(person, self.memory.do(call))
        self.go_on(then)

    @rule(then=after_it, person=numbers, which=st.integers(0, 3), days=st.integers(1, 20))
    def somebody_asks_for_longer(self, then: After, person: int, which: int, days: int) -> None:
        def longer(session: Session) -> None:
            ward, officer = in_force(session, WARD), officer_of(session, person)
            owed = askable(session, officer, ward.day(self.now)) if officer is not None else []
            if officer is not None and owed:
                one = owed[which % len(owed)]
                wanted = one.due + timedelta(days=days)
                ask_longer(
                    session, ward, officer, one.id or 0, wanted=wanted, reason="thiếu số liệu", now=self.now
                )

        self.ask(longer)
        self.go_on(then)

    @rule(then=after_it, shorter=st.sampled_from([None, 0, 2]))
    def a_leader_decides(self, then: After, shorter: int | None) -> None:
        def decide(session: Session) -> None:
            ward = in_force(session, WARD)
            for request in open_requests(session)[:1]:
                if shorter is None:
                    refuse_longer(session, ward, request, answer="không", person_id=LEADER, now=self.now)
                else:
                    to = request.extension.wanted - timedelta(days=shorter)
                    give_longer(session, ward, request, to=to, person_id=LEADER, now=self.now)

        self.ask(decide)
        self.go_on(then)

    @rule(then=after_it, person=numbers, to=st.sampled_from(UNITS), whole_task=st.booleans())
    def somebody_says_it_is_not_theirs(self, then: After, person: int, to: int, whole_task: bool) -> None:
        def over(session: Session) -> None:
            officer = officer_of(session, person)
            if officer is None:
                return
            owed = select(Obligation).where(
                Obligation.kind == ObligationKind.TASK, Obligation.state == ObligationState.OPEN
            )
            here = [seat.unit_id for seat in officer.seats]
            one = session.scalars(owed.where(col(Obligation.unit_id).in_(here))).first()
            if one is not None:
                item, only = (one.item_id, None) if whole_task else (None, one.id)
                matter = Matter(one.unit_id, one.kind, "x", obligation_id=only, item_id=item, due=one.due)
                ask_over(session, in_force(session, WARD), matter, to, officer, reason="", now=self.now)

        self.ask(over)
        self.go_on(then)

    @rule(then=after_it, person=numbers, agrees=st.booleans())
    def somebody_answers_for_the_other_unit(self, then: After, person: int, agrees: bool) -> None:
        def answer(session: Session) -> None:
            officer = officer_of(session, person)
            for one in waiting_handovers(session)[:1] if officer is not None else ():
                assert officer is not None
                decided = accept if agrees else decline
                decided(session, in_force(session, WARD), one.id or 0, officer, self.now)

        self.ask(answer)
        self.go_on(then)

    @rule(then=after_it, person=numbers, deputy=st.none() | numbers, days=st.integers(1, 6))
    def somebody_goes_on_leave(self, then: After, person: int, deputy: int | None, days: int) -> None:
        def leave(session: Session) -> None:
            ward = in_force(session, WARD)
            starts = ward.day(self.now)
            ends = starts + timedelta(days=days)
            take_leave(session, ward, person, deputy, starts=starts, ends=ends, now=self.now)

        self.ask(leave)
        self.go_on(then)

    @rule(then=after_it, person=numbers)
    def somebody_is_back(self, then: After, person: int) -> None:
        self.ask(lambda session: come_back(session, in_force(session, WARD), person, self.now))
        self.go_on(then)


def officer_of(session: Session, person: int) -> Officer | None:
    """Somebody as they are known where they are signed in, if they are."""
    for one in session.scalars(select(Identity).where(Identity.person_id == person)):
        return find_officer(session, one.channel, one.chat)
    return None


def _units_of(session: Session, person: int) -> list[int]:
    held = select(Seat.unit_id).where(Seat.person_id == person, Seat.role == Role.FOCAL)
    return list(session.scalars(held.order_by(col(Seat.id))))
