"""Files that people send on Telegram: what they are called, which are too large, and how they are fetched."""

import asyncio
import mimetypes
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from telegram import Bot, Message, PhotoSize

from bot.channels.http import CHUNK, Http
from bot.channels.telegram.errors import told_as_ours
from bot.conversation.messages import Attachment
from bot.errors import ChannelError, Refusal
from bot.texts import _

# What getFile gives from the official server, as of November 2026; a server of one's own gives any file.
OFFICIAL_LIMIT = 20 * 1024 * 1024


def attachments(message: Message, most: int) -> tuple[Attachment, ...]:
    """The file in a message; one of more than `most` bytes is refused before anybody waits for it."""
    day = f"{message.date:%Y%m%d}-{message.message_id}"
    if message.photo:
        photo = _largest(message.photo, most)
        return (
            _taken(_("picture-{day}.jpg", day=day), "image/jpeg", photo.file_size or 0, photo.file_id, most),
        )
    # An animation is sent as a document too, for programs that do not know animations.
    media = message.animation or message.document or message.video or message.audio
    if media is not None:
        mime = str(media.mime_type or "")
        name = str(media.file_name or _("file-{day}", day=day) + _ending(mime))
        return (_taken(name, mime, media.file_size or 0, media.file_id, most),)
    if (voice := message.voice) is not None:
        name = _("voice-{day}.ogg", day=day)
        return (_taken(name, "audio/ogg", voice.file_size or 0, voice.file_id, most),)
    if (video := message.video_note) is not None:
        name = _("video-{day}.mp4", day=day)
        return (_taken(name, "video/mp4", video.file_size or 0, video.file_id, most),)
    return ()


def _largest(sizes: tuple[PhotoSize, ...], most: int) -> PhotoSize:
    """The largest picture that can be fetched, or the smallest where none can."""
    fitting = [size for size in sizes if (size.file_size or 0) <= most]
    if not fitting:
        return min(sizes, key=lambda size: size.file_size or 0)
    return max(fitting, key=lambda size: size.width * size.height)


def _taken(name: str, mime: str, size: int, file_id: str, most: int) -> Attachment:
    if size > most:
        problem = _("{name} is larger than {limit} MB.", name=name, limit=most >> 20)
        return Attachment(name, mime, size, problem=problem)
    return Attachment(name, mime, size, source=str(file_id))


def _ending(mime: str) -> str:
    return mimetypes.guess_extension(mime) or ""


@dataclass(frozen=True)
class Fetcher:
    """Streams files through `http`; a server of our `own` may keep them on this very machine."""

    bot: Bot = field(repr=False)
    http: Http
    own: bool

    async def fetch(self, source: str) -> AsyncIterator[bytes]:
        """The bytes of a file; raises ChannelError where they do not come."""
        with told_as_ours(message=True):
            found = await self.bot.get_file(source)
        place = found.file_path or ""
        if place.startswith(("http://", "https://")):
            async for chunk in self.http.stream(place):
                yield chunk
        elif self.own and Path(place).is_absolute():
            async for chunk in _read(Path(place)):
                yield chunk
        else:
            raise ChannelError(Refusal.REJECTED, "nowhere")


async def _read(path: Path) -> AsyncIterator[bytes]:
    try:
        stream = await asyncio.to_thread(path.open, "rb")
    except OSError:
        raise ChannelError(Refusal.REJECTED, "file") from None
    with stream:
        while chunk := await asyncio.to_thread(stream.read, CHUNK):
            yield chunk
