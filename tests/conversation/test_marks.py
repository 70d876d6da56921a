"""Choices without buttons are picked by what stands before them, and no answer is taken for a choice."""

import pytest

from bot.conversation.answers import read_answer
from bot.conversation.messages import Address, Incoming, Position, Spoken, mark_of
from tests.ward import NOW

OFFERED = [["none", "Chưa có số liệu"], ["skip", "Bỏ qua"]]


def choice_of(text: str, *, numbered: bool) -> str | None:
    position = Position(flow="f", step="s", turn=1, offered=OFFERED, numbered=numbered)
    return read_answer(Incoming("1", Address("web", "an"), NOW, text), position).answer.choice


@pytest.mark.parametrize(
    ("text", "choice"), [("1", "none"), ("2.", "skip"), ("số 2", "skip"), ("3", None), ("a", None)]
)
def test_numbers_pick_choices(text: str, choice: str | None) -> None:
    assert choice_of(text, numbered=True) == choice


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("1", None),
        ("2", None),
        ("60", None),
        ("a", "none"),
        ("B.", "skip"),
        ("c", None),
        ("bo qua", "skip"),
        ("ab", None),
    ],
)
def test_where_a_number_is_an_answer_letters_pick_them_instead(text: str, choice: str | None) -> None:
    assert choice_of(text, numbered=False) == choice


def test_how_choices_are_picked_is_kept_with_what_is_to_be_said() -> None:
    for numbered in (True, False):
        spoken = Spoken("?", (("1:0", "Có"),), numbered=numbered)
        assert Spoken.from_data(spoken.as_data()) == spoken
    assert [mark_of(at, numbered=False) for at in (0, 25, 26)] == ["a", "z", "27"]
