"""However often days move, and whenever messages leave: the last that reached somebody says what is."""

from datetime import date, datetime, timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.services.pushes import look, recheck
from bot.texts import short_date
from storage.rules import drop_day, set_day
from storage.tables import Obligation, Outbox, PlanItem
from storage.vocabulary import Delivery, ObligationState
from tests.memory import memory_engine
from tests.services.owing import AN, BINH, WARD, mark_sent, outbox, owing
from tests.ward import ZONE

START = datetime(2026, 12, 14, 8, tzinfo=ZONE)
DAYS = [date(2026, 12, n) for n in (15, 16, 17, 18)]
steps = st.lists(
    st.one_of(
        st.sampled_from(DAYS).map(lambda day: ("off", day)),
        st.sampled_from(DAYS).map(lambda day: ("on", day)),
        st.sampled_from(["28/12/2026", "Năm 2026, năm 2027", "22/12/2026"]).map(
            lambda text: ("roadmap", text)
        ),
        st.just(("drop", None)),
        st.sampled_from([("look", None), ("send", None), ("look", None), ("send", None)]),
    ),
    max_size=12,
)


def reminded(session: Session) -> None:
    """Everybody has been told once what is due."""
    look(owing(session), WARD, START)
    mark_sent(session)


class House:
    """A ward whose messages are sent when a step says so; the clock hardly moves."""

    def __init__(self) -> None:
        self.engine = memory_engine(reminded)
        self.session = Session(self.engine, expire_on_commit=False)
        self.now = START

    def do(self, what: str, which: object) -> None:
        self.now += timedelta(minutes=1)
        item = self.session.get_one(PlanItem, 2)
        if what == "off" and isinstance(which, date):
            set_day(self.session, which, works=False, name="Bão", now=self.now, by="test")
        elif what == "on" and isinstance(which, date):
            drop_day(self.session, which)
        elif what == "roadmap":
            item.roadmap = str(which)
        elif what == "drop":
            item.active = not item.active
        elif what == "look":
            look(self.session, WARD, self.now)
        else:
            self.send()
        self.session.flush()

    def send(self) -> None:
        for row in outbox(self.session):
            if row.state is Delivery.QUEUED and row.person_id is not None:
                say = recheck(self.session, row, WARD, self.now)
                row.state = Delivery.SENT if say is not None else Delivery.DROPPED
                row.say = say or row.say
                self.session.add(row)
        self.session.flush()

    def last_about(self, person_id: int, subject: str) -> Outbox | None:
        said = [
            row for row in outbox(self.session) if row.person_id == person_id and row.state is Delivery.SENT
        ]
        about = [row for row in said if any(subject in line for line in row.say["text"].splitlines())]
        return about[-1] if about else None


@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(steps)
def test_the_last_that_reached_somebody_says_what_is(did: list[tuple[str, object]]) -> None:
    house = House()
    try:
        for step in did:
            house.do(*step)
        for what in ("look", "send"):
            house.do(what, None)
        written = len(outbox(house.session))
        for what in ("look", "send", "look"):
            house.do(what, None)
        assert len(outbox(house.session)) == written
        task = house.session.exec(select(Obligation).where(Obligation.item_id == 2)).all()
        now = [one for one in task if one.state is ObligationState.OPEN and one.period_code == "2026"]
        last = house.last_about(BINH, "2.1")
        assert last is not None
        text = last.say["text"]
        assert short_date(now[0].due) in text if now else "không còn phải thực hiện" in text
        report = house.session.exec(select(Obligation).where(Obligation.key == "report:2026:1")).one()
        last = house.last_about(AN, "năm 2026")
        assert last is not None
        assert short_date(report.due) in last.say["text"]
    finally:
        house.session.close()
        house.engine.dispose()
