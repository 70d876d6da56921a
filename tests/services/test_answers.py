"""Citizens ask as people type, and get the meetings that are meant, or are told that there are none."""

import pytest
from sqlmodel import Session

from bot.services.answers import answer
from bot.texts import speaking
from storage.tables import Meeting
from tests.services.questions import NOW, cases, fill_schedule
from tests.ward import ZONE


def ask(session: Session, question: str, locale: str = "vi") -> str:
    with speaking(locale):
        return answer(session, question, NOW, ZONE).text


def codes(session: Session, question: str) -> tuple[str, ...]:
    return answer(session, question, NOW, ZONE).meetings


def test_questions_get_the_meetings_that_are_meant(memory_session: Session) -> None:
    fill_schedule(memory_session)
    asked = cases()
    wrong = [
        (case.question, said.intent.value, said.meetings)
        for case in asked
        if not case.is_met((said := answer(memory_session, case.question, NOW, ZONE)).intent, said.meetings)
    ]

    assert len(asked) > 200
    assert wrong == []


def test_an_answer_is_given_to_programs_with_the_interval_that_was_said(memory_session: Session) -> None:
    fill_schedule(memory_session)
    data = answer(memory_session, "t7 này có tiếp dân k", NOW, ZONE).as_data()

    assert list(data) == ["intent", "meetings", "suggested", "from", "to", "text"]
    assert {name: data[name] for name in list(data)[:5]} == {
        "intent": "schedule",
        "meetings": [],
        "suggested": ["TD-0512"],
        "from": "2026-05-16",
        "to": "2026-05-16",
    }
    assert data["text"].startswith("Ngày Ông/Bà hỏi không có buổi tiếp công dân nào.")


def test_one_meeting_is_told_with_day_hours_place_chair_and_source(memory_session: Session) -> None:
    fill_schedule(memory_session)

    assert ask(memory_session, "ngày 15/5 đối thoại ở đâu").splitlines() == [
        "Đối thoại: Thu hồi đất, tái định cư dự án cầu mới",
        "Thứ Sáu 15/5/2026, còn 4 ngày, 8h30–11h00",
        "Địa điểm: Hội trường tầng 3",
        "Chủ trì: Chủ tịch UBND phường. Dành cho: Hộ dân bị thu hồi đất",
        "Nguồn: lịch đã công bố, cập nhật ngày 11/5/2026.",
    ]
    assert ask(memory_session, "where is the dialogue on 15 May", "en").splitlines()[1:3] == [
        "Friday, 15 May 2026, 4 days from now, 08:30–11:00",
        "Place: Hội trường tầng 3",
    ]


def test_what_is_cancelled_postponed_or_over_says_so_first(memory_session: Session) -> None:
    fill_schedule(memory_session)

    assert ask(memory_session, "buổi 22/5 còn không").startswith("⚠️ Buổi này đã hủy.")
    assert ask(memory_session, "đối thoại ngày 29/5").startswith("⚠️ Buổi này đã hoãn")
    assert ask(memory_session, "ngày 5/5 có tiếp dân không").startswith("Buổi này đã qua.")


def test_at_most_five_meetings_are_told_and_the_rest_counted(memory_session: Session) -> None:
    fill_schedule(memory_session)
    said = answer(memory_session, "khi nào có đối thoại", NOW, ZONE)

    assert len(said.meetings) == 11
    assert said.more
    assert said.text.count("• ") == 5
    assert "Còn 6 buổi nữa." in said.text


def test_a_conclusion_is_told_and_a_missing_one_owned_up_to(memory_session: Session) -> None:
    fill_schedule(memory_session)

    assert "Thay 120 m ống trước 31/7/2026" in ask(memory_session, "kết quả đối thoại 28/4")
    assert "Chưa công bố kết luận." in ask(memory_session, "kết quả buổi tiếp dân tuần trước")
    assert "chưa có kết luận" in ask(memory_session, "kết luận buổi đối thoại 15/5")


def test_what_is_not_ours_is_said_kindly_with_a_stored_place_to_turn_to(memory_session: Session) -> None:
    fill_schedule(memory_session)
    said = answer(memory_session, "làm hộ chiếu ở đâu", NOW, ZONE)

    assert (said.intent, said.meetings, said.suggested) == ("unknown", (), ())
    assert "Phòng tiếp công dân tầng 1" in said.text


def test_without_any_schedule_every_answer_is_still_a_useful_sentence(memory_session: Session) -> None:
    for case in cases()[::7]:
        said = answer(memory_session, case.question, NOW, ZONE)
        assert said.meetings == ()
        assert said.text.strip()


def test_texts_from_the_schedule_are_shown_as_they_are(memory_session: Session) -> None:
    fill_schedule(memory_session)
    meeting = memory_session.get(Meeting, 1)
    assert meeting is not None
    meeting.topic = "{n} <script>alert(1)</script>"
    memory_session.flush()

    assert "{n} <script>alert(1)</script>" in ask(memory_session, meeting.code)


@pytest.mark.parametrize(
    "question", ["", "   ", "?" * 5_000, "a" * 20_000, "\u202e\u200fabc", "🙂" * 300, "\x00"]
)
def test_no_input_is_too_odd_for_an_answer(memory_session: Session, question: str) -> None:
    fill_schedule(memory_session)
    said = answer(memory_session, question, NOW, ZONE)

    assert (said.intent, said.meetings) == ("unknown", ())
