"""Two open pages of one chat, used at the same moment: each press and message has its effect once."""

import asyncio
from pathlib import Path
from typing import Any

from aiohttp import ClientWebSocketResponse

from tests.runtime.house import House, greeted, hear

TOO_FAST = "That was very fast. Please wait 10 seconds and send it again."


async def heard(socket: ClientWebSocketResponse, count: int) -> list[str]:
    return [(await hear(socket))["text"] for _each in range(count)]


def test_the_last_button_pressed_in_both_tabs_at_once_is_taken_once(tmp_path: Path) -> None:
    async def run() -> tuple[list[str], list[str]]:
        async with House(tmp_path).open() as client:
            tabs = [await greeted(client), await greeted(client)]
            await asyncio.sleep(0.1)
            await tabs[0].send_json({"press": "/paint"})
            await asyncio.gather(*(heard(tab, 1) for tab in tabs))
            await asyncio.gather(*(tab.send_json({"press": "1:1"}) for tab in tabs))
            return await heard(tabs[0], 2), await heard(tabs[1], 2)

    said = ["Painted blue.", "That button belongs to an earlier question.\n\nHelp."]
    assert asyncio.run(run()) == (said, said)


def test_what_both_tabs_say_is_answered_once_each_in_both(tmp_path: Path) -> None:
    words = [str(number) for number in range(20)]

    async def run() -> list[list[str]]:
        async with House(tmp_path).open() as client:
            tabs = [await greeted(client), await greeted(client)]
            await asyncio.sleep(0.1)
            await asyncio.gather(*(tabs[n % 2].send_json({"text": word}) for n, word in enumerate(words)))
            return [await heard(tab, len(words)) for tab in tabs]

    first, second = asyncio.run(run())
    assert sorted(first) == sorted(f"Heard {word}" for word in words)
    assert first == second


def test_a_tab_that_asks_over_and_over_for_what_it_missed_is_slowed_down(tmp_path: Path) -> None:
    async def run() -> list[Any]:
        house = House(tmp_path)
        async with house.open() as client:
            socket = await greeted(client)
            for _time in range(40):
                await socket.send_json({"hello": {"after": 0}})
            refused = [await hear(socket) for _time in range(10)]
            house.pass_time(seconds=11)
            await socket.send_json({"text": "còn đây"})
            return [*refused, (await hear(socket))["text"]]

    assert asyncio.run(run()) == [*[{"error": TOO_FAST, "retry": 10}] * 10, "Heard còn đây"]
