"""Telegram as a channel: what it can carry, and how a part leaves."""

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Message
from telegram.error import BadRequest, TelegramError

from bot.channels.links import FileLinks
from bot.channels.port import Capabilities, Part, Raw, Receipt
from bot.channels.telegram.errors import told_as_ours
from bot.channels.telegram.request import TooLarge
from bot.channels.telegram.updates import Updates
from bot.channels.telegram.who import NAME
from bot.conversation.messages import Address, Document, Event
from bot.errors import ChannelError, Refusal
from storage.files import FileStore

# Limits of the official server, as of November 2026.
_CAN = Capabilities(
    text_limit=4096,
    unit="utf16",
    buttons=8,
    value_limit=64,
    files=("",),
    files_apart=True,
    per_second=30,
)
LARGEST_PICTURE = 10 * 1024 * 1024
LARGEST_FILE, LARGEST_ON_OWN_SERVER = 50 * 1024 * 1024, 2000 * 1024 * 1024
_PICTURES = {"image/jpeg", "image/png"}
_SHORT = 14
_PLAIN = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True)
class Telegram:
    """Says things through `bot`, as plain text: what looks like mark-up arrives as it was typed."""

    bot: Bot = field(repr=False)
    updates: Updates
    files: FileStore
    links: FileLinks = field(repr=False)
    largest: int = LARGEST_FILE
    name: str = NAME
    capabilities: Capabilities = _CAN

    def receive(self, raw: Raw) -> Sequence[Event]:
        return self.updates.read(raw)

    async def send(self, address: Address, part: Part) -> Receipt:
        """Send a part; raises ChannelError, GONE where the chat is closed to us."""
        keyboard = _keyboard(part.buttons)
        sent = None
        for file in part.files:
            is_last = file is part.files[-1] and not part.text
            sent = await self._send_file(address.chat, file, keyboard if is_last else None)
        if part.text or sent is None:
            sent = await self._send_text(address.chat, part.text, keyboard)
        return Receipt(sent)

    async def _send_text(self, chat: str, text: str, keyboard: InlineKeyboardMarkup | None) -> str:
        return await _taken(
            self.bot.send_message(chat, text, reply_markup=keyboard, link_preview_options=_PLAIN)
        )

    async def _send_file(self, chat: str, file: Document, keyboard: InlineKeyboardMarkup | None) -> str:
        """A picture as a picture, anything else as a document; what is too large, as a link to it."""
        content = await asyncio.to_thread(self._content, file)
        if content is None:
            return await self._send_link(chat, file, keyboard)
        upload = InputFile(content, file.name)
        if file.mime in _PICTURES and len(content) <= LARGEST_PICTURE:
            # One that is too wide or too high to be a picture there can still be a document.
            with suppress(BadRequest, TooLarge):
                return await _taken(
                    self.bot.send_photo(chat, upload, reply_markup=keyboard), BadRequest, TooLarge
                )
        try:
            return await _taken(self.bot.send_document(chat, upload, reply_markup=keyboard), TooLarge)
        except TooLarge:
            return await self._send_link(chat, file, keyboard)

    async def _send_link(self, chat: str, file: Document, keyboard: InlineKeyboardMarkup | None) -> str:
        return await self._send_text(chat, f"📎 {file.name} {self.links.to(file)}", keyboard)

    def _content(self, file: Document) -> bytes | None:
        """What is in a file, or None where it is too large to be sent."""
        path = self.files.path(file.sha256)
        try:
            return path.read_bytes() if path.stat().st_size <= self.largest else None
        except OSError:
            raise ChannelError(Refusal.REJECTED, "file") from None


async def _taken(sending: Awaitable[Message], *but: type[TelegramError]) -> str:
    """The vendor's id of a message; raises ChannelError where it is not taken, or one of `but` as it is."""
    with told_as_ours(*but, message=True):
        try:
            return str((await sending).message_id)
        except (LookupError, TypeError, ValueError, AttributeError):
            # It was taken; only the answer is of a shape that the library does not expect.
            return ""


def _keyboard(buttons: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup | None:
    """One button a row, two where both are short."""
    rows: list[list[tuple[str, str]]] = []
    for value, label in buttons:
        beside = rows[-1] if rows else []
        if len(beside) == 1 and len(beside[0][1]) <= _SHORT and len(label) <= _SHORT:
            beside.append((value, label))
        else:
            rows.append([(value, label)])
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=value) for value, label in row] for row in rows]
    )
