"""Whatever is sent by an upload link: a sentence each, nothing left lying about, nothing said in vain."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.runtime.web_chat import AT_MOST
from tests.runtime.house import PICTURE, Client
from tests.runtime.test_hostile_input import visit
from tests.sending import NarrowHouse, form, kept, words_of

NONE_CHOSEN = "No file was chosen yet."


def test_files_too_large_are_told_one_by_one_or_all_at_once(tmp_path: Path) -> None:
    house = NarrowHouse(tmp_path, upload_limit=1000)

    async def doing(client: Client) -> list[str]:
        files = form(("b.png", PICTURE * 20), ("a.png", PICTURE))
        larger = await words_of(await client.post(house.give_link(), data=files))
        far = await client.post(house.give_link(), data=form(("c.png", PICTURE * 100)))
        return [*larger[1:4], str(far.status), (await words_of(far))[-2]]

    assert visit(house, doing) == [
        "✅ Thank you, 1 file has arrived.",
        "📎 a.png",
        "⚠️ b.png is larger than 0 MB.",
        "413",
        "A file may be at most 0 MB. Please send a smaller one.",
    ]
    assert kept(house) == [PICTURE]


def test_a_form_that_stops_coming_is_given_up_and_leaves_nothing(tmp_path: Path) -> None:
    house = NarrowHouse(tmp_path, upload_patience=0.3)

    async def doing(client: Client) -> list[str]:
        async def drip() -> Any:
            yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + PICTURE
            await asyncio.sleep(3)
            yield b"\r\n--x--\r\n"

        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        return await words_of(await client.post(house.give_link(), data=drip(), headers=headers))

    told = visit(house, doing)
    assert (told[0], told[-2]) == (
        "408",
        "The file stopped coming, so it was not taken. Please send it again.",
    )
    assert (kept(house), house.heard()) == ([], [])


@pytest.mark.parametrize("files", [(), (("", b""), ("", b""))], ids=["none", "two pickers left alone"])
def test_a_form_without_a_file_says_so(tmp_path: Path, files: tuple[tuple[str, bytes], ...]) -> None:
    house = NarrowHouse(tmp_path)

    async def doing(client: Client) -> list[str]:
        told = await words_of(await client.post(house.give_link(), data=form(*files, number="1")))
        return [told[0], told[-2]]

    assert visit(house, doing) == ["400", NONE_CHOSEN]
    assert house.heard() == []


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    house = NarrowHouse(tmp_path)

    async def doing(client: Client) -> list[str]:
        return (await words_of(await client.post(house.give_link(), data=form(("rong.pdf", b"")))))[:3]

    assert visit(house, doing) == ["200", "⚠️ No file could be taken.", "⚠️ rong.pdf is empty."]


def test_what_is_no_form_is_refused_in_a_sentence(tmp_path: Path) -> None:
    house = NarrowHouse(tmp_path)

    async def doing(client: Client) -> list[list[str]]:
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        broken = await client.post(house.give_link(), data=b"--x\r\nbroken", headers=headers)
        plain = await client.post(house.give_link(), data=b"x", headers={"Content-Type": "text/plain"})
        return [[told[0], told[-2]] for told in (await words_of(broken), await words_of(plain))]

    assert visit(house, doing) == [
        ["400", "This request could not be read."],
        ["415", "This cannot be done."],
    ]


def test_a_link_used_too_fast_is_slowed_down(tmp_path: Path) -> None:
    house = NarrowHouse(tmp_path)

    async def doing(client: Client) -> list[int]:
        link = house.give_link()
        sent = [(await client.post(link, data=form(number="1"))).status for _ in range(AT_MOST + 1)]
        return sent[-2:]

    assert visit(house, doing) == [400, 429]


def test_a_name_with_markup_is_shown_as_text(tmp_path: Path) -> None:
    house = NarrowHouse(tmp_path)

    async def doing(client: Client) -> str:
        answer = await client.post(house.give_link(), data=form(('<b>"x"&.png', PICTURE)))
        return await answer.text()

    assert "<li>📎 bx&amp;.png</li>" in visit(house, doing)
