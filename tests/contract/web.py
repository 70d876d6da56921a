"""The web chat under the contract: a browser a person in the place of a vendor."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientWebSocketResponse, CookieJar, FormData, WSMsgType
from aiohttp.test_utils import TestClient, TestServer

from bot.conversation.messages import Address, Spoken
from bot.runtime.web import web_application
from bot.runtime.web_parts import COOKIE
from storage.outbox import enqueue
from storage.vocabulary import MessageKind
from tests.contract.bench import Bench, router
from tests.contract.kit import Kit
from tests.fakes.vendor import Sent
from tests.runtime.house import Client, House, greeted

PEOPLE = ("person-001", "person-002")


@dataclass
class Browser:
    """One person's page; `chat` is what the house knows them by."""

    client: Client
    socket: ClientWebSocketResponse
    chat: str
    reading: asyncio.Task[None] | None = None


@dataclass
class Browsers:
    """Everybody who has the page open, by a name of the test's own; a Vendor."""

    server: TestServer
    sent: list[Sent] = field(default_factory=list)
    people: dict[str, Browser] = field(default_factory=dict)
    _said: dict[str, dict[str, Any]] = field(default_factory=dict)
    _last: str = ""

    async def say(self, chat: str, text: str) -> str:
        return await self.deliver(chat, {"text": text})

    async def press(self, chat: str, label: str) -> str:
        for sent in reversed(self.sent):
            for shown, value in sent.buttons if sent.chat == chat else ():
                if shown == label:
                    return await self.deliver(chat, {"press": value})
        raise LookupError(label)

    async def attach(self, chat: str, *files: tuple[str, bytes], text: str = "") -> str:
        if text:
            await self.say(chat, text)
        form = FormData()
        form.add_field("n", secrets.token_hex(8))
        for name, content in files:
            form.add_field("file", content, filename=name)
        async with (await self.browser(chat)).client.post("/chat/upload", data=form) as response:
            assert response.status == 200
        return ""

    async def repeat(self) -> None:
        await (await self.browser(self._last)).socket.send_json(self._said[self._last])

    async def deliver(self, chat: str, frame: Mapping[str, Any]) -> str:
        number = secrets.token_hex(8)
        self._last, self._said[chat] = chat, {**frame, "n": number}
        await (await self.browser(chat)).socket.send_json(self._said[chat])
        return number

    async def browser(self, chat: str) -> Browser:
        """The browser of this person, opened where it is not yet."""
        if chat not in self.people:
            client: Client = TestClient(self.server, cookie_jar=CookieJar(unsafe=True))
            await client.get("/")
            cookie = client.session.cookie_jar.filter_cookies(client.make_url("/"))[COOKIE].value
            digest = hashlib.sha256(cookie.encode()).hexdigest()
            browser = self.people[chat] = Browser(client, await greeted(client), digest)
            browser.reading = asyncio.create_task(self._read(chat, browser))
        return self.people[chat]

    async def close(self) -> None:
        for browser in self.people.values():
            await browser.socket.close()
            if browser.reading is not None:
                await browser.reading
            await browser.client.session.close()

    async def _read(self, chat: str, browser: Browser) -> None:
        async for frame in browser.socket:
            if frame.type is not WSMsgType.TEXT or "text" not in (message := frame.json()):
                continue
            files = []
            for file in message["files"]:
                async with browser.client.get(file["url"]) as response:
                    files.append((file["name"], await response.read()))
            buttons = tuple((choice["label"], str(choice["value"])) for choice in message["choices"])
            text = "\n".join(filter(None, (message["text"], message.get("link"))))
            self.sent.append(Sent(chat, text, message["id"], 0.0, buttons, tuple(files)))


@dataclass
class WebBench(Bench):
    """What is said goes through the outbox, where the page finds the files of a message."""

    house: Any = None

    @property
    def here(self) -> Address:
        return Address("web", self.vendor.people[self.chat].chat)

    async def send(self, spoken: Spoken) -> list[Sent]:
        before = len(self.vendor.sent)
        with self.house.database.session() as session:
            enqueue(
                session,
                channel="web",
                chat=self.here.chat,
                kind=MessageKind.REPLY,
                say=spoken.as_data(),
                now=self.house.now,
            )
        await self.house.sender.wake("web", self.here.chat)
        async with asyncio.timeout(60):
            while len(self.vendor.sent) == before:  # noqa: ASYNC110 - there is nobody who could tell
                await asyncio.sleep(0.005)
        return list(self.vendor.sent[before:])


@asynccontextmanager
async def opened_web(kit: Kit, folder: Path) -> AsyncIterator[Bench]:
    """The web chat in use, with nobody there yet."""
    turns: list[tuple[str, str]] = []
    people: dict[str, Browser] = {}

    def name_of(digest: str) -> str:
        return next((name for name, browser in people.items() if browser.chat == digest), digest)

    house = House(folder, router(turns, name_of))
    server = TestServer(web_application(house.parts), host="127.0.0.1")
    async with server:
        await house.timetable.tick()
        browsers = Browsers(server, people=people)
        yield WebBench(browsers, house.webchat, *kit.chats, turns, house.files, house=house)
        await browsers.close()
    house.database.close()


async def _odd_frame(browsers: Browsers, frame: Mapping[str, Any]) -> None:
    await browsers.deliver(PEOPLE[0], frame)


WEB = Kit(
    "web",
    "web",
    PEOPLE,
    connect=lambda _around: None,
    vendor=nullcontext,
    settings=lambda _vendor: {},
    deliver=_odd_frame,
    text=lambda _chat, text, _number: {"text": text},
    unknown=({"dance": True}, {"text": 7}, {"press": ["1:0"]}, {"text": ""}, {"press": "9" * 500}),
    outcomes={},
    opened=opened_web,
)
