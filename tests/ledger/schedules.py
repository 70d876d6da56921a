"""What happens around meetings: set, moved, called off, held and concluded, and what the law makes of it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlmodel import Session, select

from bot.documents.schedule_reader import MeetingRow
from bot.domain.duties import Name
from bot.services.conclusion_choices import confirm_conclusion, leave_conclusion
from bot.services.conclusions import concluded
from bot.services.done import meet, take_back, to_be_met
from bot.services.duty_rules import set_duty
from bot.services.meetings import import_schedule
from bot.services.rules import in_force
from storage.tables import Meeting, Obligation
from storage.vocabulary import MeetingKind, MeetingMode, MeetingStatus, ObligationKind, ObligationState
from tests.ledger.answers import After, after_it, numbers, officer_of
from tests.ledger.wards import UNITS, WARD, ZONE

OFFICE = 5
KINDS = (MeetingKind.DIALOGUE, MeetingKind.DIALOGUE, MeetingKind.RECEPTION)
CONCLUSIONS = (
    "",
    "Phòng 1 sửa đèn ngõ 3 trong 10 ngày",
    "Phòng 2 sửa đèn ngõ 3 trong 12 ngày; Phòng 3 dọn chợ trong 5 ngày",
    "Phòng 2 sửa đèn ngõ 3 trong 20 ngày; trồng thêm cây ở chợ",
)
meetings = st.integers(0, len(KINDS) - 1)


class Schedules:
    """Rules for a machine that keeps time and lets people `ask`."""

    now: datetime
    ask: Callable[[Callable[[Session], object]], None]
    go_on: Callable[[After], None]

    @rule(then=after_it, which=meetings, ahead=st.integers(1, 25))
    def a_meeting_is_set_or_moved(self, then: After, which: int, ahead: int) -> None:
        day = WARD.day(self.now) + timedelta(days=ahead)
        self.ask(lambda session: _say(session, self.now, which, day=day))
        self.go_on(then)

    @rule(then=after_it, which=meetings, held_back=st.booleans())
    def a_meeting_is_called_off(self, then: After, which: int, held_back: bool) -> None:
        off = MeetingStatus.POSTPONED if held_back else MeetingStatus.CANCELLED
        self.ask(lambda session: _say(session, self.now, which, status=off))
        self.go_on(then)

    @rule(then=after_it, which=st.integers(0, 1), conclusion=st.sampled_from(CONCLUSIONS))
    def a_dialogue_was_held(self, then: After, which: int, conclusion: str) -> None:
        """Where its day has not come, it was brought forward to today; its conclusion may be edited later."""
        today = WARD.day(self.now)

        def hold(session: Session) -> None:
            known = _found(session, which)
            day = min(today, WARD.day(known.starts_at)) if known is not None else today
            _say(session, self.now, which, day=day, status=MeetingStatus.HELD, conclusion=conclusion)

        self.ask(hold)
        self.go_on(then)

    @rule(then=after_it, which=st.integers(0, 3), unit=st.sampled_from(UNITS), days=st.integers(0, 15))
    def the_office_decides_on_a_conclusion(self, then: After, which: int, unit: int, days: int) -> None:
        def decide(session: Session) -> None:
            ward = in_force(session, WARD)
            waiting = [one for one in concluded(session, ward, self.now) if one.waits]
            for one in waiting[which % len(waiting) :][:1] if waiting else ():
                if days:
                    due = ward.calendar.next_working(ward.day(self.now) + timedelta(days=days))
                    confirm_conclusion(session, one, unit, due, self.now, person_id=OFFICE)
                else:
                    leave_conclusion(session, one, self.now, OFFICE)

        self.ask(decide)
        self.go_on(then)

    @rule(then=after_it, person=numbers)
    def somebody_says_it_is_done(self, then: After, person: int) -> None:
        def done(session: Session) -> None:
            ward, officer = in_force(session, WARD), officer_of(session, person)
            if officer is not None:
                for one in to_be_met(session, ward, officer, self.now)[:1]:
                    meet(session, ward, one, "xong", self.now, officer=officer)

        self.ask(done)
        self.go_on(then)

    @rule(then=after_it, person=numbers)
    def somebody_takes_it_back(self, then: After, person: int) -> None:
        def undone(session: Session) -> None:
            officer = officer_of(session, person)
            met = select(Obligation).where(Obligation.state == ObligationState.MET, Obligation.note == "xong")
            one = session.scalars(met).first()
            if officer is not None and one is not None:
                take_back(session, one, officer, self.now)

        self.ask(undone)
        self.go_on(then)

    @rule(then=after_it, name=st.sampled_from(Name), number=st.integers(1, 12), on=st.booleans())
    def a_duty_is_set(self, then: After, name: Name, number: int, on: bool) -> None:
        self.ask(lambda session: set_duty(session, name, self.now, "office", number=number, on=on))
        self.go_on(then)


def duties_follow_their_meetings(session: Session, now: datetime) -> None:
    """After a look: nothing is owed for what is off, nor reckoned from another day than the meeting's.

    The schedule is followed back to the new year before the last four months; what is edited of older
    meetings is not.
    """
    since = (WARD.day(now) - timedelta(days=120)).replace(month=1, day=1)
    wanted = select(Obligation, Meeting).join(Meeting, Meeting.id == Obligation.meeting_id)  # type: ignore[arg-type]
    for one, meeting in session.execute(wanted.where(Obligation.state == ObligationState.OPEN)):
        day = WARD.day(meeting.starts_at)
        if day < since:
            continue
        if one.kind is ObligationKind.CONCLUSION:
            assert one.text in meeting.conclusion, (one, meeting)
            continue
        assert meeting.status in (MeetingStatus.UPCOMING, MeetingStatus.HELD), (one, meeting)
        assert one.of_day == day, (one, meeting)
        by_rule = one.extended_from or one.due
        if one.reason == Name.ANNOUNCE:
            assert by_rule <= day, (one, meeting)
        else:
            assert by_rule >= day, (one, meeting)


def _found(session: Session, which: int) -> Meeting | None:
    return session.scalars(select(Meeting).where(Meeting.code == f"M{which}")).first()


def _say(
    session: Session,
    now: datetime,
    which: int,
    *,
    day: date | None = None,
    status: MeetingStatus = MeetingStatus.UPCOMING,
    conclusion: str = "",
) -> None:
    """Let the schedule say so; what has been is not put off any more."""
    known = _found(session, which)
    if known is None and day is None:
        return
    if known is not None and known.status is MeetingStatus.HELD and status is not MeetingStatus.HELD:
        return
    at = day or WARD.day(known.starts_at if known is not None else now)
    starts = datetime.combine(at, time(9))
    row = MeetingRow(
        f"M{which}",
        KINDS[which],
        "Đường ngõ",
        "Mọi công dân",
        starts,
        starts + timedelta(hours=2),
        "Hội trường",
        "Chủ tịch",
        MeetingMode.IN_PERSON,
        status,
        conclusion,
        None,
    )
    import_schedule(session, [row], source="x", zone=ZONE, now=now)
