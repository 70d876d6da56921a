"""An invented vendor, Post, with its files on a real server, and a house that hears and answers there."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.http import Http
from bot.channels.port import Capabilities, Connection, Menus, Part, Polled, Raw, Receipt
from bot.conversation.messages import Address, Answer, Attachment, Event, Happened, Happening, Incoming, Say
from bot.conversation.router import Command, Router
from bot.conversation.steps import Chat
from bot.documents.uploads import accept
from bot.runtime.inbox import Intake
from bot.runtime.outbox import Sender
from bot.runtime.reception import Reception
from bot.services.desk import Desk
from bot.services.ward import Ward
from storage.database import Database
from storage.files import FileStore
from tests.ward import ZONE

NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
LARGE = 21 * 1024 * 1024


def letter(number: int, text: str = "", chat: str = "an", **more: Any) -> dict[str, Any]:
    """An update of Post, as its wire has it."""
    return {"id": str(number), "chat": chat, "text": text, **more}


@dataclass
class PostChannel:
    """Keeps what was sent; an update that reads "bug" is one it trips over."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    name: str = "post"

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(4_000, "characters", 10)

    def receive(self, raw: Raw) -> Sequence[Event]:
        data: Mapping[str, Any] = raw
        if data.get("kind") == "bug":
            raise LookupError("a bug")
        if data.get("kind") is not None:
            return ()
        address = Address(self.name, data["chat"])
        if "happened" in data:
            at = NOW.replace(tzinfo=None) if data.get("without_zone") else NOW
            return [
                Happened(data["id"], address, at, Happening(data["happened"]), about=data.get("about", ""))
            ]
        files = tuple(Attachment(name, source=name) for name in data.get("files", ()))
        album = data.get("album", "")
        return [Incoming(data["id"], address, NOW, data["text"], None, files, album)]

    async def send(self, address: Address, part: Part) -> Receipt:
        self.sent.append((address.chat, part.text))
        return Receipt(f"post-{part.id}")


def router(said: list[str]) -> Router[Desk]:
    def fail(_chat: Chat[Desk], _answer: Answer) -> Say:
        raise LookupError("a bug")

    def hear(_chat: Chat[Desk], answer: Answer) -> Say:
        said.append(answer.text)
        return Say(f"Heard {answer.text}")

    def received(_chat: Chat[Desk], answer: Answer) -> Say:
        return Say(
            "\n".join([answer.text, *(f"{file.name}: {file.problem or 'ok'}" for file in answer.files)])
        )

    return Router({}, [Command("/bug", fail)], hear, lambda _chat: Say("Help."), received)


async def _file(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    if name.startswith("gone"):
        raise web.HTTPNotFound
    if name.startswith("hung"):
        await asyncio.sleep(30)
    if name.startswith("large"):
        return web.Response(body=bytes(LARGE))
    if name.startswith("cut"):
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"a" * 10)
        assert request.transport is not None
        request.transport.abort()
        return response
    return web.Response(body=f"the text of {name}".encode())


@dataclass
class PostOffice:
    """A house on `database` that is linked to Post; `courtesies` are the updates it was polite about."""

    database: Database
    folder: Path
    polled: Polled | None = None
    locale: str = "en"
    now: datetime = NOW
    channel: PostChannel = field(default_factory=PostChannel)
    said: list[str] = field(default_factory=list)
    courtesies: list[Raw] = field(default_factory=list)
    http: Http = field(default_factory=Http)
    address: str = ""
    patience: float = 10.0

    def __post_init__(self) -> None:
        files = FileStore(self.folder / "files")
        self.ward = Ward(ZONE, files, "http://127.0.0.1", self.locale)
        self.sender = Sender(
            self.database, {"post": self.channel}, lambda _session, row, _now: row.say, self.clock
        )
        self.intake = Intake(self.database, router(self.said), self.ward, self.clock, self.sender.wake)
        self.connection = Connection(
            self.channel,
            "Post",
            self._begin,
            self._fetch,
            self._examine,
            polled=self.polled,
            courtesy=self._courtesy,
        )
        self.reception = Reception(
            self.database,
            self.intake,
            {"post": self.connection},
            files,
            accept,
            self.clock,
            self.locale,
            album_wait=0.15,
            fetch_again=0.01,
            fetch_patience=self.patience,
        )

    def clock(self) -> datetime:
        return self.now

    @property
    def heard_back(self) -> list[str]:
        return [text for _chat, text in self.channel.sent]

    async def hear(self, *raws: Raw) -> None:
        """Take updates in, and wait until all that they set off is done."""
        await self.reception.keep(self.connection, raws)
        await self.reception.stop(10)

    @asynccontextmanager
    async def open(self) -> AsyncIterator["PostOffice"]:
        """With its files served."""
        app = web.Application()
        app.router.add_get("/{name}", _file)
        async with TestServer(app, host="127.0.0.1", shutdown_timeout=0.1) as server:
            self.address = str(server.make_url("/"))
            yield self
            await self.http.close()

    async def _fetch(self, source: str) -> AsyncIterator[bytes]:
        async for chunk in self.http.stream(self.address + source):
            yield chunk

    async def _begin(self, _menus: Menus) -> dict[str, str]:
        return {"name": "Post"}

    async def _examine(self) -> Sequence[Any]:
        return ()

    async def _courtesy(self, raw: Raw) -> None:
        self.courtesies.append(raw)
