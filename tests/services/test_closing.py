"""A chat whose free hours end before a reminder is due: its person is asked for a sign of life, once."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from bot.services.closing import warn_of_closing
from bot.services.obligations import lay_out
from bot.services.pushes import recheck
from bot.services.routes import choose
from storage.conversations import note_heard
from storage.reminders import snooze
from storage.tables import Person
from tests.services.linked import OPEN, TIMED, link, only, to, ward_with
from tests.services.owing import AN, CULTURE, owing, tell
from tests.ward import NOW, ZONE

WARD = ward_with()
HOUR = timedelta(hours=1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In May 2026, whose 26th is a Tuesday and the first rung of the half-year report."""
    return datetime(2026, 5, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def memory(memory_session: Session) -> Session:
    """An was last heard from on Thursday at 15:00, on a chat that closes on Saturday."""
    lay_out(owing(memory_session), WARD, NOW)
    only(memory_session, AN, TIMED, heard=at(21, 15))
    return memory_session


def asked(session: Session, *moments: datetime) -> list[int]:
    return [warn_of_closing(session, WARD, moment) for moment in moments]


def test_a_window_that_closes_before_a_rung_is_told_of_once(session: Session) -> None:
    lay_out(owing(session), WARD, NOW)
    only(session, AN, TIMED, heard=at(21, 15))
    assert asked(session, at(21, 16), at(22, 7, 59), at(22, 8, 30), at(22, 9), at(22, 16)) == [0, 0, 0, 1, 0]
    [notice] = to(session, AN)
    assert (notice.channel, notice.say["choices"][0]) == (TIMED, ["/seen", "Đã thấy"])
    assert notice.say["text"].splitlines() == [
        "Để tôi còn nhắc được đồng chí việc “Báo cáo kỳ 6 tháng đầu năm 2026”, mời đồng chí chọn “Đã thấy”.",
        "Việc này có hạn Thứ Hai 15/6/2026, còn 16 ngày làm việc.",
        "Nếu không, sau 15h00 Thứ Bảy 23/5/2026 tôi không nhắn trước ở kênh này được nữa.",
    ]


def test_any_answer_opens_it_anew_and_the_next_closing_is_told_of_again(memory: Session) -> None:
    asked(memory, at(22, 10))
    [notice] = to(memory, AN)
    assert recheck(memory, notice, WARD, at(22, 10)) == notice.say
    assert choose(memory, WARD, notice, at(22, 10)) is None
    note_heard(memory, TIMED, notice.chat, at(22, 11))
    assert recheck(memory, notice, WARD, at(22, 11)) is None
    assert asked(memory, at(22, 12), at(22, 14), at(22, 15)) == [0, 1, 0]


def test_out_of_hours_nobody_is_asked_but_the_last_moment_before_is_used(memory: Session) -> None:
    note_heard(memory, TIMED, "oa-1", at(22, 16, 20))
    assert asked(memory, at(22, 16, 25), at(22, 16, 35), at(22, 17, 5), at(23, 9)) == [0, 1, 0, 0]


def test_who_can_be_written_to_elsewhere_is_not_asked(memory: Session) -> None:
    link(memory, AN, OPEN, at=NOW)
    assert asked(memory, at(22, 16)) == [0]


def test_the_web_chat_that_nobody_looks_at_does_not_count_as_elsewhere(memory: Session) -> None:
    link(memory, AN, "web", at=NOW)
    assert asked(memory, at(22, 16)) == [1]


def test_who_wants_to_be_reached_on_the_web_chat_is_not_asked(memory: Session) -> None:
    link(memory, AN, "web", at=NOW)
    memory.get_one(Person, AN).preferred = "web"
    memory.flush()
    assert asked(memory, at(22, 16)) == [0]


def test_nobody_is_asked_for_what_is_reported_or_far_away(memory: Session) -> None:
    for item in (1, 2, 3):
        tell(memory, CULTURE, item, "2026-H1", at(22, 10))
    assert asked(memory, at(22, 16)) == [0]


def test_a_rung_in_a_month_is_not_worth_asking_for(memory: Session) -> None:
    heard = datetime(2026, 4, 22, 15, tzinfo=ZONE)
    note_heard(memory, TIMED, "oa-1", heard)
    only(memory, AN, TIMED, heard=heard)
    assert asked(memory, heard + 43 * HOUR) == [0]


def test_a_snooze_until_after_the_closing_counts_as_a_reminder(memory: Session) -> None:
    heard = at(27, 8)
    only(memory, AN, TIMED, heard=heard)
    snooze(memory, AN, range(1, 20), at(28, 8))
    assert asked(memory, at(28, 16)) == [1]
    assert [row.key for row in to(memory, AN)] == [f"window:{AN}:{heard.astimezone(NOW.tzinfo).isoformat()}"]


def test_channels_without_free_hours_ask_nobody(memory: Session) -> None:
    plain = ward_with(WARD.channels[OPEN])
    assert warn_of_closing(memory, plain, at(22, 16)) == 0
