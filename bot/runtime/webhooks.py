"""Where vendors call us: genuine calls are kept and acknowledged, others are turned away without a word."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeAlias

import structlog
from aiohttp import web

from bot.channels.port import Connection, Forged, Hook
from bot.runtime.reception import Reception

log = structlog.get_logger()
SLOWEST = 10.0
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_hooks(
    app: web.Application,
    reception: Reception,
    connections: Iterable[Connection],
    slowest: float = SLOWEST,
) -> None:
    """Add a route for every vendor that calls us, and the pages it wants to find.

    A call has to have come whole within `slowest` seconds.
    """
    for connection in connections:
        if connection.hook is not None:
            app.router.add_post(
                connection.hook.path, _listener(reception, connection, connection.hook, slowest)
            )
            for path, text in connection.hook.pages.items():
                app.router.add_get(path, _page(text))


def _listener(reception: Reception, connection: Connection, hook: Hook, slowest: float) -> Handler:
    name = connection.channel.name

    async def listen(request: web.Request) -> web.StreamResponse:
        """200 once what came is kept; 403 for a forgery, 408 where the call does not come to its end."""
        try:
            async with asyncio.timeout(slowest):
                body = await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        try:
            raws = hook.read(request.headers, body)
        except Forged:
            log.warning("webhook_forged", channel=name)
            raise web.HTTPForbidden from None
        except Exception:
            # It is the vendor's own, so it would come again and again: take it, and say so in the log.
            log.warning("webhook_unreadable", channel=name, exc_info=True)
            return web.Response()
        if raws:
            await reception.keep(connection, raws)
        return web.Response()

    return listen


def _page(text: str) -> Handler:
    async def show(_request: web.Request) -> web.StreamResponse:
        return web.Response(text=text, content_type="text/html")

    return show
