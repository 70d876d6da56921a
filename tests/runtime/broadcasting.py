"""A process that only sends what stands in the outbox, to be killed."""

import asyncio
from datetime import timedelta

from bot.clock import utc_now
from bot.runtime.outbox import Sender
from storage.database import Database
from tests.runtime.enforcing import Paced

# Longer than any machine stands still; what was in flight at a kill waits so long for the next process.
LEASE = timedelta(seconds=20)
PATIENCE = 10.0
SWEEPS_APART = 0.5


async def send(database: str, vendor: str, limit: int) -> None:
    channel = Paced(vendor, limit, patience=PATIENCE)
    sender = Sender(
        Database(database), {channel.name: channel}, lambda _session, row, _now: row.say, utc_now, lease=LEASE
    )
    await sender.recover()
    while True:
        await sender.sweep()
        await asyncio.sleep(SWEEPS_APART)


def run(database: str, vendor: str, limit: str) -> None:
    """The life of one process."""
    asyncio.run(send(database, vendor, int(limit)))
