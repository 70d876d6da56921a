"""Durable turns a second, ours against python-telegram-bot's ConversationHandler with a pickle an update."""

import asyncio
import tempfile
import time
import warnings
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from telegram import Update
from telegram.ext import (
    Application,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest, RequestData

from bot.clock import utc_now
from bot.conversation.messages import Address, Answer, Incoming, Say
from bot.conversation.router import Command, Router
from bot.conversation.steps import Chat, End, Question, Start, straight
from bot.runtime.inbox import Intake
from bot.services.desk import Desk
from bot.services.ward import Ward
from storage.files import FileStore
from tests.databases import migrated

PEOPLE = (100, 1_000, 10_000)
TURNS = 1_000
AT_ONCE = 64


def compare() -> Iterator[str]:
    """A line for each size: both speeds, and how many times faster ours is."""
    speeds = []
    for people in PEOPLE:
        ours = asyncio.run(_ours(people))
        peer = asyncio.run(_peer(people, TURNS * 100 // max(100, people) + 50))
        speeds.append(ours)
        yield (f"{people:>6} people: {ours:6.0f} turns/s, peer {peer:6.0f}, ratio {ours / peer:5.2f}")
    yield (f"flatness (fastest / slowest of ours): {max(speeds) / min(speeds):.2f}")


def _router() -> Router[Desk]:
    def finish(_chat: Chat[Desk]) -> End:
        return End((Say("Kept."),))

    def begin(_chat: Chat[Desk], _answer: Answer) -> Start:
        return Start("note")

    questions: list[Question[Desk]] = [Question("what", "What?"), Question("where", "Where?")]
    return Router(
        flows={"note": straight("note", questions, finish)},
        commands=[Command("/note", begin)],
        fallback=lambda _chat, _answer: Say("?"),
        help=lambda _chat: Say("?"),
        files=lambda _chat, _answer: Say("?"),
    )


def _said(turn: int, people: int) -> tuple[int, str]:
    """Who says what in this turn: everybody in rounds of begin, first answer, second answer."""
    return turn % people, ("/note", "leaflets", "market")[turn // people % 3]


async def _ours(people: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        database = migrated(f"sqlite:///{folder}/ward.db")
        ward = Ward(ZoneInfo("Asia/Ho_Chi_Minh"), FileStore(Path(folder) / "files"), "http://127.0.0.1")

        async def wake(_channel: str, _chat: str) -> None:
            return

        intake = Intake(database, _router(), ward, utc_now, wake)

        async def take(turn: int) -> None:
            who, text = _said(turn, people)
            await intake.take(Incoming(str(turn), Address("bench", str(who)), utc_now(), text))

        await _spread(take, people)
        speed = await _speed(take, people, people + TURNS * 4)
        database.close()
        return speed


async def _spread(take: Callable[[int], Awaitable[None]], people: int) -> None:
    for start in range(0, people, AT_ONCE):
        await asyncio.gather(*(take(turn) for turn in range(start, min(start + AT_ONCE, people))))


async def _speed(take: Callable[[int], Awaitable[None]], first: int, last: int) -> float:
    began = time.perf_counter()
    for start in range(first, last, AT_ONCE):
        await asyncio.gather(*(take(turn) for turn in range(start, min(start + AT_ONCE, last))))
    return (last - first) / (time.perf_counter() - began)


class _NoNetwork(BaseRequest):
    """Answers every call at once as Telegram would, so that only the handling is measured."""

    @property
    def read_timeout(self) -> float:
        return 5

    async def initialize(self) -> None:
        return

    async def shutdown(self) -> None:
        return

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        if url.endswith("/getMe"):
            return 200, b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"B","username":"b_bot"}}'
        sent = b'{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"},"text":"x"}}'
        return 200, sent


async def _peer(people: int, turns: int) -> float:
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        persistence: PicklePersistence[Any, Any, Any] = PicklePersistence(Path(folder) / "state")
        builder = Application.builder().token("1:x").request(_NoNetwork()).get_updates_request(_NoNetwork())
        app = builder.persistence(persistence).build()

        async def begin(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> int:
            assert update.message
            await update.message.reply_text("What?")
            return 0

        async def what(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
            assert update.message
            assert context.user_data is not None
            context.user_data["what"] = update.message.text
            await update.message.reply_text("Where?")
            return 1

        async def where(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
            assert update.message
            assert context.user_data is not None
            context.user_data["where"] = update.message.text
            await update.message.reply_text("Kept.")
            return ConversationHandler.END

        app.add_handler(
            ConversationHandler(
                entry_points=[CommandHandler("note", begin)],
                states={
                    0: [MessageHandler(filters.TEXT, what)],
                    1: [MessageHandler(filters.TEXT, where)],
                },
                fallbacks=[],
                name="note",
                persistent=True,
            )
        )
        await app.initialize()

        async def take(turn: int, *, save: bool = True) -> None:
            who, text = _said(turn, people)
            await app.process_update(Update.de_json(_update(turn, who, text), app.bot))
            if save:
                await app.update_persistence()

        for turn in range(people):
            await take(turn, save=False)
        await app.update_persistence()
        began = time.perf_counter()
        for turn in range(people, people + turns):
            await take(turn)
        speed = turns / (time.perf_counter() - began)
        await app.shutdown()
        return speed


def _update(turn: int, who: int, text: str) -> dict[str, Any]:
    user = {"id": who + 1, "is_bot": False, "first_name": "N"}
    message: dict[str, Any] = {
        "message_id": turn + 1,
        "date": int(datetime(2026, 6, 1, tzinfo=UTC).timestamp()),
        "chat": {"id": who + 1, "type": "private"},
        "from": user,
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"update_id": turn + 1, "message": message}
