"""Officers link one more of their channels themselves, with a code of their own that soon lapses."""

import re

import pytest
from sqlmodel import Session, select

from bot.conversation.messages import Spoken
from bot.services.invites import invite
from storage.people import find_officer
from storage.tables import Invite
from tests.handlers.several import AN, come_in, furnish, seat_of, talk_on
from tests.ward import WardTalk

CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")


@pytest.fixture
def web(memory_session: Session) -> WardTalk:
    """An officer who has signed in on the web chat alone."""
    furnish(memory_session)
    talk = talk_on(memory_session, "web")
    come_in(talk)
    return talk


def labels(said: Spoken) -> list[str]:
    return [label for _value, label in said.choices]


def code_in(said: Spoken) -> str:
    found = CODE.search(said.text)
    assert found is not None
    return found.group()


def who(talk: WardTalk) -> str | None:
    officer = find_officer(talk.session, talk.address.channel, talk.address.chat)
    return officer.name if officer is not None else None


@pytest.mark.parametrize("words", ["/link", "Thêm kênh", "liên kết", "kết nối", "link"])
def test_the_channels_not_linked_yet_are_offered(web: WardTalk, words: str) -> None:
    [said] = web.hear(words)
    assert said.text == "Which channel shall I link to you? You get a code for it at once."
    assert labels(said) == ["Swift", "Post Bot", "Post Office"]


def test_a_channel_is_linked_by_its_link_and_both_work(web: WardTalk) -> None:
    [said] = web.press("Swift", web.hear("/link")[0])
    code = code_in(said)
    assert said.text.splitlines() == [
        f"Open this link on Swift and confirm your name. If it asks for a code: {code}",
        "The code works once, until 09:15; it is for you alone.",
    ]
    assert said.link == f"https://swift.example/ward?c={code}"
    swift = talk_on(web.session, "swift", "7")
    assert swift.texts(f"/start {code}")[0].startswith("Is this you? Lê Minh An")
    swift.hear("yes, that is me")
    assert (who(web), who(swift)) == (AN, AN)
    assert labels(web.hear("/link")[0]) == ["Post Bot", "Post Office"]
    assert swift.texts(f"/start {code}") == ["You are signed in here already, as Lê Minh An."]
    assert talk_on(web.session, "swift", "8").texts(f"/start {code}")[0].startswith("This code has been used")


@pytest.mark.parametrize(
    ("channel", "first", "link"),
    [
        ("post", "Open Post Bot by this link, then type there: ", "https://post.example/ward"),
        ("mute", "Open our chat on Post Office, then type there: ", None),
    ],
)
def test_where_no_link_carries_the_code_it_is_typed(
    web: WardTalk, channel: str, first: str, link: str | None
) -> None:
    [said] = web.hear(press=f"/link {channel}")
    assert said.text.splitlines()[0] == f"{first}{code_in(said)}"
    assert said.link == link
    there = talk_on(web.session, channel, "7")
    assert there.texts(code_in(said).lower())[0].startswith("Is this you?")


def test_the_web_chat_is_linked_from_another_channel(web: WardTalk) -> None:
    code, _expires = invite(web.session, seat_of(web.session, "Vũ Đức Bình"), web.now)
    swift = talk_on(web.session, "swift", "7")
    swift.hear(code)
    swift.hear("yes, that is me")
    [said] = swift.press("Web chat", swift.hear("/link")[0])
    assert said.link == f"https://ward.example/?start={code_in(said)}"


def test_a_channel_is_asked_for_by_name(web: WardTalk) -> None:
    assert web.texts("kết nối Swift")[0].startswith("Open this link on Swift")
    assert labels(web.hear("lien ket post")[0]) == ["Post Bot", "Post Office"]
    assert web.texts("thêm kênh post office")[0].startswith("Open our chat on Post Office")
    assert "link" not in web.texts("kết nối với dân")[0]


def test_a_code_of_one_s_own_soon_lapses(web: WardTalk) -> None:
    code = code_in(web.hear(press="/link swift")[0])
    web.pass_time(minutes=15)
    swift = talk_on(web.session, "swift", "7")
    swift.now = web.now
    assert swift.texts(code)[0].startswith("This code has lapsed.")


def test_the_office_s_invitations_stay_good_and_a_new_one_ends_all(web: WardTalk) -> None:
    seat = seat_of(web.session)
    of_office, _expires = invite(web.session, seat, web.now)
    own = code_in(web.hear(press="/link swift")[0])
    swift = talk_on(web.session, "swift", "7")
    assert swift.texts(of_office)[0].startswith("Is this you?")
    swift.hear("huỷ")
    invite(web.session, seat, web.now)
    assert swift.texts(own)[0].startswith("This code does not match.")


def test_once_all_are_linked_there_is_nothing_to_link(web: WardTalk) -> None:
    for channel in ("mute", "post", "swift"):
        there = talk_on(web.session, channel, "7")
        web.pass_time(minutes=1)
        there.now = web.now
        there.hear(code_in(web.hear(press=f"/link {channel}")[0]))
        there.hear("yes, that is me")
    [said] = web.hear("liên kết")
    assert said.text == "Every channel of the ward is linked to you already."
    [listed] = web.press("My channels", said)
    assert listed.text.splitlines()[-1] == (
        "I write to Web chat first; where that does not arrive, to: Swift, Post Bot, Post Office."
    )


def test_the_list_of_channels_leads_to_linking_another(web: WardTalk) -> None:
    [listed] = web.hear("kênh của tôi")
    assert labels(listed)[0] == "Link another channel"
    assert labels(web.press("Link another channel", listed)[0]) == ["Swift", "Post Bot", "Post Office"]


def test_citizens_have_nothing_to_link(web: WardTalk) -> None:
    citizen = talk_on(web.session, "swift", "dan")
    before = web.session.exec(select(Invite)).all()
    for words in ("/link", "/link swift", "liên kết", "kết nối swift"):
        assert not CODE.search(citizen.texts(words)[0])
    assert web.session.exec(select(Invite)).all() == before


def test_other_channels_are_named_at_the_first_sign_in_only(memory_session: Session) -> None:
    furnish(memory_session)
    web = talk_on(memory_session, "web")
    assert come_in(web)[0].splitlines()[1:] == [
        "I can also reach you on Swift, Post Bot, Post Office: type “link”."
    ]
    web.hear("đăng xuất")
    web.hear("yes, sign out")
    assert come_in(web)[0].splitlines()[1:] == []
