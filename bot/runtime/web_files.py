"""Files on their way out: to the one chat they were meant for, or to whoever has a link to one."""

from functools import partial
from urllib.parse import quote

from aiohttp import hdrs, web

from bot.conversation.cleaning import clean
from bot.conversation.messages import Document
from bot.runtime.web_parts import PARTS, WebParts, visitor_of
from storage.outbox import message_to

SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif")


async def download(request: web.Request) -> web.StreamResponse:
    """A file we handed out, for the chat we handed it to; for anybody else there is no such file."""
    parts, visitor = request.app[PARTS], visitor_of(request)
    row_id, index = int(request.match_info["row"]), int(request.match_info["index"])
    row = await parts.database.read(
        partial(message_to, channel=parts.webchat.name, chat=visitor.chat, row_id=row_id)
    )
    files = row.say.get("files", ()) if row is not None else ()
    if index >= len(files) or files[index]["name"] != request.match_info["name"]:
        raise web.HTTPNotFound
    return _handed_out(parts, Document(**files[index]), "attachment", "private, no-store")


async def linked_file(request: web.Request) -> web.StreamResponse:
    """The file a link leads to, as often as it is asked for: a vendor may fetch it several times."""
    parts = request.app[PARTS]
    file = parts.links.opened(request.match_info["token"], request.match_info["name"])
    if file is None:
        raise web.HTTPNotFound
    return _handed_out(parts, file, "inline" if file.mime in SHOWN else "attachment", "private")


def _handed_out(parts: WebParts, file: Document, how: str, kept: str) -> web.FileResponse:
    """Raises HTTPNotFound where it is no longer in the store."""
    path = parts.files.path(file.sha256)
    if not path.is_file():
        raise web.HTTPNotFound
    name = quote(clean(file.name), safe="")
    return web.FileResponse(
        path,
        headers={
            hdrs.CONTENT_TYPE: file.mime or "application/octet-stream",
            hdrs.CONTENT_DISPOSITION: f"{how}; filename*=UTF-8''{name}",
            hdrs.CACHE_CONTROL: kept,
        },
    )
