import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.normalise import fold
from bot.language.progress_words import ReadState, ReadUpdate, read_state, read_update
from storage.vocabulary import ProgressState

NOT_STARTED, IN_PROGRESS = ProgressState.NOT_STARTED, ProgressState.IN_PROGRESS
DONE, BLOCKED = ProgressState.DONE, ProgressState.BLOCKED
CODES = ("3.1", "4.2", "5.1", "6.1", "10.1")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (
            "5.1 xong 80%, đã phát động 3 mô hình",
            ReadUpdate("5.1", IN_PROGRESS, 80, "đã phát động 3 mô hình"),
        ),
        ("4.2 hoàn thành", ReadUpdate("4.2", DONE, 100, "")),
        ("4.2 xong", ReadUpdate("4.2", DONE, 100, "")),
        ("4.2 đã xong rồi", ReadUpdate("4.2", DONE, 100, "")),
        ("4.2 xong 100%", ReadUpdate("4.2", DONE, 100, "")),
        ("6.1 dang lam 50%", ReadUpdate("6.1", IN_PROGRESS, 50, "")),
        ("6.1 đang làm", ReadUpdate("6.1", IN_PROGRESS, None, "")),
        ("6.1 đang làm khoảng 50 phần trăm", ReadUpdate("6.1", IN_PROGRESS, 50, "")),
        ("6.1 dg lm 30% đã in tờ rơi", ReadUpdate("6.1", IN_PROGRESS, 30, "đã in tờ rơi")),
        ("task 3.1 vướng mắc: thiếu kinh phí", ReadUpdate("3.1", BLOCKED, None, "thiếu kinh phí")),
        ("nhiệm vụ 3.1 đang vướng mặt bằng", ReadUpdate("3.1", BLOCKED, None, "đang vướng mặt bằng")),
        ("3.1 gặp khó khăn, chưa có kinh phí", ReadUpdate("3.1", BLOCKED, None, "chưa có kinh phí")),
        ("5.1: chưa làm", ReadUpdate("5.1", NOT_STARTED, None, "")),
        ("5.1 chua trien khai", ReadUpdate("5.1", NOT_STARTED, None, "")),
        ("5.1 chưa xong, còn 2 khu phố", ReadUpdate("5.1", IN_PROGRESS, None, "còn 2 khu phố")),
        ("cập nhật 10.1 được 40%", ReadUpdate("10.1", IN_PROGRESS, 40, "")),
        ("5.1 80%", ReadUpdate("5.1", IN_PROGRESS, 80, "")),
        ("5.1 0%", ReadUpdate("5.1", NOT_STARTED, None, "")),
        ("hoàn thành 4.2", ReadUpdate("4.2", DONE, 100, "")),
        ("xong nhiệm vụ 4.2, đã gửi văn bản", ReadUpdate("4.2", DONE, 100, "đã gửi văn bản")),
        (
            "5.1 đã phát động 3 mô hình, đạt 80%",
            ReadUpdate("5.1", IN_PROGRESS, 80, "đã phát động 3 mô hình"),
        ),
        (
            "5.1 hoàn thành kế hoạch quý II",
            ReadUpdate("5.1", DONE, 100, "hoàn thành kế hoạch quý II"),
        ),
    ],
)
def test_a_sentence_is_an_update(said: str, read: ReadUpdate) -> None:
    assert read_update(said, CODES) == read


@pytest.mark.parametrize(
    "said",
    [
        "ngày 5.1 đối thoại gì",
        "5.1 đối thoại gì",
        "13.5",
        "5.1",
        "sáng 5.1 có tiếp dân không",
        "5.1.2026 xong",
        "5.1/2026 xong",
        "5.1 xong chưa?",
        "5.1 xong chưa",
        "5.1 hoàn thành chưa ạ",
        "9.9 xong 80%",
        "5.1 xong 180%",
        "xong rồi",
        "bao giờ đối thoại với thanh niên",
        "",
    ],
)
def test_a_date_a_question_or_an_unknown_code_is_none(said: str) -> None:
    assert read_update(said, CODES) is None


def test_a_state_is_read_without_a_code_too() -> None:
    assert read_state("xong 80%: đã họp dân") == ReadState(IN_PROGRESS, 80, "đã họp dân")
    assert read_state("chưa") == ReadState(NOT_STARTED, None, "")
    assert read_state("đã họp với các khu phố") is None


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(CODES),
    st.integers(1, 99),
    st.sampled_from(("xong", "đang làm", "hoàn thành", "đạt", "được")),
    st.sampled_from(("đã họp 3 khu phố", "in 500 tờ rơi", "ký kế hoạch phối hợp")),
    st.booleans(),
)
def test_a_percentage_said_is_the_percentage_read(
    code: str, percent: int, verb: str, done: str, bare: bool
) -> None:
    said = f"{code} {verb} {percent}%, {done}"
    said = fold(said) if bare else unicodedata.normalize("NFD", said)
    read = read_update(said, CODES)
    assert read is not None
    assert (read.code, read.state, read.percent) == (code, IN_PROGRESS, percent)
    assert fold(read.text) == fold(done)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.from_regex(r"\d{1,2}\.\d{1,2}[ :,]{1,2}.{0,60}", fullmatch=True))
def test_any_words_are_read_or_left_without_a_fault(said: str) -> None:
    read = read_update(said)
    assert read is None or (read.text in said and (read.percent is None or 0 <= read.percent <= 100))
