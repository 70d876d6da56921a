"""A broadcast under an enforced 30 messages a second, beside python-telegram-bot's own limiter."""

import asyncio
import logging
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session
from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.clock import utc_now
from bot.runtime.outbox import Sender
from storage.database import Database
from storage.outbox import count_by_state
from storage.schema import migrate
from storage.vocabulary import Delivery, MessageKind
from tests.postgres import postgres_url
from tests.runtime.enforcing import Enforcing, Paced
from tests.runtime.lane_world import put

LIMIT, PEOPLE, TOGETHER = 30, 2_000, 600
REPLIES_APART, REPLIES = 1.0, 50
Reply = Callable[[str], Awaitable[None]]


@dataclass
class Measured:
    """What a vendor saw of a broadcast, and how long those waited who had asked something meanwhile."""

    vendor: Enforcing
    people: int
    waits: list[float] = field(default_factory=list)

    def line(self, name: str) -> str:
        told = [arrival.text for arrival in self.vendor.taken if arrival.text.startswith("tin")]
        lost, doubled = self.people - len(set(told)), len(told) - len(set(told))
        refused = len(self.vendor.arrivals) - len(self.vendor.taken)
        waits = sorted(self.waits) or [float("nan")]
        return (
            f"{name}: {self.vendor.rate():5.2f}/s, {100 * self.vendor.rate() / LIMIT:5.1f} % of the limit, "
            f"most asked for in a second {self.vendor.most_in_a_second()}, refused {refused}, lost {lost}, "
            f"doubled {doubled}; replies p50 {waits[len(waits) // 2]:.2f} s, "
            f"p95 {waits[int(0.95 * (len(waits) - 1))]:.2f} s"
        )


def compare() -> Iterator[str]:
    """A line each: ours, theirs, and two processes of ours together."""
    with tempfile.TemporaryDirectory() as folder:
        database = migrated(f"sqlite:///{folder}/ward.db")
        yield asyncio.run(_ours(PEOPLE, database)).line(f"{PEOPLE} messages, ours")
        database.close()
    yield asyncio.run(_peer(PEOPLE)).line(f"{PEOPLE} messages, peer")
    with tempfile.TemporaryDirectory() as folder, postgres_url(Path(folder)) as url:
        both = [migrated(url), Database(url)]
        yield asyncio.run(_ours(TOGETHER, *both)).line(f"{TOGETHER} messages, two of ours together")
        for database in both:
            database.close()


def migrated(url: str) -> Database:
    database = Database(url)
    with database.writer.connect() as connection:
        migrate(connection)
    return database


async def _ours(people: int, *databases: Database) -> Measured:
    """Each database is a process's own way to the same one."""
    first = databases[0]
    now = utc_now()
    with first.session() as session:
        for number in range(people):
            put(session, f"{number}", f"tin {number}", kind=MessageKind.NOTICE, now=now)
    async with Enforcing(LIMIT).open() as vendor:
        channel = Paced(vendor.url, LIMIT, patience=20.0)
        senders = [
            Sender(one, {channel.name: channel}, lambda _session, row, _now: row.say, utc_now)
            for one in databases
        ]
        for sender in senders:
            await sender.sweep()

        async def reply(text: str) -> None:
            await first.write(lambda session: put(session, "1", text, now=utc_now()))
            await senders[-1].wake(channel.name, "1")

        async def all_left() -> None:
            while await first.read(_left):  # noqa: ASYNC110 - other databases settle rows too
                await asyncio.sleep(0.1)

        measured = await _with_replies(vendor, people, reply, all_left())
        for sender in senders:
            await sender.stop(2.0)
        await channel.http.close()
    return measured


def _left(session: Session) -> int:
    counts = count_by_state(session)
    return sum(n for (_channel, state), n in counts.items() if state in {Delivery.QUEUED, Delivery.SENDING})


async def _peer(people: int) -> Measured:
    logging.getLogger("telegram").setLevel(logging.CRITICAL)
    async with Enforcing(LIMIT).open() as vendor:
        bot = ExtBot(
            "1:x",
            base_url=f"{vendor.url}/bot",
            request=HTTPXRequest(connection_pool_size=100, pool_timeout=600.0),
            get_updates_request=HTTPXRequest(),
            rate_limiter=AIORateLimiter(overall_max_rate=LIMIT, max_retries=20),
        )
        await bot.initialize()

        async def say(text: str) -> None:
            with suppress(TelegramError):
                await bot.send_message(text.rsplit(maxsplit=1)[-1], text)

        async def reply(text: str) -> None:
            replies.append(asyncio.create_task(say(text)))

        replies: list[asyncio.Task[None]] = []
        sending = asyncio.gather(*(say(f"tin {number}") for number in range(people)))
        measured = await _with_replies(vendor, people, reply, sending)
        await asyncio.gather(*replies)
        await bot.shutdown()
    return measured


async def _with_replies(
    vendor: Enforcing, people: int, reply: Reply, broadcast: Awaitable[object]
) -> Measured:
    """The broadcast, with somebody asking something now and then; waits until the last answer is there."""
    measured = Measured(vendor, people)
    sending = asyncio.ensure_future(broadcast)

    asked = vendor.heard

    async def ask(number: int) -> None:
        text, began = f"reply {number}", time.monotonic()
        await reply(text)
        while text not in asked:  # noqa: ASYNC110 - the vendor tells nobody
            await asyncio.sleep(0.01)
        measured.waits.append(asked[text] - began)

    asking = []
    for number in range(REPLIES):
        if sending.done():
            break
        asking.append(asyncio.create_task(ask(number)))
        await asyncio.sleep(REPLIES_APART)
    await sending
    await asyncio.gather(*asking)
    return measured
