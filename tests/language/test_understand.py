"""What is wanted, and what narrows it, is heard in the words people use."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.intents import Intent
from bot.language.meaning import Aim, Meaning
from bot.language.memory import follow_up, recalled, remembered
from bot.language.understand import understand
from storage.vocabulary import MeetingKind, MeetingMode

TODAY = date(2026, 5, 11)


def heard(text: str) -> Meaning:
    return understand(text, TODAY)


def aim(text: str) -> Aim:
    return heard(text).aim


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("lịch tiếp dân", MeetingKind.RECEPTION),
        ("lich tiep cong dan", MeetingKind.RECEPTION),
        ("đối thoại khi nào", MeetingKind.DIALOGUE),
        ("next citizen reception", MeetingKind.RECEPTION),
        ("tôi muốn tố cáo thì gặp ai", MeetingKind.RECEPTION),
        ("phòng tiếp công dân có buổi nào", None),
        ("có buổi đối thoại hay tiếp dân nào không", None),
    ],
)
def test_the_kind_of_meeting(text: str, kind: MeetingKind | None) -> None:
    assert aim(text).kind is kind


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("tôi buôn bán nhỏ thì dự buổi nào", ("traders",)),
        ("buổi cho sinh viên", ("youth",)),
        ("đối thoại về đất", ("land",)),
        ("tôi muốn đặt câu hỏi cho buổi rác thải", ("environment",)),
        ("buổi của người già về bảo hiểm", ("elderly", "welfare")),
        ("thuê xe đi đối thoại", ()),
        ("dialogue about tax", ("business",)),
    ],
)
def test_subject_and_audience(text: str, concepts: tuple[str, ...]) -> None:
    assert aim(text).concepts == concepts


@pytest.mark.parametrize(
    ("text", "chairs"),
    [
        ("chủ tịch tiếp dân", ("chu tich",)),
        ("phó chủ tịch tiếp dân", ("pho chu tich",)),
        ("chủ tịch HĐND tiếp dân", ("chu tich hdnd",)),
        ("nhà bị thu hồi đất dự buổi nào", ()),
        ("cho em hỏi bí thư đối thoại khi nào", ("bi thu",)),
        ("when does the vice chairman receive citizens", ("pho chu tich",)),
    ],
)
def test_the_chair(text: str, chairs: tuple[str, ...]) -> None:
    assert aim(text).chairs == chairs


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("khu dân cư số 3 đối thoại khi nào", ("3",)),
        ("tdp 03 có buổi nào", ("3",)),
        ("to dan pho so 12", ("12",)),
        ("khu phố hai có buổi nào", ("2",)),
        ("thứ 3 tuần sau đối thoại", ()),
    ],
)
def test_the_area(text: str, areas: tuple[str, ...]) -> None:
    assert aim(text).areas == areas


def test_online_places_and_codes() -> None:
    assert aim("buổi nào họp online").mode is MeetingMode.ONLINE
    assert aim("hội trường có gì").venues == ("hoi truong",)
    assert aim("DT-0519 ở đâu").code == "dt-0519"


@pytest.mark.parametrize(
    "text",
    [
        "lịch cắt điện tuần sau",
        "làm hộ chiếu ở đâu",
        "nộp thuế ở đâu",
        "chủ tịch phường tên gì",
        "mấy giờ rồi",
        "abc",
    ],
)
def test_what_is_none_of_ours_means_nothing(text: str) -> None:
    meaning = heard(text)

    assert (meaning.intent, meaning.aim) == (Intent.UNKNOWN, Aim())


def test_a_doubtful_question_is_left_to_what_is_stored() -> None:
    assert heard("buổi tập huấn khi nào").sure is False
    assert heard("buổi đối thoại tập huấn khi nào").sure is True


def test_what_a_chat_remembers_comes_back_the_same() -> None:
    meaning = heard("lịch chủ tịch tiếp dân sáng tuần sau ở hội trường")
    back = recalled(remembered(meaning))

    assert (back.intent, back.aim) == (meaning.intent, meaning.aim)
    assert (back.dates.interval, back.dates.part) == (meaning.dates.interval, meaning.dates.part)


def test_what_is_said_anew_goes_before_what_was_said_then() -> None:
    before = heard("lịch tiếp dân tuần sau")
    after = follow_up(before, heard("còn tuần sau nữa thì sao"))

    assert after.aim.kind is MeetingKind.RECEPTION
    assert after.dates.interval is not None
    assert after.dates.interval.start == date(2026, 5, 25)
    assert follow_up(before, heard("ở đâu")).dates.interval == before.dates.interval


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_any_text_has_a_meaning_that_can_be_remembered(text: str) -> None:
    meaning = heard(text)

    assert recalled(remembered(meaning)).intent is meaning.intent
