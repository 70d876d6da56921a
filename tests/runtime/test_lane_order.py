"""Lanes when the vendor slows us down, one chat is full, chats are many, or the process stops."""

import asyncio
import random
import time
from datetime import timedelta

import pytest
from sqlmodel import Session

from storage.database import Database
from storage.tables import Outbox
from storage.vocabulary import Delivery, MessageKind
from tests.runtime.enforcing import Arrival
from tests.runtime.lane_world import NOW, World, put, until


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_a_vendor_that_wants_us_to_wait_is_left_alone_for_as_long_as_it_says(world: World) -> None:
    world.vendor.faults["Tin 0"] = [429]
    world.vendor.retry_after = 2
    for number in range(5):
        world.put(f"chat {number}", f"Tin {number}", kind=MessageKind.NOTICE)

    async def doing() -> None:
        await world.sender.sweep()
        await until(lambda: any(not arrival.taken for arrival in world.vendor.arrivals))
        await until(lambda: world.states()[0] is not Delivery.SENDING)
        world.put("an", "trả lời")
        await world.sender.wake("paced", "an")
        await until(lambda: len(world.vendor.taken) == 6)
        await world.swept()

    world.play(doing)
    refused = next(arrival.at for arrival in world.vendor.arrivals if not arrival.taken)
    after = [arrival.at - refused for arrival in world.vendor.taken if arrival.text in {"Tin 0", "trả lời"}]

    assert min(after) >= 2.0
    assert world.states() == [Delivery.SENT] * 6
    assert [row.attempts for row in world.rows()] == [1] * 6


def test_another_process_waits_too(world: World) -> None:
    world.vendor.faults["Tin"] = [429]
    world.vendor.retry_after = 1
    world.put("an", "Tin")
    other = world.another()

    async def doing() -> None:
        await world.sender.wake("paced", "an")
        await until(lambda: len(world.vendor.arrivals) == 1)
        await until(lambda: world.states()[0] is not Delivery.SENDING)
        world.put("binh", "Tin khác")
        await other.wake("paced", "binh")
        await until(lambda: len(world.vendor.taken) == 2)
        await other.stop(1.0)

    world.play(doing)
    first, *others = [arrival.at for arrival in world.vendor.arrivals]

    assert min(others) - first >= 1.0


def test_a_chat_hears_three_at_once_and_then_one_a_second_and_no_other_waits_for_it(world: World) -> None:
    world.put("an", *(f"{number}" for number in range(5)))
    world.put("binh", "mình")
    world.put("chi", *"abcdef")
    began = time.monotonic()
    world.sweep()
    at = {arrival.text: arrival.at - began for arrival in world.vendor.arrivals}

    assert [arrival.text for arrival in _of(world.vendor.arrivals, "an")] == list("01234")
    assert at["mình"] < at["3"]
    assert 0.9 < at["3"] < at["e"]
    assert 1.9 < at["4"] < at["f"]


@pytest.mark.parametrize("seed", range(3))
def test_no_chat_hears_its_messages_in_another_order_than_they_were_said(
    database: Database, seed: int
) -> None:
    """Whatever the vendor refuses just now, however many processes send."""
    dice = random.Random(seed)
    world = World(database, slow=0.01)
    world.channel.patience = 0.3
    said: dict[str, list[str]] = {}
    with database.session() as session:
        for number in range(40):
            chat, text = f"chat {dice.randrange(12)}", f"Tin {number}"
            put(session, chat, text)
            said.setdefault(chat, []).append(text)
            faults: list[str | int] = ["drop_before", "drop_after", "hang", 503, 503, 503, 429]
            world.vendor.faults[text] = dice.choices(faults, k=1) if dice.random() < 0.3 else []
    world.vendor.retry_after = None
    other = world.another()

    async def doing() -> None:
        deadline = time.monotonic() + 30
        while any(state in {Delivery.QUEUED, Delivery.SENDING} for state in world.states()):
            assert time.monotonic() < deadline
            await asyncio.gather(world.sender.sweep(), other.sweep())
            world.now += timedelta(seconds=1)
        await other.stop(1.0)

    world.play(doing)

    for chat, texts in said.items():
        heard = [arrival.text for arrival in world.vendor.arrivals if arrival.chat == chat]
        assert list(dict.fromkeys(heard)) == texts
        taken = [arrival.text for arrival in _of(world.vendor.taken, chat)]
        assert len(set(taken)) == len(taken)


def test_one_that_is_never_taken_holds_its_chat_up_for_three_tries_and_no_longer(world: World) -> None:
    world.vendor.faults["một"] = [503] * 6
    world.put("an", "một", "hai")
    tries: list[int] = []

    async def doing() -> None:
        while "hai" not in world.vendor.texts:
            await world.swept()
            tries.append(sum(arrival.text == "một" for arrival in world.vendor.arrivals))
            world.now += timedelta(seconds=5 * len(tries))

    world.play(doing)

    assert max(tries) == 4


def test_what_is_being_sent_as_we_stop_is_finished_and_no_more_is_pushed(world: World) -> None:
    world.vendor.slow = 0.3
    for number in range(400):
        world.put(f"chat {number}", f"Tin {number}", kind=MessageKind.NOTICE)

    async def doing() -> None:
        await world.sender.wake("paced", "chat 0")
        await until(lambda: len(world.vendor.arrivals) > 20)
        world.put("an", "trả lời")
        await world.sender.stop(2.0)
        left = len(world.vendor.arrivals)
        await asyncio.sleep(0.2)
        assert len(world.vendor.arrivals) == left

    world.play(doing)
    assert Delivery.QUEUED in world.states()
    assert Delivery.SENDING not in world.states()
    sent = [row for row in world.rows() if row.state is Delivery.SENT]

    assert len(sent) == len(world.vendor.taken) < 400
    assert {row.state for row in world.rows()} == {Delivery.SENT, Delivery.QUEUED}
    assert "trả lời" in world.vendor.texts


def test_what_is_held_waits_for_somebodys_word(world: World) -> None:
    world.put("an", "Tin", kind=MessageKind.REMINDER, held="price")
    world.sweep(3600)
    assert world.vendor.arrivals == []
    with world.database.session() as session:
        session.get_one(Outbox, 1).held = None
    world.sender = world.another()
    world.sweep()
    assert world.vendor.texts == ["Tin"]


def test_after_a_crash_a_reply_is_uncertain_and_a_reminder_is_said_again(world: World) -> None:
    world.put("an", "trả lời")
    world.put("binh", "Đến hạn.", kind=MessageKind.REMINDER)
    world.vendor.faults = {"trả lời": ["hang"], "Đến hạn.": ["hang"]}
    world.channel.patience = 30

    async def doing() -> None:
        await world.sender.wake("paced", "an")
        await until(lambda: len(world.vendor.arrivals) == 2)
        for lane in world.sender.lanes:
            await lane.stop(0.0)
        if not world.database.is_sqlite:
            with world.database.session() as session:
                _let_leases_end(session)
        world.sender = world.another()
        await world.sender.recover()
        await world.swept()

    world.play(doing)

    assert [arrival.text for arrival in world.vendor.arrivals[2:]] == [
        "(Tin này có thể đã được gửi trước đó.)\nĐến hạn."
    ]
    assert world.states() == [Delivery.UNCERTAIN, Delivery.SENT]


def _let_leases_end(session: Session) -> None:
    for row_id in (1, 2):
        session.get_one(Outbox, row_id).lease_until = NOW - timedelta(days=1)


def _of(arrivals: list[Arrival], chat: str) -> list[Arrival]:
    return [arrival for arrival in arrivals if arrival.chat == chat]
