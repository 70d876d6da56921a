"""When to look: APScheduler only wakes us; what is due, and why, stands in rows."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlmodel import Session

from bot.clock import Clock, utc_now
from bot.runtime.outbox import Sender
from storage.database import Database

log = structlog.get_logger()
LOOK_EVERY, SWEEP_EVERY, TIDY_EVERY = 60, 5, 24 * 3600


async def nothing() -> None:
    """Do nothing."""


@dataclass
class Timetable:
    """Calls `look(session, now)` every minute to write what is due, and sweeps the outbox behind it.

    `tidy` clears away what nobody needs any more, at the start and once a day; `sweep_in` answers what came
    in and was left unanswered.
    """

    database: Database
    sender: Sender
    look: Callable[[Session, datetime], object]
    clock: Clock
    tidy: Callable[[], Awaitable[object]] = nothing
    sweep_in: Callable[[], Awaitable[object]] = nothing
    looked_at: datetime | None = None
    _scheduler: AsyncIOScheduler = field(default_factory=lambda: AsyncIOScheduler(timezone="UTC"))
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        """Look once now, then keep looking; a tick missed or doubled does no harm."""
        await self.tick()
        for doing, seconds in ((self.tick, LOOK_EVERY), (self._sweep, SWEEP_EVERY), (self._tidy, TIDY_EVERY)):
            self._scheduler.add_job(
                self._whole,
                "interval",
                [doing],
                seconds=seconds,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
                **({"next_run_time": utc_now()} if doing == self._tidy else {}),
            )
        self._scheduler.start()

    async def stop(self, patience: float) -> None:
        """Begin nothing more, and let what is under way come to its end."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._running:
            await asyncio.wait(self._running, timeout=patience)

    async def tick(self) -> None:
        """Write what is due by now, and send it."""
        now = self.clock()
        try:
            await self.database.write(lambda session: self.look(session, now), key="timetable")
        except Exception:
            log.exception("timetable_failed")
            return
        self.looked_at = now
        await self._sweep()

    def is_late(self, now: datetime) -> bool:
        """Whether the last look is so long ago that something must be wrong."""
        return self.looked_at is None or now - self.looked_at > timedelta(seconds=5 * LOOK_EVERY)

    async def _whole(self, doing: Callable[[], Awaitable[None]]) -> None:
        """Do it in a task that stopping the scheduler does not cut off."""
        task = asyncio.ensure_future(doing())
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        with suppress(asyncio.CancelledError):  # only the scheduler cancels, when it is stopped
            await asyncio.shield(task)

    async def _sweep(self) -> None:
        try:
            await self.sweep_in()
            await self.sender.sweep()
        except Exception:
            log.exception("sweep_failed")

    async def _tidy(self) -> None:
        try:
            await self.tidy()
        except Exception:
            log.exception("tidying_failed")
