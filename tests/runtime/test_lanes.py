"""Channels that take only so many messages a second: as many as that, never more, replies first."""

import asyncio
import time
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from typing import Any

from sqlmodel import Session, select

from bot.runtime.outbox import Sender
from storage.database import Database
from storage.tables import Outbox
from storage.vocabulary import Delivery, MessageKind
from tests.runtime.enforcing import Enforcing, Paced
from tests.runtime.lane_world import NOW, put, until

LIMIT = 30


def sender(database: Database, *channels: Paced, **changed: Any) -> Sender:
    parts: dict[str, Any] = {"recheck": lambda _session, row, _now: row.say, "clock": lambda: NOW}
    return Sender(database, {channel.name: channel for channel in channels}, **(parts | changed))


def broadcast(database: Database, number: int) -> list[str]:
    """A notice to each of so many people; what is said."""
    texts = [f"tin {one}" for one in range(number)]
    with database.session() as session:
        for one, text in enumerate(texts):
            put(session, f"chat {one}", text, kind=MessageKind.NOTICE)
    return texts


def states(database: Database) -> dict[str, Delivery]:
    with Session(database.reader) as session:
        return {row.say["text"]: row.state for row in session.scalars(select(Outbox))}


async def all_settled(database: Database) -> None:
    """Until nothing waits to be sent."""

    def left(session: Session) -> int:
        waiting = (Delivery.QUEUED, Delivery.SENDING)
        return len(list(session.scalars(select(Outbox.id).where(Outbox.state.in_(waiting)))))  # type: ignore[attr-defined]

    deadline = time.monotonic() + 60
    while await database.read(left):
        assert time.monotonic() < deadline, "messages were left lying"
        await asyncio.sleep(0.02)


async def running(doing: Awaitable[object], *senders: Sender) -> None:
    """Do this while these senders send, and stop them."""
    try:
        await doing
    finally:
        for one in senders:
            await one.stop(2.0)
        for one in senders:
            for channel in one.channels.values():
                assert isinstance(channel, Paced)
                await channel.http.close()


def test_a_broadcast_leaves_whole_and_never_faster_than_is_allowed(database: Database) -> None:
    vendor = Enforcing(LIMIT)
    texts = broadcast(database, 120)

    async def run() -> None:
        async with vendor.open():
            ours = sender(database, Paced(vendor.url, LIMIT))
            await ours.sweep()
            await running(all_settled(database), ours)

    asyncio.run(run())

    assert sorted(vendor.texts) == sorted(texts)
    assert vendor.most_in_a_second() <= LIMIT
    assert set(states(database).values()) == {Delivery.SENT}


def test_two_processes_on_one_database_keep_the_limit_together(database: Database) -> None:
    vendor = Enforcing(LIMIT)
    texts = broadcast(database, 100)

    async def run() -> None:
        async with vendor.open(), AsyncExitStack() as stack:
            other = database
            if not database.is_sqlite:
                other = Database(database.url)
                stack.callback(other.close)
            both = [sender(one, Paced(vendor.url, LIMIT)) for one in (database, other)]
            await asyncio.gather(*(one.sweep() for one in both))
            await running(all_settled(database), *both)

    asyncio.run(run())

    assert sorted(vendor.texts) == sorted(texts)
    assert vendor.most_in_a_second() <= LIMIT


def test_replies_overtake_a_broadcast(database: Database) -> None:
    vendor = Enforcing(LIMIT)
    broadcast(database, 150)
    ahead: list[int] = []

    async def ask(ours: Sender, number: int) -> None:
        chat, text = f"chat {number}", f"trả lời {number}"
        before = len(vendor.taken)
        await database.write(lambda session: put(session, chat, text))
        await ours.wake("paced", chat)
        await until(lambda: text in vendor.texts)
        ahead.append(vendor.texts.index(text) - before)

    async def run() -> None:
        async with vendor.open():
            ours = sender(database, Paced(vendor.url, LIMIT))
            await ours.sweep()

            async def asking() -> None:
                for number in range(20):
                    await asyncio.sleep(0.05)
                    await ask(ours, number)
                assert len(vendor.taken) < 170, "the broadcast was over before"

            await running(asking(), ours)

    asyncio.run(run())

    assert sorted(ahead)[18] <= LIMIT
    assert vendor.most_in_a_second() <= LIMIT
