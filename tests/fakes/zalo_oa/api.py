"""The endpoints of Zalo's loopback server: tokens, messages, uploads, templates."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from tests.fakes.vendor import Fault
from tests.fakes.zalo_oa.world import KEPT, Left, World

PICTURES, FILES = (".jpg", ".jpeg", ".png"), (".pdf", ".doc", ".docx", ".csv")
HTTP_CODES = {401: -216, 403: -213, 404: -201, 429: -32}
Sender = Callable[[str, str], Awaitable[None]]


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def answer(code: int, **data: object) -> web.Response:
    """Zalo says 200 whatever it says."""
    said = {"error": code, "message": "Success" if not code else f"error {code}"}
    return web.json_response(said | ({"data": data} if not code else {}))


class Api:
    """Serves a `World`; `sent(user, message_id)` is called for each message taken."""

    def __init__(self, world: World, sent: Sender) -> None:
        self.world, self.sent = world, sent

    def application(self) -> web.Application:
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_post("/v4/oa/access_token", self.tokens)
        app.router.add_post("/v3.0/oa/message/cs", self.message)
        app.router.add_post("/v3.0/oa/message/template", self.template)
        app.router.add_post("/v2.0/oa/upload/{kind}", self.upload)
        app.router.add_get("/v2.0/oa/getoa", self.account)
        app.router.add_post("/message/template", self.zns)
        app.router.add_get("/message/quota", self.quota)
        app.router.add_get("/template/info/v2", self.info)
        app.router.add_get("/media/{id}/{name}", self.media)
        return app

    async def tokens(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        if request.headers.get("secret_key") != self.world.app_secret or form["app_id"] != self.world.app_id:
            return web.json_response({"error": -14004, "error_name": "Invalid secret key"})
        fault = self.world.token_faults.pop(0) if self.world.token_faults else None
        if fault is not None and fault.what != "drop_after":
            return await self._fail(request, fault)
        given = self.world.exchange(str(form["refresh_token"]))
        await asyncio.sleep(self.world.slow_tokens)
        if fault is not None:
            return await self._fail(request, fault)
        return web.json_response(given)

    async def message(self, request: web.Request) -> web.StreamResponse:
        fault = self.world.faults.pop(0) if self.world.faults else None
        if fault is not None and fault.what != "drop_after":
            return await self._fail(request, fault)
        body = await request.json()
        user, message = body["recipient"]["user_id"], body["message"]
        if refused := self._refuse(request) or self.world.refuse_to(user):
            return answer(refused)
        text, attachment = message.get("text", ""), message.get("attachment", {})
        payload = attachment.get("payload", {})
        buttons = [(one["title"], one["payload"]) for one in payload.get("buttons", ())]
        if refused := _refuse_form(text, attachment, payload):
            return answer(refused)
        elements = payload.get("elements", ())
        if payload.get("template_type") == "request_user_info":
            self.world.forms += [(user, element) for element in elements]
            return answer(0, message_id=self.world.new_id(), user_id=user)
        names = [element["attachment_id"] for element in elements]
        names += [payload["token"]] if "token" in payload else []
        left = [self.world.left.get(name) for name in names]
        if any(one is None or self.world.clock() - one.at > KEPT for one in left):
            return answer(-100)
        files = [(one.name, one.content) for one in left if one is not None]
        vendor_id = self.world.take(user, text, buttons, files)
        if fault is not None:
            return await self._fail(request, fault)
        await self.sent(user, vendor_id)
        quota = {"quota_type": "reply", "remain": "0", "total": "0"}
        return answer(0, message_id=vendor_id, user_id=user, quota=quota)

    async def template(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if refused := self._refuse(request):
            return answer(refused)
        if body["user_id"] in self.world.blocked:
            return answer(-213)
        return self._template(body["user_id"], body, by_user=True)

    async def zns(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if refused := self._refuse(request):
            return answer(-124 if refused in {-216, -220} else refused)
        if not body["phone"].startswith("84"):
            return answer(-108)
        hour = self.world.clock().astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).hour
        if self.world.by_day_only and not 6 <= hour < 22:
            return answer(-133)
        if not self.world.zns_left:
            return answer(-144)
        self.world.zns_left -= 1
        return self._template(body["phone"], body, by_user=False)

    def _template(self, to: str, body: dict[str, Any], *, by_user: bool) -> web.Response:
        template = self.world.templates.get(body["template_id"])
        if template is None:
            return answer(-109)
        if by_user and not template.by_user:
            return answer(-249)
        data = body["template_data"]
        for param in template.params:
            if param["require"] and not data.get(param["name"]):
                return answer(-1122)
            if len(data.get(param["name"], "")) > param["maxLength"]:
                return answer(-1121)
        self.world.by_template.append((to, body["template_id"], data))
        name = "message_id" if by_user else "msg_id"
        return answer(0, **{name: self.world.new_id(), "sent_time": "1", "quota": {"remainingQuota": "499"}})

    async def info(self, request: web.Request) -> web.StreamResponse:
        template = self.world.templates.get(request.query["template_id"])
        if refused := self._refuse(request):
            return answer(-124 if refused in {-216, -220} else refused)
        if template is None:
            return answer(-109)
        return answer(0, templateId=1, status=template.status, listParams=template.params)

    async def quota(self, request: web.Request) -> web.StreamResponse:
        left = str(self.world.zns_left)
        return answer(self._refuse(request), dailyQuota="500", remainingQuota=left)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        if refused := self._refuse(request):
            return answer(refused)
        part = (await request.post())["file"]
        assert isinstance(part, web.FileField)
        content, is_picture = part.file.read(), request.match_info["kind"] == "image"
        if not part.filename.lower().endswith(PICTURES if is_picture else FILES):
            return answer(-201)
        if len(content) > (1024 * 1024 if is_picture else 5 * 1024 * 1024):
            return answer(-210)
        name = self.world.new_id()
        self.world.left[name] = Left(part.filename, content, self.world.clock())
        self.world.uploads += 1
        return answer(0, **{"attachment_id" if is_picture else "token": name})

    async def account(self, request: web.Request) -> web.StreamResponse:
        verified = self.world.is_verified
        names = {"oaid": self.world.oa_id, "name": "Phường Mẫu", "is_verified": verified, "num_follower": 12}
        package = {"package_name": "Nâng cao", "package_valid_through_date": "31/12/2026"}
        return answer(self._refuse(request), **names, **package)

    async def media(self, request: web.Request) -> web.StreamResponse:
        left = self.world.left.get(request.match_info["id"])
        if left is None:
            raise web.HTTPNotFound
        return web.Response(body=left.content)

    def _refuse(self, request: web.Request) -> int:
        """0 where this call may be made."""
        self.world.calls.append(request.path)
        if "data" in request.query:
            json.loads(request.query["data"])
        access = request.headers.get("access_token", "")
        if refused := self.world.refuse_token(access):
            return refused
        secret = self.world.app_secret.encode()
        expected = hmac.new(secret, access.encode(), hashlib.sha256).hexdigest()
        if self.world.wants_proof and request.headers.get("appsecret_proof") != expected:
            return -242
        return self.world.codes.pop(0) if self.world.codes else 0

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.what == "hang":
            await asyncio.sleep(timedelta(hours=1).total_seconds())
        if fault.what in {"drop_before", "drop_after"}:
            assert request.transport is not None
            request.transport.close()
        if fault.what == "garbage":
            return web.Response(text="<html>502", content_type="text/html")
        if fault.code is not None:
            return answer(fault.code)
        said = {"error": HTTP_CODES[fault.status]} if fault.status in HTTP_CODES else {}
        headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
        return web.json_response(said, status=fault.status, headers=headers)


def _refuse_form(text: str, attachment: dict[str, Any], payload: dict[str, Any]) -> int:
    """0 where Zalo takes a message of this form."""
    if utf16(text) > 2000:
        return -210
    if not text and not attachment:
        return -201
    if payload.get("template_type") == "request_user_info":
        (form,) = payload["elements"]
        fits = len(form["title"]) <= 100 and len(form["subtitle"]) <= 500 and form["image_url"]
        return 0 if fits else -201
    buttons = payload.get("buttons", ())
    if len(buttons) > 5 or (buttons and not text):
        return -201
    for button in buttons:
        if len(button["title"]) > 100 or len(button["payload"]) > 1000 or button["type"] != "oa.query.hide":
            return -201
    return 0
