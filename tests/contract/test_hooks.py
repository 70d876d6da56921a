"""What reaches a webhook that a vendor did not send, or sent badly: turned away, and nothing taken down."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import pytest
from aiohttp import ClientSession

from tests.contract.bench import Bench, opened
from tests.contract.kit import Kit
from tests.contract.kits import CALLED

T = TypeVar("T")
CALLS = pytest.mark.parametrize("kit", CALLED, ids=lambda kit: kit.channel)


def play(kit: Kit, folder: Path, scene: Callable[[Bench], Awaitable[T]]) -> T:
    async def run() -> T:
        async with opened(kit, folder) as bench:
            return await scene(bench)

    return asyncio.run(run())


def genuine(kit: Kit, bench: Bench, update: Mapping[str, Any]) -> tuple[dict[str, str], bytes]:
    assert kit.genuine is not None
    assert bench.connection is not None
    assert bench.connection.hook is not None
    return kit.genuine(bench.connection.hook, bench.vendor, update)


async def call(bench: Bench, headers: Mapping[str, str], body: bytes | AsyncIterator[bytes]) -> int:
    assert bench.connection is not None
    assert bench.connection.hook is not None
    url = bench.url + bench.connection.hook.path
    data = BytesIO(body) if isinstance(body, bytes) else body
    async with ClientSession() as http, http.post(url, data=data, headers=headers) as response:
        return response.status


@CALLS
def test_a_call_is_heard_once_however_often_it_comes(kit: Kit, tmp_path: Path) -> None:
    async def scene(bench: Bench) -> tuple[list[int], list[str]]:
        headers, body = genuine(kit, bench, kit.text(bench.chat, "một", 1))
        statuses = await asyncio.gather(*(call(bench, headers, body) for _time in range(4)))
        await bench.hear("heard một")
        assert await bench.is_quiet()
        return list(statuses), [text for _chat, text in bench.turns]

    assert play(kit, tmp_path, scene) == ([200] * 4, ["một"])


@CALLS
def test_forged_calls_are_turned_away_and_nothing_of_them_is_heard(kit: Kit, tmp_path: Path) -> None:
    async def scene(bench: Bench) -> tuple[set[int], list[tuple[str, str]]]:
        headers, body = genuine(kit, bench, kit.text(bench.chat, "một", 1))
        _others, other = genuine(kit, bench, kit.text(bench.chat, "hai", 2))
        secret = next(name for name in headers if name != "Content-Type")
        plain = {"Content-Type": "application/json"}
        forged = [
            (plain, body),
            ({**headers, secret: ""}, body),
            ({**headers, secret: headers[secret][:-1]}, body),
            ({**headers, secret: headers[secret] + "0"}, body),
            ({**headers, secret: headers[secret].swapcase()}, body),
            ({**headers, secret: "é"}, body),
        ]
        if kit.channel == "zalo_oa":
            forged = [*forged[:4], forged[5], (headers, other), (headers, body + b" ")]
        statuses = {await call(bench, *one) for one in forged}
        assert await bench.is_quiet()
        return statuses, bench.turns

    assert play(kit, tmp_path, scene) == ({403}, [])


@CALLS
def test_bodies_that_make_no_sense_are_no_updates_and_do_no_harm(kit: Kit, tmp_path: Path) -> None:
    bodies = [b"", b"{}", b"[]", b"null", b'"x"', b"{", b"\xff\xfe\x00", b"[" * 50_000, b'{"a":' * 5_000]

    async def scene(bench: Bench) -> list[str]:
        headers, body = genuine(kit, bench, kit.text(bench.chat, "còn đây", 3))
        for odd in bodies:
            assert await call(bench, headers, odd) in {200, 403}
            assert await call(bench, {}, odd) in {200, 403}
        assert await call(bench, headers, body) == 200
        await bench.hear("heard còn đây")
        return [text for _chat, text in bench.turns]

    assert play(kit, tmp_path, scene) == ["còn đây"]


@CALLS
def test_a_call_too_large_too_slow_or_cut_off_leaves_nothing(kit: Kit, tmp_path: Path) -> None:
    async def scene(bench: Bench) -> tuple[int, int, list[str]]:
        headers, large = genuine(kit, bench, kit.text(bench.chat, "x" * (1024 * 1024), 4))
        too_large = await call(bench, headers, large)
        headers, body = genuine(kit, bench, kit.text(bench.chat, "nhỏ giọt", 5))

        async def drip() -> AsyncIterator[bytes]:
            for at in range(0, len(body), 20):
                yield body[at : at + 20]
                await asyncio.sleep(0.1)

        too_slow = await call(bench, headers, drip())
        await _cut_off(bench, headers, body)
        headers, body = genuine(kit, bench, kit.text(bench.chat, "còn đây", 6))
        assert await call(bench, headers, body) == 200
        await bench.hear("heard còn đây")
        return too_large, too_slow, [text for _chat, text in bench.turns]

    assert play(kit, tmp_path, scene) == (413, 408, ["còn đây"])


async def _cut_off(bench: Bench, headers: Mapping[str, str], body: bytes) -> None:
    assert bench.connection is not None
    assert bench.connection.hook is not None
    host, _colon, port = bench.url.removeprefix("http://").partition(":")
    for cut in (0, 1, len(body) // 2, len(body) - 1):
        _reader, writer = await asyncio.open_connection(host, int(port))
        lines = [f"POST {bench.connection.hook.path} HTTP/1.1", "Host: x", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body[:cut])
        await writer.drain()
        writer.close()


@CALLS
def test_replayed_in_another_order_each_is_still_heard_once(kit: Kit, tmp_path: Path) -> None:
    async def scene(bench: Bench) -> list[str]:
        calls = [genuine(kit, bench, kit.text(bench.chat, str(number), number)) for number in range(10, 15)]
        for headers, body in [*calls[::-1], *calls, *calls[::2]]:
            assert await call(bench, headers, body) == 200
        await bench.taken(5)
        assert await bench.is_quiet() or len(bench.turns) == 5
        return sorted(text for _chat, text in bench.turns)

    assert play(kit, tmp_path, scene) == ["10", "11", "12", "13", "14"]


@CALLS
def test_what_the_hook_is_asked_otherwise_it_does_not_know(kit: Kit, tmp_path: Path) -> None:
    async def scene(bench: Bench) -> list[int]:
        assert bench.connection is not None
        assert bench.connection.hook is not None
        statuses = []
        async with ClientSession() as http:
            for method in ("GET", "PUT", "DELETE"):
                async with http.request(method, bench.url + bench.connection.hook.path) as response:
                    statuses.append(response.status)
            async with http.post(
                f"{bench.url}/telegram/guess", data=json.dumps({"update_id": 1})
            ) as response:
                statuses.append(response.status)
        return statuses

    assert play(kit, tmp_path, scene) == [405, 405, 405, 404]
