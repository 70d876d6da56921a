"""A line to a Zalo bot on loopback, and a server of ours that hands out the pictures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.http import Http
from bot.channels.links import FileLinks
from bot.channels.port import Connection
from bot.channels.surroundings import Surroundings
from bot.channels.zalo_bot.channel import connect
from bot.settings import Settings
from bot.settings_channels import ChannelSettings
from storage.files import FileStore
from tests.databases import migrated
from tests.fakes.zalo_bot.api import TOKEN, Rules
from tests.fakes.zalo_bot.server import ZaloBot

NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
KEY = bytes(32)


class Ours:
    """Our own pages: pictures by link, and the webhook; `heard` counts the updates in each call."""

    def __init__(self) -> None:
        self.connection: Connection | None = None
        self.around: Surroundings | None = None
        self.heard: list[int] = []
        self.application = web.Application()
        self.application.router.add_get("/f/{token}/{name}", self._file)
        self.application.router.add_post("/zalo/bot", self._hook)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        assert self.around is not None
        found = self.around.links.opened(request.match_info["token"], request.match_info["name"])
        assert found is not None
        return web.Response(body=self.around.files.path(found.sha256).read_bytes(), content_type=found.mime)

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        assert self.connection is not None
        assert self.connection.hook is not None
        self.heard.append(len(self.connection.hook.read(request.headers, await request.read())))
        return web.Response()


@dataclass
class Bench:
    """What a test has at hand."""

    vendor: ZaloBot
    connection: Connection
    around: Surroundings
    ours: Ours


@asynccontextmanager
async def bench(
    folder: Path, rules: Rules | None = None, *, callable_: bool = True, **chosen: Any
) -> AsyncIterator[Bench]:
    """A bot that is set up against its vendor; `chosen` are settings of the channel."""
    ours, http = Ours(), Http()
    database = migrated(f"sqlite:///{folder / 'ward.db'}")
    async with ZaloBot(rules) as vendor, TestServer(ours.application) as server:
        channels = ChannelSettings(zalo_bot_token=TOKEN, **({"zalo_bot_api": vendor.url} | chosen))
        address = f"http://127.0.0.1:{server.port}" if callable_ else ""
        settings = Settings(channels=channels, data_dir=folder, public_url=address)
        links = FileLinks(KEY, settings.address, lambda: NOW)
        around = Surroundings(settings, http, database, FileStore(folder / "files"), links, KEY, lambda: NOW)
        ours.around, ours.connection = around, connect(around)
        assert ours.connection is not None
        try:
            yield Bench(vendor, ours.connection, around, ours)
        finally:
            await http.close()
            database.close()
