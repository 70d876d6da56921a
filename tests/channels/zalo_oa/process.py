"""A process of its own that sends as the official account, to be run beside others or killed."""

import asyncio
import time
from pathlib import Path

from bot.channels.http import Http
from bot.channels.links import FileLinks
from bot.channels.port import Part
from bot.channels.surroundings import Surroundings
from bot.channels.zalo_oa.channel import connect
from bot.clock import utc_now
from bot.conversation.messages import Address
from bot.settings import Settings
from bot.settings_channels import ChannelSettings
from storage.database import Database
from storage.files import FileStore


async def send(channels: ChannelSettings, url: str, folder: Path, chat: str, many: int) -> None:
    http, database = Http(), Database(url)
    links = FileLinks(b"key", "http://127.0.0.1", utc_now)
    files = FileStore(folder)
    around = Surroundings(Settings(channels=channels), http, database, files, links, b"key", utc_now)
    connection = connect(around)
    assert connection is not None
    address = Address("zalo_oa", chat)
    await asyncio.gather(*(connection.channel.send(address, Part(n, 0, "Chào")) for n in range(many)))
    await http.close()
    database.close()


def run(keys: str, url: str, folder: str, chat: str, many: str) -> None:
    """The life of one process."""
    asyncio.run(send(ChannelSettings.model_validate_json(keys), url, Path(folder), chat, int(many)))
    print("sent", flush=True)
    time.sleep(600)
