"""The web chat as a channel: the pages that are open, and what they and we say to each other as JSON."""

import asyncio
import json
import re
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from aiohttp import WSCloseCode
from aiohttp.web import WebSocketResponse

from bot.channels.port import Capabilities, Part, Receipt
from bot.clock import Clock
from bot.conversation.cleaning import clean
from bot.conversation.messages import Address, Incoming
from bot.errors import BadInput, ChannelError, Refusal

LONGEST_TEXT = 4_000
LONGEST_WORD = 200
SLOWEST = 10.0
_NUMBER = re.compile(r"[!-~]{1,64}")
_CAN = Capabilities(text_limit=100_000, unit="characters", buttons=100, files=("",), links=True, repeats=True)


@dataclass(eq=False)
class Page:
    """One open page; while it is told what it missed, what is new waits in `held`."""

    socket: WebSocketResponse
    shown: set[str] = field(default_factory=set)
    held: list[dict[str, Any]] | None = None

    async def show(self, message: dict[str, Any]) -> None:
        """Show a message, or hold it; raises OSError where the page cannot take it in time."""
        if self.held is not None:
            self.held.append(message)
        else:
            await self.show_once(message)

    async def show_once(self, message: dict[str, Any]) -> None:
        if message["id"] not in self.shown:
            await self.push(message)
            self.shown.add(message["id"])

    async def push(self, data: Mapping[str, Any]) -> None:
        async with asyncio.timeout(SLOWEST):
            await self.socket.send_str(json.dumps(data, ensure_ascii=False))


@dataclass(frozen=True)
class WebChat:
    """Says things to every open page of a chat."""

    clock: Clock
    name: str = "web"
    capabilities: Capabilities = _CAN
    _pages: dict[str, list[Page]] = field(default_factory=dict)

    @contextmanager
    def opened(self, chat: str, socket: WebSocketResponse) -> Iterator[Page]:
        """A page for as long as the block lasts; it is shown nothing until `replay`."""
        page = Page(socket, held=[])
        self._pages.setdefault(chat, []).append(page)
        try:
            yield page
        finally:
            self._forget(chat, page)

    def here(self) -> Mapping[str, Collection[str]]:
        """The chats that have a page open here, under the channel's name."""
        return {self.name: tuple(self._pages)}

    async def replay(self, page: Page, missed: Iterable[tuple[Part, datetime]]) -> None:
        """Show what was said before, then what came up meanwhile."""
        for part, at in missed:
            await page.show_once(as_message(part, at))
        while page.held:
            await page.show_once(page.held.pop(0))
        page.held = None

    def receive(self, raw: Mapping[str, object]) -> list[Incoming]:
        """The event in one frame that `chat` sent; raises BadInput where the frame makes no sense."""
        chat, number = str(raw["chat"]), raw.get("n")
        if number is not None and not is_number(number):
            raise unreadable()
        text, pressed = raw.get("text"), raw.get("press")
        if "start" in raw:
            if not _is_short(raw["start"]):
                raise BadInput("This sign-in code could not be read. Please open the link again.")
            text, pressed = f"/start {raw['start']}".strip(), None
        if pressed is not None:
            if not _is_short(pressed) or not pressed:
                raise unreadable()
            return [self._incoming(chat, number, "", clean(str(pressed)))]
        if not isinstance(text, str):
            raise unreadable()
        if len(text) > LONGEST_TEXT:
            raise BadInput(
                "This message has {length} characters; please send at most {limit} at a time.",
                length=len(text),
                limit=LONGEST_TEXT,
            )
        text = clean(text)
        if not text:
            raise BadInput("This message is empty, so it was not sent.")
        return [self._incoming(chat, number, text, None)]

    async def send(self, address: Address, part: Part) -> Receipt:
        """Show a part on every open page; AWAY where none is open."""
        message = as_message(part, self.clock())
        pages = list(self._pages.get(address.chat, ()))
        taken = await asyncio.gather(*(self._offer(address.chat, page, message) for page in pages))
        if not any(taken):
            raise ChannelError(Refusal.AWAY)
        return Receipt(message["id"])

    async def close(self) -> None:
        """Tell every page that we are going, so that it comes back later."""
        pages = [page for pages in self._pages.values() for page in pages]
        self._pages.clear()
        await asyncio.gather(
            *(page.socket.close(code=WSCloseCode.GOING_AWAY) for page in pages), return_exceptions=True
        )

    async def _offer(self, chat: str, page: Page, message: dict[str, Any]) -> bool:
        try:
            await page.show(message)
        except (OSError, RuntimeError):
            self._forget(chat, page)
            await page.socket.close()
            return False
        return True

    def _forget(self, chat: str, page: Page) -> None:
        pages = self._pages.get(chat, [])
        if page in pages:
            pages.remove(page)
        if not pages:
            self._pages.pop(chat, None)

    def _incoming(self, chat: str, number: object, text: str, pressed: str | None) -> Incoming:
        return Incoming(event_id(chat, number), Address(self.name, chat), self.clock(), text, pressed)


def event_id(chat: str, number: object) -> str:
    """What makes a message that is sent again the same message; without a number each is new."""
    return f"{chat}:{number}" if number else str(uuid.uuid4())


def is_number(value: object) -> bool:
    """Whether this may be a page's own name for a message."""
    return isinstance(value, str) and _NUMBER.fullmatch(value) is not None


def unreadable() -> BadInput:
    return BadInput("This message could not be read, so it was not sent.")


def as_message(part: Part, at: datetime) -> dict[str, Any]:
    """A part in the words of the page."""
    return {
        "id": f"{part.id}.{part.number}" if part.number else str(part.id),
        "text": part.text,
        "choices": [{"label": label, "value": value} for value, label in part.buttons],
        "files": [
            {"name": file.name, "url": f"/files/{part.id}/{index}/{quote(file.name, safe='')}"}
            for index, file in enumerate(part.files)
        ],
        "link": part.link,
        "at": at.isoformat(timespec="seconds"),
    }


def _is_short(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_WORD
