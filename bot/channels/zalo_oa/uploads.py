"""Files left with Zalo before they are sent: each once, for as long as Zalo keeps it."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.zalo_oa.client import Client
from bot.clock import Clock
from bot.conversation.messages import Document
from bot.errors import ChannelError, Refusal
from storage.files import FileStore

PICTURES = ("image/jpeg", "image/png")
DOCUMENTS = (
    "application/pdf",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/csv",
)
LARGEST_PICTURE, LARGEST_FILE = 1024 * 1024, 5 * 1024 * 1024
KEPT = timedelta(days=6)


@dataclass
class Uploads:
    """Zalo's names for our files, remembered while they last."""

    client: Client
    files: FileStore
    clock: Clock
    _known: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def fits(self, file: Document) -> bool:
        """Whether Zalo takes a file of this kind and size."""
        largest = LARGEST_PICTURE if file.mime in PICTURES else LARGEST_FILE
        try:
            size = (await asyncio.to_thread(self.files.path(file.sha256).stat)).st_size
        except FileNotFoundError:
            return False
        return file.mime in (*PICTURES, *DOCUMENTS) and size <= largest

    async def of(self, file: Document, *, again: bool = False) -> str:
        """Zalo's name for a file; `again` where the one it had works no more."""
        key = (file.sha256, file.name)
        async with self._one_at_a_time:
            name, until = self._known.get(key, ("", self.clock()))
            if again or until <= self.clock():
                name = await self._leave(file)
                self._known = {one: kept for one, kept in self._known.items() if kept[1] > self.clock()}
                self._known[key] = (name, self.clock() + KEPT)
            return name

    async def _leave(self, file: Document) -> str:
        """Upload it; that this may have arrived makes no difference to the person."""
        is_picture = file.mime in PICTURES
        content = await asyncio.to_thread(self.files.path(file.sha256).read_bytes)
        path = "/v2.0/oa/upload/image" if is_picture else "/v2.0/oa/upload/file"
        try:
            data = await self.client.upload(path, file.name, file.mime, content)
        except ChannelError as error:
            if error.refusal is Refusal.UNCERTAIN:
                raise ChannelError(Refusal.TEMPORARY, "upload") from None
            raise
        name = str(data.get("attachment_id" if is_picture else "token") or "")
        if not name:
            raise ChannelError(Refusal.TEMPORARY, "upload without a name")
        return name
