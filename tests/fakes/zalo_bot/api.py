"""The methods of the Zalo Bot Platform as its documents and recorded calls have them, on loopback."""

import asyncio
import json
import time
import uuid
from collections import defaultdict, deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from tests.fakes.vendor import Fault, Sent

TOKEN = "123456789:abc-xyz"
SENDING = "send"
LONGEST_TEXT = 2_000
_FORBIDDEN_HOSTS = ("localhost", "127.", "192.168.", "10.")


class Refused(Exception):
    """The call fails with this code."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code, self.description = code, description


@dataclass
class Rules:
    """How this platform behaves where the real one may do either, and what it allows."""

    longest_wait: float = 0.3
    only_while_polling: bool = False
    one_poller: bool = False
    wrapped: bool = False
    photo_field: str = "photo_url"
    always_200: bool = False
    loopback_hooks: bool = True
    fetches: int = 2
    per_month: int = 0
    per_second: int = 0


@dataclass
class Api:
    """One bot's side of the platform: what was set, asked and sent."""

    rules: Rules = field(default_factory=Rules)
    token: str = TOKEN
    sent: list[Sent] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    queue: deque[dict[str, Any]] = field(default_factory=deque)
    lost: list[dict[str, Any]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    webhook: tuple[str, str] | None = None
    webhook_set: bool = False
    outcome: str = ""
    tests_left: int = 10
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    polling: list[tuple[web.Request, "asyncio.Future[dict[str, Any]]"]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """`/bot<token>/<method>`, GET or POST, its parameters in the query, a form or JSON."""
        method = request.match_info["method"]
        parameters = dict(request.query) | await _body(request)
        self.calls.append((method, parameters))
        fault = self._fault(method)
        if fault is not None and fault.what != "drop_after":
            return await self._fail(request, fault)
        try:
            if request.match_info["bot"] != f"bot{self.token}":
                raise Refused(401, "Unauthorized")
            doing = self._methods().get(method)
            if doing is None:
                raise Refused(400, "Bad request - invalid API name")
            result = await doing(request, parameters)
            answer: dict[str, Any] = {"ok": True} if result is None else {"ok": True, "result": result}
            if fault is None:
                return web.json_response(answer)
        except Refused as refused:
            return self._refusal(refused.code, refused.description)
        return await self._fail(request, fault)

    @property
    def poll(self) -> "asyncio.Future[dict[str, Any]] | None":
        """A poll that waits and whose caller is still there."""
        return next((waiting for request, waiting in self.polling if _waits(request, waiting)), None)

    def deliver(self, update: dict[str, Any]) -> None:
        """Hand an update to whoever polls, or keep it until somebody does."""
        if (waiting := self.poll) is not None:
            waiting.set_result(update)
        else:
            (self.lost if self.rules.only_while_polling else self.queue).append(update)

    def _methods(self) -> dict[str, Callable[[web.Request, dict[str, Any]], Coroutine[Any, Any, Any]]]:
        return {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "testWebhook": self._test_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendChatAction": self._send_chat_action,
        }

    def _fault(self, method: str) -> Fault | None:
        sends = method in {"sendMessage", "sendPhoto", "sendSticker", "sendVoice"}
        for name in (method, SENDING) if sends else (method,):
            if self.faults[name]:
                return self.faults[name].popleft()
        return None

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.what == "status":
            response = self._refusal(fault.code or fault.status, "Injected", fault.status)
            if fault.retry_after is not None:
                response.headers["Retry-After"] = str(fault.retry_after)
            return response
        if fault.what == "garbage":
            return web.Response(text="<html>no JSON</html>", content_type="text/html")
        if fault.what == "hang":
            await self.closing.wait()
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _refusal(self, code: int, description: str, status: int | None = None) -> web.Response:
        body = {"ok": False, "error_code": code, "description": description}
        return web.json_response(body, status=200 if self.rules.always_200 else status or code)

    async def _get_me(self, _request: web.Request, _given: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": "1459232241454765289",
            "account_name": "bot.VDKyGxQvc",
            "account_type": "BASIC",
            "can_join_groups": False,
            "display_name": "Bot Phường Mẫu",
        }

    async def _get_updates(self, request: web.Request, given: dict[str, Any]) -> dict[str, Any]:
        if self.webhook is not None:
            raise Refused(400, "Bad request - webhook is set")
        if self.rules.one_poller and self.polling:
            raise Refused(409, "Conflict")
        if self.queue:
            return self.queue.popleft()
        waiting: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        poll = (request, waiting)
        self.polling.append(poll)
        try:
            wait = min(float(given.get("timeout", 30)), self.rules.longest_wait)
            async with asyncio.timeout(wait):
                return await waiting
        except TimeoutError:
            raise Refused(408, "Request timeout") from None
        finally:
            self.polling.remove(poll)

    async def _set_webhook(self, _request: web.Request, given: dict[str, Any]) -> dict[str, Any]:
        url, secret = str(given.get("url", "")), str(given.get("secret_token", ""))
        host = urlsplit(url).hostname or ""
        inside = host.startswith(_FORBIDDEN_HOSTS)
        if not 8 <= len(secret) <= 256 or not host:
            raise Refused(400, "Bad request")
        if not (inside and self.rules.loopback_hooks) and (inside or not url.startswith("https://")):
            raise Refused(400, "Bad request - invalid url")
        self.webhook, self.webhook_set = (url, secret), True
        return {"url": url, "updated_at": _milliseconds(), "verification": await self._probe()}

    async def _test_webhook(self, _request: web.Request, _given: dict[str, Any]) -> dict[str, Any]:
        if not self.tests_left:
            raise Refused(426, "Daily limit exceeded")
        self.tests_left -= 1
        return await self._probe()

    async def _probe(self) -> dict[str, Any]:
        url = self.webhook[0] if self.webhook else ""
        status, outcome = 0, self.outcome
        if not outcome:
            try:
                async with ClientSession(timeout=ClientTimeout(2)) as session, session.post(url) as answer:
                    status = answer.status
                known = {200: "webhook.ok", 403: "webhook.http.403", 404: "webhook.http.404"}
                outcome = known.get(status, "webhook.http.5xx")
            except (ClientError, TimeoutError, ValueError):
                outcome = "webhook.err.unreachable"
        return {"ok": outcome == "webhook.ok", "url": url, "outcome": outcome, "status_code": status}

    async def _delete_webhook(self, _request: web.Request, _given: dict[str, Any]) -> dict[str, Any]:
        if self.webhook is None:
            raise Refused(404, "Not found")
        self.webhook = None
        return {"url": "", "updated_at": _milliseconds()}

    async def _get_webhook_info(self, _request: web.Request, _given: dict[str, Any]) -> dict[str, Any]:
        if not self.webhook_set:
            raise Refused(404, "Not found")
        return {"url": self.webhook[0] if self.webhook else "", "updated_at": _milliseconds()}

    async def _send_message(self, _request: web.Request, given: dict[str, Any]) -> dict[str, Any]:
        text = str(given.get("text", ""))
        if not 1 <= len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT:
            raise Refused(400, "Bad request - text")
        return self._take(given, text)

    async def _send_photo(self, _request: web.Request, given: dict[str, Any]) -> dict[str, Any]:
        link, found = str(given.get("photo", "")), b""
        async with ClientSession(timeout=ClientTimeout(5)) as session:
            for _time in range(self.rules.fetches):
                try:
                    async with session.get(link) as answer:
                        found = await answer.read()
                except (ClientError, TimeoutError, ValueError):
                    raise Refused(400, "Bad request - photo") from None
                if answer.status != 200 or not answer.content_type.startswith("image/"):
                    raise Refused(400, "Bad request - photo")
        name = unquote(urlsplit(link).path.rpartition("/")[2])
        return self._take(given, str(given.get("caption", "")), ((name, found),))

    async def _send_chat_action(self, _request: web.Request, given: dict[str, Any]) -> None:
        if given.get("action") != "typing" or not given.get("chat_id"):
            raise Refused(400, "Bad request")

    def _take(
        self, given: dict[str, Any], text: str, files: tuple[tuple[str, bytes], ...] = ()
    ) -> dict[str, Any]:
        chat, at = str(given.get("chat_id", "")), time.monotonic()
        if not chat:
            raise Refused(400, "Bad request")
        if chat in self.gone:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        lately = sum(1 for sent in self.sent[-1_000:] if at - sent.at < 1)
        rules = self.rules
        if (rules.per_month and len(self.sent) >= rules.per_month) or 0 < rules.per_second <= lately:
            raise Refused(429, "Quota exceeded")
        number = uuid.uuid4().hex[:20]
        self.sent.append(Sent(chat, text, number, at, files=files))
        return {"message_id": number, "date": _milliseconds()}


def _waits(request: web.Request, waiting: "asyncio.Future[dict[str, Any]]") -> bool:
    return not waiting.done() and request.transport is not None and not request.transport.is_closing()


async def _body(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found = json.loads(await request.read() or b"{}")
        return found if isinstance(found, dict) else {}
    return dict(await request.post())


def _milliseconds() -> int:
    return int(time.time() * 1000)
