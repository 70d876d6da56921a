"""A house served beside the browser, by a loop in a thread of its own."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from bot.runtime.web import web_application
from tests.runtime.house import House
from tests.story.house import free_port


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
