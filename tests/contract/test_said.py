"""What we say on any channel arrives as it was meant: whole, in order, in its limits, and no mark changed."""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from aiohttp import ClientSession

from bot.channels.port import Capabilities
from bot.conversation.messages import Spoken
from tests.contract.bench import Bench, opened
from tests.contract.kit import Kit
from tests.contract.kits import CHANNELS
from tests.contract.web import WEB
from tests.fakes.vendor import Sent

T = TypeVar("T")
ONCE_EACH = pytest.mark.parametrize("kit", [*CHANNELS, WEB], ids=lambda kit: kit.channel)
MARKS = "<b>5 > 3</b> & _gạch_ *sao* [x](https://a.vn) `z` ~g~ {red}đỏ{/red} \\* #1 @ai /lich"
LETTERS = {
    "Vietnamese": "Đồng chí báo cáo tiến độ nhiệm vụ quý này. ",
    "Vietnamese, decomposed": unicodedata.normalize("NFD", "Đồng chí báo cáo tiến độ nhiệm vụ. "),
    "emoji": "👩‍👩‍👧 🇻🇳 👍🏽 ✅ ",
    "combining marks": "e\u0323\u0302 o\u031b\u0301 ",
    "one word without end": "ệ",
}


def play(kit: Kit, folder: Path, scene: Callable[[Bench], Awaitable[T]]) -> T:
    async def run() -> T:
        async with opened(kit, folder) as bench:
            return await scene(bench)

    return asyncio.run(run())


def said(kit: Kit, folder: Path, *all_spoken: Spoken) -> list[list[Sent]]:
    async def scene(bench: Bench) -> list[list[Sent]]:
        await bench.vendor.say(bench.chat, "chào")
        await bench.hear("heard")
        return [await bench.send(spoken) for spoken in all_spoken]

    return play(kit, folder, scene)


def size(text: str, can: Capabilities) -> int:
    return len(text) if can.unit == "characters" else len(text.encode("utf-16-le")) // 2


def filled(letters: str, limit: int, can: Capabilities) -> str:
    """A text of exactly so many units, as near as its letters allow from below, ended by a dot or two."""
    text = letters * (limit // size(letters, can))
    return text + "." * (limit - size(text, can))


def letters_of(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


@ONCE_EACH
@pytest.mark.parametrize("kind", LETTERS)
def test_text_about_the_limit_arrives_whole_and_in_order(kit: Kit, tmp_path: Path, kind: str) -> None:
    async def scene(bench: Bench) -> None:
        can = bench.channel.capabilities
        await bench.vendor.say(bench.chat, "chào")
        await bench.hear("heard")
        for length, least in ((-1, 1), (0, 1), (1, 2), (3 * can.text_limit, 4)):
            text = filled(LETTERS[kind], can.text_limit + length, can)
            parts = await bench.send(Spoken(text))
            composed = kind not in {"Vietnamese, decomposed", "combining marks"}
            assert not composed or len(parts) == least or least > 2
            assert all(0 < size(part.text, can) <= can.text_limit for part in parts)
            assert letters_of("".join(part.text for part in parts)) == letters_of(text)

    play(kit, tmp_path, scene)


@ONCE_EACH
def test_marks_arrive_as_they_were_written(kit: Kit, tmp_path: Path) -> None:
    ((plain,), (with_choices,)) = said(kit, tmp_path, Spoken(MARKS), Spoken(MARKS, (("1:0", MARKS[:30]),)))

    assert plain.text == MARKS
    assert MARKS in with_choices.text
    assert (
        MARKS[:30] in {label for label, _value in with_choices.buttons}
        or f"1. {MARKS[:30]}" in with_choices.text
    )


@ONCE_EACH
@pytest.mark.parametrize("number", [1, 3, 6, 12])
def test_every_choice_is_there_as_a_button_or_in_the_list(kit: Kit, tmp_path: Path, number: int) -> None:
    choices = tuple((f"1234567:{at}", f"Việc số {at + 1} của đơn vị") for at in range(number))
    ((*_before, last),) = said(kit, tmp_path, Spoken("Chọn việc:", choices))

    for at, (value, label) in enumerate(choices, 1):
        assert (label, value) in [(shown, given.lstrip("#")) for shown, given in last.buttons] or (
            f"{at}. {label}" in last.text
        )


@ONCE_EACH
def test_a_menu_longer_than_a_message_is_still_whole(kit: Kit, tmp_path: Path) -> None:
    choices = tuple((f"12:{at}", f"Việc số {at + 1} " + "của đơn vị " * 25) for at in range(20))
    (parts,) = said(kit, tmp_path, Spoken("Chọn việc:", choices))
    text = letters_of("".join(part.text for part in parts))

    shown = {title for part in parts for title, _value in part.buttons}

    for at, (_value, label) in enumerate(choices, 1):
        assert label in shown or letters_of(f"{at}. {label}") in text


@ONCE_EACH
def test_files_arrive_or_are_named_with_where_to_fetch_them(kit: Kit, tmp_path: Path) -> None:
    contents = {
        "Báo cáo quý.pdf": ("application/pdf", b"%PDF-1.4 x"),
        "ảnh <1> & 2.png": ("image/png", b"\x89PNG\r\n\x1a\n" + bytes(40)),
        "bảng.csv": ("text/csv", b"a,b\n1,2\n"),
        "ghi chú.txt": ("text/plain", "ghi chú".encode()),
    }

    async def scene(bench: Bench) -> dict[str, bytes]:
        await bench.vendor.say(bench.chat, "chào")
        await bench.hear("heard")
        files = tuple(bench.document(name, mime, content) for name, (mime, content) in contents.items())
        parts = await bench.send(Spoken("Đây là các tệp:", (("1:0", "Đã nhận"),), files))
        arrived = {content: name for part in parts for name, content in part.files}
        text = "\n".join(part.text for part in parts)
        async with ClientSession() as http:
            for word in text.split():
                if word.startswith(f"{bench.url}/f/"):
                    async with http.get(word) as response:
                        arrived[await response.read()] = word
        assert "Đây là các tệp:" in text
        assert "Đã nhận" in text or parts[-1].buttons
        return {name: content for name, (_mime, content) in contents.items() if content in arrived}

    assert play(kit, tmp_path, scene) == {name: content for name, (_mime, content) in contents.items()}


@ONCE_EACH
def test_a_link_is_shown(kit: Kit, tmp_path: Path) -> None:
    (parts,) = said(kit, tmp_path, Spoken("Mở trang:", link="https://phuong.example/lich?x=1&y=_2_"))

    assert "https://phuong.example/lich?x=1&y=_2_" in "".join(part.text for part in parts)
