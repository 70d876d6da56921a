"""The fake is held to clients that nobody here wrote: python-telegram-bot as it is, over its own HTTP."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TimedOut
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters
from telegram.warnings import PTBDeprecationWarning

from tests.fakes.telegram.server import TelegramServer
from tests.fakes.vendor import Fault

CHAT = "4711"


@asynccontextmanager
async def client(server: TelegramServer) -> AsyncIterator[Bot]:
    async with (
        server,
        Bot(server.token, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot") as bot,
    ):
        yield bot


def test_the_library_speaks_with_the_fake_as_with_telegram() -> None:
    async def play() -> None:
        server = TelegramServer(unknown={"12"}, moved={"-55": "-10055"})
        async with client(server) as bot:
            assert (bot.id, bot.username) == (7000001, "phuong_mau_bot")
            keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Có", callback_data="1:0")]])
            sent = await bot.send_message(CHAT, " Chào ", reply_markup=keyboard)
            assert (sent.text, sent.chat.id, sent.reply_markup) == ("Chào", 4711, keyboard)
            edited = await bot.edit_message_text("Chào\n→ Có", CHAT, sent.message_id)
            assert isinstance(edited, Message)
            assert edited.reply_markup is None
            document = await bot.send_document(CHAT, io.BytesIO(b"%PDF"), filename="báo cáo.pdf")
            assert document.document is not None
            assert document.document.file_name == "báo cáo.pdf"
            file = await bot.get_file(server.hold(b"abc"))
            assert bytes(await file.download_as_bytearray()) == b"abc"
            await bot.set_my_commands([BotCommand("ask", "Hỏi")], scope=BotCommandScopeChat(CHAT))
            assert await bot.get_my_commands(BotCommandScopeChat(CHAT)) == (BotCommand("ask", "Hỏi"),)
            assert (await bot.get_webhook_info()).url == ""

    asyncio.run(play())


def test_the_fake_refuses_what_telegram_refuses() -> None:
    async def play() -> None:
        server = TelegramServer(unknown={"12"}, moved={"-55": "-10055"})
        async with client(server) as bot:
            sent = await bot.send_message(CHAT, "Chào")
            button = InlineKeyboardButton("Có", callback_data="ề" * 22)
            for asking in (
                bot.send_message(CHAT, "a" * 4097),
                bot.send_message(CHAT, "   "),
                bot.send_message(CHAT, "Chào", reply_markup=InlineKeyboardMarkup([[button]])),
                bot.edit_message_text("Chào", CHAT, sent.message_id),
                bot.answer_callback_query("1"),
                bot.get_file("nothing"),
                bot.set_my_commands([BotCommand("Ask", "Hỏi")]),
                bot.send_message(12, "Chào"),
            ):
                with pytest.raises(BadRequest):
                    await asking
            with pytest.raises(ChatMigrated):
                await bot.send_message(-55, "Chào")
            await server.block(CHAT)
            with pytest.raises(Forbidden):
                await bot.send_message(CHAT, "Chào")
            server.revoke()
            with pytest.raises(InvalidToken):
                await bot.get_me()

    asyncio.run(play())


def test_the_fake_goes_wrong_as_it_is_told() -> None:
    async def play() -> None:
        server = TelegramServer(per_second=2)
        async with client(server) as bot:
            server.fail(Fault("status", 429, retry_after=3), Fault("hang"))
            with pytest.warns(PTBDeprecationWarning), pytest.raises(RetryAfter, match="in 3 seconds"):
                await bot.send_message(CHAT, "một")
            with pytest.raises(TimedOut):
                await bot.send_message(CHAT, "một", read_timeout=0.2)
            await bot.send_message(CHAT, "một")
            await bot.send_message(CHAT, "hai")
            with pytest.warns(PTBDeprecationWarning), pytest.raises(RetryAfter, match="in 1 seconds"):
                await bot.send_message(CHAT, "ba")
            assert [sent.text for sent in server.sent] == ["một", "hai"]

    asyncio.run(play())


def test_updates_are_given_until_they_are_confirmed_and_to_one_poller_alone() -> None:
    async def play() -> None:
        server = TelegramServer()
        async with client(server) as bot:
            first, second = await server.say(CHAT, "một"), await server.say(CHAT, "hai")
            for _each in range(2):
                found = await bot.get_updates(timeout=0)
                assert [str(one.update_id) for one in found] == [first, second]
            assert [one.update_id for one in await bot.get_updates(offset=int(second))] == [int(second)]
            assert await bot.get_updates(offset=int(second) + 1, timeout=0) == ()
            async with Bot(server.token, base_url=f"{server.url}/bot") as other:
                waiting = asyncio.create_task(other.get_updates(timeout=5))
                await asyncio.sleep(0.1)
                await bot.get_updates(timeout=0)
                with pytest.raises(Conflict):
                    await waiting
            await bot.set_webhook("https://127.0.0.1:9/")
            with pytest.raises(Conflict):
                await bot.get_updates(timeout=0)
            with pytest.raises(BadRequest):
                await bot.set_webhook("http://example.vn/")

    asyncio.run(play())


def test_an_application_of_the_library_polls_the_fake_and_answers() -> None:
    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Có", callback_data="yes")]])
        await update.message.reply_text(f"Nghe {update.message.text}", reply_markup=keyboard)

    async def pressed(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer()
        await update.callback_query.edit_message_text(f"Chọn {update.callback_query.data}")

    async def play() -> None:
        async with TelegramServer() as server:
            app = Application.builder().token(server.token).base_url(f"{server.url}/bot").build()
            app.add_handler(MessageHandler(filters.TEXT, answer))
            app.add_handler(CallbackQueryHandler(pressed))
            async with app:
                assert app.updater is not None
                await app.start()
                await app.updater.start_polling(timeout=1)
                await server.say(CHAT, "chào")
                await _until(lambda: len(server.sent) == 1)
                await server.press(CHAT, "Có")
                await _until(lambda: server.messages[CHAT, 1]["text"] == "Chọn yes")
                await app.updater.stop()
                await app.stop()
            assert [sent.text for sent in server.sent] == ["Nghe chào"]

    asyncio.run(play())


async def _until(said: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not said():  # noqa: ASYNC110 - what is waited for happens in a server
            await asyncio.sleep(0.02)
