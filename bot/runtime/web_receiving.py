"""Files on their way in from a page: received in time, within the limits, and judged before they are kept."""

import asyncio
from collections.abc import Awaitable
from contextlib import ExitStack
from typing import TypeVar
from urllib.parse import unquote

from aiohttp import BodyPartReader, web
from aiohttp.http import HttpProcessingError

from bot.channels.webchat import is_number
from bot.conversation.messages import Attachment
from bot.documents.uploads import clean_name
from bot.runtime.web_parts import PARTS, WebParts
from bot.texts import _
from storage.files import Draft

CHUNK = 64 * 1024
MOST_FILES = 20
FAR_BEYOND = 5
LONGEST_FIELD = 64
LONGEST_UPLOAD = 3600.0
T = TypeVar("T")

Drafts = list[tuple[str, Draft]]


async def receive(request: web.Request) -> tuple[str | None, tuple[Attachment, ...]]:
    """The page's number for a form, and all its files, kept or with their problems; there may be none.

    Raises HTTPUnsupportedMediaType or HTTPBadRequest where it is no such form, HTTPRequestEntityTooLarge
    where a file is far too large, HTTPRequestTimeout where nothing comes for long, or it takes over an hour.
    """
    if request.content_type != "multipart/form-data":
        raise web.HTTPUnsupportedMediaType
    with ExitStack() as stack:
        number, drafts, refused = await _receive(request, stack)
        accept = request.app[PARTS].accept
        files = [await asyncio.to_thread(accept, draft, name) for name, draft in drafts]
    return number, (*files, *refused)


async def _receive(request: web.Request, stack: ExitStack) -> tuple[str | None, Drafts, list[Attachment]]:
    """The number, each file in order, still to be judged, and those refused."""
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
                    if not await _store(parts, part, draft):
                        refused.append(_larger(parts, name))
                    elif name or draft.size:
                        drafts.append((name, draft))
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
