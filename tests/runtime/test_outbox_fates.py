"""What becomes of a message its vendor will not take: nothing is lost, nothing said twice unmarked."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.conversation.messages import Address
from bot.errors import ChannelError
from bot.services.routes import Way
from storage.conversations import keep_quiet
from storage.database import Database
from storage.tables import Identity, Outbox, Person
from storage.vocabulary import Delivery, MessageKind
from tests.runtime.lane_world import NOW, World

MAYBE = "(Tin này có thể đã được gửi trước đó.)\n"
SENTENCES = [f"Câu {number} {'x' * 20}." for number in range(3)]
LONG = " ".join(SENTENCES)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def cut_in_parts(world: World) -> None:
    world.channel.text_limit = 40


def somebody(world: World, channel: str = "paced") -> int:
    with world.database.session() as session:
        person = Person(name="Lê Minh An")
        session.add(person)
        session.flush()
        assert person.id is not None
        session.add(Identity(person_id=person.id, channel=channel, chat="an", linked_at=NOW))
        return person.id


def test_a_message_refused_halfway_goes_on_where_it_stopped(world: World) -> None:
    cut_in_parts(world)
    world.vendor.faults[SENTENCES[1]] = [503, 503]
    world.put("an", LONG)
    world.sweep(10, 10)

    assert world.vendor.texts == SENTENCES
    [row] = world.rows()
    assert (row.state, row.parts_sent, row.vendor_id) == (Delivery.SENT, 3, "5")
    assert world.sent == [("paced", 1)] * 3


def test_what_was_begun_is_finished_as_it_was_begun(world: World) -> None:
    def changing(_session: Session, row: Outbox, _now: object) -> dict[str, Any]:
        asked.append(row.id)
        return row.say | {"text": LONG} if len(asked) == 1 else row.say | {"text": "something else"}

    asked: list[object] = []
    cut_in_parts(world)
    world.sender = world.another(recheck=changing)
    world.vendor.faults[SENTENCES[2]] = [503]
    world.put("an", "draft", kind=MessageKind.REMINDER)
    world.sweep(10)

    assert world.vendor.texts == SENTENCES


@pytest.mark.parametrize("fault", ["drop_after", "hang", 500])
def test_a_reply_that_may_have_arrived_is_not_said_again(world: World, fault: str | int) -> None:
    world.channel.patience = 0.2
    cut_in_parts(world)
    world.vendor.faults[SENTENCES[1]] = [fault]
    world.put("an", LONG, "Sau.")
    world.sweep(120)

    assert [arrival.text for arrival in world.vendor.arrivals] == [*SENTENCES, "Sau."]
    assert world.states() == [Delivery.UNCERTAIN, Delivery.SENT]


def test_a_long_reminder_is_told_to_its_end_though_one_part_is_never_confirmed(world: World) -> None:
    world.channel.patience = 0.2
    cut_in_parts(world)
    world.vendor.faults = {SENTENCES[1]: ["drop_after", "drop_after"]}
    world.put("an", LONG, kind=MessageKind.REMINDER)
    world.sweep(120, 120)

    assert [arrival.text for arrival in world.vendor.arrivals] == [*SENTENCES[:2], *SENTENCES[1:]]
    assert world.states() == [Delivery.SENT]


def test_a_reminder_that_may_have_arrived_is_said_once_more_and_says_so(world: World) -> None:
    world.vendor.faults["Đến hạn."] = ["drop_after"]
    world.put("an", "Đến hạn.", kind=MessageKind.REMINDER)
    world.sweep(1, 60)

    assert world.vendor.texts == ["Đến hạn.", f"{MAYBE}Đến hạn."]
    [row] = world.rows()
    assert row.state is Delivery.SENT
    assert [way["refusal"] for way in row.tried or ()] == ["uncertain"]


def test_a_reminder_that_may_have_arrived_twice_is_left_at_that(world: World) -> None:
    world.vendor.faults = {"Đến hạn.": ["drop_after"], f"{MAYBE}Đến hạn.": ["drop_after"]}
    world.put("an", "Đến hạn.", kind=MessageKind.REMINDER)
    world.sweep(60, 600, 6000)

    assert len(world.vendor.arrivals) == 2
    assert world.states() == [Delivery.UNCERTAIN]


def test_only_the_part_that_may_have_arrived_is_marked_and_said_again(world: World) -> None:
    cut_in_parts(world)
    world.channel.text_limit = 70
    words = [f"{'a' * 60}.", f"{'b' * 20}."]
    world.vendor.faults[words[1]] = ["drop_after"]
    world.put("an", " ".join(words), kind=MessageKind.REMINDER)
    world.sweep(60)

    assert world.vendor.texts == [*words, MAYBE + words[1]]


@pytest.mark.parametrize(
    ("status", "kind", "state"),
    [
        (400, MessageKind.REMINDER, Delivery.HANDED),
        (403, MessageKind.NOTICE, Delivery.HANDED),
        (409, MessageKind.ESCALATION, Delivery.HANDED),
        (409, MessageKind.SUBSCRIPTION, Delivery.REFUSED),
        (400, MessageKind.REPLY, Delivery.REFUSED),
    ],
)
def test_who_cannot_be_written_to_is_handed_to_the_office(
    world: World, status: int, kind: MessageKind, state: Delivery
) -> None:
    world.vendor.faults["Tin"] = [status]
    world.put("an", "Tin", kind=kind, person_id=somebody(world))
    world.sweep(3600)

    assert world.states() == [state]
    with Session(world.database.reader) as session:
        assert session.get_one(Identity, 1).reachable is (status != 403)


def test_another_way_is_taken_where_there_is_one_and_the_first_is_remembered(world: World) -> None:
    def around(_session: Session, _row: Outbox, error: ChannelError, _now: object) -> Way | None:
        return Way(Address("paced", "an too"), paid=True) if error.refusal.value == "gone" else None

    world.sender = world.another(reroute=around)
    world.vendor.faults["Tin"] = [403]
    world.put("an", "Tin", kind=MessageKind.NOTICE, person_id=somebody(world))
    world.sweep()

    [row] = world.rows()
    assert (row.state, row.chat, row.paid) == (Delivery.SENT, "an too", True)
    assert row.tried == [{"channel": "paced", "chat": "an", "refusal": "gone", "at": NOW.isoformat()}]
    assert [arrival.chat for arrival in world.vendor.arrivals] == ["an", "an too"]


def test_a_search_for_another_way_that_fails_costs_nothing_else(world: World) -> None:
    def failing(*_row: object) -> Way | None:
        raise LookupError("a bug")

    world.sender = world.another(reroute=failing, note_sent=failing)
    world.vendor.faults["Tin"] = [400]
    world.put("an", "Tin", kind=MessageKind.NOTICE, person_id=somebody(world))
    world.put("binh", "Tin khác")
    world.sweep()

    assert world.states() == [Delivery.HANDED, Delivery.SENT]


def test_the_way_may_change_at_the_last_moment_or_wait_for_somebodys_word(world: World) -> None:
    ways = {"an": Way(Address("paced", "an too")), "binh": Way(Address("paced", "binh"), held="price")}
    world.sender = world.another(choose=lambda _session, row, _now: ways.get(row.chat))
    for chat in ("an", "binh"):
        world.put(chat, f"Tin {chat}", kind=MessageKind.REMINDER)
    world.sweep(3600)

    assert [(arrival.chat, arrival.text) for arrival in world.vendor.arrivals] == [("an too", "Tin an")]
    assert [(row.state, row.held) for row in world.rows()] == [
        (Delivery.SENT, None),
        (Delivery.QUEUED, "price"),
    ]


def test_a_chat_that_has_moved_is_followed(world: World) -> None:
    world.vendor.faults["Tin"] = [410]
    person = somebody(world)
    world.put("an", "Tin", kind=MessageKind.NOTICE, person_id=person)
    world.sweep()

    assert [arrival.chat for arrival in world.vendor.arrivals] == ["an", "an+"]
    assert world.states() == [Delivery.SENT]
    with Session(world.database.reader) as session:
        assert session.get_one(Identity, 1).chat == "an+"


def test_nobody_is_written_to_while_one_of_our_people_answers_there(world: World) -> None:
    with world.database.session() as session:
        keep_quiet(session, "paced", "an", NOW + timedelta(minutes=30), NOW)
    world.put("an", "Tin", kind=MessageKind.NOTICE)
    world.put("binh", "Tin khác", kind=MessageKind.NOTICE)
    world.sweep(60)
    assert world.vendor.texts == ["Tin khác"]
    world.sender = world.another()
    world.sweep(1800)
    assert world.vendor.texts == ["Tin khác", "Tin"]


def test_what_cannot_be_said_at_all_keeps_nothing_else_from_leaving(world: World) -> None:
    def judge(_session: Session, row: Outbox, _now: object) -> dict[str, Any]:
        if row.say["text"] == "poison":
            raise LookupError("a bug")
        return row.say

    world.sender = world.another(recheck=judge)
    world.put("an", "poison", "sound", kind=MessageKind.REMINDER)
    world.put("an", "no message", "reply")
    with world.database.session() as session:
        session.get_one(Outbox, 3).say = {"nothing": True}
    world.sweep(*[7200] * 15)

    assert world.vendor.texts == ["reply", "sound"]
    assert world.states() == [Delivery.REFUSED, Delivery.SENT, Delivery.REFUSED, Delivery.SENT]


def test_a_bug_in_a_channel_leaves_the_message_uncertain_and_the_next_one_well(world: World) -> None:
    world.vendor.faults["Tin"] = [200]
    world.put("an", "Tin", "Sau.")
    world.sweep()

    assert world.states() == [Delivery.UNCERTAIN, Delivery.SENT]
