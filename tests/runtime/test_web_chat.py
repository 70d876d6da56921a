"""Talking to the assistant over a real socket: order, replay, refusals."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
from sqlmodel import Session, select

from bot.channels.webchat import LONGEST_TEXT
from bot.runtime.web_chat import AT_MOST
from storage.outbox import enqueue
from storage.tables import Conversation
from storage.vocabulary import MessageKind
from tests.runtime.house import House, another, greeted, hear, is_silent

UNREADABLE = {"error": "This message could not be read, so it was not sent."}
AT = "2026-06-01T01:00:00+00:00"


def message(row: int, text: str, *choices: tuple[str, str]) -> dict[str, Any]:
    offered = [{"label": label, "value": value} for label, value in choices]
    return {"id": str(row), "text": text, "choices": offered, "files": [], "link": None, "at": AT}


async def texts(socket: ClientWebSocketResponse, count: int) -> list[str]:
    return [(await hear(socket))["text"] for _ in range(count)]


def test_messages_are_answered_in_order_and_acknowledged_where_they_carry_a_number(tmp_path: Path) -> None:
    async def run() -> list[Any]:
        async with House(tmp_path).open() as client:
            socket = await greeted(client)
            await socket.send_json({"start": "K7Q2", "n": "a"})
            await socket.send_json({"press": "/paint", "n": "b"})
            await socket.send_json({"press": "2:1"})
            return [await hear(socket) for _ in range(5)]

    assert asyncio.run(run()) == [
        message(1, "Welcome K7Q2.", ("Sơn", "/paint")),
        {"ack": "a"},
        message(2, "Which colour?", ("Đỏ", "2:0"), ("Xanh dương", "2:1")),
        {"ack": "b"},
        message(3, "Painted blue."),
    ]


def test_a_message_sent_again_is_taken_once_and_acknowledged_again(tmp_path: Path) -> None:
    async def run() -> list[Any]:
        async with House(tmp_path).open() as client:
            socket = await greeted(client)
            for _ in range(2):
                await socket.send_json({"text": "xin chào", "n": "same"})
            return [await hear(socket) for _ in range(3)]

    assert asyncio.run(run()) == [message(1, "Heard xin chào"), {"ack": "same"}, {"ack": "same"}]


def test_what_was_said_is_replayed_after_the_last_message_seen_and_only_once(tmp_path: Path) -> None:
    async def run() -> list[str]:
        async with House(tmp_path).open() as client:
            socket = await greeted(client)
            for word in ("một", "hai", "ba"):
                await socket.send_json({"text": word})
            await texts(socket, 3)
            await socket.close()
            again = await greeted(client, after="1")
            heard = await texts(again, 2)
            await again.send_json({"hello": {"after": 0}})
            heard += await texts(again, 1)
            assert await is_silent(again)
            return heard

    assert asyncio.run(run()) == ["Heard hai", "Heard ba", "Heard một"]


def test_what_waited_while_nobody_was_there_arrives_even_where_the_client_never_says_hello(
    tmp_path: Path,
) -> None:
    async def run() -> list[str]:
        house = House(tmp_path)
        async with house.open() as client:
            socket = await greeted(client)
            await socket.send_json({"text": "một"})
            await texts(socket, 1)
            await socket.close()
            await _enqueue(house, "Hạn ngày mai.")
            return await texts(await client.ws_connect("/chat/ws"), 1)

    assert asyncio.run(run()) == ["Hạn ngày mai."]


async def _enqueue(house: House, text: str) -> None:
    (chat,) = await house.database.read(_chats)
    say: dict[str, Any] = {"text": text, "choices": [], "files": [], "link": None}
    await house.database.write(
        lambda session: enqueue(
            session, channel="web", chat=chat, kind=MessageKind.NOTICE, say=say, now=house.now
        )
    )
    await house.sender.sweep()


def _chats(session: Session) -> list[str]:
    return [one.chat for one in session.scalars(select(Conversation))]


def test_every_open_page_of_a_chat_hears_the_answer_and_no_other_chat_does(tmp_path: Path) -> None:
    async def run() -> list[str]:
        async with House(tmp_path).open() as client, another(client) as other:
            await other.get("/")
            pages = [await greeted(client), await greeted(client)]
            stranger = await greeted(other)
            await asyncio.sleep(0.1)
            await pages[0].send_json({"text": "chào"})
            heard = [*await texts(pages[0], 1), *await texts(pages[1], 1)]
            assert await is_silent(stranger)
            return heard

    assert asyncio.run(run()) == ["Heard chào", "Heard chào"]


MALFORMED = [
    "{",
    "[" * 50_000,
    '"text"',
    "[]",
    "null",
    "{}",
    '{"text": 5}',
    '{"text": null}',
    '{"press": ["1:0"]}',
    '{"press": ""}',
    '{"hello": 5}',
    '{"hello": {"after": -1}}',
    '{"hello": {"after": "x"}}',
    '{"text": "chào", "n": 5}',
    '{"text": "chào", "n": "\\ud800"}',
    '{"text": 5, "more": "' + "a" * 70_000 + '"}',
]


@pytest.mark.parametrize("frame", MALFORMED, ids=range(len(MALFORMED)))
def test_a_frame_that_makes_no_sense_is_refused_in_a_sentence_and_the_talk_goes_on(
    tmp_path: Path, frame: str
) -> None:
    async def run() -> list[Any]:
        async with House(tmp_path).open() as client:
            socket = await greeted(client)
            await socket.send_str(frame)
            await socket.send_bytes(b"\x00\xff")
            await socket.send_json({"text": "còn đây"})
            return [await hear(socket) for _ in range(3)]

    assert asyncio.run(run()) == [UNREADABLE, UNREADABLE, message(1, "Heard còn đây")]


def test_a_first_frame_that_makes_no_sense_is_refused_too(tmp_path: Path) -> None:
    async def run() -> Any:
        async with House(tmp_path).open() as client:
            socket = await client.ws_connect("/chat/ws")
            await socket.send_str("<xml>")
            return await hear(socket)

    assert asyncio.run(run()) == UNREADABLE


def test_text_over_the_limit_is_refused_with_its_number_and_nothing_is_kept(tmp_path: Path) -> None:
    async def run() -> tuple[Any, list[str]]:
        house = House(tmp_path)
        async with house.open() as client:
            socket = await greeted(client)
            await socket.send_json({"text": "ệ" * (LONGEST_TEXT + 1), "n": "long"})
            return await hear(socket), await house.database.read(_chats)

    refusal = {"error": "This message has 4001 characters; please send at most 4000 at a time.", "n": "long"}
    assert asyncio.run(run()) == (refusal, [])


def test_an_empty_message_is_refused(tmp_path: Path) -> None:
    async def run() -> Any:
        async with House(tmp_path).open() as client:
            socket = await greeted(client)
            await socket.send_json({"text": " \u0000 "})
            return await hear(socket)

    assert asyncio.run(run()) == {"error": "This message is empty, so it was not sent."}


def test_markup_arrives_as_the_text_it_is_and_control_characters_do_not(tmp_path: Path) -> None:
    async def run() -> Any:
        async with House(tmp_path).open() as client:
            socket = await greeted(client)
            await socket.send_str('{"text": "<script>alert(1)</script>\\u0000 \\ud83d"}')
            return await hear(socket)

    assert asyncio.run(run()) == message(1, "Heard <script>alert(1)</script> \ufffd")


def test_too_many_messages_at_once_are_refused_until_time_has_passed(tmp_path: Path) -> None:
    async def run() -> list[Any]:
        house = House(tmp_path)
        async with house.open() as client:
            socket = await greeted(client)
            for _ in range(AT_MOST):
                await socket.send_json({"text": "a"})
            await texts(socket, AT_MOST)
            await socket.send_json({"text": "b", "n": "late"})
            refused = await hear(socket)
            house.pass_time(seconds=11)
            await socket.send_json({"text": "c", "n": "later"})
            return [refused, (await hear(socket))["text"], await hear(socket)]

    said = "That was very fast. Please wait 10 seconds and send it again."
    expected = [{"error": said, "n": "late", "retry": 10}, "Heard c", {"ack": "later"}]
    assert asyncio.run(run()) == expected


def test_a_bug_in_a_turn_is_told_and_the_talk_goes_on(tmp_path: Path) -> None:
    async def run() -> list[str]:
        async with House(tmp_path).open() as client:
            socket = await greeted(client)
            await socket.send_json({"text": "/bug"})
            await socket.send_json({"text": "vẫn đây"})
            return await texts(socket, 2)

    assert asyncio.run(run()) == [
        "Something went wrong on our side; your message has been kept. Please try again.",
        "Heard vẫn đây",
    ]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_a_page_of_another_site_may_not_talk(tmp_path: Path, origin: str) -> None:
    async def run() -> int:
        async with House(tmp_path).open() as client:
            with pytest.raises(WSServerHandshakeError) as refused:
                await client.ws_connect("/chat/ws", origin=origin)
            return refused.value.status

    assert asyncio.run(run()) == 403


def test_our_own_page_and_the_public_address_may_talk(tmp_path: Path) -> None:
    async def run() -> list[str]:
        async with House(tmp_path, public_url="https://phuong.example").open() as client:
            own = str(client.make_url("/")).rstrip("/")
            heard = []
            for origin in (own, "https://phuong.example"):
                socket = await client.ws_connect("/chat/ws", origin=origin)
                await socket.send_json({"text": origin})
                heard.append((await hear(socket))["text"].removesuffix(own))
                await socket.close()
            return heard

    assert asyncio.run(run()) == ["Heard ", "Heard https://phuong.example"]


def test_a_client_without_a_cookie_is_given_one_with_the_handshake(tmp_path: Path) -> None:
    async def run() -> str:
        async with House(tmp_path).open() as client, another(client) as script:
            await script.ws_connect("/chat/ws")
            return script.session.cookie_jar.filter_cookies(script.make_url("/"))["chat"].value

    assert len(asyncio.run(run())) == 43


def test_a_stopping_server_says_that_it_goes_away(tmp_path: Path) -> None:
    async def run() -> tuple[Any, Any]:
        house = House(tmp_path)
        async with house.open() as client:
            socket = await greeted(client)
            await socket.send_json({"text": "chào"})
            await hear(socket)
            closing = asyncio.create_task(house.webchat.close())
            last = await socket.receive(timeout=5)
            await closing
            return last.type, socket.close_code

    assert asyncio.run(run()) == (WSMsgType.CLOSE, 1001)
