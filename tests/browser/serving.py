"""Houses for the browser: one served by a loop in a thread of its own, and one that is a process."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiohttp import web

from bot.runtime.web import web_application
from bot.services.demo import fill
from tests.runtime.house import House
from tests.story.house import KillableHouse, free_port
from tests.story.script import MORNING


@contextmanager
def served(house: House) -> Iterator[str]:
    """The address the house answers at for as long as the block lasts."""
    loop, port = asyncio.new_event_loop(), free_port()
    runner = web.AppRunner(web_application(house.parts), access_log=None)

    async def start() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()

    loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
        house.database.close()


@contextmanager
def demonstration(folder: Path) -> Iterator[KillableHouse]:
    """A running demonstration ward on a morning that does not pass."""
    folder.mkdir(exist_ok=True)
    house = KillableHouse(folder)
    house.set_clock(MORNING)
    house.do(lambda session, ward: fill(session, ward, MORNING))
    try:
        asyncio.run(house.start())
        yield house
    finally:
        house.stop()
