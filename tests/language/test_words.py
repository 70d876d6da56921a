"""Typing as it comes is made plain, and what was plain already stays as it was."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.words import clean, lexicon


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("k có tiếp dân à", "không có tiếp dân à"),
        ("mấy h vậy", "mấy giờ vậy"),
        ("buổi này dc ko", "buổi này được không"),
        ("gặp ct phường", "gặp chủ tịch phường"),
        ("a/c cho hỏi ntn", "anh chị cho hỏi như thế nào"),
        ("hok bít lun", "không biết luôn"),
        ("tthc vs gpmb", "thủ tục hành chính với giải phóng mặt bằng"),
        ("nhaaaa điiii", "nha đi"),
        ("lịch 🙏🙏 tiếp dân!!!", "lịch tiếp dân"),
    ],
)
def test_what_is_written_short_is_spelt_out(typed: str, meant: str) -> None:
    assert clean(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lichtiepdan", "lich tiep dan"),
        ("khinao doithoai", "khi nao doi thoai"),
        ("tiếpdân tuầnsau", "tiếp dân tuần sau"),
        ("ngay13/5 odau", "ngay 13/5 ở đâu"),
        ("28/4đối thoại", "28/4 đối thoại"),
    ],
)
def test_words_that_run_together_are_taken_apart(typed: str, meant: str) -> None:
    assert clean(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("doi thaoi", "doi thoai"),
        ("bổui tối", "buổi tối"),
        ("tiep cong dnan", "tiep cong dan"),
        ("lihc tiep dan", "lich tiep dan"),
        ("diaolgue", "dialogue"),
        ("qwerty asdf", "qwerty asdf"),
        ("trường Hoa Mai", "trường hoa mai"),
    ],
)
def test_a_slip_of_the_finger_is_mended_and_a_name_is_not(typed: str, meant: str) -> None:
    assert clean(typed) == meant


def test_marks_may_come_apart_from_their_letters() -> None:
    assert clean(unicodedata.normalize("NFD", "Đối thoại thứ Sáu")) == "đối thoại thứ sáu"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_becomes_words_one_space_apart(text: str) -> None:
    cleaned = clean(text)

    assert cleaned == " ".join(cleaned.split())
    assert clean(cleaned) is not None


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(sorted(lexicon() - {"h", "t", "k"})), max_size=12))
def test_plain_words_stay_plain(words: list[str]) -> None:
    once = clean(" ".join(words))

    assert clean(once) == once
