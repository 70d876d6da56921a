"""What was begun on one channel is offered on another, once, and goes on there."""

import pytest
from sqlmodel import Session

from bot.conversation.messages import Spoken
from bot.services.invites import invite
from handlers.elsewhere import MOVES
from handlers.house import ROUTER
from storage.conversations import load_state
from tests.handlers.several import AN, come_in, furnish, seat_of, talk_on
from tests.ward import NOW, WardTalk

OFFER = "On Web chat, a report on task 1.2 is still open. Shall we go on with it here?"
IN_WORDS = "On Web chat, a report on task 1.2 is still open; type “continue” to go on with it here."
MOVED = "What was open here, a report on task 1.2, has moved to Swift; please go on there."


class Both:
    """One officer on two channels, with a report half done on the first."""

    def __init__(self, session: Session) -> None:
        furnish(session)
        self.web, self.swift = talk_on(session, "web"), talk_on(session, "swift", "7")
        come_in(self.web)
        come_in(self.swift)
        self.web.hear("/update")
        self.web.hear("1.2")
        self.web.hear("in progress")


@pytest.fixture
def both(memory_session: Session) -> Both:
    return Both(memory_session)


def labels(said: Spoken) -> list[str]:
    return [label for _value, label in said.choices]


def offered(talk: WardTalk, words: str) -> bool:
    return any("still open" in text for text in talk.texts(words))


def flow_at(talk: WardTalk) -> str | None:
    state = load_state(talk.session, talk.address.channel, talk.address.chat)
    return state["flow"] if state is not None else None


def test_it_is_offered_beside_the_answer_and_only_once(both: Both) -> None:
    said = both.swift.hear("xin chào")[-1]
    assert said.text.endswith(f"\n\n{OFFER}")
    assert labels(said)[-2:] == ["Go on here", "Leave it there"]
    assert not offered(both.swift, "xin chào")
    assert not offered(both.swift, "cảm ơn")


def test_it_goes_on_with_the_same_question_and_all_that_was_said(both: Both) -> None:
    asked = both.web.texts("abc")[-1].split("\n\n")[-1]
    [first, question] = both.swift.press("Go on here", both.swift.hear("xin chào")[-1])
    assert first.text == "Begun on Web chat, it goes on here."
    assert question.text == asked
    assert (flow_at(both.web), flow_at(both.swift)) == (None, "progress")
    both.swift.hear("40")
    assert both.swift.texts("quay lại")[0] == question.text
    assert "1.2" in both.swift.texts("quay lại")[0]


def test_there_it_is_said_once_that_it_moved_and_then_nothing_is_open(both: Both) -> None:
    both.swift.hear("làm tiếp")
    assert both.web.texts("40") == [MOVED]
    assert not any("moved" in text for text in both.web.texts("40"))
    assert flow_at(both.web) is None


def test_a_command_there_is_answered_after_that(both: Both) -> None:
    both.swift.hear("/continue")
    said = both.web.texts("/channels")
    assert said[0] == MOVED
    assert said[1].startswith("You are linked on these channels:")


def test_a_button_of_the_question_that_moved_answers_nothing(both: Both) -> None:
    question = both.web.hear("quay lại")[0]
    both.swift.hear("/continue")
    said = both.web.hear(press=question.choices[0][0])
    assert said[0].text == MOVED
    assert said[1].text.startswith("That button belongs to an earlier question.")
    assert flow_at(both.web) is None


def test_left_where_it_is_it_can_be_taken_up_later(both: Both) -> None:
    both.swift.press("Leave it there", both.swift.hear("xin chào")[-1])
    assert flow_at(both.web) == "progress"
    assert not offered(both.swift, "xin chào")
    assert both.swift.texts("tiếp tục")[0] == "Begun on Web chat, it goes on here."


def test_beginning_an_update_of_the_same_unit_mentions_it_and_it_takes_its_place(both: Both) -> None:
    [said] = both.swift.hear("/update")
    assert said.text.startswith(f"{IN_WORDS}\n\nWhich task?")
    assert not offered(both.swift, "abcxyz")
    both.swift.hear("làm tiếp")
    both.swift.hear("40")
    both.swift.hear("huỷ")
    assert flow_at(both.swift) is None


def test_an_update_half_done_here_is_set_aside_and_comes_back(both: Both) -> None:
    both.swift.hear("/update 1.1")
    both.swift.hear("/continue")
    said = both.swift.texts("huỷ")
    assert said[1].startswith("Back to what was open before:")
    assert "1.1" in said[1]


def test_it_is_offered_at_sign_in(memory_session: Session) -> None:
    furnish(memory_session)
    web = talk_on(memory_session, "web")
    come_in(web)
    web.hear("/update 1.2")
    assert come_in(talk_on(memory_session, "swift", "7"))[-1].endswith(OFFER)


def test_nothing_is_offered_to_others_nor_to_who_signs_out(both: Both) -> None:
    citizen = talk_on(both.web.session, "swift", "dan")
    other = talk_on(both.web.session, "post", "8")
    assert not any("still open" in text for text in come_in(other, "Vũ Đức Bình"))
    assert not offered(citizen, "xin chào")
    assert "still open" not in citizen.texts("/continue")[0]
    assert other.texts("/continue") == ["Nothing is open on another of your channels."]
    both.swift.hear("đăng xuất")
    assert both.swift.texts("yes, sign out") == ["You are signed out here. What you reported is kept."]
    assert not offered(both.swift, "xin chào")


def test_what_has_lapsed_or_belongs_to_the_chat_stays_there(both: Both) -> None:
    both.swift.hear("đăng xuất")
    both.web.hear("huỷ")
    assert both.web.texts("/continue") == ["Nothing is open on another of your channels."]
    both.swift.hear("stay signed in")
    both.swift.hear("/update 1.2")
    both.web.pass_time(days=15)
    assert not offered(both.web, "xin chào")
    assert both.web.texts("/continue") == ["Nothing is open on another of your channels."]


def test_what_may_move_are_conversations_of_the_house() -> None:
    assert set(MOVES) <= set(ROUTER.flows)


def test_an_officer_who_greets_is_not_greeted_as_a_citizen(memory_session: Session) -> None:
    furnish(memory_session)
    officer = talk_on(memory_session, "swift", locale="vi")
    code, _expires = invite(memory_session, seat_of(memory_session), NOW)
    officer.hear(f"/start {code}")
    officer.hear("đúng là tôi")
    (said,) = officer.hear("xin chào")
    assert said.text.startswith(f"Chào đồng chí {AN}")
    assert len(said.choices) == 4
