"""A Bot API server on loopback that behaves as Telegram's does, and goes wrong when a test asks it to."""

import asyncio
import re
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from aiohttp.web_request import FileField

from tests.fakes.telegram import people
from tests.fakes.telegram.methods import METHODS, SENDS, now
from tests.fakes.telegram.queue import Queue
from tests.fakes.telegram.refusals import Asked, Refused
from tests.fakes.vendor import Fault, Forgetful, Sent

TOKEN = "7000001:fake-token-that-opens-nothing"
USERNAME = "phuong_mau_bot"
MEGABYTE = 1024 * 1024


@dataclass
class TelegramServer:
    """One bot's server, open for as long as the `async with` lasts.

    `per_second` is the limit it enforces on sends, 0 for none; `local` a folder, where it answers as a server
    of one's own does; `unknown` are chats that do not exist, `moved` groups that have a new number.
    """

    token: str = TOKEN
    per_second: int = 0
    reads_all: bool = False
    local: Path | None = None
    largest_upload: int = 50 * MEGABYTE
    largest_download: int = 20 * MEGABYTE
    unknown: set[str] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    actions: list[tuple[str, str]] = field(default_factory=list)
    commands: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    about: dict[tuple[str, str], str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    messages: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    open_queries: set[str] = field(default_factory=set)
    queue: Queue = field(default_factory=Queue)
    next_message: int = 1
    url: str = ""
    _blocked: set[str] = field(default_factory=set)
    _faults: deque[Fault] = field(default_factory=deque)
    _closing: asyncio.Event = field(default_factory=asyncio.Event)
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=80 * MEGABYTE)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._closing.set()
        await self.queue.stop()
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def me(self) -> dict[str, Any]:
        number = int(self.token.partition(":")[0])
        return {"id": number, "is_bot": True, "first_name": "Phường Mẫu", "username": USERNAME}

    # What a test does to it.

    def fail(self, *faults: Fault) -> None:
        self._faults.extend(faults)

    @property
    def waiting_faults(self) -> int:
        return len(self._faults)

    def revoke(self) -> None:
        """The owner took a new token at @BotFather."""
        self.token = f"{self.token.partition(':')[0]}:another"

    def lose_files(self) -> None:
        self.files = Forgetful()

    async def say(self, chat: str, text: str) -> str:
        return await self.queue.add(people.message(chat, text))

    async def tell(self, update: dict[str, Any]) -> str:
        """Any update at all."""
        return await self.queue.add(update)

    async def press(self, chat: str, label: str) -> str:
        shown = [message for (where, _number), message in self.messages.items() if where == chat]
        for message in reversed(shown):
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in (button for row in rows for button in row if button["text"] == label):
                return await self.press_data(chat, message, button["callback_data"])
            if listed := re.search(rf"(?m)^(\d+)\. {re.escape(label)}$", message.get("text", "")):
                return await self.say(chat, listed[1])
        raise LookupError(label)

    async def press_data(self, chat: str, message: dict[str, Any], data: str) -> str:
        query = f"q{len(self.calls)}-{now()}-{len(self.open_queries)}"
        self.open_queries.add(query)
        return await self.queue.add(people.press(chat, message, data, query))

    async def attach(self, chat: str, *files: tuple[str, bytes], text: str = "") -> str:
        album = {"media_group_id": f"album{len(self.files)}"} if len(files) > 1 else {}
        last = ""
        for index, (name, content) in enumerate(files):
            held = people.document(self.hold(content), name, content)
            last = await self.queue.add(people.message(chat, text if index == 0 else "", **held, **album))
        return last

    def hold(self, content: bytes) -> str:
        """Keep a file that somebody sends; its id."""
        file_id = f"file{len(self.files) + 1}"
        self.files[file_id] = content
        return file_id

    async def block(self, chat: str) -> None:
        self._blocked.add(chat)
        await self.queue.add(people.membership(chat, self.me, "member", "kicked"))

    async def unblock(self, chat: str) -> None:
        self._blocked.discard(chat)
        await self.queue.add(people.membership(chat, self.me, "kicked", "member"))

    async def repeat(self) -> None:
        await self.queue.repeat()

    # What the methods do with it.

    def reachable(self, asked: Asked) -> str:
        chat = asked.text("chat_id")
        if chat in self.moved:
            text = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, text, migrate_to_chat_id=int(self.moved[chat]))
        if chat in self.unknown or not chat.lstrip("-").isdecimal():
            raise Refused(400, "Bad Request: chat not found")
        if chat in self._blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat

    def count_send(self) -> None:
        """Raises Refused where more are sent in a second than may be."""
        moment = time.monotonic()
        recent = self.arrivals[-self.per_second :] if self.per_second else []
        if self.per_second and len(recent) == self.per_second and recent[0] > moment - 1:
            raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)
        self.arrivals.append(moment)

    def deliver(
        self,
        chat: str,
        content: dict[str, Any],
        rows: list[list[dict[str, Any]]],
        files: Sequence[tuple[str, bytes]] = (),
    ) -> dict[str, Any]:
        number, self.next_message = self.next_message, self.next_message + 1
        message = {
            "message_id": number,
            "from": self.me,
            "chat": people.chat_of(chat),
            "date": now(),
            **content,
        }
        if rows:
            message["reply_markup"] = {"inline_keyboard": rows}
        self.messages[chat, number] = message
        buttons = tuple((one["text"], one.get("callback_data", "")) for row in rows for one in row)
        text = content.get("text", content.get("caption", ""))
        self.sent.append(Sent(chat, text, str(number), time.monotonic(), buttons, tuple(files)))
        return message

    def message_to_edit(self, asked: Asked) -> dict[str, Any]:
        found = self.messages.get((self.reachable(asked), asked.number("message_id")))
        if found is None:
            raise Refused(400, "Bad Request: message to edit not found")
        return found

    def edit(
        self, message: dict[str, Any], content: dict[str, Any], rows: list[list[dict[str, Any]]]
    ) -> dict[str, Any]:
        markup = {"reply_markup": {"inline_keyboard": rows}} if rows else {}
        changed = {key: value for key, value in message.items() if key != "reply_markup"} | content | markup
        if changed == message:
            same = (
                "Bad Request: message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
            raise Refused(400, same)
        self.messages[str(message["chat"]["id"]), message["message_id"]] = changed
        return changed

    # How it answers.

    async def _call(self, request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["token"], request.match_info["method"]
        self.calls.append(method)
        fault = self._faults.popleft() if self._faults and method.lower() in SENDS else None
        if fault is not None and fault.what != "drop_after":
            return await self._go_wrong(request, fault)
        try:
            if ":" not in token:
                raise Refused(404, "Not Found")
            if token != self.token:
                raise Refused(401, "Unauthorized")
            if method.lower() not in METHODS:
                raise Refused(404, "Not Found: method not found")
            result = await METHODS[method.lower()](self, await _asked(request))
        except Refused as refused:
            return web.json_response(refused.as_json(), status=refused.status)
        if fault is not None:
            return _dropped(request)
        return web.json_response({"ok": True, "result": result})

    async def _go_wrong(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.what == "hang":
            await self._closing.wait()
        if fault.what in {"hang", "drop_before"}:
            return _dropped(request)
        if fault.what == "garbage":
            return web.Response(text="<html>it works</html>", content_type="text/html")
        await request.read()
        parameters = {} if fault.retry_after is None else {"retry_after": fault.retry_after}
        refused = Refused(fault.status, f"Fault ({fault.status})", **parameters)
        return web.json_response(refused.as_json(), status=fault.status)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["path"].rpartition("/")[2]
        if request.match_info["token"] != self.token or name not in self.files or self.local is not None:
            return web.json_response(Refused(404, "Not Found").as_json(), status=404)
        return web.Response(body=self.files[name])


async def _asked(request: web.Request) -> Asked:
    """The parameters of a call: in its address, a form, or JSON."""
    values: dict[str, Any] = dict(request.query)
    files: dict[str, tuple[str, bytes]] = {}
    if request.content_type == "application/json":
        values |= await request.json()
        return Asked(values)
    for name, value in (await request.post()).items():
        if isinstance(value, FileField):
            files[name] = (value.filename, value.file.read())
        else:
            values[name] = str(value)
    return Asked(values, files)


def _dropped(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
