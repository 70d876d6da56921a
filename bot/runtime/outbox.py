"""Sending what stands in the outbox: leased, checked again, rendered, and its fate written down."""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlmodel import Session

from bot.channels.port import Channel
from bot.channels.render import render
from bot.clock import Clock
from bot.conversation.messages import Address, Choice, Position, Say, Spoken, offer
from bot.errors import ChannelError, Refusal
from bot.runtime.measures import SENDS
from storage.conversations import keep_state, load_state
from storage.database import Database
from storage.outbox import due_chats, lease_due, release, revive, settle
from storage.people import lose_address, move_address
from storage.tables import Outbox
from storage.vocabulary import Delivery, MessageKind

log = structlog.get_logger()
LEASE = timedelta(seconds=60)
FIRST_RETRY, LAST_RETRY = 2.0, 3600.0
GIVE_UP = 12
AWAY_FOR = timedelta(hours=6)

Recheck = Callable[[Session, Outbox, datetime], dict[str, Any] | None]


@dataclass(frozen=True)
class Ready:
    """A leased message as it will be said; `again` marks one that an earlier try may have delivered."""

    row: Outbox
    spoken: Spoken
    again: bool


@dataclass
class Sender:
    """Sends through `channels`; `recheck` rewrites a pushed message at the last moment, or drops it."""

    database: Database
    channels: Mapping[str, Channel]
    recheck: Recheck
    clock: Clock
    _busy: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def wake(self, channel: str, chat: str) -> None:
        """Send what is due to one chat now; messages to one chat leave in order, one at a time."""
        address = str(Address(channel, chat))
        lock = self._busy.setdefault(address, asyncio.Lock())
        async with lock:
            ready = await self.database.write(partial(self._lease, chat=(channel, chat)), key=address)
            for message in ready:
                await self._send(message)
        if not lock.locked():
            self._busy.pop(address, None)

    async def sweep(self) -> int:
        """Send everything that is due and nobody woke; how many were found."""
        chats = await self.database.read(self._due_chats)
        await asyncio.gather(*(self.wake(channel, chat) for channel, chat in chats))
        return len(chats)

    async def returned(self, channel: str, chat: str) -> None:
        """Somebody who was away is back: send what waited for them."""
        await self.database.write(
            lambda session: revive(session, channel, chat, self.clock()), key=str(Address(channel, chat))
        )
        await self.wake(channel, chat)

    async def recover(self) -> None:
        """At start: take back what the last run left in mid-send, where no other process can be sending."""
        if self.database.is_sqlite:
            await self.database.write(lambda session: release(session, self.clock()))

    def _due_chats(self, session: Session) -> list[tuple[str, str]]:
        return due_chats(session, self.clock(), list(self.channels))

    def _lease(self, session: Session, *, chat: tuple[str, str]) -> list[Ready]:
        now = self.clock()
        ready = []
        for row in lease_due(session, now, lease=LEASE, chat=chat):
            assert row.id is not None
            again = row.state is Delivery.SENDING
            repeats = self.channels[row.channel].capabilities.repeats
            if again and row.kind is MessageKind.REPLY and not repeats:
                settle(session, row.id, Delivery.UNCERTAIN)
                SENDS.labels(row.channel, Delivery.UNCERTAIN.value).inc()
                continue
            say = row.say if row.kind is MessageKind.REPLY else self.recheck(session, row, now)
            if say is None:
                settle(session, row.id, Delivery.DROPPED)
                SENDS.labels(row.channel, Delivery.DROPPED.value).inc()
                continue
            spoken = Spoken.from_data(say)
            if row.kind is not MessageKind.REPLY:
                spoken = _offered(session, row, spoken, now)
            ready.append(Ready(row, spoken, again))
        return ready

    async def _send(self, message: Ready) -> None:
        row, channel = message.row, self.channels[message.row.channel]
        assert row.id is not None
        address = Address(row.channel, row.chat)
        try:
            receipts = [
                await channel.send(address, part)
                for part in render(row.id, message.spoken, channel.capabilities)
            ]
        except ChannelError as error:
            await self._refused(row, error)
            return
        SENDS.labels(row.channel, Delivery.SENT.value).inc()
        sent = {"sent_at": self.clock(), "vendor_id": receipts[-1].vendor_id, "error": None}
        if row.kind is not MessageKind.REPLY:
            sent["say"] = message.spoken.as_data()
        await self.database.write(
            lambda session: settle(session, row.id or 0, Delivery.SENT, **sent), key=str(address)
        )

    async def _refused(self, row: Outbox, error: ChannelError) -> None:
        SENDS.labels(row.channel, error.refusal.value).inc()
        if error.refusal is not Refusal.AWAY:
            log.warning("send_refused", outbox=row.id, channel=row.channel, refusal=error.refusal.value)
        await self.database.write(partial(self._record_refusal, row=row, error=error))

    def _record_refusal(self, session: Session, *, row: Outbox, error: ChannelError) -> None:
        now = self.clock()
        assert row.id is not None
        note: dict[str, Any] = {"error": error.refusal.value}
        match error.refusal:
            case Refusal.AWAY:
                later = now + AWAY_FOR
                settle(session, row.id, Delivery.QUEUED, attempts=row.attempts, not_before=later, **note)
            case Refusal.THROTTLED:
                later = now + (error.after or timedelta(seconds=_backoff(row.attempts)))
                settle(session, row.id, Delivery.QUEUED, not_before=later, **note)
            case Refusal.TEMPORARY if row.attempts < GIVE_UP:
                later = now + timedelta(seconds=_backoff(row.attempts))
                settle(session, row.id, Delivery.QUEUED, not_before=later, **note)
            case Refusal.MOVED if error.to is not None:
                move_address(session, row.channel, row.chat, error.to)
                settle(session, row.id, Delivery.QUEUED, chat=error.to, **note)
            case Refusal.UNCERTAIN:
                settle(session, row.id, Delivery.UNCERTAIN, **note)
            case Refusal.GONE:
                lose_address(session, row.channel, row.chat)
                settle(session, row.id, Delivery.REFUSED, **note)
            case _:
                settle(session, row.id, Delivery.REFUSED, **note)


def _backoff(attempts: int) -> float:
    """Seconds to wait after this many tries: doubling, with jitter, at most an hour."""
    longest = min(LAST_RETRY, FIRST_RETRY * 2.0**attempts)
    return random.uniform(0.5, 1.0) * longest  # noqa: S311 - not a secret


def _offered(session: Session, row: Outbox, spoken: Spoken, now: datetime) -> Spoken:
    """Let a pushed message's choices be answered by number too, where no conversation is waiting."""
    position = Position.from_data(load_state(session, row.channel, row.chat))
    if not spoken.choices or position.flow is not None:
        return spoken
    say = Say(spoken.text, tuple(Choice(value, label) for value, label in spoken.choices))
    (numbered,) = offer(position, [say])
    keep_state(session, row.channel, row.chat, position.as_data(), now)
    return Spoken(spoken.text, numbered.choices, spoken.files, spoken.link)
