"""Files sent on the chat page."""

from aiohttp import web

from bot.channels.webchat import event_id
from bot.conversation.messages import Address, Incoming
from bot.runtime.web_chat import PACE
from bot.runtime.web_parts import PARTS, require_own_page, visitor_of
from bot.runtime.web_receiving import receive


async def upload(request: web.Request) -> web.Response:
    """Take all files of one request as one message of the chat whose cookie comes with it."""
    parts, visitor = request.app[PARTS], visitor_of(request)
    if visitor.cookie is not None:
        raise web.HTTPForbidden
    require_own_page(request)
    if request.app[PACE].is_too_fast(visitor.chat, parts.clock()):
        raise web.HTTPTooManyRequests
    number, files = await receive(request)
    if not files:
        raise web.HTTPBadRequest
    address = Address(parts.webchat.name, visitor.chat)
    name = event_id(visitor.chat, number)
    await parts.intake.take(Incoming(name, address, parts.clock(), files=files))
    return web.json_response({"files": [{"name": file.name, "problem": file.problem} for file in files]})
