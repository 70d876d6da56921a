"""Coming in with a code: who it is for is shown and confirmed before a chat becomes somebody's."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.conversation.messages import Spoken
from bot.conversation.router import Command, Router
from bot.conversation.steps import Chat, Start
from bot.documents.people_reader import read_people
from bot.documents.plan_reader import read_plan
from bot.services.desk import Desk
from bot.services.invites import invite
from bot.services.people import import_people
from bot.services.plan import import_plan
from bot.services.ward import Ward
from handlers import privacy, progress, sign_in
from handlers.menu import menu
from storage.conversations import keep_state
from storage.files import FileStore
from storage.people import find_officer
from storage.tables import Person, Seat, Unit
from storage.vocabulary import Role
from tests.ward import NOW, ZONE, WardTalk

SAMPLES = Path(__file__).parents[1] / "samples"
WARD = Ward(ZONE, FileStore(Path("unused")), "https://ward.example")


def for_focal(chat: Chat[Desk]) -> bool:
    return chat.desk.has(Role.FOCAL)


COMMANDS: list[Command[Desk]] = [
    Command("/ask", lambda _chat, _answer: Start("ask"), label="Ask"),
    Command("/report", lambda _chat, _answer: Start("report"), allowed=for_focal, label="Report"),
    *privacy.PART.commands,
]
PART = sign_in.part(menu(COMMANDS))
ROUTER: Router[Desk] = Router(
    flows={flow.name: flow for flow in (*PART.flows, *privacy.PART.flows, *progress.PART.flows)},
    commands=(*COMMANDS, *PART.commands),
    fallback=lambda chat, _answer: menu(COMMANDS)(chat),
    help=menu(COMMANDS),
    files=lambda chat, _answer: menu(COMMANDS)(chat),
    recognisers=PART.recognisers,
)
CONFIRM = "Is this you? Lê Minh An, focal point, Phòng Văn hóa - Xã hội."
DONE = "✅ You are signed in: Lê Minh An, focal point Phòng Văn hóa - Xã hội."


@pytest.fixture
def talk(memory_session: Session) -> WardTalk:
    import_plan(memory_session, read_plan(SAMPLES / "ke-hoach-nho.txt"), source="k", sha256="", now=NOW)
    import_people(memory_session, read_people(SAMPLES / "don-vi.csv"), NOW)
    return WardTalk(memory_session, ROUTER, WARD, locale="en")


def code_for(talk: WardTalk, name: str = "Lê Minh An") -> str:
    seat = talk.session.exec(select(Seat).join(Person).where(Person.name == name)).one()
    return invite(talk.session, seat.id or 0, talk.now)[0]


def who(talk: WardTalk) -> str | None:
    officer = find_officer(talk.session, "web", "an")
    return officer.name if officer is not None else None


def labels(said: Spoken) -> list[str]:
    return [label for _value, label in said.choices]


def come_in(talk: WardTalk, name: str = "Lê Minh An") -> list[str]:
    talk.hear(f"/start {code_for(talk, name)}")
    return talk.texts("yes, that is me")


def test_a_citizen_is_welcomed_with_what_can_be_asked(talk: WardTalk) -> None:
    [said] = talk.hear("/start")
    assert said.text.splitlines() == [
        "Hello. This is the community work assistant of phường Hoa Mai.",
        "Ask in your own words about receptions, dialogues and what came of them, "
        "for example “when is the next dialogue about land”.",
        "Officers sign in with a code: type “sign in”.",
    ]
    assert labels(said) == ["Ask", "Privacy"]


def test_an_officer_is_welcomed_by_name_with_their_own_choices_first(talk: WardTalk) -> None:
    come_in(talk)
    [said] = talk.hear("bắt đầu")
    assert said.text.startswith("Hello Lê Minh An, focal point Phòng Văn hóa - Xã hội.\n")
    assert labels(said) == ["Report", "Ask", "Privacy"]


def test_an_empty_ward_tells_its_operator_the_next_step(memory_session: Session) -> None:
    said = WardTalk(memory_session, ROUTER, WARD, locale="en").texts("trợ giúp")
    assert said[0].splitlines()[1] == "python main.py plan import FILE"


def test_a_link_asks_who_it_is_before_anything_is_linked(talk: WardTalk) -> None:
    [said] = talk.hear(f"/start {code_for(talk)}")
    assert (said.text, labels(said)) == (CONFIRM, ["Yes, that is me", "No, that is not me"])
    assert who(talk) is None
    told = talk.texts("yes, that is me")
    assert told[0] == DONE
    assert len(told) == 2
    assert who(talk) == "Lê Minh An"


def test_somebody_else_is_not_signed_in_and_the_code_stays_good(talk: WardTalk) -> None:
    code = code_for(talk)
    talk.hear(f"/start {code}")
    assert talk.texts("no, that is not me")[0].startswith("Then nothing was linked.")
    assert who(talk) is None
    assert talk.texts(code) == [CONFIRM]


@pytest.mark.parametrize("word", ["đăng nhập", "Ma", "/signin"])
def test_the_word_alone_asks_for_the_code(talk: WardTalk, word: str) -> None:
    assert talk.texts(word) == ["Please type the sign-in code you were given, for example ABCD-EFGH."]
    assert talk.texts("1")[0].startswith("This code does not match.")
    assert talk.texts(code_for(talk).lower().replace("-", "")) == [CONFIRM]
    assert talk.texts("quay lại")[0].startswith("Please type the sign-in code")


def test_a_code_typed_on_its_own_is_a_code_and_other_words_are_not(talk: WardTalk) -> None:
    assert talk.texts(f" {code_for(talk).lower()} ") == [CONFIRM]
    talk.hear("huỷ")
    for words in ("ABCDEFGH", "mã ABCD-EFGH", "ABCD-EFG0", "2026-2030"):
        assert not talk.texts(words)[0].startswith("This code"), words


def test_the_link_pressed_twice_asks_once_and_leaves_nothing_open(talk: WardTalk) -> None:
    code = code_for(talk)
    talk.hear("đăng nhập")
    talk.hear(f"/start {code}")
    assert talk.texts(f"/start {code}") == [CONFIRM]
    assert talk.texts("yes, that is me")[0] == DONE
    assert talk.texts("huỷ")[0].startswith("There is nothing open to cancel.")
    assert talk.texts(f"/start {code}") == ["You are signed in here already, as Lê Minh An."]


def test_five_wrong_codes_are_followed_by_an_hour_s_wait(talk: WardTalk) -> None:
    talk.hear("đăng nhập")
    for _try in range(5):
        assert talk.texts("AAAA-AAAA")[0].startswith("This code does not match.")
    assert talk.texts("AAAA-AAAA") == [
        "Too many codes did not match. Please wait an hour, or ask the office for a new one."
    ]
    assert talk.texts(code_for(talk))[0].startswith("Too many codes did not match.")
    talk.pass_time(hours=1)
    assert talk.texts(code_for(talk)) == [CONFIRM]


def test_a_code_that_lapses_before_the_answer_links_nothing(talk: WardTalk) -> None:
    talk.hear(f"/start {code_for(talk)}")
    talk.now += timedelta(days=8)
    assert talk.texts("yes, that is me")[0].startswith("This code has lapsed.")
    assert who(talk) is None


def test_another_person_at_the_same_chat_takes_it_over(talk: WardTalk) -> None:
    come_in(talk)
    assert talk.texts("đăng nhập")[0].startswith("You are signed in as Lê Minh An.")
    assert talk.texts(code_for(talk, "Vũ Đức Bình"))[0].startswith("Is this you? Vũ Đức Bình, ward leader")
    assert talk.texts("yes, that is me") == [
        "✅ You are signed in: Vũ Đức Bình, ward leader Ủy ban nhân dân phường.",
        "The board shows who has reported, who is late and what is stuck.",
    ]
    assert who(talk) == "Vũ Đức Bình"


def test_signing_out_is_confirmed_and_only_for_who_is_in(talk: WardTalk) -> None:
    assert talk.texts("đăng xuất")[0].startswith("Ask in your own words")
    come_in(talk)
    talk.hear("đăng xuất")
    assert talk.texts("stay signed in") == ["You are still signed in."]
    talk.hear("đăng xuất")
    assert talk.texts("yes, sign out") == ["You are signed out here. What you reported is kept."]
    assert who(talk) is None


def test_what_was_open_is_not_taken_up_again_by_who_signed_out(talk: WardTalk) -> None:
    come_in(talk)
    talk.hear("đăng nhập")
    talk.hear("đăng xuất")
    assert talk.texts("yes, sign out") == ["You are signed out here. What you reported is kept."]


def test_a_successor_goes_on_with_what_was_open_at_the_seat(talk: WardTalk) -> None:
    come_in(talk)
    [unit] = talk.session.exec(select(Unit).where(Unit.code == "VHXH"))
    open_draft = {"flow": "progress", "step": "WhichTask", "data": {"unit": unit.id, "period": "2026-H1"}}
    keep_state(talk.session, "web", "an", open_draft, NOW)
    rows = read_people(SAMPLES / "don-vi.csv")
    import_people(
        talk.session, [replace(row, person=row.person.replace("Minh An", "Mới")) for row in rows], NOW
    )
    successor = WardTalk(talk.session, ROUTER, WARD, "moi", locale="en")
    told = come_in(successor, "Lê Mới")
    assert told[2] == "This was left open at your seat; you can go on with it, or drop it with “huỷ”."
    assert len(told) == 4
    assert talk.texts("huỷ")[0].startswith("There is nothing open to cancel.")


def test_who_lost_their_seat_is_welcomed_as_a_citizen(talk: WardTalk) -> None:
    come_in(talk)
    rows = [row for row in read_people(SAMPLES / "don-vi.csv") if row.person != "Lê Minh An"]
    import_people(talk.session, rows, talk.now)
    assert talk.texts("/start")[0].startswith("Hello. This is the community work assistant")
