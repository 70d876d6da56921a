"""How the Bot API refuses, in its own words, and what it checks before it takes a message."""

import json
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST_TEXT, LONGEST_CAPTION, LONGEST_DATA = 4096, 1024, 64
LARGEST_PHOTO = 10 * 1024 * 1024


class Refused(Exception):
    """An answer that is not ok."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"ok": False, "error_code": self.status, "description": str(self)}
        return told | ({"parameters": self.parameters} if self.parameters else {})


@dataclass(frozen=True)
class Asked:
    """The parameters of one call, wherever they stood, and its uploads."""

    values: Mapping[str, str]
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        return str(self.values.get(name, default))

    def data(self, name: str) -> Any:
        """A parameter that is JSON, None where it is missing."""
        found = self.values.get(name)
        if not isinstance(found, str):
            return found
        try:
            return json.loads(found)
        except ValueError:
            raise Refused(400, f"Bad Request: can't parse {name}: must be valid JSON") from None

    def number(self, name: str, default: int = 0) -> int:
        try:
            return int(self.values.get(name, default))
        except ValueError:
            return default


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def text_of(asked: Asked) -> str:
    """The text as it will be shown: trimmed, not empty, not too long; the fake knows no mark-up."""
    text = asked.text("text").strip()
    if "parse_mode" in asked.values:
        raise Refused(400, "Bad Request: the fake parses no mark-up")
    if not text:
        raise Refused(400, "Bad Request: message text is empty")
    if utf16(text) > LONGEST_TEXT:
        raise Refused(400, "Bad Request: message is too long")
    return text


def caption_of(asked: Asked) -> str:
    caption = asked.text("caption").strip()
    if utf16(caption) > LONGEST_CAPTION:
        raise Refused(400, "Bad Request: message caption is too long")
    return caption


def keyboard_of(asked: Asked) -> list[list[dict[str, Any]]]:
    """The inline keyboard of a message, [] where it has none."""
    markup = asked.data("reply_markup") or {}
    rows: list[list[dict[str, Any]]] = markup.get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if not str(button.get("text", "")).strip():
            raise Refused(400, "Bad Request: can't parse inline keyboard button: Text can't be empty")
        data = button.get("callback_data")
        if data is None and "url" not in button:
            raise Refused(400, "Bad Request: text buttons are unallowed in the inline keyboard")
        if data is not None and not 1 <= len(data.encode()) <= LONGEST_DATA:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    if sum(map(len, rows)) > 100:
        raise Refused(400, "Bad Request: REPLY_MARKUP_TOO_LONG")
    return rows


def check_photo(content: bytes) -> None:
    if len(content) > LARGEST_PHOTO:
        raise Refused(
            400, "Bad Request: file of size too big for a photo; the maximum size is 10485760 bytes"
        )
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        if width + height > 10_000 or not (width and height) or max(width / height, height / width) > 20:
            raise Refused(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    elif not content.startswith(b"\xff\xd8\xff"):
        raise Refused(400, "Bad Request: IMAGE_PROCESS_FAILED")


def check_commands(commands: Any) -> None:
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
            raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    if len(commands) > 100:
        raise Refused(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
