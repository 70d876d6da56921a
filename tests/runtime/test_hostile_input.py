"""Whatever a stranger sends over the wire: a sentence each, nothing lost, and the talk goes on."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse
from sqlmodel import Session, select

from bot.runtime.web_chat import AT_MOST
from bot.services.invites import invite
from handlers.house import ROUTER
from storage.tables import Identity, Inbox, Person, Seat, Unit
from storage.vocabulary import Role
from tests.runtime.house import NOW, Client, House, another, greeted, hear

NAME = "<script>alert(1)</script> \u202eNguyễn \U0001f600"
NO_MATCH = "This code does not match. Please check it, or ask the office for a new one."
TOO_MANY = "Too many codes did not match. Please wait an hour, or ask the office for a new one."


def ward(folder: Path) -> tuple[House, list[str]]:
    """The ward's own conversations, somebody with a strange name, and two codes for her."""
    house = House(folder, ROUTER)
    with house.database.session() as session:
        session.add(Unit(id=1, code="A", name="<b>Phòng</b>"))
        session.add(Person(id=1, name=NAME, locale="en"))
        session.flush()
        session.add_all(
            Seat(id=n, unit_id=1, role=role, person_id=1, since=NOW)
            for n, role in ((1, Role.FOCAL), (2, Role.OFFICE))
        )
        session.flush()
        codes = [invite(session, seat, NOW)[0] for seat in (1, 2)]
    return house, codes


