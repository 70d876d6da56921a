"""How updates reach us: polled and confirmed once they are kept, or brought by who knows the secret."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.port import Forged
from bot.channels.telegram.listening import HEADER, Polling
from bot.errors import BadInput, ChannelError, Refusal
from tests.channels.telegram.house import CHAT, House, opened
from tests.fakes.telegram.server import TOKEN, TelegramServer


def polled(house: House, wait: int = 0) -> Polling:
    found = house.connection.polled
    assert isinstance(found, Polling)
    found.wait = wait
    return found


def texts(raws: Any) -> list[str]:
    return [raw["message"]["text"] for raw in raws]


def test_an_update_is_given_again_until_it_is_asked_for_what_comes_after(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            await house.server.say(CHAT, "một")
            await house.server.say(CHAT, "hai")
            assert texts(await polled(house).poll()) == ["một", "hai"]
            assert len(house.server.queue.waiting) == 2
            await house.server.say(CHAT, "ba")
            assert texts(await polled(house).poll()) == ["ba"]
            assert texts(house.server.queue.waiting) == ["ba"]
            assert await polled(house).poll() == []
            assert house.server.queue.waiting == []

    asyncio.run(play())


def test_a_poll_waits_for_somebody_to_speak(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            poll = asyncio.create_task(polled(house, 50).poll())
            await asyncio.sleep(0.1)
            await house.server.say(CHAT, "chào")
            assert texts(await asyncio.wait_for(poll, 20)) == ["chào"]

    asyncio.run(play())


def test_updates_that_are_numbered_afresh_after_a_quiet_week_are_heard(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            await house.server.say(CHAT, "trước")
            await polled(house).poll()
            assert await polled(house).poll() == []
            house.server.queue.renumber(17)
            await house.server.say(CHAT, "sau")
            assert texts(await polled(house).poll()) == ["sau"]

    asyncio.run(play())


def test_a_kind_of_update_that_does_not_exist_yet_is_passed_on_as_it_came(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            house.server.queue.allowed = ("anything",)
            house.server.queue.waiting.append({"update_id": 5, "telepathy": {"from": 1}})
            house.server.queue.waiting.append({"update_id": 6, "message": {"text": "misshapen"}})
            raws = await polled(house).poll()
            assert [raw["update_id"] for raw in raws] == [5, 6]
            assert house.connection.channel.receive(raws[0]) == ()

    asyncio.run(play())


def test_two_pollers_and_a_webhook_are_told_apart_from_a_refused_token(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            first = asyncio.create_task(polled(house, 50).poll())
            await asyncio.sleep(0.1)
            await polled(house).poll()
            with pytest.raises(ChannelError) as terminated:
                await first
            assert terminated.value.refusal is Refusal.TEMPORARY
            await house.server.queue.bring_to("http://127.0.0.1:9/", "")
            with pytest.raises(ChannelError) as active:
                await polled(house).poll()
            assert active.value.refusal is Refusal.TEMPORARY
            await house.server.queue.bring_to("", "")
            house.server.revoke()
            with pytest.raises(ChannelError) as refused:
                await polled(house).poll()
            assert refused.value.refusal is Refusal.REJECTED
            assert TOKEN.partition(":")[2] not in str(refused.value.values)

    asyncio.run(play())


UPDATE = json.dumps({"update_id": 7, "message": {"text": "chào"}}).encode()


def test_only_a_caller_who_knows_the_secret_is_heard(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(
            tmp_path, TelegramServer(), telegram_mode="webhook", telegram_secret="mat-khau_8"
        ) as house:
            hook = house.connection.hook
            assert hook is not None
            assert house.connection.polled is None
            for headers in ({}, {HEADER: "mat-khau_"}, {HEADER: "mat-khau_9"}, {HEADER: "mật\udcff"}):
                with pytest.raises(Forged):
                    hook.read(headers, UPDATE)
            assert hook.read({HEADER: "mat-khau_8"}, UPDATE) == (json.loads(UPDATE),)

    asyncio.run(play())


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"1", b'{"update_id": "7"}', b'{"update_id": true}', b"[" * 100_000, b"\xff"]
)
def test_a_genuine_call_that_makes_no_sense_is_bad_input(tmp_path: Path, body: bytes) -> None:
    async def play() -> None:
        async with opened(
            tmp_path, TelegramServer(), telegram_mode="webhook", telegram_secret="mat-khau_8"
        ) as house:
            assert house.connection.hook is not None
            with pytest.raises(BadInput):
                house.connection.hook.read({HEADER: "mat-khau_8"}, body)

    asyncio.run(play())


def test_path_and_secret_follow_from_the_wards_key_and_the_token(tmp_path: Path) -> None:
    async def found(token: str, folder: Path) -> tuple[str, str]:
        async with opened(folder, TelegramServer(), telegram_mode="webhook", telegram_token=token) as house:
            hook = house.connection.hook
            assert hook is not None
            return hook.path, hook.secret  # type: ignore[attr-defined]

    for name in "abc":
        (tmp_path / name).mkdir()
    first = asyncio.run(found("1:one", tmp_path / "a"))
    again = asyncio.run(found("1:one", tmp_path / "b"))
    other = asyncio.run(found("1:two", tmp_path / "c"))

    assert first == again
    assert not set(first) & set(other)
    assert first[0].startswith("/telegram/")
    assert len(first[0]) == len("/telegram/") + 32


def test_the_server_brings_updates_to_the_hook_again_until_they_are_taken(tmp_path: Path) -> None:
    taken: list[dict[str, Any]] = []

    async def play() -> None:
        async with opened(tmp_path, TelegramServer(), telegram_mode="webhook") as house:
            hook, refusals = house.connection.hook, iter([500, 403])
            assert hook is not None

            async def listen(request: web.Request) -> web.Response:
                if status := next(refusals, 0):
                    return web.Response(status=status)
                taken.extend(dict(raw) for raw in hook.read(request.headers, await request.read()))
                return web.Response()

            app = web.Application()
            app.router.add_post(hook.path, listen)
            async with TestServer(app, host="127.0.0.1") as ours:
                await house.connection.begin(lambda _locale, _roles: ())
                assert house.server.queue.url == f"https://tro-ly.example.vn{hook.path}"
                assert house.server.queue.allowed == ["message", "callback_query", "my_chat_member"]
                await house.server.queue.bring_to(str(ours.make_url(hook.path)), house.server.queue.secret)
                await house.server.say(CHAT, "chào")
                await asyncio.wait_for(house.server.queue.drained(), 60)
                assert texts(taken) == ["chào"]
                assert house.server.queue.answers == [500, 403, 200]

    asyncio.run(play())


def test_polling_takes_a_webhook_away_and_keeps_what_waits(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            await house.server.queue.bring_to("http://127.0.0.1:9/", "")
            await house.server.say(CHAT, "chào")
            await house.connection.begin(lambda _locale, _roles: ())
            assert texts(await polled(house).poll()) == ["chào"]

    asyncio.run(play())
