"""A phone number is given freely, said to be kept, and deleted when asked."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from bot.conversation.messages import SHARE_PHONE, Address, Say
from bot.conversation.router import Router
from bot.services.desk import Desk
from bot.services.ward import ChannelFacts, Ward
from handlers import phone
from storage.people import find_identity, keep_phone
from storage.vocabulary import Role
from tests.ward import WardTalk, signed_in

ROUTER: Router[Desk] = Router(
    {},
    phone.PART.commands,
    lambda _chat, _answer: Say("?"),
    lambda _chat: Say("Help."),
    lambda _chat, _a: Say("!"),
)
NONE = "Ở đây không cần số điện thoại, và không lưu số nào."


@pytest.fixture
def talk(memory_session: Session, ward: Ward) -> WardTalk:
    """An officer who writes on a channel with a form."""
    signed_in(memory_session, "Lê Minh An", Role.OFFICE)
    facts = ChannelFacts("Kênh", lambda _facts, _code: "", asks_phone=True)
    return WardTalk(memory_session, ROUTER, replace(ward, channels={"web": facts}))


@pytest.mark.parametrize("words", ["/phone", "cho số điện thoại", "Số điện thoại"])
def test_the_form_is_shown_to_who_asks_for_it(talk: WardTalk, words: str) -> None:
    (said,) = talk.hear(words)

    assert [value for value, _label in said.choices] == [SHARE_PHONE]


def test_what_was_given_is_told_by_its_end_and_deleted_when_asked(talk: WardTalk) -> None:
    keep_phone(talk.session, "web", "an", "84987654321")
    (said,) = talk.hear(press="/phone")
    assert "321" in said.text
    assert "84987654321" not in said.text

    assert talk.press("Xoá số này", said)[0].text == "Đã xoá số điện thoại."
    identity = find_identity(talk.session, "web", "an")
    assert identity is not None
    assert identity.phone is None


def test_where_no_form_is_and_for_citizens_no_number_is_wanted(talk: WardTalk, ward: Ward) -> None:
    elsewhere = WardTalk(talk.session, ROUTER, ward)
    assert elsewhere.texts("/phone") == [NONE]

    talk.address = Address("web", "nguoi-dan")
    assert talk.texts(press=SHARE_PHONE) == [NONE]
