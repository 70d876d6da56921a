"""What a connection to the loopback Bot API server needs around it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.channels.http import Http
from bot.channels.links import FileLinks
from bot.channels.port import Connection, Part
from bot.channels.surroundings import Surroundings
from bot.channels.telegram import connect
from bot.conversation.messages import Address, Document
from bot.errors import ChannelError
from bot.settings import Settings
from bot.settings_channels import ChannelSettings
from storage.database import Database
from storage.files import FileStore
from tests.databases import migrated
from tests.fakes.telegram.server import TOKEN, TelegramServer

NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
KEY = b"k" * 32
CHAT = "4711"
HERE = Address("telegram", CHAT)


@dataclass
class House:
    """A connection and its surroundings."""

    connection: Connection
    database: Database
    files: FileStore
    server: TelegramServer

    async def send(self, text: str = "", *buttons: tuple[str, str], chat: str = CHAT, **more: Any) -> str:
        part = Part(1, 0, text, buttons, **more)
        return (await self.connection.channel.send(Address("telegram", chat), part)).vendor_id

    async def refusal(self, text: str = "Chào", chat: str = CHAT) -> ChannelError:
        """How a send is refused."""
        try:
            await self.send(text, chat=chat)
        except ChannelError as error:
            return error
        raise AssertionError("taken")

    def document(self, name: str, mime: str, content: bytes) -> Document:
        return Document(name, mime, self.files.put(content))


def surroundings(folder: Path, api: str, **settings: Any) -> Surroundings:
    """Settings for a bot whose server is at `api`; `settings` are those of the channels."""
    database = migrated(f"sqlite:///{folder / 'ward.db'}")
    channels = ChannelSettings.model_validate(
        {"telegram_token": TOKEN, "telegram_api": api, **settings},
    )
    ward = Settings(data_dir=folder, public_url="https://tro-ly.example.vn", channels=channels)
    files, links = FileStore(folder / "files"), FileLinks(KEY, ward.address, lambda: NOW)
    return Surroundings(ward, Http(), database, files, links, KEY, lambda: NOW)


@asynccontextmanager
async def opened(folder: Path, server: TelegramServer, **settings: Any) -> AsyncIterator[House]:
    """A connection to `server`, which is opened with it where it is not open yet."""
    async with server:
        around = surroundings(folder, server.url, **settings)
        connection = connect(around)
        assert connection is not None
        try:
            yield House(connection, around.database, around.files, server)
        finally:
            await around.http.close()
            around.database.close()
