"""What nobody ever answered: the office is told once, in one notice, where the ladder ends."""

from datetime import date, datetime

from sqlmodel import Session, select

from bot.services.lapsed import tell_lapsed
from bot.services.obligations import lay_out
from bot.services.pushes import recheck
from storage.tables import Outbox, Seat
from storage.vocabulary import Role
from tests.services.above import at, whole_ward
from tests.services.owing import CHI, CULTURE, SCHOOL, WARD, WORKS, outbox, tell

LAST, CLOSED = date(2026, 8, 13), date(2026, 8, 14)


def notices(session: Session) -> list[Outbox]:
    return [row for row in outbox(session) if (row.key or "").startswith("lapsed:")]


def pass_by(session: Session, *moments: datetime) -> list[int]:
    told = []
    for moment in moments:
        lay_out(session, WARD, moment)
        told.append(tell_lapsed(session, WARD, moment))
    return told


def test_the_units_that_never_answered_are_named_once(session: Session) -> None:
    whole_ward(session)
    for unit, item in ((WORKS, 1), (WORKS, 2), (SCHOOL, 1)):
        tell(session, unit, item, "2026-H1", at(LAST))
    assert pass_by(session, at(LAST), at(CLOSED, 6), at(CLOSED), at(CLOSED, 9), at(date(2026, 8, 17))) == [
        0,
        0,
        1,
        0,
        0,
    ]
    [notice] = notices(session)
    assert notice.person_id == CHI
    assert notice.say["text"].splitlines() == [
        "⚠️ Có 1 việc không được báo cáo và nay không còn nhận nữa.",
        "Báo cáo kỳ 6 tháng đầu năm 2026: Phòng Văn hóa.",
    ]


def test_what_lapsed_over_a_weekend_waits_for_the_office_and_names_all(memory_session: Session) -> None:
    whole_ward(memory_session)
    assert pass_by(memory_session, at(CLOSED, 5), at(date(2026, 8, 15)), at(date(2026, 8, 17), 8)) == [
        0,
        0,
        1,
    ]
    assert notices(memory_session)[0].say["text"].splitlines()[1] == (
        "Báo cáo kỳ 6 tháng đầu năm 2026: Phòng Văn hóa, Phòng Hạ tầng."
    )


def test_who_has_left_the_office_meanwhile_is_not_told(memory_session: Session) -> None:
    whole_ward(memory_session)
    pass_by(memory_session, at(CLOSED))
    [notice] = notices(memory_session)
    assert recheck(memory_session, notice, WARD, at(CLOSED)) == notice.say
    for seat in memory_session.exec(select(Seat).where(Seat.person_id == CHI)):
        seat.role, seat.position = Role.FOCAL, 9
    memory_session.flush()
    assert recheck(memory_session, notice, WARD, at(CLOSED)) is None


def test_what_is_answered_in_time_is_nobody_s_news(memory_session: Session) -> None:
    whole_ward(memory_session)
    for unit, items in ((CULTURE, (1, 2, 3)), (WORKS, (1, 2)), (SCHOOL, (1,))):
        for item in items:
            tell(memory_session, unit, item, "2026-H1", at(LAST))
    assert pass_by(memory_session, at(CLOSED), at(date(2026, 8, 17))) == [0, 0]
