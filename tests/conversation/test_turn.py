"""A conversation survives whatever people do: wrong answers, stale buttons, detours and silence."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.messages import Attachment
from tests.conversation.shop import Talk


@pytest.mark.parametrize("answer", ["2", "Xanh dương", "xanh duong", "XANH DUONG", "xanh", "2."])
def test_a_number_a_label_and_a_label_without_marks_are_the_same_answer(answer: str) -> None:
    talk = Talk()
    talk.hear("/paint")

    assert talk.texts(answer) == ["A note for blue, 0 files?"]


def test_a_press_is_the_same_answer() -> None:
    talk = Talk()
    (asked,) = talk.hear("sơn")

    assert talk.texts(press=asked.choices[0][0]) == ["A note for red, 0 files?"]


def test_the_whole_run_ends_with_what_it_did() -> None:
    talk = Talk()
    talk.hear("/paint")
    talk.hear("1")

    assert talk.texts("by the door") == ["Painted."]
    assert talk.done == ["red: by the door"]
    assert talk.texts("hello") == ["Heard hello"]


def test_a_stale_press_asks_again_and_does_nothing() -> None:
    talk = Talk()
    (first,) = talk.hear("/paint")
    talk.hear("1")

    assert talk.texts(press=first.choices[0][0]) == [
        "That button belongs to an earlier question.\n\nA note for red, 0 files?"
    ]
    assert talk.done == []


@pytest.mark.parametrize("value", ["", ":", "1:", "x:y", "1:99999999999", "1:-1", "²:²", "9" * 5000])
def test_a_press_nobody_offered_does_nothing(value: str) -> None:
    talk = Talk()
    talk.hear("/paint")
    talk.hear(press=value)

    assert talk.texts("1") == ["A note for red, 0 files?"]


def test_an_unusable_answer_is_told_and_asked_again() -> None:
    talk = Talk()
    talk.hear("/paint")

    assert talk.texts("green") == ["Not a colour.\n\nWhich colour?"]


def test_a_question_on_the_side_is_answered_and_the_step_asked_again() -> None:
    talk = Talk()
    talk.hear("/paint")

    assert talk.texts("what time") == ["It is noon.", "Which colour?"]


def test_back_returns_to_the_question_before_with_its_data() -> None:
    talk = Talk()
    talk.hear("/paint")
    talk.hear("1")

    assert talk.texts("quay lại") == ["Which colour?"]
    assert talk.texts("2") == ["A note for blue, 0 files?"]


def test_cancel_leaves_and_does_nothing() -> None:
    talk = Talk()
    talk.hear("/paint")
    talk.hear("1")

    assert talk.texts("huỷ") == ["Cancelled. Nothing was sent."]
    assert talk.done == []


@pytest.mark.parametrize("word", ["hủy", "HUY", "huỷ", "/cancel", "thoát"])
def test_cancel_is_understood_however_it_is_typed(word: str) -> None:
    talk = Talk()
    talk.hear("/paint")

    assert talk.texts(word) == ["Cancelled. Nothing was sent."]


def test_help_in_the_middle_asks_the_open_question_again() -> None:
    talk = Talk()
    talk.hear("/paint")

    assert talk.texts("trợ giúp") == ["Help.", "Which colour?"]


def test_another_conversation_on_the_way_comes_back_to_the_first() -> None:
    talk = Talk()
    talk.hear("/paint")
    talk.hear("2")

    assert talk.texts("/mood") == ["How are you?"]
    assert talk.texts("fine") == ["Thank you.", "Back to what was open before:\n\nA note for blue, 0 files?"]
    assert talk.texts("bỏ qua") == ["Painted."]
    assert talk.done == ["mood fine", "blue: none"]


def test_asking_for_the_open_conversation_keeps_what_was_entered() -> None:
    talk = Talk()
    talk.hear("/paint")
    talk.hear("2")

    assert talk.texts("/paint") == ["This is still open from before:\n\nA note for blue, 0 files?"]


def test_after_a_long_silence_the_draft_is_still_there() -> None:
    talk = Talk()
    talk.hear("/paint")
    talk.hear("2")
    talk.now += timedelta(days=40)

    kept, asked = talk.texts("hello")
    assert kept.startswith("It has been a while")
    assert asked == "A note for blue, 0 files?"
    assert talk.texts("by the door") == ["Painted."]


def test_files_are_gathered_at_any_step() -> None:
    talk = Talk()
    talk.hear("/paint")
    talk.hear("1")
    said = talk.hear(files=(Attachment("a.pdf"), Attachment("b.pdf")))

    assert [say.text for say in said] == ["Got it.\n\nA note for red, 2 files?"]


def test_a_file_no_question_needs_is_told_of_and_the_words_beside_it_count() -> None:
    talk = Talk()
    talk.hear("/mood")
    alone = talk.hear(files=(Attachment("a.pdf"),))
    beside = talk.hear("fine", files=(Attachment("a.pdf"),))
    told = "No file is needed here, so it was not added to anything."

    assert [say.text for say in alone] == [f"{told}\n\nHow are you?"]
    assert [say.text for say in beside] == [f"{told}\n\nThank you."]


def test_files_out_of_the_blue_have_their_own_answer() -> None:
    assert [say.text for say in Talk().hear(files=(Attachment("a.pdf"),))] == ["1 files."]


def test_a_step_gone_in_an_upgrade_starts_its_conversation_again() -> None:
    talk = Talk()
    talk.hear("/paint")
    talk.state["step"] = "StepOfAnOlderVersion"

    assert talk.texts("1") == ["A note for red, 0 files?"]


def test_a_conversation_gone_in_an_upgrade_is_left() -> None:
    talk = Talk()
    talk.hear("/paint")
    talk.state["flow"] = "gone"

    assert talk.texts("hello") == ["Heard hello"]


def test_a_command_somebody_may_not_use_is_not_there() -> None:
    assert Talk().texts("/secret") == ["Heard /secret"]


def test_a_label_typed_answers_the_open_question_before_it_is_a_command() -> None:
    talk = Talk()
    talk.hear("/paint")

    assert talk.texts("sơn") == ["A note for sun, 0 files?"]


def test_a_word_two_commands_share_means_the_one_that_may_be_used() -> None:
    assert Talk().texts("news") == ["Nothing new."]


WORDS = (
    "/paint",
    "/mood",
    "1",
    "2",
    "Đỏ",
    "huỷ",
    "quay lại",
    "trợ giúp",
    "what time",
    "hello",
    "",
    "😀",
    "\u202ex",
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=40)), max_size=25), st.booleans())
def test_no_talk_breaks_and_every_message_gets_an_answer(said: list[str], pressing: bool) -> None:
    talk = Talk()
    for word in said:
        heard = talk.hear(press=word) if pressing and ":" in word else talk.hear(word)
        assert heard
        assert all(say.text for say in heard)
        talk.state = json.loads(json.dumps(talk.state))
