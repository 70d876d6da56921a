"""Asked to stop, the real process is gone within ten seconds, whatever is open; what it took, it keeps."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession, CookieJar
from sqlmodel import Session, col, select

from bot.services.ward import Ward
from storage.tables import Inbox, Outbox
from storage.vocabulary import Delivery
from tests.story.house import KillableHouse
from tests.story.page import Page

SLOW = pytest.mark.xdist_group("story")
pytestmark = pytest.mark.long
PAGES, SAID = 20, 10


async def drip() -> AsyncIterator[bytes]:
    """A file that never ends."""
    yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    while True:
        yield b"a" * 100
        await asyncio.sleep(0.2)


async def send_slowly(http: ClientSession, address: str) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    try:
        async with http.post(f"{address}/chat/upload", data=drip(), headers=headers):
            pass
    except (ClientError, OSError):
        return


@SLOW
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_ends_in_time_and_loses_nothing(tmp_path: Path, how: signal.Signals) -> None:
    house = KillableHouse(tmp_path, from_nothing=True)

    async def run() -> tuple[int, float, int]:
        await house.start()
        browsers = [ClientSession(cookie_jar=CookieJar(unsafe=True)) for _page in range(PAGES)]
        pages = [Page(http, house.address) for http in browsers]
        for page in pages:
            await page.open()
        uploading = asyncio.create_task(send_slowly(browsers[0], house.address))
        for _word in range(SAID):
            await asyncio.gather(*(page.say(text="xin chào") for page in pages))
        began = time.monotonic()
        code = await asyncio.to_thread(house.stop, how)
        took = time.monotonic() - began
        uploading.cancel()
        await house.start()
        await asyncio.gather(*(page.settled() for page in pages))
        await asyncio.sleep(0.5)
        for http in browsers:
            await http.close()
        return code, took, await asyncio.to_thread(house.stop)

    code, took, again = asyncio.run(run())

    assert (code, again) == (0, 0)
    assert took < 10
    assert house.do(held) == (PAGES * SAID, PAGES * SAID)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    assert "Traceback" not in house.log.read_text()
    assert "error" not in house.log.read_text()


def held(session: Session, _ward: Ward) -> tuple[int, int]:
    """How many events were taken, and how many replies have been shown."""
    sent = select(Outbox.id).where(col(Outbox.state) == Delivery.SENT)
    return len(session.exec(select(Inbox.update_id)).all()), len(session.exec(sent).all())


@SLOW
def test_a_process_that_cannot_listen_says_so_and_leaves_the_ward_alone(tmp_path: Path) -> None:
    house = KillableHouse(tmp_path, as_operators_run_it=True)
    rival = KillableHouse(tmp_path, port=house.port, as_operators_run_it=True)

    async def run() -> int:
        await house.start()
        await rival.start()
        return await asyncio.to_thread(rival.wait)

    try:
        assert asyncio.run(run()) == 3
    finally:
        house.stop()
    assert f":{house.port}" in house.log.read_text()
