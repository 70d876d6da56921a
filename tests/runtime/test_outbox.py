"""Sending what stands in the outbox: in order, once, and no message in another's way."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from bot.channels.port import Capabilities, Part, Receipt
from bot.conversation.messages import Address, Incoming
from bot.errors import ChannelError, Refusal
from bot.runtime.outbox import Sender
from storage.database import Database
from storage.outbox import enqueue
from storage.tables import Outbox
from storage.vocabulary import Delivery, MessageKind

NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)


async def at_once(_text: str) -> None:
    """Take a message without delay."""


@dataclass
class Wire:
    """A channel that keeps what it took; `taking` may wait, or refuse."""

    taking: Callable[[str], Awaitable[None]] = at_once
    repeats: bool = False
    name: str = "wire"
    taken: list[str] = field(default_factory=list)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(4_000, "characters", 10, repeats=self.repeats)

    def receive(self, raw: Mapping[str, object]) -> list[Incoming]:
        return []

    async def send(self, address: Address, part: Part) -> Receipt:
        await self.taking(part.text)
        self.taken.append(part.text)
        return Receipt(str(part.id))


def sender(database: Database, wire: Wire, **changed: Any) -> Sender:
    parts: dict[str, Any] = {"recheck": lambda _session, row, _now: row.say, "clock": lambda: NOW}
    return Sender(database, {wire.name: wire}, **(parts | changed))


def put(database: Database, *texts: str, kind: MessageKind = MessageKind.REPLY, chat: str = "an") -> None:
    with database.session() as session:
        for text in texts:
            say: dict[str, Any] = {"text": text, "choices": [], "files": [], "link": None}
            enqueue(session, channel="wire", chat=chat, kind=kind, say=say, now=NOW)


def states(database: Database) -> dict[str, Delivery]:
    with Session(database.reader) as session:
        return {row.say["text"]: row.state for row in session.scalars(select(Outbox).order_by(Outbox.id))}  # type: ignore[arg-type]


def test_a_reminder_that_cannot_be_judged_keeps_no_reply_from_leaving(database: Database) -> None:
    def judge(session: Session, row: Outbox, _now: datetime) -> dict[str, Any]:
        enqueue(session, channel="wire", chat="x", kind=MessageKind.NOTICE, say={"text": "half"}, now=NOW)
        if row.say["text"] == "poison":
            raise LookupError("a bug")
        return row.say

    wire = Wire(repeats=True)
    put(database, "poison", "sound", kind=MessageKind.REMINDER)
    put(database, "reply")
    asyncio.run(sender(database, wire, recheck=judge).wake("wire", "an"))

    assert wire.taken == ["reply", "sound"]
    assert states(database) == {
        "poison": Delivery.QUEUED,
        "sound": Delivery.SENT,
        "reply": Delivery.SENT,
        "half": Delivery.QUEUED,
    }


def test_a_reminder_that_can_never_be_judged_ends_as_a_dead_letter(database: Database) -> None:
    moments = [NOW + timedelta(hours=2) * step for step in range(15)]

    def judge(_session: Session, _row: Outbox, _now: datetime) -> dict[str, Any]:
        raise LookupError("a bug")

    async def run() -> None:
        for moment in moments:
            await sender(database, Wire(), recheck=judge, clock=lambda now=moment: now).sweep()

    put(database, "poison", kind=MessageKind.REMINDER)
    asyncio.run(run())

    assert states(database) == {"poison": Delivery.REFUSED}


def test_one_chat_that_fails_keeps_no_other_from_hearing(database: Database) -> None:
    async def taking(text: str) -> None:
        if text == "bad":
            raise RuntimeError("a bug in the channel")

    wire = Wire(taking)
    put(database, "bad", chat="an")
    put(database, "good", chat="binh")
    asyncio.run(sender(database, wire).sweep())

    assert wire.taken == ["good"]
    assert states(database) == {"bad": Delivery.UNCERTAIN, "good": Delivery.SENT}


def test_messages_to_one_chat_leave_one_at_a_time_however_often_it_is_woken(database: Database) -> None:
    leaving: list[int] = []
    most = 0

    async def taking(_text: str) -> None:
        nonlocal most
        leaving.append(1)
        most = max(most, len(leaving))
        await asyncio.sleep(0.005)
        leaving.pop()

    wire = Wire(taking)

    async def run() -> None:
        ours = sender(database, wire)
        async with asyncio.TaskGroup() as group:
            for number in range(12):
                put(database, str(number))
                group.create_task(ours.wake("wire", "an"))
                await asyncio.sleep(0.003)

    asyncio.run(run())

    assert wire.taken == [str(number) for number in range(12)]
    assert most == 1


def test_replies_that_had_not_left_when_the_process_died_are_still_said(database: Database) -> None:
    async def dies(text: str) -> None:
        if text == "một":
            raise asyncio.CancelledError

    async def run(wire: Wire, now: datetime) -> None:
        try:
            await sender(database, wire, clock=lambda: now).wake("wire", "an")
        except asyncio.CancelledError:
            return

    put(database, "một", "hai")
    asyncio.run(run(Wire(dies), NOW))
    after = Wire()
    asyncio.run(run(after, NOW + timedelta(minutes=2)))

    assert after.taken == ["hai"]
    assert states(database) == {"một": Delivery.UNCERTAIN, "hai": Delivery.SENT}


def test_while_a_message_waits_to_be_tried_again_the_next_ones_wait_behind_it(database: Database) -> None:
    async def taking(_text: str) -> None:
        raise ChannelError(Refusal.THROTTLED, after=timedelta(seconds=30))

    wire = Wire(taking)
    put(database, "một", "hai")
    asyncio.run(sender(database, wire).wake("wire", "an"))

    with Session(database.reader) as session:
        assert [row.attempts for row in session.scalars(select(Outbox).order_by(Outbox.id))] == [1, 0]  # type: ignore[arg-type]


def test_a_long_message_that_is_refused_halfway_goes_on_where_it_stopped(database: Database) -> None:
    refusing = [True]

    async def taking(text: str) -> None:
        if text.startswith("b") and refusing:
            refusing.pop()
            raise ChannelError(Refusal.TEMPORARY)

    wire = Wire(taking)
    put(database, f"{'a' * 3_000}. {'b' * 3_000}.")

    async def run() -> None:
        for seconds in (0, 60):
            moment = NOW + timedelta(seconds=seconds)
            await sender(database, wire, clock=lambda moment=moment: moment).wake("wire", "an")

    asyncio.run(run())

    assert [text[0] for text in wire.taken] == ["a", "b"]
    assert list(states(database).values()) == [Delivery.SENT]


def test_what_was_put_off_just_as_its_page_opened_is_said_by_the_next_sweep(database: Database) -> None:
    open_pages: set[str] = set()

    async def taking(_text: str) -> None:
        if not open_pages:
            raise ChannelError(Refusal.AWAY)

    wire = Wire(taking, repeats=True)
    ours = sender(database, wire, here=lambda: {"wire": open_pages})
    put(database, "hạn mai", kind=MessageKind.REMINDER)

    async def run() -> list[int]:
        await ours.wake("wire", "an")
        found = [await ours.sweep()]
        open_pages.add("an")
        return [*found, await ours.sweep(), await ours.sweep()]

    assert asyncio.run(run()) == [0, 1, 0]
    assert wire.taken == ["hạn mai"]


def test_a_process_leaves_alone_what_is_meant_for_a_page_of_another(database: Database) -> None:
    theirs, ours = Wire(repeats=True), Wire(repeats=True)
    put(database, "hạn mai", kind=MessageKind.REMINDER)

    async def run() -> None:
        await sender(database, ours, here=lambda: {"wire": ["binh"]}).sweep()
        await sender(database, theirs, here=lambda: {"wire": ["an"]}).sweep()

    asyncio.run(run())

    assert (ours.taken, theirs.taken) == ([], ["hạn mai"])
