"""Zalo's own form for a name and a phone number, which people fill in or not."""

import struct
import zlib
from dataclasses import dataclass

from bot.channels.links import FileLinks
from bot.channels.zalo_oa.messages import Body, to_user
from bot.conversation.messages import Document
from storage.files import FileStore

LONGEST_TITLE, LONGEST_SUBTITLE = 100, 500
WIDE, HIGH, COLOUR = 640, 360, bytes((0, 91, 172))


@dataclass(frozen=True)
class Form:
    """The form as a message; Zalo wants a picture above it, which it fetches from us."""

    files: FileStore
    links: FileLinks

    def message(self, user_id: str, title: str, subtitle: str) -> Body:
        picture = Document("bieu-mau.png", "image/png", self.files.put(plain_picture()))
        element = {
            "title": title[:LONGEST_TITLE],
            "subtitle": subtitle[:LONGEST_SUBTITLE],
            "image_url": self.links.to(picture),
        }
        payload = {"template_type": "request_user_info", "elements": [element]}
        return to_user(user_id, {"attachment": {"type": "template", "payload": payload}})


def plain_picture() -> bytes:
    """A picture of one colour, as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", WIDE, HIGH, 8, 2, 0, 0, 0)
    lines = zlib.compress((b"\0" + COLOUR * WIDE) * HIGH, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")
