"""The web application: which address leads where, what every answer carries, and how failures are told."""

import re
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import hdrs, web

from bot.runtime.web_chat import PACE, Pace, talk
from bot.runtime.web_files import download, linked_file
from bot.runtime.web_pages import beside, calendar, health, index, metrics, page, schedule, static
from bot.runtime.web_parts import PARTS, WebParts
from bot.runtime.web_upload_links import send, sending_page
from bot.runtime.web_uploads import upload
from bot.runtime.web_words import failure_words
from bot.services.upload_links import PATH
from bot.texts import speaking

log = structlog.get_logger()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
BODY_LIMIT = 1024 * 1024
_FOR_PROGRAMS = ("/chat/", "/healthz", "/metrics", "/telegram/", "/zalo/")
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def web_application(parts: WebParts) -> web.Application:
    """An application ready to serve; others may add their own routes before it starts."""
    app = web.Application(middlewares=[_in_locale, _failures], client_max_size=BODY_LIMIT)
    app[PARTS] = parts
    app[PACE] = Pace()
    app.router.add_get("/", index)
    app.router.add_get("/static/{name}", static)
    app.router.add_get("/lich", schedule)
    app.router.add_get("/calendar.ics", calendar)
    app.router.add_get("/healthz", health)
    app.router.add_get("/metrics", metrics)
    app.router.add_get("/f/{token}/{name}", linked_file)
    app.router.add_get(f"{PATH}/{{token}}", sending_page)
    app.router.add_post(f"{PATH}/{{token}}", send)
    if parts.chat_is_on:
        app.router.add_get("/chat/ws", talk)
        app.router.add_post("/chat/upload", upload)
        app.router.add_get(r"/files/{row:\d{1,9}}/{index:\d{1,3}}/{name}", download)
    app.on_response_prepare.append(_protect)
    app.on_shutdown.append(_say_goodbye)
    return app


@web.middleware
async def _in_locale(request: web.Request, handler: Handler) -> web.StreamResponse:
    with speaking(request.app[PARTS].locale):
        return await handler(request)


@web.middleware
async def _failures(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every failure as one sentence, for people or for programs."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _failure(request, error.status)
    except ConnectionError:
        raise
    except Exception:
        log.exception("request_failed", route=_route(request))
        return _failure(request, 500)


def _failure(request: web.Request, status: int) -> web.Response:
    sentence = failure_words(status, request.app[PARTS].upload_limit)
    if request.path.startswith(_FOR_PROGRAMS):
        return web.json_response({"error": sentence}, status=status)
    return page("schedule.html", {"heading": sentence}, {"body": "", "beside": beside("/lich")}, status)


def _route(request: web.Request) -> str:
    """The pattern of the address: the address itself may hold what is nobody's business."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "unknown"


async def _protect(request: web.Request, response: web.StreamResponse) -> None:
    host = request.host if _HOST.fullmatch(request.host) else ""
    sockets = f" ws://{host} wss://{host}" if host else ""
    forms = "'self'" if request.path.startswith(f"{PATH}/") else "'none'"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        f"connect-src 'self'{sockets}; img-src 'self' data: blob:; "
        f"form-action {forms}; base-uri 'none'; frame-ancestors 'self'"
    )
    response.headers["Content-Security-Policy"] = policy
    for name, value in _HEADERS.items():
        response.headers[name] = value
    response.headers.popall(hdrs.SERVER, None)


async def _say_goodbye(app: web.Application) -> None:
    await app[PARTS].webchat.close()
