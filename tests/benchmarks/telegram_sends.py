"""Sends a second to a loopback Bot API server: the library over our HTTP, over its own, and bare HTTP."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession, TCPConnector, web
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.http import Http
from bot.channels.telegram.request import Requests
from tests.fakes.telegram.server import TOKEN

MESSAGES, AT_ONCE, ROUNDS = 400, 16, 3
TEXT = "Nhắc việc: còn 3 ngày làm việc tới hạn báo cáo 6 tháng."

Send = Callable[[], Awaitable[object]]


def compare() -> Iterator[str]:
    """A line for each client: how fast it is, and how many times as fast as the library as it comes."""
    speeds = asyncio.run(_speeds())
    peer = speeds["its own HTTP"]
    for name, speed in speeds.items():
        yield f"{name:>28}: {speed:6.0f} sends/s, ratio {speed / peer:5.2f}"


async def _speeds() -> dict[str, float]:
    """The best round of each client; their rounds take turns, so that what slows the machine slows all."""
    async with _answering() as url, _ours(url) as ours, _its_own(url) as its_own, _bare(url) as bare:
        clients = {"our HTTP": ours, "its own HTTP": its_own, "HTTP without the library": bare}
        best = dict.fromkeys(clients, 0.0)
        for _round in range(ROUNDS):
            for name, send in clients.items():
                best[name] = max(best[name], await _speed(send))
        return best


async def _speed(send: Send) -> float:
    left = iter(range(MESSAGES))

    async def work() -> None:
        for _each in left:
            await send()

    started = time.perf_counter()
    await asyncio.gather(*(work() for _each in range(AT_ONCE)))
    return MESSAGES / (time.perf_counter() - started)


@asynccontextmanager
async def _answering() -> AsyncIterator[str]:
    """A server that takes every message at once, so that what is measured is the client."""
    told = {"message_id": 1, "date": 1780275600, "chat": {"id": 1, "type": "private"}, "text": TEXT}
    answer = json.dumps({"ok": True, "result": told}).encode()

    async def take(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=answer, content_type="application/json")

    app = web.Application()
    app.router.add_post("/{rest:.+}", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _ours(url: str) -> AsyncIterator[Send]:
    http = Http()
    requests = Requests(http)
    bot = Bot(TOKEN, base_url=f"{url}/bot", request=requests, get_updates_request=requests)
    yield lambda: bot.send_message(1, TEXT)
    await http.close()


@asynccontextmanager
async def _its_own(url: str) -> AsyncIterator[Send]:
    async with HTTPXRequest(connection_pool_size=AT_ONCE) as requests:
        bot = Bot(TOKEN, base_url=f"{url}/bot", request=requests, get_updates_request=requests)
        yield lambda: bot.send_message(1, TEXT)


@asynccontextmanager
async def _bare(url: str) -> AsyncIterator[Send]:
    async with ClientSession(connector=TCPConnector(limit=AT_ONCE)) as session:

        async def send() -> object:
            form = {"chat_id": "1", "text": TEXT}
            async with session.post(f"{url}/bot{TOKEN}/sendMessage", data=form) as response:
                return await response.json()

        yield send
