"""In a group others read along: what is public is answered, everything else is asked for in private."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.conversation.messages import Attachment, Spoken
from bot.documents.schedule_reader import read_schedule
from bot.services.invites import invite
from bot.services.meetings import import_schedule
from handlers.house import GROUP_ROUTER
from storage.people import find_officer
from storage.tables import Invite, Meeting, Subscription
from tests.handlers.several import WARD, furnish, seat_of, talk_on
from tests.ward import NOW, ZONE, WardTalk

SCHEDULE = Path(__file__).parents[1] / "samples" / "lich.csv"
PRIVATE = "For this, please write to me in private."
NO_CODE = "Please send no code in a group: others can read it, so it no longer works."


@pytest.fixture
def group(memory_session: Session) -> WardTalk:
    """A group on a channel whose account is known."""
    furnish(memory_session)
    rows = read_schedule(SCHEDULE, lambda _day: True)
    import_schedule(memory_session, rows, source="l", zone=ZONE, now=NOW)
    return WardTalk(memory_session, GROUP_ROUTER, WARD, "-100", channel="swift", locale="en")


def commands(said: list[Spoken]) -> set[str]:
    return {value.split()[0] for each in said for value, _label in each.choices}


def test_when_meetings_are_is_answered_without_reminders(group: WardTalk) -> None:
    for words in ("lịch tiếp công dân", "lịch đối thoại", "/lich", "kết quả đối thoại"):
        said = group.hear(words)
        assert PRIVATE not in said[0].text
        assert commands(said) <= {"/lich", "/more", "/days", "/meeting"}, words
    [meeting] = group.session.exec(select(Meeting).limit(1)).all()
    assert commands(group.hear(press=f"/meeting {meeting.code}")) == {"/lich"}


def test_whoever_greets_is_told_what_can_be_asked_here(group: WardTalk) -> None:
    for words in ("xin chào", "trợ giúp", "/start"):
        [said] = group.hear(words)
        assert said.text.splitlines() == [
            "Ask here when phường Hoa Mai holds receptions and dialogues, and what came of them.",
            "For anything of your own, please write to me in private.",
        ]
        assert said.link == "https://swift.example/ward?c="


@pytest.mark.parametrize(
    "words",
    [
        "/signin",
        "đăng nhập",
        "/update",
        "5.1 xong 80%",
        "/board",
        "/channels",
        "/forget",
        "xoá dữ liệu của tôi",
        "nhắc tôi buổi tới",
        "/remind DT-1",
        "đánh giá buổi đối thoại",
        "câu hỏi của tôi đến đâu rồi",
        "asdf qwer",
    ],
)
def test_everything_else_is_asked_for_in_private(group: WardTalk, words: str) -> None:
    [said] = group.hear(words)
    assert (said.text, said.choices) == (PRIVATE, ())
    assert said.link == "https://swift.example/ward?c="
    assert group.session.exec(select(Subscription)).all() == []


def test_a_file_is_not_taken_in_a_group(group: WardTalk) -> None:
    assert group.hear(files=(Attachment("a.pdf", sha256="0" * 64),))[0].text == PRIVATE


@pytest.mark.parametrize("words", ["/start {}", "{}", "mã của tôi là {} nhé", "/start {} "])
def test_a_code_shown_to_a_group_is_refused_and_opens_nothing_any_more(group: WardTalk, words: str) -> None:
    code, _expires = invite(group.session, seat_of(group.session), NOW)
    [said] = group.hear(words.format(code))
    assert said.text.splitlines()[0] == NO_CODE
    assert group.session.exec(select(Invite)).all() == []
    assert find_officer(group.session, "swift", "-100") is None
    assert talk_on(group.session, "swift", "7").texts(code)[0].startswith("This code does not match.")


def test_a_code_in_the_words_of_a_file_is_seen_too(group: WardTalk) -> None:
    code, _expires = invite(group.session, seat_of(group.session), NOW)
    assert group.hear(code, files=(Attachment("a.pdf"),))[0].text.startswith(NO_CODE)
    assert group.session.exec(select(Invite)).all() == []


def test_words_that_only_look_like_a_code_are_words(group: WardTalk) -> None:
    invite(group.session, seat_of(group.session), NOW)
    assert not group.texts("chương trình dang-nhap của phường")[0].startswith(NO_CODE)
    assert len(group.session.exec(select(Invite)).all()) == 1


def test_where_the_account_is_not_known_no_link_is_given(group: WardTalk) -> None:
    stranger = WardTalk(group.session, GROUP_ROUTER, WARD, "-1", channel="gone", locale="en")
    assert stranger.hear("/board")[0].link is None
