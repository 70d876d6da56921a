"""A citizen in the chat: short questions after long ones, more meetings, two misses, asides."""

from pathlib import Path

import pytest
from sqlmodel import Session

from bot.conversation.messages import Answer, Say, Spoken
from bot.conversation.router import Command, Router
from bot.conversation.steps import Chat, End, Question, Start, straight
from bot.services.desk import Desk
from bot.services.ward import Ward
from handlers import citizen, subscriptions
from storage.conversations import load_state
from storage.files import FileStore
from tests.services.questions import fill_schedule
from tests.ward import ZONE, WardTalk

QUESTIONS: list[Question[Desk]] = [Question("agree", "Agree?", choices=(("y", "Yes"), ("n", "No")))]


def _end(_chat: Chat[Desk]) -> End:
    return End((Say("Done."),))


def _begin(_chat: Chat[Desk], _said: Answer) -> Start:
    return Start("agree")


ROUTER: Router[Desk] = Router(
    flows={"agree": straight("agree", QUESTIONS, _end)},
    commands=(Command("/agree", _begin), *citizen.PART.commands, *subscriptions.PART.commands),
    fallback=citizen.answer_citizen,
    help=lambda _chat: Say("Help."),
    files=lambda _chat, _answer: Say("?"),
    aside=citizen.PART.aside,
)


@pytest.fixture
def talk(memory_session: Session, tmp_path: Path) -> WardTalk:
    fill_schedule(memory_session)
    return WardTalk(memory_session, ROUTER, Ward(ZONE, FileStore(tmp_path), "https://ward.example"))


def labels(said: list[Spoken]) -> list[str]:
    return [label for _value, label in said[-1].choices]


def test_one_meeting_can_be_remembered_put_in_a_calendar_or_passed_over(talk: WardTalk) -> None:
    said = talk.hear("ngày 15/5 đối thoại ở đâu")

    assert said[0].text.startswith("Đối thoại: Thu hồi đất")
    assert labels(said) == ["Nhắc tôi", "Thêm vào lịch điện thoại", "Xem buổi khác"]


def test_what_is_over_or_cancelled_offers_nothing_to_remember(talk: WardTalk) -> None:
    assert labels(talk.hear("ngày 22/5 có đối thoại không")) == ["Xem buổi khác"]
    assert labels(talk.hear("ngày 5/5 có tiếp dân không")) == ["Xem buổi khác"]


def test_more_meetings_follow_on_a_tap(talk: WardTalk) -> None:
    first = talk.hear("khi nào có đối thoại")
    second = talk.press("Xem thêm", first[0])
    last = talk.hear("xem thêm")

    assert labels(first)[-1] == "Xem thêm"
    assert "Còn 1 buổi nữa." in second[0].text
    assert last[0].text.count("• ") == 1
    assert talk.hear("xem thêm")[0].text == first[0].text


def test_a_meeting_of_a_list_is_told_in_full_on_a_tap(talk: WardTalk) -> None:
    said = talk.hear("tháng 7 có đối thoại gì")

    assert labels(said) == ["8h00, Thứ Sáu 10/7/2026", "8h00, Thứ Năm 16/7/2026", "8h00, Thứ Sáu 24/7/2026"]
    assert talk.press("8h00, Thứ Năm 16/7/2026", said[0])[0].text.startswith("Đối thoại: Thuế")


def test_a_short_question_goes_on_from_the_one_before(talk: WardTalk) -> None:
    talk.hear("lịch tiếp dân tuần sau")

    assert "Thứ Ba 26/5/2026" in talk.texts("còn tuần sau nữa thì sao")[0]
    assert "Thứ Ba 26/5/2026" in talk.texts("mấy giờ")[0]
    assert "Phòng tiếp công dân tầng 1" in talk.texts("ở đâu vậy")[0]
    talk.hear("tháng 7 có đối thoại gì")
    assert talk.texts("còn cho thanh niên thì sao")[0].startswith("Đối thoại: Khởi nghiệp")
    assert labels(talk.hear("nhắc tôi nhé"))[0] == "Nhắc tôi"


def test_a_short_question_on_its_own_or_long_after_is_not_guessed_at(talk: WardTalk) -> None:
    talk.hear("ngày 15/5 đối thoại ở đâu")
    talk.pass_time(hours=3)

    assert "Thu hồi đất" not in talk.texts("ai chủ trì")[0]


def test_two_misses_running_lead_to_a_person_and_a_hit_clears_them(talk: WardTalk) -> None:
    assert talk.texts("qwerty")[0].startswith("Tôi chỉ biết lịch")
    assert talk.texts("asdf ghjk")[0].startswith("Ở đây chưa có cán bộ trực")
    talk.hear("qwerty")
    talk.hear("lịch tiếp dân tuần sau")
    assert talk.texts("qwerty")[0].startswith("Tôi chỉ biết lịch")


def test_the_schedule_shows_the_next_five(talk: WardTalk) -> None:
    said = talk.hear("/lich")

    assert said[0].text.count("• ") == 5
    assert labels(said)[-1] == "Xem thêm"


def test_a_question_about_meetings_is_answered_in_the_middle_of_something_else(talk: WardTalk) -> None:
    talk.hear("/agree")
    said = talk.texts("tuần sau tiếp dân ngày nào")

    assert "Thứ Ba 19/5/2026" in said[0]
    assert said[-1] == "Agree?"
    assert talk.texts("đã đối thoại với nhân dân")[0].startswith("Mời chọn")


def test_words_of_another_tongue_are_answered_in_it(memory_session: Session, tmp_path: Path) -> None:
    fill_schedule(memory_session)
    ward = Ward(ZONE, FileStore(tmp_path), "https://ward.example")
    talk = WardTalk(memory_session, ROUTER, ward, locale="en")
    said = talk.hear("when is the next citizen reception?")

    assert said[0].text.splitlines()[1] == "Tuesday, 12 May 2026, tomorrow, 13:30–16:30"
    assert labels(said) == ["Remind me", "Add to calendar (.ics)", "Other meetings"]


def test_where_two_days_may_be_meant_the_chat_asks_back(talk: WardTalk) -> None:
    said = talk.hear("thứ 3 hoặc thứ 4 tuần sau có buổi nào")
    chosen = talk.press("Thứ Tư 20/5/2026", said[0])

    assert said[0].text.startswith("Ý Ông/Bà là ngày nào?")
    assert labels(said) == ["Thứ Ba 19/5/2026", "Thứ Tư 20/5/2026"]
    assert chosen[0].text.startswith("Đối thoại: An ninh trật tự")


def test_a_chat_keeps_no_words_of_a_person_s_own(talk: WardTalk) -> None:
    talk.hear("ông Nguyễn Văn Tèo hỏi đối thoại ở trường Lê Lợi khi nào")
    kept = str(load_state(talk.session, "web", "an"))

    assert "nguyen" not in kept.lower()
    assert "teo" not in kept.lower()
    assert "loi" in kept


def test_nothing_of_a_complaint_or_a_secret_stays_in_the_chat(talk: WardTalk) -> None:
    said = talk.texts("tôi tố cáo cán bộ ở trường Lê Lợi nhận hối lộ")
    talk.hear("tôi có tài liệu mật về hội trường tầng 3")
    kept = str(load_state(talk.session, "web", "an")).lower()

    assert said[0].startswith("Ở đây không nhận và không lưu")
    assert not any(word in kept for word in ("loi", "hoi lo", "truong", "tang", "asked"))
