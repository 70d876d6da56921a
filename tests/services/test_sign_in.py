"""A sign-in code works once, for a while, for one seat; guessing is refused, and a chat is one person's."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.conversation.messages import Address
from bot.documents.people_reader import read_people
from bot.errors import BadInput, NotAllowed
from bot.services.addresses import prefer, reached_at
from bot.services.invites import hash_code, invitation_as_text, invite, seat_to_invite
from bot.services.people import import_people
from bot.services.sign_in import Claim, TooManyTries, claim, link, unlink
from bot.services.ward import ChannelFacts, Ward
from bot.texts import speaking
from storage.accounts import keep_account
from storage.files import FileStore
from storage.people import find_officer, list_identities, lose_address
from storage.tables import Invite, Person, Seat
from storage.vocabulary import Role
from tests.ward import NOW, ZONE

HERE, THERE = Address("web", "an"), Address("telegram", "7")
WARD = Ward(ZONE, FileStore(Path("unused")), "https://ward.example")
HOUR = timedelta(hours=1)


@pytest.fixture
def ward(session: Session) -> Session:
    import_people(session, read_people(Path(__file__).parents[1] / "samples" / "don-vi.csv"), NOW)
    return session


def code_for(session: Session, name: str, now: datetime = NOW) -> str:
    seat = session.exec(select(Seat).join(Person).where(Person.name == name)).one()
    return invite(session, seat.id or 0, now)[0]


def sign_in(session: Session, name: str, address: Address = HERE, now: datetime = NOW) -> None:
    link(session, address, claim(session, address, code_for(session, name, now), now).invite_id, now)


def refused(session: Session, code: str, now: datetime = NOW, address: Address = HERE) -> str:
    with pytest.raises(NotAllowed) as told:
        claim(session, address, code, now)
    return told.value.message


def who(session: Session, address: Address = HERE) -> str | None:
    officer = find_officer(session, address.channel, address.chat)
    return officer.name if officer is not None else None


def test_a_code_opens_its_seat_once_it_is_confirmed(ward: Session) -> None:
    code = code_for(ward, "Lê Minh An")
    good = claim(ward, HERE, code, NOW)
    assert good == Claim(good.invite_id, "Lê Minh An", "Phòng Văn hóa - Xã hội", Role.FOCAL)
    assert who(ward) is None
    link(ward, HERE, good.invite_id, NOW)
    assert who(ward) == "Lê Minh An"


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}."])
def test_a_code_may_be_typed_carelessly(ward: Session, typed: str) -> None:
    code = code_for(ward, "Lê Minh An")
    assert claim(ward, HERE, typed.format(code.lower().replace("-", " ")), NOW).name == "Lê Minh An"


def test_only_the_hash_of_a_code_is_kept(ward: Session) -> None:
    code = code_for(ward, "Lê Minh An")
    assert [row.code_hash for row in ward.exec(select(Invite))] == [hash_code(code)]
    assert code.replace("-", "") not in hash_code(code)


def test_a_code_works_once(ward: Session) -> None:
    code = code_for(ward, "Lê Minh An")
    first, second = claim(ward, HERE, code, NOW), claim(ward, THERE, code, NOW)
    link(ward, HERE, first.invite_id, NOW)
    with pytest.raises(NotAllowed):
        link(ward, THERE, second.invite_id, NOW)
    assert who(ward, THERE) is None
    assert refused(ward, code, address=THERE).startswith("This code has been used already.")


def test_the_same_code_again_in_the_same_chat_says_that_they_are_in(ward: Session) -> None:
    code = code_for(ward, "Lê Minh An")
    link(ward, HERE, claim(ward, HERE, code, NOW).invite_id, NOW)
    assert refused(ward, code) == "You are signed in here already, as {name}."


def test_a_code_lapses(ward: Session) -> None:
    code = code_for(ward, "Lê Minh An")
    assert claim(ward, HERE, code, NOW + timedelta(days=7) - HOUR).name == "Lê Minh An"
    assert refused(ward, code, NOW + timedelta(days=7)).startswith("This code has lapsed.")


def test_a_new_code_replaces_the_one_before(ward: Session) -> None:
    old, new = code_for(ward, "Lê Minh An"), code_for(ward, "Lê Minh An")
    assert refused(ward, old).startswith("This code does not match.")
    assert claim(ward, HERE, new, NOW).name == "Lê Minh An"


def test_five_wrong_codes_are_followed_by_an_hour_s_wait(ward: Session) -> None:
    code = code_for(ward, "Lê Minh An")
    for _try in range(5):
        assert refused(ward, "AAAA-AAAA").startswith("This code does not match.")
    ward.commit()
    with pytest.raises(TooManyTries):
        claim(ward, HERE, code, NOW + HOUR - timedelta(seconds=1))
    assert claim(ward, THERE, code, NOW).name == "Lê Minh An"
    assert claim(ward, HERE, code, NOW + HOUR).name == "Lê Minh An"
    assert refused(ward, "AAAA-AAAA", NOW + HOUR).startswith("This code does not match.")
    assert claim(ward, HERE, code, NOW + HOUR).name == "Lê Minh An"


def test_signing_in_forgets_the_wrong_codes_before(ward: Session) -> None:
    for _try in range(4):
        refused(ward, "AAAA-AAAA")
    sign_in(ward, "Lê Minh An")
    assert refused(ward, "AAAA-AAAA").startswith("This code does not match.")
    assert refused(ward, "AAAA-AAAA").startswith("This code does not match.")


def test_a_chat_is_the_last_person_s_who_signed_in_there(ward: Session) -> None:
    sign_in(ward, "Lê Minh An")
    sign_in(ward, "Trần Thu Hà")
    assert who(ward) == "Trần Thu Hà"
    unlink(ward, HERE)
    assert who(ward) is None


def test_somebody_on_two_channels_is_reached_on_the_one_they_chose(ward: Session) -> None:
    sign_in(ward, "Lê Minh An")
    sign_in(ward, "Lê Minh An", THERE, NOW + HOUR)
    [person] = ward.exec(select(Person).where(Person.name == "Lê Minh An"))
    person_id = person.id or 0
    assert [identity.channel for identity in list_identities(ward, person_id)] == ["web", "telegram"]
    assert reached_at(ward, person_id) == HERE
    prefer(ward, person_id, "telegram")
    assert reached_at(ward, person_id) == THERE
    lose_address(ward, "telegram", "7")
    ward.expire_all()
    assert reached_at(ward, person_id) == HERE
    with pytest.raises(NotAllowed):
        prefer(ward, person_id, "zalo_oa")


def test_an_invitation_is_for_the_first_of_a_seat_s_holders_who_is_not_in_yet(ward: Session) -> None:
    def invited() -> str:
        seat = seat_to_invite(ward, unit="vp")
        return ward.get_one(Person, seat.person_id).name

    assert invited() == "Đỗ Quang Minh"
    sign_in(ward, "Đỗ Quang Minh")
    assert invited() == "Ngô Hải Yến"
    sign_in(ward, "Ngô Hải Yến", THERE)
    assert invited() == "Đỗ Quang Minh"


def test_nobody_is_invited_to_a_unit_or_seat_that_is_not_there(ward: Session) -> None:
    with pytest.raises(BadInput):
        seat_to_invite(ward, unit="XYZ")
    with pytest.raises(NotAllowed):
        seat_to_invite(ward, unit="HCC", role=Role.HEAD)


def test_an_invitation_says_whom_it_is_for_where_to_go_and_until_when(ward: Session) -> None:
    seat = seat_to_invite(ward, role=Role.LEADER)
    with speaking("en"):
        text = invitation_as_text(ward, seat, "ABCD-EFGH", NOW + timedelta(days=7), WARD)
    assert text.splitlines() == [
        "Sign-in code for Vũ Đức Bình, ward leader, Ủy ban nhân dân phường: ABCD-EFGH",
        "  Web chat: https://ward.example/?start=ABCD-EFGH",
        "It works once, until 09:00 on Monday, 18 May 2026.",
    ]


def test_an_invitation_says_for_each_channel_how_the_code_is_used(ward: Session) -> None:
    seat = seat_to_invite(ward, role=Role.LEADER)
    keep_account(ward, "swift", {"name": "ward"}, NOW)
    keep_account(ward, "post", {"name": "ward"}, NOW)
    channels = {
        "swift": ChannelFacts("Swift", lambda facts, code: f"https://swift.example/{facts['name']}?c={code}"),
        "post": ChannelFacts("Post", lambda facts, _code: f"https://post.example/{facts['name']}"),
        "mute": ChannelFacts("Mute", lambda _facts, _code: ""),
    }
    several = replace(WARD, channels=channels)
    with speaking("vi"):
        text = invitation_as_text(ward, seat, "ABCD-EFGH", NOW + timedelta(days=7), several)
        alone = invitation_as_text(ward, seat, "ABCD-EFGH", NOW, replace(several, web_chat=False))
    ways = [
        "  Swift: https://swift.example/ward?c=ABCD-EFGH",
        "  Post: mở https://post.example/ward rồi gõ mã ABCD-EFGH",
        "  Mute: mở trò chuyện với trợ lý ở đó rồi gõ mã ABCD-EFGH",
    ]
    assert text.splitlines()[1:-1] == [*ways, "  Trang web: https://ward.example/?start=ABCD-EFGH"]
    assert alone.splitlines()[1:-1] == ways


@given(st.text())
def test_any_other_code_has_another_hash(text: str) -> None:
    letters = "".join(letter for letter in text.upper() if letter.isalnum())
    assert (hash_code(text) == hash_code("ABCD-EFGH")) == (letters == "ABCDEFGH")
