"""A whole line to Telegram: heard, kept, confirmed and answered, whatever the wire does."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from bot.channels.telegram.listening import Polling
from bot.conversation.messages import Answer, Choice, Say
from bot.conversation.router import Command, Router
from bot.conversation.steps import Chat
from bot.documents.uploads import accept
from bot.runtime.inbox import Intake
from bot.runtime.lines import Line
from bot.runtime.logs import set_up_logs
from bot.runtime.outbox import Sender
from bot.runtime.reception import Reception
from bot.services.alarms import open_alarms
from bot.services.desk import Desk
from bot.services.ward import Ward
from bot.texts import speaking
from tests.channels.telegram.house import CHAT, NOW, House, opened
from tests.fakes.telegram import people
from tests.fakes.telegram.server import TOKEN, TelegramServer
from tests.fakes.vendor import Fault
from tests.ward import ZONE

_REFUSED = "⚠️ Telegram refuses our token, so nothing can be sent or heard there. Run: main.py doctor"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@dataclass
class Talk:
    """The line and what was heard over it."""

    house: House
    line: Line
    heard: list[str] = field(default_factory=list)

    @property
    def server(self) -> TelegramServer:
        return self.house.server

    async def until(self, said: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not said():  # noqa: ASYNC110 - what is waited for happens in a server
                await asyncio.sleep(0.02)

    async def alarmed(self, *alarms: str) -> None:
        """Until these alarms are on, and no others."""

        def found(session: Session) -> list[str]:
            with speaking("en"):
                return open_alarms(session)

        async with asyncio.timeout(60):
            while await self.house.database.read(found) != list(alarms):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.05)

    async def answers(self, number: int) -> list[str]:
        """What was said to people, once it is this many messages."""
        await self.until(lambda: len(self.server.sent) >= number)
        return [sent.text for sent in self.server.sent]


def router(heard: list[str]) -> Router[Desk]:
    def hear(_chat: Chat[Desk], answer: Answer) -> Say:
        heard.append(answer.text)
        return Say(f"Nghe: {answer.text}", (Choice("/red", "Đỏ"), Choice("/blue", "Xanh")))

    def files(_chat: Chat[Desk], answer: Answer) -> Say:
        kept = ", ".join(f"{file.name} {file.problem or file.size}" for file in answer.files)
        return Say(f"{answer.text}: {kept}")

    commands: list[Command[Desk]] = [
        Command("/red", lambda _chat, _answer: Say("Đã chọn đỏ.")),
        Command("/start", lambda _chat, answer: Say(f"Mã {answer.text}")),
        Command("/unreadable", lambda _chat, _answer: Say("Xin gõ chữ.")),
    ]
    return Router({}, commands, hear, lambda _chat: Say("Trợ giúp."), files)


@asynccontextmanager
async def talk(folder: Path, server: TelegramServer, **settings: Any) -> AsyncIterator[Talk]:
    """A line that runs until the end of the block."""
    async with opened(folder, server, **settings) as house:
        if isinstance(house.connection.polled, Polling):
            house.connection.polled.wait = 1
        heard: list[str] = []
        ward = Ward(ZONE, house.files, "http://127.0.0.1")
        channel = house.connection.channel
        sender = Sender(house.database, {channel.name: channel}, lambda _s, row, _n: row.say, lambda: NOW)
        intake = Intake(house.database, router(heard), ward, lambda: NOW, sender.wake)
        reception = Reception(
            house.database,
            intake,
            {channel.name: house.connection},
            house.files,
            accept,
            lambda: NOW,
            album_wait=0.2,
            fetch_again=0.01,
        )
        line = Line(house.connection, reception, lambda _locale, _roles: (), lambda _error, _tries: 0.05)
        running = asyncio.create_task(line.run())
        try:
            yield Talk(house, line, heard)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await reception.stop(2)


def test_people_are_answered_and_their_menus_close(tmp_path: Path) -> None:
    async def play() -> None:
        async with talk(tmp_path, TelegramServer()) as told:
            await told.server.say(CHAT, "/start ABCD-EFGH")
            assert await told.answers(1) == ["Mã ABCD-EFGH"]
            await told.server.say(CHAT, "màu gì < & _ * [ ]")
            assert (await told.answers(2))[1] == "Nghe: màu gì < & _ * [ ]"
            assert told.server.sent[1].buttons[0][0] == "Đỏ"
            await told.server.press(CHAT, "Đỏ")
            assert (await told.answers(3))[2] == "Đã chọn đỏ."
            await told.until(lambda: "→ Đỏ" in told.server.messages[CHAT, 2]["text"])

    asyncio.run(play())


def test_the_same_update_twice_is_answered_once(tmp_path: Path) -> None:
    async def play() -> None:
        async with talk(tmp_path, TelegramServer()) as told:
            await told.server.say(CHAT, "một")
            await told.answers(1)
            await told.server.repeat()
            await told.server.say(CHAT, "hai")
            assert await told.answers(2) == ["Nghe: một", "Nghe: hai"]

    asyncio.run(play())


def test_an_update_is_confirmed_only_once_it_is_kept(tmp_path: Path) -> None:
    async def play() -> None:
        async with talk(tmp_path, TelegramServer()) as told:
            await told.until(lambda: "getUpdates" in told.server.calls)
            database, broken = told.house.database, asyncio.Event()
            write = database.write

            async def fail(*_given: Any, **_more: Any) -> Any:
                broken.set()
                raise OSError("disk full")

            database.write = fail  # type: ignore[method-assign]
            await told.server.say(CHAT, "một")
            await broken.wait()
            await asyncio.sleep(0.3)
            assert [raw["message"]["text"] for raw in told.server.queue.waiting] == ["một"]
            database.write = write  # type: ignore[method-assign]
            assert await told.answers(1) == ["Nghe: một"]
            await told.server.queue.drained()
            assert told.heard == ["một"]

    asyncio.run(play())


def test_an_album_with_a_bad_file_among_good_ones_is_one_message(tmp_path: Path) -> None:
    async def play() -> None:
        async with talk(tmp_path, TelegramServer(largest_download=1000)) as told:
            files = (("một.pdf", PDF), ("hai.pdf", PDF + bytes(2000)), ("ba.exe", b"MZ\x90"))
            await told.server.attach(CHAT, *files, text="5.1 xong")
            (said,) = await told.answers(1)
            assert said.startswith(f"5.1 xong: một.pdf {len(PDF)}, hai.pdf ")
            assert [name in said for name in ("xin gửi lại", ", ba.exe ")] == [True, True]

    asyncio.run(play())


def test_what_cannot_be_read_gets_an_answer_too(tmp_path: Path) -> None:
    async def play() -> None:
        async with talk(tmp_path, TelegramServer()) as told:
            await told.server.tell(people.message(CHAT, location={"latitude": 21.0, "longitude": 105.8}))
            assert await told.answers(1) == ["Xin gõ chữ."]

    asyncio.run(play())


def test_a_token_revoked_while_running_is_told_to_the_office_once(tmp_path: Path) -> None:
    async def play() -> None:
        async with talk(tmp_path, TelegramServer()) as told:
            await told.until(lambda: "getUpdates" in told.server.calls)
            token = told.server.token
            told.server.revoke()
            await told.alarmed(_REFUSED)
            told.server.token = token
            await told.alarmed()

    asyncio.run(play())


def test_a_reply_waits_out_what_the_server_asks(tmp_path: Path) -> None:
    async def play() -> None:
        async with talk(tmp_path, TelegramServer()) as told:
            told.server.fail(Fault("status", 429, retry_after=7))
            await told.server.say(CHAT, "một")
            await told.until(lambda: "sendMessage" in told.server.calls)
            await asyncio.sleep(0.2)
            assert told.server.sent == []

    asyncio.run(play())


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged, as the running assistant logs it."""
    stream = io.StringIO()
    set_up_logs("json", stream)
    yield stream
    set_up_logs("json")


def test_neither_the_token_nor_what_people_write_is_in_the_log(tmp_path: Path, log: io.StringIO) -> None:
    async def play() -> None:
        async with talk(tmp_path, TelegramServer()) as told:
            faults = [Fault("status", 500), Fault("garbage"), Fault("drop_after"), Fault("status", 403)]
            for number, fault in enumerate(faults):
                told.server.fail(fault)
                await told.server.say(str(51 + number), f"chuyện riêng {number}")
                await told.until(lambda: not told.server.waiting_faults)
            await told.server.attach(CHAT, ("riêng.pdf", PDF))
            told.server.files.clear()
            await told.until(lambda: "getFile" in told.server.calls)
            told.server.revoke()
            await told.alarmed(_REFUSED)

    asyncio.run(play())

    logged = log.getvalue()
    assert "send_refused" in logged
    assert "channel_failing" in logged
    assert [word for word in (TOKEN.partition(":")[2], "riêng", "127.0.0.1") if word in logged] == []
