"""Somebody who talks to the assistant on whatever channel: says, presses, sends, and waits for an answer."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from aiohttp import ClientSession, CookieJar, FormData

from tests.fakes.telegram.server import TOKEN, TelegramServer
from tests.fakes.zalo_bot import api as zalo_bot_api
from tests.fakes.zalo_bot.server import ZaloBot
from tests.fakes.zalo_oa.server import zalo_oa_server
from tests.story.page import PATIENCE, Page, Upload, value_of

LINK = re.compile(r"https?://\S+/gui-tep/\S+")
QUIET = 1.0


@dataclass(frozen=True)
class Heard:
    """A message to somebody; `raw` is the channel's own form of it."""

    text: str
    raw: Any = None


class Talker(Protocol):
    """One person at a channel. `told` is all that was said there, as who said it and what."""

    @property
    def told(self) -> list[tuple[str, str]]: ...

    async def start(self, code: str) -> None: ...

    async def say(self, text: str) -> None: ...

    async def press(self, message: Heard, label: str) -> None: ...

    async def upload(self, *files: Upload) -> None: ...

    async def hear(self, words: str) -> Heard:
        """The next message that holds these words; whatever comes before it is passed over."""
        ...

    async def rest(self) -> None:
        """Listen until nothing more is said."""
        ...

    async def close(self) -> None: ...


@dataclass
class AtPage:
    """Somebody with the web chat open."""

    page: Page
    told: list[tuple[str, str]] = field(default_factory=list)
    _listened: int = 0

    async def start(self, code: str) -> None:
        self.told.append(("", f"?start={code}"))
        await self.page.say(start=code)

    async def say(self, text: str) -> None:
        self.told.append(("", text))
        await self.page.say(text=text)

    async def press(self, message: Heard, label: str) -> None:
        self.told.append(("", f"[{label}]"))
        await self.page.say(press=value_of(message.raw, label))

    async def upload(self, *files: Upload) -> None:
        self.told.append(("", " ".join(f"📎 {name}" for name, _content in files)))
        await self.page.upload(*files)

    async def hear(self, words: str) -> Heard:
        message = await self.page.hear(words)
        self._note()
        return Heard(message["text"], message)

    async def rest(self) -> None:
        try:
            async with asyncio.timeout(QUIET):
                await self.page.hear("words that nobody says")
        except TimeoutError:
            self._note()

    async def close(self) -> None:
        await self.page.http.close()

    def _note(self) -> None:
        for message in self.page.heard[self._listened :]:
            labels = "".join(f"\n[{choice['label']}]" for choice in message["choices"])
            self.told.append(("bot", message["text"] + labels))
        self._listened = len(self.page.heard)


@dataclass
class AtVendor:
    """Somebody with a vendor's app in hand; `types_code` tells how they hand over a sign-in code."""

    vendor: Any
    chat: str
    code_as: str
    told: list[tuple[str, str]] = field(default_factory=list)
    _listened: int = 0

    async def start(self, code: str) -> None:
        await self.say(self.code_as.format(code))

    async def say(self, text: str) -> None:
        self.told.append(("", text))
        await self.vendor.say(self.chat, text)

    async def press(self, message: Heard, label: str) -> None:
        self.told.append(("", f"[{label}]"))
        await self.vendor.press(self.chat, label)

    async def upload(self, *files: Upload) -> None:
        """In the chat, or behind the link that was given where the chat carries none."""
        self.told.append(("", " ".join(f"📎 {name}" for name, _content in files)))
        links = [found[0] for sent in self._mine() if (found := LINK.search(sent.text))]
        if not links:
            await self.vendor.attach(self.chat, *files)
            return
        form = FormData()
        for name, content in files:
            form.add_field("file", content, filename=name)
        async with ClientSession() as http, http.post(links[-1], data=form) as response:
            assert response.status == 200, await response.text()

    async def hear(self, words: str) -> Heard:
        async with asyncio.timeout(PATIENCE):
            while True:
                for sent in self._new():
                    if words in sent.text:
                        return Heard(sent.text, sent)
                await asyncio.sleep(0.02)

    async def rest(self) -> None:
        await asyncio.sleep(QUIET)
        for _sent in self._new():
            pass

    async def close(self) -> None:
        """The vendor goes by itself."""

    def _mine(self) -> list[Any]:
        return [sent for sent in self.vendor.sent if sent.chat == self.chat]

    def _new(self) -> Any:
        for sent in self._mine()[self._listened :]:
            self._listened += 1
            labels = "".join(f"\n[{label}]" for label, _value in sent.buttons)
            files = "".join(f"\n📎 {name}" for name, _content in sent.files)
            self.told.append(("bot", f"{sent.text}{files}{labels}".strip()))
            yield sent


@dataclass
class Place:
    """A channel to play on: the settings it takes, and a talker for each person."""

    settings: dict[str, str]
    talker: Callable[[str], Awaitable[Talker]]


Opened = Callable[[str, Path], AbstractAsyncContextManager[Place]]


@asynccontextmanager
async def web(address: str, _clock: Path) -> AsyncIterator[Place]:
    async def talker(_who: str) -> Talker:
        page = Page(ClientSession(cookie_jar=CookieJar(unsafe=True)), address)
        await page.open()
        return AtPage(page)

    yield Place({}, talker)


@asynccontextmanager
async def telegram(address: str, _clock: Path) -> AsyncIterator[Place]:
    async with TelegramServer() as vendor:
        settings = {"BOT_TELEGRAM_TOKEN": TOKEN, "BOT_TELEGRAM_API": vendor.url}
        yield Place(
            settings, _at(vendor, {"office": "5001", "focal": "5002", "citizen": "5003"}, "/start {}")
        )


@asynccontextmanager
async def zalo_bot(address: str, _clock: Path) -> AsyncIterator[Place]:
    async with ZaloBot() as vendor:
        settings = {
            "BOT_ZALO_BOT_TOKEN": zalo_bot_api.TOKEN,
            "BOT_ZALO_BOT_API": vendor.url,
            "BOT_PUBLIC_URL": address,
        }
        yield Place(settings, _at(vendor, {"office": "6ede01", "focal": "6ede02", "citizen": "6ede03"}, "{}"))


@asynccontextmanager
async def zalo_oa(address: str, clock: Path) -> AsyncIterator[Place]:
    async with zalo_oa_server(lambda: datetime.fromisoformat(clock.read_text())) as vendor:
        vendor.caller.url, vendor.caller.hurry, vendor.caller.in_time = f"{address}/zalo/oa", 100.0, 10.0
        world = vendor.world
        settings = {
            "BOT_ZALO_OA_APP_ID": world.app_id,
            "BOT_ZALO_OA_APP_SECRET": world.app_secret,
            "BOT_ZALO_OA_SECRET": world.oa_secret,
            "BOT_ZALO_OA_REFRESH_TOKEN": world.first_refresh,
            "BOT_ZALO_OA_API": vendor.url,
            "BOT_ZALO_OAUTH_API": vendor.url,
            "BOT_ZNS_API": vendor.url,
            "BOT_PUBLIC_URL": address,
        }
        yield Place(settings, _at(vendor, {"office": "7001", "focal": "7002", "citizen": "7003"}, "{}"))


PLACES: dict[str, Opened] = {"web": web, "telegram": telegram, "zalo_bot": zalo_bot, "zalo_oa": zalo_oa}


def _at(vendor: Any, chats: dict[str, str], code_as: str) -> Callable[[str], Awaitable[Talker]]:
    async def talker(who: str) -> Talker:
        return AtVendor(vendor, chats[who], code_as)

    return talker