def visit(house: House, doing: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with house.open() as client:
            return await doing(client)

    return asyncio.run(run())


async def answer(socket: ClientWebSocketResponse, **frame: Any) -> str:
    """What is said first to a frame."""
    await socket.send_json(frame)
    return str((await hear(socket)).get("text"))


def test_five_wrong_codes_are_counted_and_the_right_one_is_refused_politely_until_an_hour_has_passed(
    tmp_path: Path,
) -> None:
    house, (code, _other) = ward(tmp_path)

    async def doing(client: Client) -> list[str]:
        socket = await greeted(client)
        said = [await answer(socket, start="AAAA-AAAA") for _try in range(5)]
        said.append(await answer(socket, start=code))
        said.append(await answer(socket, text=code))
        house.pass_time(hours=1, seconds=1)
        said.append(await answer(socket, start=code))
        async with another(client) as other:
            await other.get("/")
            said.append(await answer(await greeted(other), start=code))
        return said

    said = visit(house, doing)
    assert said[:7] == [NO_MATCH] * 5 + [TOO_MANY] * 2
    assert [text.startswith("Is this you? <script>alert(1)</script>") for text in said[7:]] == [True, True]


def test_used_and_lapsed_codes_are_told_as_such_and_name_nobody(tmp_path: Path) -> None:
    house, (code, late) = ward(tmp_path)

    async def doing(client: Client) -> list[str]:
        socket = await greeted(client)
        await socket.send_json({"start": code})
        question = await hear(socket)
        await socket.send_json({"press": question["choices"][0]["value"]})
        said = [(await hear(socket))["text"]]
        house.pass_time(days=8)
        async with another(client) as other:
            await other.get("/")
            stranger = await greeted(other)
            said += [await answer(stranger, start=code), await answer(stranger, start=late)]
        return said

    welcome, used, lapsed = visit(house, doing)
    assert NAME in welcome
    assert used == "This code has been used already. Please ask the office for a new one."
    assert lapsed == "This code has lapsed. Please ask the office for a new one."


@pytest.mark.parametrize("start", [5, None, ["A"], "x" * 201])
def test_a_code_that_is_no_word_is_refused(tmp_path: Path, start: object) -> None:
    house, _codes = ward(tmp_path)

    async def doing(client: Client) -> Any:
        socket = await greeted(client)
        await socket.send_json({"start": start})
        return await hear(socket)

    sorry = "This sign-in code could not be read. Please open the link again."
    assert visit(house, doing) == {"error": sorry}


STRANGE_CODES = ["", " ", "\x00", "'; DROP TABLE person; --", "\U0001f600" * 50, "\u202e" * 20, "A" * 200]


def test_strange_codes_and_presses_are_answered_and_the_talk_goes_on(tmp_path: Path) -> None:
    house, (code, _other) = ward(tmp_path)
    presses = [
        "\x00",
        "0:0",
        "1:99999999999999999999",
        "-1:0",
        "1:-1",
        "1:²",
        "/",
        "/nothing",
        "/why x",
        "/why 9" * 20,
    ]

    async def doing(client: Client) -> tuple[list[str], str]:
        socket = await greeted(client)
        said = []
        for frame in [*({"press": one} for one in presses), *({"start": one} for one in STRANGE_CODES)]:
            said.append(await answer(socket, **frame))
            house.pass_time(hours=2)
        return said, await answer(socket, start=code)

    said, last = visit(house, doing)
    assert "None" not in said
    assert not [text for text in said if "wrong on our side" in text]
    assert last.startswith("Is this you?")


STRANGE_WORDS = [
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 100,
    "\u202e\u2066مرحبا שלום",
    "e" + "\u0301" * 3000,
    "\ud800 \udfff",
    "\x00\x01\x1b[31m a",
    "{name} %s {0} $body ${x}",
    "<img src=x onerror=alert(1)>",
    "9" * 4000,
    "1/1/0000 32/13/2026 99:99",
    "năm 99999999999999999999",
    "a\n" * 1999,
    "(" * 4000,
    "ngày " * 800,
]


@pytest.mark.parametrize("words", STRANGE_WORDS, ids=range(len(STRANGE_WORDS)))
def test_strange_words_are_answered_and_kept_out_of_harm(tmp_path: Path, words: str) -> None:
    house, _codes = ward(tmp_path)

    async def doing(client: Client) -> tuple[str, str, int]:
        socket = await greeted(client)
        await socket.send_str(json.dumps({"text": words}))
        first = str((await hear(socket)).get("text"))
        metrics = await (await client.get("/metrics")).text()
        kept = next(line for line in metrics.splitlines() if line.startswith("failed_events"))
        return first, kept, (await client.get("/healthz")).status

    said, kept, health = visit(house, doing)
    assert said != "None"
    assert (kept, health) == ("failed_events 0.0", 200)


def test_a_message_of_twenty_thousand_letters_is_refused_whole(tmp_path: Path) -> None:
    house, _codes = ward(tmp_path)

    async def doing(client: Client) -> list[Any]:
        socket = await greeted(client)
        await socket.send_json({"text": "ệ" * 20_000, "n": "1"})
        return [await hear(socket), await answer(socket, text="chào")]

    refusal, after = visit(house, doing)
    said = "This message has 20000 characters; please send at most 4000 at a time."
    assert refusal == {"error": said, "n": "1"}
    assert after != "None"
    with Session(house.database.reader) as session:
        assert len(session.exec(select(Inbox)).all()) == 1


def test_ten_thousand_quick_frames_cost_only_whoever_sends_them(tmp_path: Path) -> None:
    house = House(tmp_path)

    async def doing(client: Client) -> tuple[int, int, str]:
        socket = await greeted(client)

        async def flood() -> None:
            for number in range(10_000):
                await socket.send_json({"text": "a", "n": str(number)})

        flooding = asyncio.create_task(flood())
        taken = refused = 0
        while taken + refused < 10_000:
            frame = await hear(socket)
            taken += "ack" in frame
            refused += "error" in frame
        await flooding
        async with another(client) as other:
            await other.get("/")
            return taken, refused, await answer(await greeted(other), text="còn đây")

    assert visit(house, doing) == (AT_MOST, 10_000 - AT_MOST, "Heard còn đây")


def test_a_name_that_is_a_script_signs_in_and_is_text_on_every_page(tmp_path: Path) -> None:
    house, (code, _other) = ward(tmp_path)

    async def doing(client: Client) -> list[str]:
        socket = await greeted(client)
        await socket.send_json({"start": code})
        question = await hear(socket)
        await socket.send_json({"press": question["choices"][0]["value"]})
        await hear(socket)
        return [await (await client.get(path)).text() for path in ("/", "/lich", "/healthz", "/metrics")]

    assert not [page for page in visit(house, doing) if "alert(1)" in page]
    with Session(house.database.reader) as session:
        assert len(session.exec(select(Identity)).all()) == 1
