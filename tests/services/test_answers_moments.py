"""At any moment of the year a question gets its meetings and its days, and nothing the asker did not mean."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from bot.services.answers import CitizenAnswer, answer
from bot.texts import speaking
from tests.services.questions import NOW, Case, fill_schedule, read_case
from tests.ward import ZONE

ASKED = Path(__file__).parents[1] / "samples" / "cau-hoi-theo-ngay.txt"
Days = tuple[date | None, date | None]


def _days(said: str) -> Days:
    if said == "-":
        return None, None
    first, _dots, last = said.partition("..")
    return _day(first), _day(last if ".." in said else first)


def _day(said: str) -> date | None:
    if not said:
        return None
    day, month, *year = (int(part) for part in said.split("/"))
    return date(year[0] if year else 2026, month, day)


def _asked(zone: ZoneInfo) -> list[tuple[datetime, Days, Case]]:
    asked = []
    for line in ASKED.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            at = datetime.fromisoformat(line.removeprefix("@").strip()).replace(tzinfo=zone)
        elif line and not line.startswith("#"):
            intent, days, codes, question = line.split("|")
            asked.append((at, _days(days.strip()), read_case(f"{intent}|{codes}|{question}")))
    return asked


def test_questions_at_any_moment_get_their_meetings_and_days(memory_session: Session) -> None:
    fill_schedule(memory_session)
    asked = _asked(ZONE)
    wrong = []
    for at, days, case in asked:
        said = answer(memory_session, case.question, at, ZONE)
        if not case.is_met(said.intent, said.meetings) or (said.start, said.end) != days:
            wrong.append((case.question, said.intent.value, said.meetings, said.start, said.end))

    assert len(asked) > 120
    assert wrong == []


def _ask(session: Session, question: str, at: datetime = NOW) -> CitizenAnswer:
    with speaking("vi"):
        return answer(session, question, at, ZONE)


@pytest.mark.parametrize(
    ("question", "first_line"),
    [
        ("thứ 4 này có tiếp dân không", "Ngày Ông/Bà hỏi không có buổi tiếp công dân nào."),
        ("sáng mai có tiếp dân không", "Buổi sáng Ông/Bà hỏi không có buổi tiếp công dân nào."),
        (
            "cuối tuần này có gì",
            "Những ngày Ông/Bà hỏi không có buổi đối thoại hay tiếp công dân nào.",
        ),
        (
            "tháng 6 có đối thoại về rác không",
            "Những ngày Ông/Bà hỏi không có buổi đối thoại nào như vậy.",
        ),
        ("sau 10/9 có đối thoại không", "Những ngày Ông/Bà hỏi không có buổi đối thoại nào."),
        ("khi nào đối thoại về mèo", "Chưa có lịch đối thoại như Ông/Bà hỏi."),
    ],
)
def test_where_there_is_none_that_is_said_first_and_no_other_date_is_named(
    memory_session: Session, question: str, first_line: str
) -> None:
    fill_schedule(memory_session)
    said = _ask(memory_session, question)

    assert (said.meetings, said.text.splitlines()[0]) == ((), first_line)


@pytest.mark.parametrize(
    "question",
    [
        "tôi muốn tố cáo ông Nguyễn Văn Tèo nhận hối lộ",
        "toi khieu nai viec thu hoi dat nha toi",
        "gửi đơn tố cáo cán bộ vòi tiền",
        "tôi có văn bản mật muốn gửi",
    ],
)
def test_complaints_and_secrets_are_not_taken_and_the_reception_is_named(
    memory_session: Session, question: str
) -> None:
    fill_schedule(memory_session)
    said = _ask(memory_session, question)

    assert said.text.startswith("Ở đây không nhận và không lưu nội dung khiếu nại, tố cáo hay tài liệu mật.")
    assert "Phòng tiếp công dân tầng 1" in said.text
    assert "Tèo" not in said.text


def test_a_reception_asked_for_by_name_is_told_though_a_complaint_is_why(memory_session: Session) -> None:
    fill_schedule(memory_session)
    said = _ask(memory_session, "tuần sau tiếp dân giải quyết khiếu nại hôm nào")

    assert said.meetings == ("TD-0519",)
    assert said.text.startswith("Tiếp công dân định kỳ")
