"""Sending what stands in the outbox: leased, checked again, rendered, and its fate written down."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from weakref import WeakValueDictionary

import structlog
from sqlmodel import Session

from bot.channels.port import Channel
from bot.channels.render import LinkTo, no_link
from bot.clock import Clock, utc_now
from bot.conversation.messages import Address
from bot.errors import ChannelError, Refusal
from bot.runtime.fates import Fate, Fates, NoteSent, Progress, Reroute
from bot.runtime.judging import Choose, Judge, Ready, Recheck, parts_of
from bot.runtime.lanes import Lane
from bot.runtime.leasing import Leasing
from bot.runtime.measures import SENDS
from storage.database import Database
from storage.outbox import due_chats, lease_due, release, revive
from storage.slots import release_places
from storage.tables import Outbox
from storage.vocabulary import Delivery

log = structlog.get_logger()
LEASE = timedelta(seconds=60)
AT_ONCE = 50
A_MOMENT = 1.0


@dataclass
class Sender:
    """Sends through `channels`; `recheck` rewrites a pushed message at the last moment, or drops it.

    `here` tells, of each channel that reaches only who is connected, which chats are connected to us;
    `link_to` where a file can be fetched that a channel cannot carry. `choose` may send a pushed message
    another way when it leaves, `reroute` when its way is closed; `note_sent` is told of each part that left.
    A channel that takes only so many messages a second has a lane, in which they leave as fast as it allows.
    """

    database: Database
    channels: Mapping[str, Channel]
    recheck: Recheck
    clock: Clock
    here: Callable[[], Mapping[str, Collection[str]]] = dict
    link_to: LinkTo = no_link
    choose: Choose = lambda _session, _row, _now: None
    reroute: Reroute = lambda _session, _row, _error, _now: None
    note_sent: NoteSent = lambda _session, _channel, _parts, _now: None
    locale: str = "vi"
    lease: timedelta = LEASE
    real: Clock = utc_now
    _fates: Fates = field(init=False, repr=False)
    _lanes: dict[str, Lane] = field(init=False, repr=False)
    _waking: set[asyncio.Task[None]] = field(default_factory=set)
    _busy: "WeakValueDictionary[str, asyncio.Lock]" = field(default_factory=WeakValueDictionary)

    def __post_init__(self) -> None:
        self._fates = Fates(self.reroute, self.note_sent, self.lease)
        self._lanes = {
            name: self._lane(channel)
            for name, channel in self.channels.items()
            if channel.capabilities.per_second > 0
        }

    @property
    def lanes(self) -> Collection[Lane]:
        return self._lanes.values()

    async def wake(self, channel: str, chat: str) -> None:
        """Send what is due to one chat now; messages to one chat leave in order, one at a time.

        In a lane they have begun to leave, and follow as its limits allow.
        """
        if channel in self._lanes:
            self._lanes[channel].nudge()
            return
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
        """Send all that is due and nobody woke; how many chats that was. One failing costs no other.

        Lanes with much to send go on by themselves after a moment.
        """
        for lane in self.lanes:
            lane.nudge()
        here = self.here()
        free = [name for name in self.channels if name not in self._lanes]
        chats = await self.database.read(lambda session: due_chats(session, self.clock(), free, here))
        sending = (self.returned(*one) if one[0] in here else self.wake(*one) for one in chats)
        for failed in await asyncio.gather(*sending, return_exceptions=True):
            if isinstance(failed, Exception):
                log.error("sweep_failed", exc_info=failed)
        await asyncio.gather(*(lane.rest(A_MOMENT) for lane in self.lanes))
        return len(chats)

    async def recover(self) -> None:
        """At start: take back what the last run left in mid-send, where no other process can be sending."""

        def recovering(session: Session) -> None:
            release(session, min(self.clock(), self.real()))
            release_places(session, self.real())

        if self.database.is_sqlite:
            await self.database.write(recovering)

    async def stop(self, patience: float) -> None:
        """Let what is being sent come to its end, and replies leave; pushes wait for the next run."""
        await asyncio.gather(self._woken(patience), *(lane.stop(patience) for lane in self.lanes))

    def _lane(self, channel: Channel) -> Lane:
        leasing = Leasing(
            channel.name,
            channel.capabilities.per_second,
            judge=self._judged,
            fates=self._fates,
            clock=self.clock,
            lease=self.lease,
            real=self.real,
        )
        return Lane(channel, self.database, leasing, self.link_to, self._wake_later)

    def _wake_later(self, address: Address) -> None:
        """A message goes another way now; where that fails, the next sweep finds it."""
        if address.channel in self.channels:
            task = asyncio.create_task(self.wake(address.channel, address.chat))
            self._waking.add(task)
            task.add_done_callback(self._waking.discard)

    async def _woken(self, patience: float) -> None:
        """Wait until what goes another way has gone, at most this many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self._waking:
                    await asyncio.wait(self._waking)

    def _lock(self, channel: str, chat: str) -> asyncio.Lock:
        return self._busy.setdefault(str(Address(channel, chat)), asyncio.Lock())

    async def _send_due(self, channel: str, chat: str) -> None:
        """Where a repeat would be seen, each message is leased only just before it leaves."""
        limit = AT_ONCE if self.channels[channel].capabilities.repeats else 1
        lease = partial(self._lease, chat=(channel, chat), limit=limit)
        more = True
        while more:
            ready, fates = await self.database.write(lease, key=str(Address(channel, chat)))
            for fate in fates:
                self._tell(channel, fate)
            more = bool(ready or fates)
            for message in ready:
                more = await self._send(message)
                if not more:
                    break

    def _lease(
        self, session: Session, *, chat: tuple[str, str], limit: int
    ) -> tuple[list[Ready], list[Fate]]:
        """What may be said now, and what became of the rest."""
        now = self.clock()
        ready: list[Ready] = []
        fates: list[Fate] = []
        for row in lease_due(session, now, lease=self.lease, chat=chat, limit=limit):
            if row.state is Delivery.SENDING and limit == 1:
                fates.append(self._fates.uncertain(session, row, now, again=now))
                continue
            judged = self._judged(session, row, now)
            if isinstance(judged, Fate):
                fates.append(judged)
            else:
                ready.append(judged)
        return ready, fates

    def _judged(self, session: Session, row: Outbox, now: datetime) -> Ready | Fate:
        try:
            return Judge(self.recheck, self.choose, self.locale).judge(session, row, now)
        except Exception:
            log.exception("recheck_failed", outbox=row.id, channel=row.channel)
            return self._fates.unjudged(session, row, now)

    async def _send(self, message: Ready) -> bool:
        """Send one message and record its fate; False where the chat's next one had better wait."""
        row, channel = message.row, self.channels[message.row.channel]
        address = Address(row.channel, row.chat)
        progress = Progress(message.spoken, row.parts_sent, row.parts_sent)
        vendor_id = row.vendor_id or ""
        try:
            parts = parts_of(message, channel.capabilities, self.link_to)
            for part in parts[row.parts_sent :]:
                vendor_id = (await channel.send(address, part)).vendor_id
                progress = Progress(message.spoken, part.number + 1, len(parts))
        except ChannelError as error:
            await self._refused(message, error, progress)
            return error.refusal not in {Refusal.TEMPORARY, Refusal.THROTTLED}
        except Exception:
            log.exception("send_failed", outbox=row.id, channel=row.channel)
            await self._refused(message, ChannelError(Refusal.UNCERTAIN), progress)
            return True
        fate = await self.database.write(
            lambda session: self._fates.taken(session, row, progress, self.clock(), vendor_id=vendor_id),
            key=str(address),
        )
        self._tell(row.channel, fate)
        return True

    async def _refused(self, message: Ready, error: ChannelError, progress: Progress) -> None:
        row = message.row
        SENDS.labels(row.channel, error.refusal.value).inc()
        fate = await self.database.write(
            lambda session: self._fates.refused(session, row, error, self.clock(), progress=progress)
        )
        if fate.at != Address(row.channel, row.chat):
            self._wake_later(fate.at)

    def _tell(self, channel: str, fate: Fate) -> None:
        if fate.state is not Delivery.QUEUED:
            SENDS.labels(channel, fate.state.value).inc()
        elif fate.at.channel != channel:
            self._wake_later(fate.at)
