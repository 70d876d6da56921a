"""Sending what stands in the outbox: leased, checked again, rendered, and its fate written down."""

import asyncio
import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

import structlog
from sqlmodel import Session

from bot.channels.port import Channel
from bot.channels.render import LinkTo, no_link, render
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
AT_ONCE = 50
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
    """Sends through `channels`; `recheck` rewrites a pushed message at the last moment, or drops it.

    `here` tells, of each channel that reaches only who is connected, which chats are connected to us;
    `link_to` where a file can be fetched that a channel cannot carry.
    """

    database: Database
    channels: Mapping[str, Channel]
    recheck: Recheck
    clock: Clock
    here: Callable[[], Mapping[str, Collection[str]]] = dict
    link_to: LinkTo = no_link
    _busy: "WeakValueDictionary[str, asyncio.Lock]" = field(default_factory=WeakValueDictionary)

    async def wake(self, channel: str, chat: str) -> None:
        """Send what is due to one chat now; messages to one chat leave in order, one at a time."""
        async with self._lock(channel, chat):
            await self._send_due(channel, chat)

    async def returned(self, channel: str, chat: str) -> None:
        """Somebody who was away is back: send what waited for them, and what is just found waiting."""
        async with self._lock(channel, chat):
            await self.database.write(
                lambda session: revive(session, channel, chat, self.clock()), key=str(Address(channel, chat))
            )
            await self._send_due(channel, chat)

    async def sweep(self) -> int:
        """Send all that is due and nobody woke; how many chats that was. One failing costs no other."""
        here = self.here()
        chats = await self.database.read(
            lambda session: due_chats(session, self.clock(), list(self.channels), here)
        )
        sending = (self.returned(*one) if one[0] in here else self.wake(*one) for one in chats)
        for failed in await asyncio.gather(*sending, return_exceptions=True):
            if isinstance(failed, Exception):
                log.error("sweep_failed", exc_info=failed)
        return len(chats)

    async def recover(self) -> None:
        """At start: take back what the last run left in mid-send, where no other process can be sending."""
        if self.database.is_sqlite:
            await self.database.write(lambda session: release(session, self.clock()))

    def _lock(self, channel: str, chat: str) -> asyncio.Lock:
        return self._busy.setdefault(str(Address(channel, chat)), asyncio.Lock())

    async def _send_due(self, channel: str, chat: str) -> None:
        """Where a repeat would be seen, each message is leased only just before it leaves."""
        limit = AT_ONCE if self.channels[channel].capabilities.repeats else 1
        lease = partial(self._lease, chat=(channel, chat), limit=limit)
        more = True
        while more:
            ready, settled = await self.database.write(lease, key=str(Address(channel, chat)))
            for outcome in settled:
                SENDS.labels(channel, outcome.value).inc()
            more = bool(ready or settled)
            for message in ready:
                more = await self._send(message)
                if not more:
                    break

    def _lease(
        self, session: Session, *, chat: tuple[str, str], limit: int
    ) -> tuple[list[Ready], list[Delivery]]:
        """What may be said now, and what became of the rest."""
        now = self.clock()
        ready, settled = [], []
        for row in lease_due(session, now, lease=LEASE, chat=chat, limit=limit):
            assert row.id is not None
            again = row.state is Delivery.SENDING
            if again and row.kind is MessageKind.REPLY and limit == 1:
                settle(session, row.id, Delivery.UNCERTAIN)
                settled.append(Delivery.UNCERTAIN)
                continue
            try:
                spoken = self._judged(session, row, now)
            except Exception:
                log.exception("recheck_failed", outbox=row.id, channel=row.channel)
                self._record_refusal(session, row=row, error=ChannelError(Refusal.TEMPORARY))
                continue
            if spoken is None:
                settle(session, row.id, Delivery.DROPPED)
                settled.append(Delivery.DROPPED)
                continue
            ready.append(Ready(row, spoken, again))
        return ready, settled

    def _judged(self, session: Session, row: Outbox, now: datetime) -> Spoken | None:
        """The message as it is to be said now; what a failure in judging it wrote is undone."""
        if row.kind is MessageKind.REPLY:
            return Spoken.from_data(row.say)
        with session.begin_nested():
            say = self.recheck(session, row, now)
            return None if say is None else _offered(session, row, Spoken.from_data(say), now)

    async def _send(self, message: Ready) -> bool:
        """Send one message and record its fate; False where the chat's next one had better wait."""
        row, channel = message.row, self.channels[message.row.channel]
        assert row.id is not None
        address = Address(row.channel, row.chat)
        try:
            parts = render(row.id, message.spoken, channel.capabilities, self.link_to, paid=row.paid)
            receipts = [await channel.send(address, part) for part in parts]
        except ChannelError as error:
            await self._refused(row, error)
            return error.refusal not in {Refusal.TEMPORARY, Refusal.THROTTLED}
        except Exception:
            log.exception("send_failed", outbox=row.id, channel=row.channel)
            await self._refused(row, ChannelError(Refusal.UNCERTAIN))
            return True
        SENDS.labels(row.channel, Delivery.SENT.value).inc()
        sent = {"sent_at": self.clock(), "vendor_id": receipts[-1].vendor_id, "error": None}
        if row.kind is not MessageKind.REPLY:
            sent["say"] = message.spoken.as_data()
        await self.database.write(
            lambda session: settle(session, row.id or 0, Delivery.SENT, **sent), key=str(address)
        )
        return True

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
