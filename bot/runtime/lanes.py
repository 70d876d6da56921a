"""Sending on a channel that takes only so many messages a second, counted by all processes together.

Every message has a slot while it is sent, and the slot is free again a second after the answer to it came:
so no second in the vendor's eyes ever holds more than there are slots, however late or early requests get
there.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog
from sqlmodel import Session

from bot.channels.port import Channel, Part
from bot.channels.render import LinkTo
from bot.clock import utc_now
from bot.conversation.messages import Address
from bot.errors import ChannelError, Refusal
from bot.runtime.fates import Fate, Progress, backoff
from bot.runtime.judging import Ready, parts_of
from bot.runtime.leasing import AHEAD, Leased, Leasing, Taken
from bot.runtime.measures import SENDS
from bot.runtime.pace import ChatPace, Setback
from storage.database import Database, Work
from storage.slots import SECOND, give_back, lay_out, pause, reckon_back
from storage.vocabulary import Delivery, MessageKind

T = TypeVar("T")
log = structlog.get_logger()
REVIEW_EVERY = timedelta(seconds=1)
LONGEST_PAUSE = 6
SETTLING = timedelta(seconds=10)


@dataclass
class Lane:
    """Sends to one channel, in as many tasks as it has slots; it runs while there is anything to send.

    `elsewhere` is told of a message that is now to go by another channel.
    """

    channel: Channel
    database: Database
    leasing: Leasing
    link_to: LinkTo
    elsewhere: Callable[[Address], None]
    _pace: ChatPace = field(default_factory=ChatPace)
    _setback: Setback = field(default_factory=Setback)
    _running: asyncio.Task[None] | None = None
    _sending: set[asyncio.Task[None]] = field(default_factory=set)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _nudged: bool = False
    _look_at: datetime | None = None
    _next_push: datetime = field(default_factory=utc_now)
    _next_review: datetime = field(default_factory=utc_now)
    _throttled: int = 0
    _is_full: bool = False
    _is_laid_out: bool = False
    _is_stopping: bool = False

    @property
    def name(self) -> str:
        return self.channel.name

    def nudge(self) -> None:
        """There may be something to send."""
        self._nudged = True
        if self._running is None or self._running.done():
            self._changed = asyncio.Event()
            self._running = asyncio.create_task(self._run(), name=f"lane {self.name}")
        else:
            self._changed.set()

    async def rest(self, patience: float) -> None:
        """Wait until nothing more can be sent now, at most this many seconds."""
        if self._running is not None and not self._running.done():
            await asyncio.wait([self._running], timeout=patience)

    async def stop(self, patience: float) -> None:
        """Push nothing more, and let what is being sent, and replies, come to their end."""
        self._is_stopping = True
        await self.rest(patience)
        if self._running is not None:
            self._running.cancel()
        for task in self._sending:
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)

    async def _run(self) -> None:
        while self._nudged or self._look_at is not None or self._sending:
            await self._wait()
            self._nudged, self._look_at = False, None
            try:
                taken = await self._take()
            except Exception:
                # The next sweep starts anew.
                log.exception("lane_failed", channel=self.name)
                return
            self._begin(taken)

    async def _wait(self) -> None:
        """Until something has changed, or it is time to look."""
        while not self._nudged and (self._sending or self._look_at is not None):
            left = None if self._look_at is None else (self._look_at - self.leasing.real()).total_seconds()
            if left is not None and left <= 0:
                return
            self._changed.clear()
            try:
                async with asyncio.timeout(left):
                    await self._changed.wait()
            except TimeoutError:
                return

    def _begin(self, taken: Taken) -> None:
        """Send what was taken, each message in a task of its own."""
        for fate in taken.fates:
            self._tell(fate)
        for leased in taken.leased:
            self._pace.note(leased.row.chat, leased.start)
            if leased.row.kind is not MessageKind.REPLY:
                self._next_push = max(self._next_push, leased.start) + self.leasing.apart
            task = asyncio.create_task(self._send(leased))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        self._is_full = taken.is_full
        if taken.look_at is not None:
            self._look_by(taken.look_at)

    def _look_by(self, moment: datetime) -> None:
        self._look_at = moment if self._look_at is None else min(self._look_at, moment)
        self._changed.set()

    async def _take(self) -> Taken:
        """Lease what may leave now. One look at a time, in all processes, so that chats keep their order."""
        now = self.leasing.real()
        await self._notice_setback(now)
        if not self._is_laid_out:
            laid_out = partial(lay_out, channel=self.name, per_second=self.leasing.per_second, now=now)
            await self._write(laid_out)
            self._is_laid_out = True
        lost: list[Fate] = []
        if now >= self._next_review:
            self._next_review = now + REVIEW_EVERY
            lost = await self._write(self.leasing.review)
        resting = self._pace.resting(now)
        look = partial(
            self.leasing.look,
            resting=list(resting),
            next_push=self._next_push,
            replies_only=self._is_stopping,
        )
        taken = await self._write(look)
        taken.fates.extend(lost)
        for until in resting.values():
            taken.look_by(until)
        return taken

    async def _notice_setback(self, now: datetime) -> None:
        """Where the clock was put back, nothing waits until it has come to where it was."""
        back = self._setback.since(now, time.monotonic())
        if back:
            log.warning("clock_put_back", channel=self.name, seconds=round(back.total_seconds()))
            self._pace, self._next_push, self._next_review = ChatPace(), now, now
            await self._write(partial(reckon_back, channel=self.name, by=back, now=now))

    async def _write(self, work: Work[T]) -> T:
        """As the only one, in all processes, that looks into this lane."""
        return await self.database.write(work, key=f"lane:{self.name}")

    async def _send(self, leased: Leased) -> None:
        """Send one part of a message in its slot, and write down what came of it."""
        row = leased.row
        progress = Progress(leased.ready.spoken, row.parts_sent, row.parts_sent)
        vendor_id = row.vendor_id or ""
        error: ChannelError | None = None
        await _pass((leased.start - self.leasing.real()).total_seconds())
        try:
            parts = self._parts(leased.ready)
            progress = replace(progress, parts=len(parts))
            if row.parts_sent < len(parts):
                vendor_id = await self._deliver(leased, parts[row.parts_sent])
            progress = replace(progress, taken=row.parts_sent + 1)
        except ChannelError as refused:
            error = refused
        except Exception:
            log.exception("send_failed", outbox=row.id, channel=row.channel)
            error = ChannelError(Refusal.UNCERTAIN)
        answered = self.leasing.real()
        try:
            fate = await self._settle(leased, progress, vendor_id, error, answered)
        except Exception:
            # Its lease will run out, and it will count as uncertain.
            log.exception("settle_failed", outbox=row.id, channel=row.channel)
            return
        self._settled(leased, fate, error, answered)

    def _parts(self, ready: Ready) -> list[Part]:
        try:
            return parts_of(ready, self.channel.capabilities, self.link_to)
        except Exception:
            log.exception("render_failed", outbox=ready.row.id, channel=ready.row.channel)
            raise ChannelError(Refusal.REJECTED, "cannot be rendered") from None

    async def _deliver(self, leased: Leased, part: Part) -> str:
        """Have the vendor take a part, in less time than it is leased for."""
        patience = max(self.leasing.lease / 2, self.leasing.lease - SETTLING).total_seconds()
        async with asyncio.timeout(patience):
            return (await self.channel.send(leased.address, part)).vendor_id

    async def _settle(
        self,
        leased: Leased,
        progress: Progress,
        vendor_id: str,
        error: ChannelError | None,
        answered: datetime,
    ) -> Fate:
        until = None
        if error is not None and error.refusal is Refusal.THROTTLED:
            until = answered + (error.after or backoff(min(self._throttled, LONGEST_PAUSE)))

        def settling(session: Session) -> Fate:
            now = self.leasing.clock()
            give_back(session, self.name, leased.slot, answered)
            if until is not None:
                pause(session, self.name, until)
            if error is None:
                return self.leasing.fates.taken(session, leased.row, progress, now, vendor_id=vendor_id)
            paused = until is not None
            return self.leasing.fates.refused(
                session, leased.row, error, now, progress=progress, paused=paused
            )

        return await (self.database.write(settling) if until is None else self._write(settling))

    def _settled(self, leased: Leased, fate: Fate, error: ChannelError | None, answered: datetime) -> None:
        """Look for what may leave next: at once, or when the slot is free if there is none."""
        if error is not None:
            SENDS.labels(self.name, error.refusal.value).inc()
            self._throttled += error.refusal is Refusal.THROTTLED
        else:
            self._throttled = 0
        self._tell(fate)
        if self._is_full and error is None:
            self._look_by(answered + SECOND - AHEAD)
        else:
            self.nudge()

    def _tell(self, fate: Fate) -> None:
        if fate.state in {Delivery.SENT, Delivery.DROPPED, Delivery.UNCERTAIN}:
            SENDS.labels(self.name, fate.state.value).inc()
        if fate.at.channel != self.name:
            self.elsewhere(fate.at)


async def _pass(seconds: float) -> None:
    """Come back so much later by the steady clock, and not a millisecond before."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:  # noqa: ASYNC110 - time passes by itself
        await asyncio.sleep(left)
