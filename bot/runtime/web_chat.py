"""The conversation with an open page: frame by frame, in order, answered or refused in one sentence."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog
from aiohttp import WSCloseCode, WSMessage, WSMsgType, web
from sqlmodel import Session

from bot.channels.port import Part
from bot.channels.render import render
from bot.channels.webchat import Page, is_number, unreadable
from bot.conversation.messages import Spoken
from bot.errors import AssistantError, BadInput
from bot.runtime.web_parts import PARTS, WebParts, remember_visitor, require_own_page, visitor_of
from bot.texts import _, explain
from storage.outbox import transcript
from storage.vocabulary import Delivery, MessageKind

log = structlog.get_logger()
FRAME_LIMIT = 1024 * 1024
GREETING_WAIT = 1.0
HEARTBEAT = 25.0
CLOSING = 2.0
AT_MOST, IN = 30, timedelta(seconds=10)
LAST_ID = 2**31 - 1


@dataclass
class Pace:
    """How fast each chat has been writing."""

    heard: dict[str, list[datetime]] = field(default_factory=dict)
    pruned_at: datetime | None = None

    def is_too_fast(self, chat: str, now: datetime) -> bool:
        """Count one more message, unless there were too many of late."""
        if self.pruned_at is None or now - self.pruned_at > IN:
            self.heard = {one: times for one, times in self.heard.items() if now - times[-1] <= IN}
            self.pruned_at = now
        lately = [at for at in self.heard.get(chat, ()) if now - at <= IN]
        if len(lately) >= AT_MOST:
            return True
        self.heard[chat] = [*lately, now]
        return False


PACE = web.AppKey("pace", Pace)


async def talk(request: web.Request) -> web.WebSocketResponse:
    """A page is open: catch it up, then take what it says until it goes."""
    require_own_page(request)
    parts, visitor = request.app[PARTS], visitor_of(request)
    socket = web.WebSocketResponse(
        timeout=CLOSING, heartbeat=HEARTBEAT, max_msg_size=FRAME_LIMIT, compress=False
    )
    remember_visitor(request, socket, visitor)
    await socket.prepare(request)
    with parts.webchat.opened(visitor.chat, socket) as page:
        try:
            first = await _first(socket)
            after = _greeting(first)
            await _catch_up(parts, visitor.chat, page, after)
            if first is not None and after is None:
                await _take(request, visitor.chat, page, first)
            async for frame in socket:
                await _take(request, visitor.chat, page, frame)
        except (ConnectionError, TimeoutError):
            log.info("page_lost")
        except Exception:
            log.exception("page_failed")
            await socket.close(code=WSCloseCode.INTERNAL_ERROR)
    return socket


async def _first(socket: web.WebSocketResponse) -> WSMessage | None:
    """The first frame, where it comes at once: most pages begin by saying what they have seen."""
    try:
        return await socket.receive(timeout=GREETING_WAIT)
    except TimeoutError:
        return None


async def _catch_up(parts: WebParts, chat: str, page: Page, after: int | None) -> None:
    missed = [] if after is None else await parts.database.read(partial(_missed, parts, chat, after))
    await parts.webchat.replay(page, missed)
    await parts.sender.returned(parts.webchat.name, chat)


def _greeting(frame: WSMessage | None) -> int | None:
    """The last message the page has seen, where the frame says so."""
    if frame is None or frame.type is not WSMsgType.TEXT:
        return None
    try:
        hello = _read(frame).get("hello")
    except BadInput:
        return None
    return _last_seen(hello)


def _last_seen(hello: object) -> int | None:
    after = hello.get("after", 0) if isinstance(hello, Mapping) else None
    if isinstance(after, str) and after.partition(".")[0].isdecimal() and len(after) < 16:
        after = int(after.partition(".")[0])
    return min(after, LAST_ID) if isinstance(after, int) and after >= 0 else None


def _missed(parts: WebParts, chat: str, after: int, session: Session) -> list[tuple[Part, datetime]]:
    """What was said after a message; a push that is only now being sent comes by itself."""
    said = []
    for row in transcript(session, parts.webchat.name, chat, after=after):
        if row.state is Delivery.SENDING and row.kind is not MessageKind.REPLY:
            continue
        spoken = Spoken.from_data(row.say)
        for part in render(row.id or 0, spoken, parts.webchat.capabilities):
            said.append((part, row.sent_at or row.created_at))
    return said


async def _take(request: web.Request, chat: str, page: Page, frame: WSMessage) -> None:
    parts, number = request.app[PARTS], None
    if frame.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
        return
    try:
        data = _read(frame)
        number = data["n"] if is_number(data.get("n")) else None
        if request.app[PACE].is_too_fast(chat, parts.clock()):
            wait = int(IN.total_seconds())
            said = _("That was very fast. Please wait {seconds} seconds and send it again.", seconds=wait)
            await page.push(_refusal(said, number) | {"retry": wait})
            return
        if "hello" in data:
            await _again(parts, chat, page, data["hello"])
            return
        for incoming in parts.webchat.receive({**data, "chat": chat}):
            await parts.intake.take(incoming)
    except AssistantError as error:
        await page.push(_refusal(explain(error), number))
        return
    if number is not None:
        await page.push({"ack": number})


async def _again(parts: WebParts, chat: str, page: Page, hello: object) -> None:
    """A page asks again for what it has missed; what it was shown on this connection is not repeated."""
    after = _last_seen(hello)
    if after is None:
        raise unreadable()
    await parts.webchat.replay(page, await parts.database.read(partial(_missed, parts, chat, after)))


def _read(frame: WSMessage) -> dict[str, object]:
    """Raises BadInput where a frame is not a JSON object."""
    if frame.type is not WSMsgType.TEXT:
        raise unreadable()
    try:
        data = json.loads(frame.data)
    except (ValueError, RecursionError):
        raise unreadable() from None
    if not isinstance(data, dict):
        raise unreadable()
    return data


def _refusal(sentence: str, number: object) -> dict[str, object]:
    return {"error": sentence} | ({"n": number} if number is not None else {})
