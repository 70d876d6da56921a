"""The real assistant as a process of its own, on a clock that a file sets."""

import asyncio
import signal
import sys
from datetime import datetime
from pathlib import Path

from bot.clock import Clock
from bot.runtime.logs import set_up_logs
from bot.runtime.opening import opened
from bot.runtime.running import Assistant, assemble, serve
from bot.services.pushes import look, recheck
from handlers.house import GROUP_ROUTER, ROUTER, menus

LOOKS_APART = 0.1


def clock_in(file: Path) -> Clock:
    """The moment the file names, for as long as it names it."""
    return lambda: datetime.fromisoformat(file.read_text())


async def live(assistant: Assistant) -> None:
    """Serve until told to stop, looking at what is due far more often than the timetable would."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)

    async def look_often() -> None:
        while True:
            await asyncio.sleep(LOOKS_APART)
            await assistant.timetable.tick()

    looking = asyncio.create_task(look_often())
    await serve(assistant, stop, lambda: print("ready", flush=True))
    looking.cancel()


if __name__ == "__main__":
    set_up_logs("human")
    with opened(Path(sys.argv[1])) as house:
        clock = clock_in(Path(sys.argv[2]))
        asyncio.run(
            live(assemble(house, ROUTER, look, recheck, clock, group_router=GROUP_ROUTER, menus=menus))
        )
