"""A process that only sends what stands in the outbox, to be killed: `DATABASE VENDOR LIMIT` as arguments."""

import asyncio
import sys
from datetime import timedelta

from bot.clock import utc_now
from bot.runtime.outbox import Sender
from storage.database import Database
from tests.runtime.enforcing import Paced

LEASE = timedelta(seconds=2)


async def send(database: str, vendor: str, limit: int) -> None:
    channel = Paced(vendor, limit)
    sender = Sender(
        Database(database), {channel.name: channel}, lambda _session, row, _now: row.say, utc_now, lease=LEASE
    )
    await sender.recover()
    while True:
        await sender.sweep()
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    asyncio.run(send(sys.argv[1], sys.argv[2], int(sys.argv[3])))
