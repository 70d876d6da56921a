"""A revised schedule and the duties of the dialogues it lets go."""

from datetime import date, datetime

from sqlmodel import Session

from bot.documents.schedule_reader import MeetingRow
from bot.services.ledger import lay_out
from bot.services.meetings import import_schedule
from storage.vocabulary import MeetingKind, MeetingMode, MeetingStatus, ObligationState
from tests.services.owing import WARD, owing
from tests.services.test_duties import NOW, duties, one
from tests.ward import ZONE

OPEN, CANCELLED = ObligationState.OPEN, ObligationState.CANCELLED


def row(day: date) -> MeetingRow:
    starts = datetime(day.year, day.month, day.day, 8)  # noqa: DTZ001 - as read from a file
    return MeetingRow(
        code=f"DT-{day:%m%d}",
        series="DT",
        kind=MeetingKind.DIALOGUE,
        topic="Đường ngõ",
        audience="Mọi công dân",
        starts=starts,
        ends=starts.replace(hour=11),
        place="Hội trường",
        chair="Chủ tịch",
        mode=MeetingMode.IN_PERSON,
        status=MeetingStatus.UPCOMING,
        conclusion="",
    )


def read_in(session: Session, *days: date) -> None:
    rows = [row(day) for day in days]
    import_schedule(session, rows, source="lich.csv", zone=ZONE, now=NOW)
    lay_out(session, WARD, NOW)


def test_dates_a_revision_lets_go_take_their_duties_along(session: Session) -> None:
    read_in(owing(session), date(2026, 9, 25), date(2026, 10, 25))
    read_in(session, date(2026, 9, 25))
    assert [state for _due, state in duties(session, ":announce").values()] == [OPEN, CANCELLED]
    assert one(session, "duty:announce:2").meeting_id is None
