"""Whatever a stranger uploads: a sentence each, nothing left lying about, no way out of the folder."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData

from tests.runtime.house import PICTURE, Client, House, greeted, hear
from tests.runtime.test_hostile_input import visit


def test_an_upload_that_stops_coming_is_given_up_and_leaves_nothing(tmp_path: Path) -> None:
    house = House(tmp_path, upload_patience=0.3)

    async def doing(client: Client) -> tuple[int, Any]:
        async def drip() -> Any:
            yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + PICTURE
            await asyncio.sleep(3)
            yield b"\r\n--x--\r\n"

        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        response = await client.post("/chat/upload", data=drip(), headers=headers)
        return response.status, await response.json()

    sorry = "The file stopped coming, so it was not taken. Please send it again."
    assert visit(house, doing) == (408, {"error": sorry})
    assert [path for path in house.files.root.rglob("*") if path.is_file()] == []


def test_more_files_than_may_come_at_once_are_each_told(tmp_path: Path) -> None:
    async def doing(client: Client) -> list[Any]:
        socket = await greeted(client)
        form = FormData()
        for number in range(22):
            form.add_field("file", PICTURE + bytes([number]), filename=f"{number}.png")
        response = await client.post("/chat/upload", data=form)
        return [
            response.status,
            (await response.json())["files"][19:],
            (await hear(socket))["text"].splitlines()[20],
        ]

    problem = "{} is one file too many; send at most 20 at a time."
    assert visit(House(tmp_path), doing) == [
        200,
        [
            {"name": "19.png", "problem": ""},
            *({"name": name, "problem": problem.format(name)} for name in ("20.png", "21.png")),
        ],
        f"20.png: {problem.format('20.png')}",
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a" * 5000 + ".png", "a" * 116 + ".png"),
        ("../../../etc/passwd.png", "passwd.png"),
        ("..\\..\\windows\\x.png", "x.png"),
        ("\u202egnp.exe", "gnp.png"),
        ("<script>.png", "script.png"),
        (" ", "tep.png"),
        ("....", "tep.png"),
        ("a%00b.png", "ab.png"),
    ],
)
def test_a_hostile_file_name_is_shown_tamely_and_leads_nowhere(tmp_path: Path, name: str, shown: str) -> None:
    async def doing(client: Client) -> Any:
        socket = await greeted(client)
        form = FormData(quote_fields="%" not in name)
        form.add_field("file", PICTURE, filename=name)
        response = await client.post("/chat/upload", data=form)
        return (await response.json())["files"], (await hear(socket))["text"]

    house = House(tmp_path)
    assert visit(house, doing) == ([{"name": shown, "problem": ""}], f"{shown}: ok")
    (kept,) = [path for path in house.files.root.rglob("*") if path.is_file()]
    assert len(kept.name) == 64


def test_a_form_without_a_file_and_a_file_without_a_name_are_told(tmp_path: Path) -> None:
    async def doing(client: Client) -> list[Any]:
        form = FormData(default_to_multipart=True)
        form.add_field("n", "1")
        form.add_field("other", "x")
        empty = await client.post("/chat/upload", data=form)
        nothing = FormData()
        nothing.add_field("file", b"", filename="rong.pdf")
        told = await client.post("/chat/upload", data=nothing)
        return [empty.status, await empty.json(), (await told.json())["files"]]

    assert visit(House(tmp_path), doing) == [
        400,
        {"error": "This request could not be read."},
        [{"name": "rong.pdf", "problem": "rong.pdf is empty."}],
    ]
