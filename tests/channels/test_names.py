"""Names are looked up beside everything else, and a silent name server holds nobody up."""

import asyncio
import subprocess
import sys
import time

import pytest

from bot.channels.names import Found, Names, look_up

SILENT = """
import asyncio, time
from bot.channels.names import Names
async def ask():
    async with asyncio.timeout(0.2):
        await Names(lambda *_asked: time.sleep(30)).resolve("vendor.invalid", 443)
try:
    asyncio.run(ask())
except TimeoutError:
    print("gone on")
"""


def test_a_silent_name_server_keeps_the_process_from_ending_no_longer_than_anybody_waits() -> None:
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", SILENT], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("gone on\n", "")
    assert time.monotonic() - began < 25


def test_a_name_that_nobody_knows_is_told_as_the_system_tells_it() -> None:
    def unknown(*_asked: object) -> Found:
        raise OSError("no such name")

    with pytest.raises(OSError, match="no such name"):
        asyncio.run(look_up("vendor.invalid", look=unknown))


def test_this_machine_is_found_with_its_port() -> None:
    found = asyncio.run(Names().resolve("localhost", 80))
    assert ("127.0.0.1", 80, "localhost") in [(one["host"], one["port"], one["hostname"]) for one in found]
