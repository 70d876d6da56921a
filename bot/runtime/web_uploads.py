"""Files on their way in from a page, and on their way out to the one chat they were meant for."""

import asyncio
from collections.abc import Awaitable
from contextlib import ExitStack
from functools import partial
from typing import TypeVar
from urllib.parse import quote, unquote

from aiohttp import BodyPartReader, hdrs, web
from aiohttp.http import HttpProcessingError

from bot.channels.webchat import clean, event_id, is_number
from bot.conversation.messages import Address, Attachment, Document, Incoming
from bot.documents.uploads import clean_name
from bot.runtime.web_chat import PACE
from bot.runtime.web_parts import PARTS, WebParts, require_own_page, visitor_of
from bot.texts import _
from storage.files import Draft
from storage.outbox import message_to

CHUNK = 64 * 1024
MOST_FILES = 20
FAR_BEYOND = 5
LONGEST_FIELD = 64
LONGEST_UPLOAD = 3600.0
T = TypeVar("T")

Drafts = list[tuple[str, Draft]]


async def upload(request: web.Request) -> web.Response:
    """Take all files of one request as one message of the chat whose cookie comes with it."""
    parts, visitor = request.app[PARTS], visitor_of(request)
    if visitor.cookie is not None:
        raise web.HTTPForbidden
    require_own_page(request)
    if request.app[PACE].is_too_fast(visitor.chat, parts.clock()):
        raise web.HTTPTooManyRequests
    if request.content_type != "multipart/form-data":
        raise web.HTTPUnsupportedMediaType
    with ExitStack() as stack:
        number, drafts, refused = await _receive(request, stack)
        if not drafts and not refused:
            raise web.HTTPBadRequest
        files = [await asyncio.to_thread(parts.accept, draft, name) for name, draft in drafts]
    files += refused
    await parts.intake.take(_incoming(parts, visitor.chat, number, files))
    return web.json_response({"files": [{"name": file.name, "problem": file.problem} for file in files]})


async def _receive(request: web.Request, stack: ExitStack) -> tuple[str | None, Drafts, list[Attachment]]:
    """The page's number for this message, each file in order, still to be judged, and those refused.

    Raises HTTPRequestTimeout where nothing comes for long, or not all within the hour.
    """
    number: str | None = None
    drafts: Drafts = []
    refused: list[Attachment] = []
    parts = request.app[PARTS]
    try:
        async with asyncio.timeout(LONGEST_UPLOAD):
            form = await request.multipart()
            while (part := await _in_time(parts, form.next())) is not None:
                if not isinstance(part, BodyPartReader):
                    raise web.HTTPBadRequest
                name = unquote(part.filename or "")
                if part.name == "n":
                    number = (await _in_time(parts, part.read_chunk(LONGEST_FIELD + 1))).decode(
                        errors="replace"
                    )
                elif part.name == "file" and len(drafts) < MOST_FILES:
                    draft = stack.enter_context(parts.files.draft())
                    if await _store(parts, part, draft):
                        drafts.append((name, draft))
                    else:
                        refused.append(_larger(parts, name))
                elif part.name == "file":
                    refused.append(_one_too_many(name))
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (ValueError, AssertionError, HttpProcessingError, web.RequestPayloadError):
        raise web.HTTPBadRequest from None
    return number if is_number(number) else None, drafts, refused


async def _store(parts: WebParts, part: BodyPartReader, draft: Draft) -> bool:
    """Whether the file is within the limit; raises HTTPRequestEntityTooLarge where it is far beyond it."""
    size = 0
    while chunk := await _in_time(parts, part.read_chunk(CHUNK)):
        size += len(chunk)
        if size > FAR_BEYOND * parts.upload_limit:
            raise web.HTTPRequestEntityTooLarge(parts.upload_limit, size)
        if size <= parts.upload_limit:
            draft.write(chunk)
    return size <= parts.upload_limit


async def _in_time(parts: WebParts, coming: Awaitable[T]) -> T:
    async with asyncio.timeout(parts.upload_patience):
        return await coming


def _larger(parts: WebParts, name: str) -> Attachment:
    name, limit = clean_name(name), parts.upload_limit >> 20
    return Attachment(name, problem=_("{name} is larger than {limit} MB.", name=name, limit=limit))


def _one_too_many(name: str) -> Attachment:
    name = clean_name(name)
    problem = _("{name} is one file too many; send at most {limit} at a time.", name=name, limit=MOST_FILES)
    return Attachment(name, problem=problem)


def _incoming(parts: WebParts, chat: str, number: str | None, files: list[Attachment]) -> Incoming:
    address = Address(parts.webchat.name, chat)
    return Incoming(event_id(chat, number), address, parts.clock(), files=tuple(files))


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
    file = Document(**files[index])
    path = parts.files.path(file.sha256)
    if not path.is_file():
        raise web.HTTPNotFound
    name = quote(clean(file.name), safe="")
    return web.FileResponse(
        path,
        headers={
            hdrs.CONTENT_TYPE: file.mime or "application/octet-stream",
            hdrs.CONTENT_DISPOSITION: f"attachment; filename*=UTF-8''{name}",
            hdrs.CACHE_CONTROL: "private, no-store",
        },
    )


def too_large(parts: WebParts) -> str:
    return _("A file may be at most {limit} MB. Please send a smaller one.", limit=parts.upload_limit >> 20)
