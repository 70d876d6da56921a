"""Being reminded later: on a day that is picked or typed, past a due date only knowingly."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from bot.services.reminders import remind_due
from storage.journal import entries_about
from storage.tables import Snooze
from storage.vocabulary import Event
from tests.handlers.test_answering import talk_of
from tests.services.longer import MORNING, another, governed, report
from tests.services.owing import AN, WARD
from tests.ward import WardTalk


@pytest.fixture
def quick(memory_session: Session) -> WardTalk:
    governed(memory_session)
    remind_due(memory_session, WARD, MORNING)
    return talk_of(memory_session)


def on(day: int) -> datetime:
    """In June 2026, in the morning; the report is due on Monday the 15th."""
    return datetime(2026, 6, day, 2, tzinfo=UTC)


def snoozed(talk: WardTalk) -> list[tuple[int, str]]:
    talk.session.expire_all()
    rows = talk.session.exec(select(Snooze)).all()
    return [(row.person_id, row.until.astimezone(WARD.zone).isoformat()[:16]) for row in rows]


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("ngày kia", "2026-05-28T07:30"),
        ("thứ 5", "2026-05-28T07:30"),
        ("2/6/2026", "2026-06-02T07:30"),
        ("thứ bảy", "2026-06-01T07:30"),
    ],
)
def test_a_day_is_understood_as_people_write_it(quick: WardTalk, typed: str, until: str) -> None:
    quick.hear("/later")
    assert quick.texts(typed)[0].startswith("Trợ lý sẽ nhắc lại")
    assert snoozed(quick) == [(AN, until)]


def test_it_stands_in_the_journal_with_the_day(quick: WardTalk) -> None:
    quick.hear("/later")
    quick.hear("ngày mai")
    (line,) = entries_about(quick.session, [report(quick.session).id or 0], Event.PUT_OFF)
    assert (line.person_id, line.detail) == (AN, {"until": "2026-05-27"})


@pytest.mark.parametrize("typed", ["hôm nay", "20/5/2026", "1/1/2027", "lúc nào cũng được", "31/2/2026"])
def test_what_is_no_day_to_come_soon_is_asked_for_again(quick: WardTalk, typed: str) -> None:
    quick.hear("/later")
    assert "Đồng chí muốn được nhắc lại khi nào?" in quick.texts(typed)[0]
    assert snoozed(quick) == []


def test_the_choice_that_passes_the_due_day_says_so_before_it_is_taken(quick: WardTalk) -> None:
    quick.now = on(12)
    (said,) = quick.hear("/later")
    assert [label for _value, label in said.choices] == [
        "Ngày mai",
        "Thứ Hai tới",
        "Sau 3 ngày làm việc (⚠️ sau hạn)",
    ]
    assert "⚠️ Ngày đó đã sau hạn Thứ Hai 15/6/2026." in quick.texts("sau 3 ngày làm việc")[0]


def test_on_the_due_day_every_choice_is_past_it(quick: WardTalk) -> None:
    quick.now = on(15)
    (said,) = quick.hear("/later")
    assert [label.endswith("(⚠️ sau hạn)") for _value, label in said.choices] == [True, True, True]


def test_what_is_late_already_is_said_in_the_question(quick: WardTalk) -> None:
    quick.now = on(17)
    (said,) = quick.hear("/later")
    assert said.text.splitlines()[1] == "⚠️ Đã quá hạn: Báo cáo kỳ 6 tháng đầu năm 2026."
    assert said.choices[0][1] == "Ngày mai"


def test_a_typed_day_past_due_is_asked_about_first(quick: WardTalk) -> None:
    quick.now = on(10)
    quick.hear("/later")
    (sure,) = quick.hear("18/6/2026")
    assert sure.text == "⚠️ Thứ Năm 18/6/2026 đã sau hạn Thứ Hai 15/6/2026. Đồng chí chọn thế nào?"
    assert [label for _value, label in sure.choices[:2]] == [
        "Nhắc Thứ Hai 15/6/2026, khi chưa quá hạn",
        "Vẫn nhắc Thứ Năm 18/6/2026",
    ]
    assert snoozed(quick) == []
    assert quick.texts("2") == [
        "Trợ lý sẽ nhắc lại Thứ Năm 18/6/2026 lúc 7h30. ⚠️ Ngày đó đã sau hạn Thứ Hai 15/6/2026."
    ]
    quick.hear("/later")
    (sure,) = quick.hear("18/6/2026")
    quick.press("Nhắc Thứ Hai 15/6/2026, khi chưa quá hạn", sure)
    assert snoozed(quick) == [(AN, "2026-06-15T07:30")]


def test_another_day_can_be_named_instead(quick: WardTalk) -> None:
    quick.now = on(12)
    quick.hear("/later")
    quick.hear("18/6/2026")
    assert "Đồng chí chọn thế nào?" in quick.texts("ừm")[0]
    assert quick.texts("3")[0].startswith("Đồng chí muốn được nhắc lại khi nào?")
    quick.hear("thứ hai tới")
    assert snoozed(quick) == [(AN, "2026-06-15T07:30")]


def test_one_of_several_things_is_put_off_and_the_choices_are_about_it(quick: WardTalk) -> None:
    other = another(quick.session, on(18).date())
    quick.now = on(12)
    (said,) = quick.hear("/later")
    assert said.choices[2][1] == "Sau 3 ngày làm việc (⚠️ sau hạn)"
    (which,) = quick.hear("chỉ một việc")
    assert which.choices[-1][1] == "Tất cả"
    (said,) = quick.hear("2")
    assert said.choices[2][1] == "Sau 3 ngày làm việc"
    quick.hear("3")
    rows = quick.session.exec(select(Snooze)).all()
    assert [row.obligation_id for row in rows] == [other.id]
    quick.hear("/later")
    quick.hear("chỉ một việc")
    quick.hear("tất cả")
    quick.hear("1")
    assert len(snoozed(quick)) == 2
