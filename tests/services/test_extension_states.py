"""Whatever is asked, decided, reported and looked at, in any order: each request is decided once."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import Session, select

from bot.errors import BadInput, NotAllowed
from bot.services.extension_notices import tell_decision, watch_requests
from bot.services.extensions import give_longer, refuse_longer
from storage.extensions import find_request
from storage.journal import entries_about
from storage.tables import Extension
from storage.vocabulary import Decision, Event, ObligationState
from tests.memory import memory_engine
from tests.services.longer import DUE, DUNG, EM, MORNING, asked, governed, notices, report
from tests.services.owing import CHI, CULTURE, WARD, tell

DAYS = st.integers(-3, 70)
CLOSED = (Decision.AGREED, Decision.DECLINED, Decision.REPLACED)


class Requests(RuleBasedStateMachine):
    """One report, its focal point and head who ask, two leaders who decide, and a clock that may go back."""

    @initialize()
    def begin(self) -> None:
        self.engine = memory_engine(governed)
        self.session = Session(self.engine, expire_on_commit=False)
        self.now = MORNING
        self.closed: dict[int, tuple[Decision, date | None, int | None]] = {}

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()
            self.engine.dispose()

    def extensions(self) -> list[Extension]:
        self.session.expire_all()
        return list(self.session.exec(select(Extension)).all())

    @rule(days=st.sampled_from([0, 1, 3, 10, -1]), hours=st.integers(0, 5))
    def pass_time(self, days: int, hours: int) -> None:
        self.now += timedelta(days=days, hours=hours)

    @rule(by=st.sampled_from(["an", "giang", "bình", "dũng"]), days=DAYS)
    def ask(self, by: str, days: int) -> None:
        before = len(self.extensions())
        try:
            asked(self.session, DUE + timedelta(days=days), by=by, now=self.now)
        except (BadInput, NotAllowed):
            assert len(self.extensions()) == before

    @precondition(lambda self: self.extensions())
    @rule(which=st.integers(0, 9), by=st.sampled_from([DUNG, EM, CHI]), days=DAYS, agrees=st.booleans())
    def decide(self, which: int, by: int, days: int, agrees: bool) -> None:
        known = self.extensions()
        request = find_request(self.session, known[which % len(known)].id or 0)
        assert request is not None
        was, day = request.obligation.due, DUE + timedelta(days=days)
        try:
            if agrees:
                done = give_longer(self.session, WARD, request, to=day, person_id=by, now=self.now)
            else:
                done = refuse_longer(self.session, WARD, request, answer="", person_id=by, now=self.now)
        except (BadInput, NotAllowed):
            assert report(self.session).due == was
            return
        if done:
            fresh = find_request(self.session, request.id)
            assert fresh is not None
            tell_decision(self.session, WARD, fresh, was, self.now)
        assert report(self.session).due == (day if done and agrees else was)

    @rule(item=st.integers(1, 3))
    def tell_of(self, item: int) -> None:
        tell(self.session, CULTURE, item, "2026-H1", self.now)

    @rule()
    def look(self) -> None:
        watch_requests(self.session, WARD, self.now)

    @invariant()
    def at_most_one_waits(self) -> None:
        assert [one.decision for one in self.extensions()].count(Decision.ASKED) <= 1

    @invariant()
    def what_is_decided_stays_decided(self) -> None:
        now = {one.id or 0: (one.decision, one.granted, one.decided_by) for one in self.extensions()}
        for number, said in self.closed.items():
            assert now[number] == said
        self.closed = {number: said for number, said in now.items() if said[0] in CLOSED}

    @invariant()
    def the_day_is_the_last_that_was_given_and_the_first_is_kept(self) -> None:
        owed, given = report(self.session), [one for one in self.extensions() if one.granted is not None]
        assert owed.arming == len(given)
        assert owed.extended_from == (DUE if given else None)
        assert owed.due == max((one.granted for one in given if one.granted), default=DUE)
        assert all(one.granted and one.granted <= one.wanted for one in given)

    @invariant()
    def the_journal_has_a_line_for_every_turn(self) -> None:
        lines = entries_about(self.session, [report(self.session).id or 0], Event.LONGER)
        said = [(int(line.detail["extension"]), str(line.detail["decision"])) for line in lines]
        wanted = {(one.id or 0, Decision.ASKED.value) for one in self.extensions()}
        wanted |= {(one.id or 0, one.decision.value) for one in self.extensions()}
        assert len(said) == len(set(said))
        assert set(said) == wanted

    @invariant()
    def nobody_is_told_of_a_decision_that_was_not_taken(self) -> None:
        if not any(one.decision in (Decision.AGREED, Decision.DECLINED) for one in self.extensions()):
            assert notices(self.session, "decided") == {}

    @rule()
    def what_is_met_takes_no_request(self) -> None:
        if report(self.session).state is ObligationState.MET:
            watch_requests(self.session, WARD, MORNING)
            assert Decision.ASKED not in [one.decision for one in self.extensions()]


TestRequests = Requests.TestCase
TestRequests.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
