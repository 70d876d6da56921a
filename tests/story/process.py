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
from main import main

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


def run(folder: str, clock: str) -> None:
    """The ward in `folder`, by the clock in a file."""
    set_up_logs("human")
    time = clock_in(Path(clock))
    with opened(Path(folder)) as house:
        asyncio.run(
            live(assemble(house, ROUTER, look, recheck, time, group_router=GROUP_ROUTER, menus=menus))
        )


def command(*arguments: str) -> int:
    """What `main.py` does with these arguments."""
    sys.argv = ["main.py", *arguments]
    return main()
