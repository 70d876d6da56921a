import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.progress import agreed_percent, check_contents, state_words
from bot.errors import BadInput
from bot.texts import shorten
from storage.vocabulary import ProgressState


@pytest.mark.parametrize(
    ("state", "percent", "agreed"),
    [
        (ProgressState.DONE, None, 100),
        (ProgressState.DONE, 100, 100),
        (ProgressState.NOT_STARTED, 0, None),
        (ProgressState.IN_PROGRESS, None, None),
        (ProgressState.IN_PROGRESS, 80, 80),
        (ProgressState.BLOCKED, 30, 30),
    ],
)
def test_state_and_percentage_agree(state: ProgressState, percent: int | None, agreed: int | None) -> None:
    assert agreed_percent(state, percent) == agreed


@pytest.mark.parametrize(
    ("state", "percent"),
    [
        (ProgressState.DONE, 99),
        (ProgressState.NOT_STARTED, 1),
        (ProgressState.IN_PROGRESS, 101),
        (ProgressState.BLOCKED, -1),
    ],
)
def test_a_contradiction_is_refused(state: ProgressState, percent: int) -> None:
    with pytest.raises(BadInput):
        agreed_percent(state, percent)


def test_a_thousand_characters_and_no_more() -> None:
    check_contents("a" * 1000, {"II.1/1": 95.5}, 20)
    with pytest.raises(BadInput):
        check_contents("a" * 1001, {}, 0)


def test_a_percentage_is_said_where_it_says_more_than_the_state() -> None:
    assert state_words(ProgressState.BLOCKED, 30) == "Vướng mắc, 30%"
    assert state_words(ProgressState.DONE, 100) == "Hoàn thành"


def test_a_long_text_is_cut_between_words() -> None:
    assert shorten("Tuyên truyền, vận động Nhân dân", 15) == "Tuyên truyền…"
    assert shorten("a\nb", 15) == "a b"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.integers(5, 40))
def test_what_is_shortened_fits_on_one_line(text: str, most: int) -> None:
    short = shorten(text, most)
    assert len(short) <= most
    assert "\n" not in short
