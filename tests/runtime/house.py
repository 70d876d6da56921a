"""A whole small house behind a real web server: database, conversations, sender, pages."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import ClientWebSocketResponse
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Request

from bot.channels.links import FileLinks
from bot.channels.port import Channel
from bot.channels.webchat import WebChat
from bot.conversation.messages import Answer, Choice, Document, Say
from bot.conversation.router import Command, Router
from bot.conversation.steps import Chat, End, Question, Start, straight
from bot.documents.uploads import accept
from bot.runtime.inbox import Intake
from bot.runtime.outbox import Sender
from bot.runtime.timetable import Timetable
from bot.runtime.web import web_application
from bot.runtime.web_parts import Listed, WebParts
from bot.services.desk import Desk
from bot.services.ward import ChannelFacts, Ward
from storage.files import FileStore
from tests.databases import migrated

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)
Client = TestClient[Request, Any]

LISTED = Listed(
    "Đối thoại <với> thanh niên",
    datetime(2026, 6, 15, 8, tzinfo=ZONE),
    datetime(2026, 6, 15, 10, 30, tzinfo=ZONE),
    "Nhà văn hóa số 2",
    "Bà Trần Thị Mẫu",
    "Dự kiến",
    datetime(2026, 6, 1, 8, tzinfo=ZONE),
)


def _router(files: FileStore) -> Router[Desk]:
    def hand_out(_chat: Chat[Desk], _answer: Answer) -> Say:
        name = "Báo cáo tháng 6.txt"
        return Say("Đây.", files=(Document(name, "text/plain", files.put(b"bao cao")),))

    def received(_chat: Chat[Desk], answer: Answer) -> Say:
        return Say("\n".join(f"{file.name}: {file.problem or 'ok'}" for file in answer.files))

    def fail(_chat: Chat[Desk], _answer: Answer) -> Say:
        raise LookupError("a bug")

    colours = (("red", "Đỏ"), ("blue", "Xanh dương"))
    questions: list[Question[Desk]] = [Question("colour", "Which colour?", colours)]
    return Router(
        flows={
            "paint": straight("paint", questions, lambda chat: End((Say(f"Painted {chat.data['colour']}."),)))
        },
        commands=[
            Command(
                "/start", lambda _chat, answer: Say(f"Welcome {answer.text}.", (Choice("/paint", "Sơn"),))
            ),
            Command("/paint", lambda _chat, _answer: Start("paint")),
            Command("/file", hand_out),
            Command("/bug", fail),
        ],
        fallback=lambda _chat, answer: Say(f"Heard {answer.text}"),
        help=lambda _chat: Say("Help."),
        files=received,
    )


class House:
    """The parts, and a server to reach them; `now` only moves when a test says so."""

    def __init__(
        self,
        folder: Path,
        router: Router[Desk] | None = None,
        *,
        channels: Mapping[str, ChannelFacts] | None = None,
        lines: Mapping[str, Channel] | None = None,
        locale: str = "en",
        **changed: Any,
    ) -> None:
        self.now = NOW
        self.files = FileStore(folder / "files")
        self.database = migrated(f"sqlite:///{folder / 'ward.db'}")
        self.links = FileLinks(b"key", "http://127.0.0.1", self.clock)
        self.webchat = WebChat(self.clock)
        self.sender = Sender(
            self.database,
            {"web": self.webchat, **(lines or {})},
            lambda _session, row, _now: row.say,
            self.clock,
            self.webchat.here,
        )
        self.ward = Ward(ZONE, self.files, "http://127.0.0.1", locale=locale, channels=channels or {})
        intake = Intake(self.database, router or _router(self.files), self.ward, self.clock, self.sender.wake)
        self.timetable = Timetable(self.database, self.sender, lambda _session, _now: None, self.clock)
        parts = WebParts(
            self.webchat,
            intake,
            self.sender,
            self.database,
            self.files,
            accept,
            lambda _session, _now: b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
            lambda _session, _now: [LISTED],
            self.clock,
            self.links,
            locale=locale,
            timetable=self.timetable,
        )
        self.parts = replace(parts, **changed)

    def clock(self) -> datetime:
        return self.now

    def pass_time(self, **much: float) -> None:
        self.now += timedelta(**much)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Client]:
        """A browser that has opened the page, and so has its cookie."""
        server = TestServer(web_application(self.parts), host="127.0.0.1")
        await self.timetable.tick()
        async with TestClient(server) as client:
            await client.get("/")
            yield client
        self.database.close()


async def greeted(client: Client, after: object = 0) -> ClientWebSocketResponse:
    """An open conversation that has said what it has seen."""
    socket = await client.ws_connect("/chat/ws")
    await socket.send_json({"hello": {"after": after}})
    return socket


async def hear(socket: ClientWebSocketResponse) -> Any:
    return await socket.receive_json(timeout=5)


async def is_silent(socket: ClientWebSocketResponse) -> bool:
    try:
        await socket.receive(timeout=0.3)
    except TimeoutError:
        return True
    return False


def another(client: Client) -> Client:
    """Somebody else's browser, before it has opened the page."""
    browser: Client = TestClient(client.server)
    return browser
