"""An official account connected to Zalo's loopback server, for tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.http import Http
from bot.channels.links import FileLinks
from bot.channels.port import Connection, Part
from bot.channels.surroundings import Surroundings
from bot.channels.zalo_oa.channel import ZaloOA, connect
from bot.conversation.messages import Address, Document
from bot.errors import ChannelError
from bot.settings import Settings
from storage.database import Database
from storage.files import FileStore
from tests.fakes.zalo_oa.server import ZaloOAServer, zalo_oa_server

NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
AN = Address("zalo_oa", "246845883529197922")
KEY = b"key of the ward"


@dataclass
class Time:
    """A clock for both sides; it only moves when a test says so."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **much: float) -> None:
        self.now += timedelta(**much)


@dataclass
class OfficialAccount:
    """Both ends of the line."""

    server: ZaloOAServer
    connection: Connection
    channel: ZaloOA
    around: Surroundings
    time: Time

    async def say(self, text: str, **more: Any) -> str:
        """Send one message to An; Zalo's id of it."""
        return (await self.channel.send(AN, Part(7, more.pop("number", 0), text, **more))).vendor_id

    async def refused(self, text: str = "Chào", **more: Any) -> ChannelError:
        """The refusal of one message to An."""
        with pytest.raises(ChannelError) as caught:
            await self.say(text, **more)
        return caught.value

    def file(self, name: str, mime: str, content: bytes) -> Document:
        return Document(name, mime, self.around.files.put(content))


def surroundings(
    server: ZaloOAServer, database: Database, folder: Path, time: Time, **settings: Any
) -> Surroundings:
    """What a process of its own has: its HTTP, and its hand on the database."""
    return Surroundings(
        Settings(channels=server.settings(**settings), public_url="https://tro-ly.example.gov.vn"),
        Http(),
        database,
        FileStore(folder / "files"),
        FileLinks(KEY, "https://tro-ly.example.gov.vn", time),
        KEY,
        time,
    )


@asynccontextmanager
async def official_account(
    database: Database, folder: Path, time: Time | None = None, **settings: Any
) -> AsyncIterator[OfficialAccount]:
    """An account that An has just written to."""
    time = time or Time()
    async with zalo_oa_server(time) as server:
        server.world.heard[AN.chat] = time()
        around = surroundings(server, database, folder, time, **settings)
        connection = connect(around)
        assert connection is not None
        assert isinstance(connection.channel, ZaloOA)
        try:
            yield OfficialAccount(server, connection, connection.channel, around, time)
        finally:
            await around.http.close()
