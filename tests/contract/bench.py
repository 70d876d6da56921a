"""A whole assistant between a fake vendor and a small router: lines, reception, turns, outbox and links."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.channels.http import Http
from bot.channels.links import FileLinks
from bot.channels.port import Channel, Connection
from bot.channels.render import render
from bot.channels.surroundings import Surroundings
from bot.clock import utc_now
from bot.conversation.messages import Address, Answer, Choice, Document, Say, Spoken
from bot.conversation.router import Command, Router
from bot.conversation.steps import Chat
from bot.documents.uploads import accept
from bot.runtime.inbox import Intake
from bot.runtime.lines import Line, Lines
from bot.runtime.outbox import Sender
from bot.runtime.reception import Reception
from bot.runtime.webhooks import add_hooks
from bot.services.desk import Desk
from bot.services.ward import Ward
from bot.settings import Settings
from bot.settings_channels import ChannelSettings
from storage.accounts import accounts
from storage.database import Database
from storage.files import FileStore
from tests.contract.kit import Kit
from tests.databases import migrated
from tests.fakes.vendor import Sent
from tests.ward import ZONE

KEY, SOON, QUIET = b"k" * 32, 60.0, 0.25


@dataclass
class Bench:
    """Both ends of a channel. `turns` is what reached a turn, in order."""

    vendor: Any
    channel: Channel
    chat: str
    other: str
    turns: list[tuple[str, str]]
    files: FileStore
    links: FileLinks | None = None
    connection: Connection | None = None
    around: Surroundings | None = None
    url: str = ""
    _read: dict[str, int] = field(default_factory=dict)

    @property
    def here(self) -> Address:
        return Address(self.channel.name, self.chat)

    async def hear(self, words: str, chat: str = "") -> Sent:
        """The next message to a chat that holds these words."""
        who = chat or self.chat
        async with asyncio.timeout(SOON):
            while True:
                told = [sent for sent in self.vendor.sent if sent.chat == who]
                for at in range(self._read.get(who, 0), len(told)):
                    self._read[who] = at + 1
                    if words in told[at].text:
                        found: Sent = told[at]
                        return found
                await asyncio.sleep(0.005)

    async def taken(self, number: int) -> None:
        """Wait until so many turns have been taken."""
        async with asyncio.timeout(SOON):
            while len(self.turns) < number:  # noqa: ASYNC110 - there is nobody who could tell
                await asyncio.sleep(0.005)

    async def press(self, label: str, chat: str = "") -> None:
        """Press the button that reads so, or type its number where it stands in the list alone."""
        who = chat or self.chat
        try:
            await self.vendor.press(who, label)
        except LookupError:
            line = re.compile(rf"^(\d+|[a-z])\. {re.escape(label)}$", re.MULTILINE)
            texts = [sent.text for sent in self.vendor.sent if sent.chat == who]
            numbers = [found[1] for text in texts if (found := line.search(text))]
            await self.vendor.say(who, numbers[-1])

    async def is_quiet(self) -> bool:
        """Whether nothing more is heard or said for a moment."""
        before = len(self.turns), len(self.vendor.sent)
        await asyncio.sleep(QUIET)
        return before == (len(self.turns), len(self.vendor.sent))

    async def send(self, spoken: Spoken) -> list[Sent]:
        """Say something there as the outbox would; what the vendor took of it."""
        before = len(self.vendor.sent)
        link_to = self.links.to if self.links is not None else lambda _file: ""
        for part in render(7, spoken, self.channel.capabilities, link_to):
            await self.channel.send(self.here, part)
        return list(self.vendor.sent[before:])

    def document(self, name: str, mime: str, content: bytes) -> Document:
        return Document(name, mime, self.files.put(content))


def router(turns: list[tuple[str, str]], named: Callable[[str], str] = str) -> Router[Desk]:
    """Answers everything with what it heard; “menu 3 words” offers three choices that read so."""

    def note(chat: Chat[Desk], text: str) -> None:
        turns.append((named(chat.address.chat), text))

    def menu(chat: Chat[Desk], answer: Answer) -> Say:
        number, _space, label = answer.text.partition(" ")
        choices = tuple(Choice(f"/pick {n}", f"{label} {n}".strip()) for n in range(1, int(number) + 1))
        return Say(f"menu {number}", choices)

    def pick(chat: Chat[Desk], answer: Answer) -> Say:
        note(chat, f"/pick {answer.text}")
        return Say(f"picked {answer.text}")

    def hear(chat: Chat[Desk], answer: Answer) -> Say:
        note(chat, answer.text)
        return Say(f"heard {answer.text}")

    def received(chat: Chat[Desk], answer: Answer) -> Say:
        told = [f"{file.name}: {file.problem or file.sha256}" for file in answer.files]
        note(chat, "\n".join([answer.text, *told]).strip())
        return Say("received " + ", ".join(file.problem or "ok" for file in answer.files))

    commands = [Command[Desk]("/menu", menu), Command[Desk]("/pick", pick), Command[Desk]("/start", hear)]
    return Router({}, commands, hear, lambda _chat: Say("help"), received)


@asynccontextmanager
async def opened(kit: Kit, folder: Path, *, patience: float = 5.0) -> AsyncIterator[Bench]:
    """The kit's channel in use, listening; `patience` is how long a vendor may take to answer."""
    if kit.opened is not None:
        async with kit.opened(kit, folder) as bench:
            yield bench
        return
    port = unused_port()
    url = f"http://127.0.0.1:{port}"
    http, database = Http(patience), migrated(f"sqlite:///{folder / 'ward.db'}")
    async with kit.vendor() as vendor:
        channels = ChannelSettings.model_validate(kit.settings(vendor))
        settings = Settings(data_dir=folder, port=port, public_url=url, channels=channels)
        files, links = FileStore(folder / "files"), FileLinks(KEY, url, utc_now)
        around = Surroundings(settings, http, database, files, links, KEY, utc_now)
        line = kit.connect(around)
        assert line is not None
        turns: list[tuple[str, str]] = []
        sender = Sender(
            database,
            {kit.channel: line.channel},
            lambda _session, row, _now: row.say,
            utc_now,
            link_to=links.to,
        )
        ward = Ward(ZONE, files, url, "en")
        intake = Intake(database, router(turns), ward, utc_now, sender.wake)
        reception = Reception(
            database,
            intake,
            {kit.channel: line},
            files,
            accept,
            utc_now,
            "en",
            album_wait=0.3,
            fetch_again=0.01,
            fetch_patience=3.0,
        )
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_get("/f/{token}/{name}", _handing_out(links, files))
        add_hooks(app, reception, [line], slowest=0.4)
        lines = Lines([Line(line, reception, lambda _l, _r: (), lambda _error, _tries: 0.05, 0.5)])
        async with TestServer(app, host="127.0.0.1", port=port, shutdown_timeout=0.1):
            if line.hook is not None:
                kit.point_at(vendor, f"{url}{line.hook.path}")
            lines.start()
            try:
                await _begun(database)
                yield Bench(vendor, line.channel, *kit.chats, turns, files, links, line, around, url)
            finally:
                await lines.stop()
                await reception.stop(3)
                await sender.stop(1)
                await http.close()
                database.close()


async def _begun(database: Database) -> None:
    async with asyncio.timeout(SOON):
        while not await database.read(accounts):  # noqa: ASYNC110 - there is nobody who could tell
            await asyncio.sleep(0.005)


def _handing_out(links: FileLinks, files: FileStore) -> Any:
    async def hand_out(request: web.Request) -> web.StreamResponse:
        found = links.opened(request.match_info["token"], request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        return web.Response(body=files.path(found.sha256).read_bytes(), content_type=found.mime)

    return hand_out
