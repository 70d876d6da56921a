"""What people see at once, and the files they send."""

import asyncio
from pathlib import Path

import pytest

from bot.channels.telegram.courtesy import Courtesy
from bot.errors import ChannelError, Refusal
from tests.channels.telegram.house import CHAT, House, opened
from tests.fakes.telegram import people
from tests.fakes.telegram.server import TelegramServer

GROUP = "-4711"


async def courtesy(house: House) -> None:
    """Be polite about the newest update."""
    update = house.server.queue.last
    assert update is not None
    await house.connection.courtesy(update)


def shown(house: House, number: int = 1) -> tuple[str, bool]:
    """The text of a message as it stands, and whether it still has buttons."""
    message = house.server.messages[CHAT, number]
    return message["text"], "reply_markup" in message


def test_a_pressed_menu_closes_and_shows_what_was_chosen(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            await house.send("Gửi nhé?", ("3:0", "Gửi"), ("3:1", "Thôi"))
            await house.server.press(CHAT, "Gửi")
            await courtesy(house)
            assert shown(house) == ("Gửi nhé?\n\n→ Gửi", False)
            assert house.server.open_queries == set()
            await courtesy(house)
            assert shown(house) == ("Gửi nhé?\n\n→ Gửi", False)

    asyncio.run(play())


def test_a_menu_under_a_full_message_closes_without_a_word(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            await house.send("a" * 4096, ("3:0", "Gửi"))
            await house.server.press(CHAT, "Gửi")
            await courtesy(house)
            assert shown(house) == ("a" * 4096, False)

    asyncio.run(play())


def test_somebody_who_writes_sees_that_we_do_but_a_group_that_talks_does_not(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            await house.server.say(CHAT, "chào")
            await courtesy(house)
            await house.server.say(GROUP, "mai họp nhé")
            await courtesy(house)
            assert house.server.actions == [(CHAT, "typing")]

    asyncio.run(play())


def test_a_courtesy_that_fails_fails_as_a_channel_does(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            await house.server.say(CHAT, "chào")
            await house.server.block(CHAT)
            assert isinstance(house.connection.courtesy, Courtesy)
            with pytest.raises(ChannelError):
                await house.connection.courtesy({"update_id": 1} | people.message(CHAT, "chào"))

    asyncio.run(play())


async def content(house: House, source: str) -> bytes:
    return b"".join([chunk async for chunk in house.connection.fetch(source)])


async def refusal(house: House, source: str) -> Refusal:
    with pytest.raises(ChannelError) as refused:
        await content(house, source)
    return refused.value.refusal


def test_a_file_is_fetched_whole(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            whole = bytes(range(256)) * 1_000
            assert await content(house, house.server.hold(whole)) == whole

    asyncio.run(play())


def test_a_file_that_is_listed_and_then_refused_is_rejected(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer(largest_download=100)) as house:
            assert await refusal(house, house.server.hold(bytes(101))) is Refusal.REJECTED
            assert await refusal(house, "nothing") is Refusal.REJECTED

    asyncio.run(play())


def test_a_server_of_our_own_gives_a_place_on_this_machine(tmp_path: Path) -> None:
    kept = tmp_path / "bot-api"
    kept.mkdir()

    async def play() -> None:
        async with opened(tmp_path, TelegramServer(local=kept)) as house:
            source = house.server.hold(b"%PDF-1.7")
            assert await content(house, source) == b"%PDF-1.7"

    asyncio.run(play())
