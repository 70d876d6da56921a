"""The plan's values compare by what they hold."""

from dataclasses import FrozenInstanceError, replace

import pytest

from bot.domain.plan import Doubt, Goal

GOAL = Goal("I.1", "MỤC TIÊU CHUNG", "Giữ vững đồng thuận.", "Hàng năm", ("Phòng A",), ())


def test_a_revised_goal_differs_and_the_old_one_stays() -> None:
    assert replace(GOAL, roadmap="Hàng quý") == Goal(
        "I.1", "MỤC TIÊU CHUNG", "Giữ vững đồng thuận.", "Hàng quý", ("Phòng A",), ()
    )
    assert GOAL.roadmap == "Hàng năm"
    with pytest.raises(FrozenInstanceError):
        GOAL.code = "I.2"  # type: ignore[misc]


def test_a_doubt_says_its_sentence_with_its_values() -> None:
    doubt = Doubt("empty_cell", "{code} has no text.", "I.1", values={"code": "I.1"})
    assert doubt.message.format(**doubt.values) == "I.1 has no text."
