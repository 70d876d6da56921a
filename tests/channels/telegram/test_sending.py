"""What leaves for Telegram, and what its refusals mean."""

import asyncio
import struct
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from telegram import Bot

from bot.channels.telegram import connect
from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.request import Failed
from bot.errors import ChannelError, Refusal
from tests.channels.telegram.house import CHAT, House, opened, surroundings
from tests.fakes.telegram.server import TOKEN, TelegramServer
from tests.fakes.vendor import Fault

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 800, 600) + bytes(40)
LONG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 9_000, 2_000) + bytes(40)


def test_there_is_no_telegram_without_a_token(tmp_path: Path) -> None:
    around = surroundings(tmp_path, "http://127.0.0.1:1", telegram_token="")

    assert connect(around) is None
    around.database.close()


def test_the_library_is_loaded_only_where_there_is_a_token() -> None:
    loaded = "import sys, bot.channels.wiring; print('telegram' in sys.modules, 'httpx' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)

    assert told.stdout == "False False\n"


def test_what_looks_like_mark_up_arrives_as_it_was_typed(tmp_path: Path) -> None:
    text = "a < b & c > d _e_ *f* [g](h) `i` 5.1 – “xong” ~80%~ ||?||"

    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            number = await house.send(text)
            assert [(sent.text, sent.vendor_id) for sent in house.server.sent] == [(text, number)]

    asyncio.run(play())


