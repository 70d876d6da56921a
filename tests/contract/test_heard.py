"""What people do on any channel reaches a turn, once and in order; what means nothing to us does no harm."""

import asyncio
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import pytest

from tests.contract.bench import Bench, opened
from tests.contract.kit import Kit
from tests.contract.kits import KITS
from tests.contract.web import WEB

T = TypeVar("T")
EVERYWHERE = pytest.mark.parametrize("kit", [*KITS, WEB], ids=str)
PICTURE = b"\x89PNG\r\n\x1a\n"


def play(kit: Kit, folder: Path, scene: Callable[[Bench], Awaitable[T]]) -> T:
    async def run() -> T:
        async with opened(kit, folder) as bench:
            return await scene(bench)

    return asyncio.run(run())


def picture(number: int) -> tuple[str, bytes]:
    return f"{number}.png", PICTURE + bytes([number]) * 64


@EVERYWHERE
def test_what_is_said_is_answered_where_it_was_said(kit: Kit, tmp_path: Path) -> None:
    async def scene(bench: Bench) -> list[tuple[str, str]]:
        await bench.vendor.say(bench.chat, "xin chào")
        await bench.hear("heard xin chào")
        await bench.vendor.say(bench.other, "chào")
        await bench.hear("heard chào", bench.other)
        assert await bench.is_quiet()
        return bench.turns

    first, second = kit.chats
    assert play(kit, tmp_path, scene) == [(first, "xin chào"), (second, "chào")]


@EVERYWHERE
def test_the_same_update_again_changes_nothing(kit: Kit, tmp_path: Path) -> None:
    async def scene(bench: Bench) -> list[tuple[str, str]]:
        await bench.vendor.say(bench.chat, "một lần")
        await bench.hear("heard")
        for _time in range(3):
            await bench.vendor.repeat()
        await bench.vendor.say(bench.chat, "hai")
        await bench.hear("heard hai")
        assert await bench.is_quiet()
        return bench.turns

    assert play(kit, tmp_path, scene) == [(kit.chats[0], "một lần"), (kit.chats[0], "hai")]


@EVERYWHERE
def test_many_messages_typed_fast_are_all_answered_in_order(kit: Kit, tmp_path: Path) -> None:
    async def scene(bench: Bench) -> tuple[list[str], list[str]]:
        for number in range(12):
            await bench.vendor.say(bench.chat, f"số {number}")
        await bench.taken(12)
        await bench.hear("heard số 3")
        return [text for _chat, text in bench.turns], [sent.text for sent in bench.vendor.sent[:4]]

    said = [f"số {number}" for number in range(12)]
    assert play(kit, tmp_path, scene) == (said, [f"heard {text}" for text in said[:4]])


@EVERYWHERE
def test_kinds_of_updates_that_mean_nothing_to_us_are_passed_over(kit: Kit, tmp_path: Path) -> None:
    async def scene(bench: Bench) -> list[tuple[str, str]]:
        for update in kit.unknown:
            await kit.deliver(bench.vendor, update)
        await bench.vendor.say(bench.chat, "còn đây")
        await bench.hear("heard còn đây")
        assert await bench.is_quiet()
        return bench.turns

    assert play(kit, tmp_path, scene) == [(kit.chats[0], "còn đây")]


@EVERYWHERE
@pytest.mark.parametrize(
    "text",
    [
        "<b>5 > 3</b> & _gạch_ *sao* [x](y) `z` {red}đ{/red}",
        "👩‍👩‍👧 🇻🇳 ệ e\u0323\u0302",
        "dòng một\ndòng hai",
    ],
)
def test_what_is_typed_is_heard_as_typed(kit: Kit, tmp_path: Path, text: str) -> None:
    async def scene(bench: Bench) -> list[tuple[str, str]]:
        await bench.vendor.say(bench.chat, text)
        await bench.taken(1)
        return bench.turns

    assert play(kit, tmp_path, scene) == [(kit.chats[0], text)]


@EVERYWHERE
@pytest.mark.parametrize("number", [1, 2, 6, 12])
def test_every_choice_can_be_reached(kit: Kit, tmp_path: Path, number: int) -> None:
    async def scene(bench: Bench) -> list[tuple[str, str]]:
        """Each in a chat of its own, as a menu may close once it has been used."""
        for choice in range(1, number + 1):
            chat = f"{bench.chat[:-3]}{choice:03d}"
            await bench.vendor.say(chat, f"/menu {number} Lựa chọn")
            await bench.hear(f"menu {number}", chat)
            await bench.press(f"Lựa chọn {choice}", chat)
            await bench.taken(choice)
        return [(chat[-3:], text) for chat, text in bench.turns]

    assert play(kit, tmp_path, scene) == [
        (f"{choice:03d}", f"/pick {choice}") for choice in range(1, number + 1)
    ]


@EVERYWHERE
@pytest.mark.parametrize("label", ["Đồng chí xác nhận đã nhận đủ hồ sơ và tài liệu kèm theo " * 3, "Có 👍🏽"])
def test_a_choice_with_a_long_or_odd_label_can_be_reached(kit: Kit, tmp_path: Path, label: str) -> None:
    async def scene(bench: Bench) -> list[str]:
        await bench.vendor.say(bench.chat, f"/menu 2 {label}")
        await bench.hear("menu 2")
        await bench.press(f"{label.strip()} 2")
        await bench.hear("picked 2")
        return [text for _chat, text in bench.turns]

    assert play(kit, tmp_path, scene) == ["/pick 2"]


@EVERYWHERE
def test_pictures_sent_together_arrive_whole_with_their_words(kit: Kit, tmp_path: Path) -> None:
    pictures = [picture(number) for number in range(1, 6)]

    async def scene(bench: Bench) -> str:
        await bench.vendor.attach(bench.chat, *pictures, text="năm ảnh")
        await bench.hear("received")
        assert await bench.is_quiet()
        return "\n".join(text for _chat, text in bench.turns)

    said = play(kit, tmp_path, scene)
    assert said.count("năm ảnh") == 1
    for _name, content in pictures:
        assert sha256(content).hexdigest() in said


@EVERYWHERE
def test_documents_arrive_under_their_names_and_a_bad_one_costs_no_other(kit: Kit, tmp_path: Path) -> None:
    if kit.pictures_only:
        pytest.skip("documents go through the upload link there")
    files = [("Báo cáo.txt", b"so lieu"), ("virus.exe", b"MZ\x90\x00"), ("2.csv", b"a,b\n1,2\n")]

    async def scene(bench: Bench) -> str:
        await bench.vendor.attach(bench.chat, *files, text="ba tệp")
        async with asyncio.timeout(60):
            while "2.csv" not in str(bench.turns):  # noqa: ASYNC110 - there is nobody who could tell
                await asyncio.sleep(0.01)
        return "\n".join(text for _chat, text in bench.turns)

    said = play(kit, tmp_path, scene)
    assert f"Báo cáo.txt: {sha256(b'so lieu').hexdigest()}" in said
    assert "virus.exe: virus.exe is of a kind that cannot be taken." in said
    assert f"2.csv: {sha256(files[2][1]).hexdigest()}" in said
    assert said.count("ba tệp") == 1
