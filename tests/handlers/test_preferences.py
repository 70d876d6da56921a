"""People choose their language and channel, and what is kept of them goes when they say so."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.conversation.messages import Address, Spoken
from bot.conversation.router import Router
from bot.documents.people_reader import read_people
from bot.services.addresses import reached_at
from bot.services.desk import Desk
from bot.services.people import import_people
from bot.services.ward import Ward
from handlers import preferences, privacy, sign_in
from handlers.menu import menu
from storage.conversations import load_state
from storage.files import FileStore
from storage.outbox import enqueue, transcript
from storage.people import find_officer, lose_address
from storage.tables import (
    Identity,
    Meeting,
    Obligation,
    Outbox,
    Period,
    Person,
    Reminder,
    Subscription,
    Unit,
)
from storage.vocabulary import (
    Delivery,
    MeetingKind,
    MeetingMode,
    MeetingStatus,
    MessageKind,
    ObligationKind,
    PeriodKind,
)
from tests.ward import NOW, ZONE, WardTalk

WARD = Ward(ZONE, FileStore(Path("unused")), "https://ward.example")
DAY = NOW.date()
SAID = Spoken("Nhắc").as_data()
PARTS = (preferences.PART, privacy.PART)
COMMANDS = [command for part in PARTS for command in part.commands]
SIGN_IN = sign_in.part(menu(COMMANDS))
ROUTER: Router[Desk] = Router(
    flows={flow.name: flow for part in (*PARTS, SIGN_IN) for flow in part.flows},
    commands=(*COMMANDS, *SIGN_IN.commands),
    fallback=lambda chat, _answer: menu(COMMANDS)(chat),
    help=menu(COMMANDS),
    files=lambda chat, _answer: menu(COMMANDS)(chat),
)


@pytest.fixture
def talk(session: Session) -> WardTalk:
    """Somebody who signed in on two channels, the later one not preferred."""
    import_people(session, read_people(Path(__file__).parents[1] / "samples" / "don-vi.csv"), NOW)
    person = person_of(session)
    person.preferred = "web"
    for channel, chat in (("web", "an"), ("telegram", "7")):
        session.add(Identity(person_id=person.id or 0, channel=channel, chat=chat, linked_at=NOW))
    session.flush()
    return WardTalk(session, ROUTER, WARD, locale="en")


def person_of(session: Session) -> Person:
    return session.exec(select(Person).where(Person.name == "Lê Minh An")).one()


def test_a_language_is_chosen_and_stays_with_the_chat_and_the_person(talk: WardTalk) -> None:
    [said] = talk.hear("ngôn ngữ")
    assert said.choices == (("/language vi", "Tiếng Việt"), ("/language en", "English"))
    assert talk.hear(press="/language en")[0].text == "I will use this language from now on."
    assert person_of(talk.session).locale == "en"
    assert talk.texts("tiếng việt") == ["Từ nay trợ lý dùng tiếng Việt."]
    state = load_state(talk.session, "web", "an")
    assert state is not None
    assert state["memory"] == {"locale": "vi"}
    assert person_of(talk.session).locale == "vi"


def test_an_unknown_language_is_asked_again(talk: WardTalk) -> None:
    assert talk.texts("/language fr") == ["Which language shall I use?"]


def test_channels_are_listed_with_the_one_that_is_used(talk: WardTalk) -> None:
    [said] = talk.hear("kênh của tôi")
    assert said.text.splitlines() == [
        "You are linked on these channels:",
        "✅ Web chat, here, since 11 May 2026: reminders go here.",
        "telegram, since 11 May 2026",
        "I write to Web chat first; where that does not arrive, to: telegram.",
    ]
    assert [label for _value, label in said.choices] == [
        "Reach me on telegram",
        "Unlink Web chat, here, since 11 May 2026",
        "Unlink telegram, since 11 May 2026",
    ]
    assert talk.press("Reach me on telegram", said)[0].text == "✅ From now on I reach you on telegram."
    assert reached_at(talk.session, person_of(talk.session).id or 0) == Address("telegram", "7")


def test_a_channel_that_refuses_is_shown_and_not_offered(talk: WardTalk) -> None:
    lose_address(talk.session, "telegram", "7")
    [said] = talk.hear("/channels")
    assert said.text.splitlines()[2] == "⚠️ telegram, since 11 May 2026: messages no longer arrive there."
    assert "Reach me on telegram" not in [label for _value, label in said.choices]


def test_another_channel_is_unlinked_once_confirmed(talk: WardTalk) -> None:
    [listed] = talk.hear("/channels")
    talk.press("Unlink telegram, since 11 May 2026", listed)
    assert talk.texts("keep it linked") == ["Your channels stay as they are."]
    talk.press("Unlink telegram, since 11 May 2026", listed)
    assert talk.texts("yes, unlink") == ["✅ telegram is no longer linked."]
    assert find_officer(talk.session, "telegram", "7") is None
    assert find_officer(talk.session, "web", "an") is not None


def test_unlinking_this_chat_is_signing_out(talk: WardTalk) -> None:
    [listed] = talk.hear("/channels")
    [said] = talk.press("Unlink Web chat, here, since 11 May 2026", listed)
    assert said.text.startswith("Sign out here?")


def test_nobody_unlinks_another_person_s_channel(talk: WardTalk) -> None:
    other = Identity(person_id=(person_of(talk.session).id or 0) + 1, channel="web", chat="b", linked_at=NOW)
    talk.session.add(other)
    talk.session.flush()
    assert talk.texts(f"/unlink {other.id}")[0].startswith("You are linked on these channels:")


def test_citizens_have_no_channels(talk: WardTalk) -> None:
    citizen = WardTalk(talk.session, ROUTER, WARD, "dan", locale="en")
    assert citizen.texts("/channels")[0].startswith("Ask in your own words")
    assert citizen.texts("/privacy")[0].startswith("Kept of you: this conversation")


def test_data_is_deleted_once_confirmed_and_only_this_chat_s(talk: WardTalk) -> None:
    session = talk.session
    meeting = Meeting(
        code="DT-1",
        kind=MeetingKind.DIALOGUE,
        topic="",
        audience="",
        starts_at=NOW,
        ends_at=NOW,
        place="",
        chair="",
        mode=MeetingMode.ONLINE,
        status=MeetingStatus.UPCOMING,
        as_of=NOW,
    )
    session.add(meeting)
    session.flush()
    for chat in ("an", "khac"):
        session.add(Subscription(channel="web", chat=chat, meeting_id=meeting.id or 0, created_at=NOW))
        enqueue(session, channel="web", chat=chat, kind=MessageKind.REPLY, say=SAID, now=NOW)
    for row in session.exec(select(Outbox)):
        row.state = Delivery.SENT
    session.flush()
    talk.hear("/english")
    talk.hear("xoá dữ liệu của tôi")
    assert talk.texts("keep it") == ["Nothing was deleted."]
    assert find_officer(session, "web", "an") is not None
    talk.hear("xoá dữ liệu của tôi")
    assert talk.texts("yes, delete it")[0].startswith("✅ Your data has been deleted.")
    assert find_officer(session, "web", "an") is None
    assert find_officer(session, "telegram", "7") is not None
    assert [row.chat for row in session.exec(select(Subscription))] == ["khac"]
    assert transcript(session, "web", "an", after=0) == []
    assert len(transcript(session, "web", "khac", after=0)) == 1
    state = load_state(session, "web", "an")
    assert state is not None
    assert (state["memory"], state["data"], state["parked"], state["trail"]) == ({}, {}, [], [])


def test_a_reminder_that_was_said_stays_said_but_its_words_are_gone(talk: WardTalk) -> None:
    session = talk.session
    unit = session.exec(select(Unit).limit(1)).one()
    period = Period(code="2026", kind=PeriodKind.YEAR, starts=DAY, cutoff=DAY, due=DAY)
    session.add(period)
    session.flush()
    owed = Obligation(key="k", kind=ObligationKind.REPORT, unit_id=unit.id or 0, period_code="2026", due=DAY)
    session.add(owed)
    session.flush()
    row = enqueue(session, channel="web", chat="an", kind=MessageKind.REMINDER, say=SAID, now=NOW)
    person_id = person_of(session).id or 0
    session.add(
        Reminder(obligation_id=owed.id or 0, rung=1, person_id=person_id, created_at=NOW, outbox_id=row)
    )
    session.flush()
    talk.hear("/forget")
    talk.hear("yes, delete it")
    kept = session.get_one(Outbox, row)
    assert (kept.say, kept.chat, kept.state) == ({"text": ""}, "", Delivery.DROPPED)
    assert session.exec(select(Reminder.outbox_id)).all() == [row]