@pytest.mark.parametrize("letter", ["ề", "🙂", "e\u0302\u0300"])
def test_a_text_is_taken_up_to_the_limit_in_utf_16_units(tmp_path: Path, letter: str) -> None:
    units = len(letter.encode("utf-16-le")) // 2
    full = letter * (4096 // units) + "a" * (4096 % units)

    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            for text in (full[1:], full):
                await house.send(text)
            assert [sent.text for sent in house.server.sent] == [full[1:], full]
            assert (await house.refusal(full + "a")).refusal is Refusal.REJECTED

    asyncio.run(play())


def test_buttons_stand_two_in_a_row_where_they_are_short(tmp_path: Path) -> None:
    buttons = (("1:0", "Có"), ("1:1", "Không"), ("1:2", "Tôi cần thêm thời gian"), ("1:3", "Thôi"))

    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            await house.send("Gửi nhé?", *buttons)
            rows = house.server.messages[CHAT, 1]["reply_markup"]["inline_keyboard"]
            assert [[button["text"] for button in row] for row in rows] == [
                ["Có", "Không"],
                ["Tôi cần thêm thời gian"],
                ["Thôi"],
            ]
            assert house.server.sent[0].buttons == tuple((label, value) for value, label in buttons)

    asyncio.run(play())


def test_a_picture_leaves_as_a_picture_and_a_document_under_its_own_name(tmp_path: Path) -> None:
    name = "Báo cáo “6 tháng” số 5%.pdf"

    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            picture = house.document("biểu đồ.png", "image/png", PNG)
            report = house.document(name, "application/pdf", b"%PDF-1.4")
            await house.send(files=(picture,))
            await house.send("", ("1:0", "Xem"), files=(report,))
            assert [sent.files[0][1] for sent in house.server.sent] == [PNG, b"%PDF-1.4"]
            assert house.server.sent[1].files[0][0] == name
            assert house.server.sent[1].buttons == (("Xem", "1:0"),)
            assert house.server.calls == ["sendPhoto", "sendDocument"]

    asyncio.run(play())


def test_a_picture_of_a_shape_telegram_does_not_show_leaves_as_a_document(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            await house.send(files=(house.document("dài.png", "image/png", LONG),))
            assert house.server.calls == ["sendPhoto", "sendDocument"]
            assert [sent.files for sent in house.server.sent] == [(("dài.png", LONG),)]

    asyncio.run(play())


def test_a_file_that_is_refused_as_too_large_is_handed_out_as_a_link(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer(largest_upload=100)) as house:
            report = house.document("lớn.pdf", "application/pdf", b"%PDF" + bytes(200))
            await house.send("", ("1:0", "Xem"), files=(report,))
            (sent,) = house.server.sent
            assert sent.text.startswith("📎 lớn.pdf https://tro-ly.example.vn/f/")
            assert (sent.files, sent.buttons) == ((), (("Xem", "1:0"),))

    asyncio.run(play())


def test_a_file_that_is_no_longer_kept_is_rejected(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            report = house.document("mất.pdf", "application/pdf", b"%PDF")
            house.files.clear()
            with pytest.raises(ChannelError) as refused:
                await house.send(files=(report,))
            assert refused.value.refusal is Refusal.REJECTED

    asyncio.run(play())


FAULTS = [
    (Fault("status", 429, retry_after=7), Refusal.THROTTLED, timedelta(seconds=7)),
    (Fault("status", 429, retry_after=10**15), Refusal.THROTTLED, timedelta(days=1)),
    (Fault("status", 429), Refusal.THROTTLED, None),
    (Fault("status", 500), Refusal.TEMPORARY, None),
    (Fault("status", 503), Refusal.TEMPORARY, None),
    (Fault("status", 502), Refusal.UNCERTAIN, None),
    (Fault("status", 504), Refusal.UNCERTAIN, None),
    (Fault("status", 403), Refusal.GONE, None),
    (Fault("status", 400), Refusal.REJECTED, None),
    (Fault("status", 401), Refusal.TEMPORARY, None),
    (Fault("status", 404), Refusal.TEMPORARY, None),
    (Fault("drop_before"), Refusal.UNCERTAIN, None),
    (Fault("drop_after"), Refusal.UNCERTAIN, None),
    (Fault("garbage"), Refusal.UNCERTAIN, None),
]


@pytest.mark.parametrize(("fault", "refusal", "after"), FAULTS)
def test_what_goes_wrong_says_what_to_do(
    tmp_path: Path, fault: Fault, refusal: Refusal, after: timedelta | None
) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            house.server.fail(fault)
            error = await house.refusal()
            assert (error.refusal, error.after) == (refusal, after)
            assert TOKEN not in repr(error) + str(error.values) + repr(error.__cause__)
            assert await house.send("Lại") == house.server.sent[-1].vendor_id

    asyncio.run(play())


def test_a_server_that_never_answers_may_have_taken_the_message(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            house.server.fail(Fault("hang"))
            bot = _bot(house)
            with pytest.raises(Failed) as failed:
                await bot.send_message(CHAT, "Chào", read_timeout=0.2)
            assert failed.value.refusal is Refusal.UNCERTAIN

    asyncio.run(play())


def test_a_server_that_cannot_be_reached_has_not_been_asked(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer(), telegram_api="http://127.0.0.1:9") as house:
            assert (await house.refusal()).refusal is Refusal.TEMPORARY

    asyncio.run(play())


def test_whoever_blocked_us_or_never_was_is_gone_and_a_group_that_moved_is_followed(tmp_path: Path) -> None:
    async def play() -> None:
        server = TelegramServer(unknown={"12"}, moved={"-55": "-10055"})
        async with opened(tmp_path, server) as house:
            await server.block(CHAT)
            assert (await house.refusal()).refusal is Refusal.GONE
            assert (await house.refusal(chat="12")).refusal is Refusal.GONE
            moved = await house.refusal(chat="-55")
            assert (moved.refusal, moved.to) == (Refusal.MOVED, "-10055")

    asyncio.run(play())


def test_messages_wait_while_the_token_is_refused(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer()) as house:
            house.server.revoke()
            assert (await house.refusal()).refusal is Refusal.TEMPORARY

    asyncio.run(play())


def test_the_rate_a_server_enforces_is_told_to_the_second(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer(per_second=3)) as house:
            for _each in range(3):
                await house.send("Chào")
            error = await house.refusal()
            assert (error.refusal, error.after) == (Refusal.THROTTLED, timedelta(seconds=1))

    asyncio.run(play())


def test_the_token_is_in_no_description_of_the_connection(tmp_path: Path) -> None:
    async def play() -> None:
        async with opened(tmp_path, TelegramServer(), telegram_mode="webhook") as house:
            assert TOKEN.partition(":")[2] not in repr(house.connection)
            assert house.connection.hook is not None
            assert house.connection.hook.path not in repr(house.connection)

    asyncio.run(play())


def _bot(house: House) -> Bot:
    channel = house.connection.channel
    assert isinstance(channel, Telegram)
    return channel.bot
