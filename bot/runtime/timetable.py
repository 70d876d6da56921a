"""When to look: APScheduler only wakes us; what is due, and why, stands in rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlmodel import Session

from bot.clock import Clock
from bot.runtime.outbox import Sender
from storage.database import Database

log = structlog.get_logger()
LOOK_EVERY, SWEEP_EVERY = 60, 5


@dataclass
class Timetable:
    """Calls `look(session, now)` every minute to write what is due, and sweeps the outbox behind it."""

    database: Database
    sender: Sender
    look: Callable[[Session, datetime], object]
    clock: Clock
    looked_at: datetime | None = None
    _scheduler: AsyncIOScheduler = field(default_factory=lambda: AsyncIOScheduler(timezone="UTC"))

    async def start(self) -> None:
        """Look once now, then keep looking; a tick missed or doubled does no harm."""
        await self.tick()
        every = {"trigger": "interval", "coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler.add_job(self.tick, seconds=LOOK_EVERY, **every)
        self._scheduler.add_job(self.sender.sweep, seconds=SWEEP_EVERY, **every)
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Write what is due by now, and send it."""
        now = self.clock()
        try:
            await self.database.write(lambda session: self.look(session, now), key="timetable")
        except Exception:
            log.exception("timetable_failed")
            return
        self.looked_at = now
        await self.sender.sweep()

    def is_late(self, now: datetime) -> bool:
        """Whether the last look is so long ago that something must be wrong."""
        return self.looked_at is None or now - self.looked_at > timedelta(seconds=5 * LOOK_EVERY)
