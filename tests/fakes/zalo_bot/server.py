"""The Zalo Bot Platform on loopback, with the people who write to a bot there."""

import copy
import re
import time
import uuid
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from tests.fakes.vendor import Fault, Forgetful, Sent
from tests.fakes.zalo_bot.api import SENDING, Api, Rules

HEADER = "X-Bot-Api-Secret-Token"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_VOICE = b"\xff\xf1"


class ZaloBot:
    """People who write one to one; updates go to the webhook where one is set, else to whoever polls."""

    def __init__(self, rules: Rules | None = None) -> None:
        self.api = Api(rules or Rules())
        self.kept: dict[str, bytes] = {}
        self.answers: list[int] = []
        self._last: dict[str, Any] = {}
        application = web.Application()
        application.router.add_get("/cdn/{number}", self._file)
        application.router.add_get("/moved/{number}", self._moved)
        application.router.add_route("*", "/{bot}/{method}", self.api.handle)
        self._server = TestServer(application)

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.api.closing.set()
        await self._server.close()

    @property
    def url(self) -> str:
        return str(self._server.make_url("")).rstrip("/")

    @property
    def sent(self) -> Sequence[Sent]:
        return self.api.sent

    @property
    def rules(self) -> Rules:
        return self.api.rules

    def fail(self, *faults: Fault) -> None:
        self.api.faults[SENDING].extend(faults)

    def fail_on(self, method: str, *faults: Fault) -> None:
        """As `fail`, for the next calls of one method."""
        self.api.faults[method].extend(faults)

    async def say(self, chat: str, text: str) -> str:
        return await self._write("message.text.received", chat, text=text)

    async def press(self, chat: str, label: str) -> str:
        """Types the number that stands before the label in the newest message that has it."""
        line = re.compile(rf"^(\d+|[a-z])\. {re.escape(label)}$", re.MULTILINE)
        for sent in reversed(self.sent):
            if sent.chat == chat and (found := line.search(sent.text)):
                return await self.say(chat, found[1])
        raise LookupError(label)

    async def attach(self, chat: str, *files: tuple[str, bytes], text: str = "") -> str:
        """Each picture is an event of its own, the first with the words; a document is only told of."""
        number = ""
        for name, content in files:
            if content.startswith(_PICTURES):
                link = {self.rules.photo_field: self.keep(content)}
                caption = {"caption": text} if text else {}
                number, text = await self._write("message.image.received", chat, **link, **caption), ""
            elif content.startswith(_VOICE) or name.endswith(".aac"):
                number = await self._write("message.voice.received", chat, voice_url=self.keep(content))
            else:
                number = await self.unsupported(chat)
        return await self.say(chat, text) if text else number

    async def unsupported(self, chat: str, *, bare: bool = False) -> str:
        """Something the platform does not pass on, maybe without a word of who sent it."""
        if bare:
            await self.deliver({"event_name": "message.unsupported.received"})
            return ""
        return await self._write("message.unsupported.received", chat)

    async def block(self, chat: str) -> None:
        self.api.gone.add(chat)

    def revoke(self) -> None:
        self.api.token = f"{self.api.token.partition(':')[0]}:another"

    def lose_files(self) -> None:
        self.kept = Forgetful()

    async def repeat(self) -> None:
        await self.deliver(copy.deepcopy(self._last))

    async def deliver(self, update: dict[str, Any]) -> None:
        """Let this update reach the bot; a webhook's answer goes into `answers`, and is not asked again."""
        self._last = update
        if self.api.webhook is None:
            self.api.deliver(update)
            return
        url, secret = self.api.webhook
        body = {"ok": True, "result": update} if self.rules.wrapped else update
        headers = {HEADER: secret, "User-Agent": "Java/17.0.8"}
        async with ClientSession() as session, session.post(url, json=body, headers=headers) as answer:
            self.answers.append(answer.status)

    def keep(self, content: bytes) -> str:
        """The address where what somebody sent can be fetched."""
        number = uuid.uuid4().hex
        self.kept[number] = content
        return f"{self.url}/cdn/{number}"

    async def _write(self, event: str, chat: str, **what: object) -> str:
        number = uuid.uuid4().hex[:20]
        message = {
            "message_id": number,
            "chat": {"id": chat, "chat_type": "PRIVATE"},
            "from": {"id": chat, "display_name": "Người Mẫu", "is_bot": False},
            "date": int(time.time() * 1000),
            **what,
        }
        await self.deliver({"event_name": event, "message": message})
        return number

    async def _file(self, request: web.Request) -> web.StreamResponse:
        content = self.kept.get(request.match_info["number"])
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content, content_type="application/octet-stream")

    async def _moved(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(f"/cdn/{request.match_info['number']}")
