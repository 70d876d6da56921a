"""The lines to vendors: begun, polled, kept in order, and what breaks told to people."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import TypeVar

import structlog

from bot.channels.port import Connection, Menus, Polled, Raw
from bot.errors import ChannelError, Refusal
from bot.runtime.reception import Reception
from bot.services.alarms import Told, clear_alarm, raise_alarm
from bot.texts import N_
from storage.accounts import keep_account

T = TypeVar("T")
log = structlog.get_logger()
FIRST_RETRY, LAST_RETRY, REFUSED_RETRY = 1.0, 60.0, 300.0
PATIENCE = timedelta(minutes=15)
CHORES_EVERY = 60.0
LEAST_POLL = 0.2
MOST_AHEAD, LAST_KEEP = 1000, 3.0
_REFUSED = N_("⚠️ {channel} refuses our token, so nothing can be sent or heard there. Run: main.py doctor")
_SILENT = N_("⚠️ {channel} has not answered for {minutes} minutes; messages there wait.")
_NEEDED = N_("⚠️ {channel} needs somebody ({detail}); messages there may wait. Run: main.py doctor")
_WELL = N_("✅ {channel} works again.")


def _pause(error: ChannelError, tries: int) -> float:
    """Seconds until the next try: what the vendor asks, long where only a person can help, else doubling."""
    if error.after is not None:
        return error.after.total_seconds()
    if error.refusal is Refusal.REJECTED:
        return REFUSED_RETRY
    return random.uniform(0.5, 1.0) * min(LAST_RETRY, FIRST_RETRY * 2.0 ** min(tries, 30))  # noqa: S311 - not a secret


@dataclass
class Line:
    """One vendor: what fails is tried again ever more slowly, and told when it lasts or needs somebody.

    `pause` says how many seconds later, `chores_every` is in seconds too.
    """

    connection: Connection
    reception: Reception
    menus: Menus
    pause: Callable[[ChannelError, int], float] = _pause
    chores_every: float = CHORES_EVERY
    _failing_since: datetime | None = None
    _told: str | None = (
        None  # what the office was told last, "" since it works; None: an earlier run may have
    )
    _chores_told: bool | None = None

    @property
    def name(self) -> str:
        return self.connection.channel.name

    async def run(self) -> None:
        """Begin, then listen for ever."""
        facts = await self._until_it_works(partial(self.connection.begin, self.menus))
        now = self.reception.clock()
        await self._insist(
            lambda: self.reception.database.write(
                lambda session: keep_account(session, self.name, facts, now)
            )
        )
        log.info("channel_ready", channel=self.name)
        async with asyncio.TaskGroup() as doing:
            doing.create_task(self._listen())
            doing.create_task(self._do_chores())

    async def _listen(self) -> None:
        polled = self.connection.polled
        if polled is None:
            return
        if not polled.confirms:
            await self._listen_without_a_gap(polled)
        while True:
            await self._keep(await self._polled(polled))

    async def _listen_without_a_gap(self, polled: Polled) -> None:
        """What comes between two questions is lost, so the next is asked while what came is being kept."""
        came: asyncio.Queue[Sequence[Raw]] = asyncio.Queue(MOST_AHEAD)

        async def keep_on() -> None:
            while True:
                await self._keep(await came.get())
                came.task_done()

        keeping = asyncio.create_task(keep_on())
        try:
            while True:
                await came.put(await self._polled(polled))
        finally:
            # Nobody sends it again: what came is kept before we go.
            with suppress(TimeoutError):
                await asyncio.wait_for(came.join(), LAST_KEEP)
            keeping.cancel()

    async def _polled(self, polled: Polled) -> Sequence[Raw]:
        """What came; a vendor that answers at once that nothing did is not asked again at once."""
        asked = time.monotonic()
        raws = await self._until_it_works(polled.poll)
        if not raws:
            await asyncio.sleep(max(0.0, LEAST_POLL - (time.monotonic() - asked)))
        return raws

    async def _keep(self, raws: Sequence[Raw]) -> None:
        if raws:
            await self._insist(partial(self.reception.keep, self.connection, raws))

    async def _insist(self, doing: Callable[[], Awaitable[object]]) -> None:
        """Do what is ours alone to do, until it is done."""
        for tries in count(1):
            try:
                await doing()
            except Exception:
                log.exception("line_failed", channel=self.name)
                await asyncio.sleep(self.pause(ChannelError(Refusal.TEMPORARY), tries))
            else:
                return

    async def _do_chores(self) -> None:
        while True:
            await self._tell_of_chores([await self._refusal_of(chore) for chore in self.connection.chores])
            await asyncio.sleep(self.chores_every)

    async def _refusal_of(self, chore: Callable[[], Awaitable[None]]) -> ChannelError | None:
        """Why a chore could not be done, None where it was."""
        try:
            await chore()
        except ChannelError as error:
            log.warning("chore_refused", channel=self.name, refusal=error.refusal.value)
            return error
        except Exception:
            log.exception("chore_failed", channel=self.name)
            return ChannelError(Refusal.TEMPORARY)
        return None

    async def _tell_of_chores(self, refusals: Sequence[ChannelError | None]) -> None:
        """A chore that is rejected needs somebody; that is over once all are done again."""
        rejected = next((one for one in refusals if one and one.refusal is Refusal.REJECTED), None)
        subject, label = f"{self._subject}:chores", self.connection.label
        if rejected is not None and not self._chores_told:
            told = Told(_NEEDED, {"channel": label, "detail": str(rejected.values["detail"])})
            if await self._tell(partial(raise_alarm, subject=subject, told=told, avoid=[self.name])):
                self._chores_told = True
        elif not any(refusals) and self._chores_told is not False:
            told = Told(_WELL, {"channel": label})
            if await self._tell(partial(clear_alarm, subject=subject, told=told)):
                self._chores_told = False

    async def _until_it_works(self, doing: Callable[[], Awaitable[T]]) -> T:
        tries = 0
        while True:
            try:
                done = await doing()
            except ChannelError as error:
                tries += 1
                await self._trouble(error)
                await asyncio.sleep(self.pause(error, tries))
            except Exception:
                tries += 1
                log.exception("line_failed", channel=self.name)
                await asyncio.sleep(self.pause(ChannelError(Refusal.TEMPORARY), tries))
            else:
                await self._well()
                return done

    async def _trouble(self, error: ChannelError) -> None:
        """A token that is refused needs somebody at once, any other failure once it has lasted."""
        now = self.reception.clock()
        log.warning("channel_failing", channel=self.name, refusal=error.refusal.value)
        self._failing_since = self._failing_since or now
        lasted = now - self._failing_since
        sentence = _REFUSED if error.refusal is Refusal.REJECTED else _SILENT
        if self._told in {_REFUSED, sentence} or (sentence == _SILENT and lasted < PATIENCE):
            return
        minutes = int(lasted.total_seconds() / 60)
        told = Told(sentence, {"channel": self.connection.label, "minutes": minutes})
        if await self._tell(partial(raise_alarm, subject=self._subject, told=told, avoid=[self.name])):
            self._told = sentence

    async def _well(self) -> None:
        """It works: say so where the office had been told otherwise, by this run or an earlier one."""
        self._failing_since = None
        if self._told == "":
            return
        told = Told(_WELL, {"channel": self.connection.label})
        if await self._tell(partial(clear_alarm, subject=self._subject, told=told)):
            self._told = ""

    async def _tell(self, telling: Callable[..., object]) -> bool:
        """Tell the office; where even that fails, the line goes on and it is told the next time."""
        now = self.reception.clock()
        try:
            await self.reception.database.write(lambda session: telling(session, now=now))
        except Exception:
            log.exception("office_not_told", channel=self.name)
            return False
        return True

    @property
    def _subject(self) -> str:
        return f"channel:{self.name}"


@dataclass
class Lines:
    """The lines to all vendors; one that fails costs no other."""

    lines: Sequence[Line]
    _running: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self) -> None:
        self._running = [asyncio.create_task(line.run(), name=line.name) for line in self.lines]

    async def stop(self) -> None:
        """Listen no more."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
