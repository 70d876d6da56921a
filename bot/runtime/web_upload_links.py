"""The page under an upload link, and what it sends: files for a chat whose channel carries none."""

import hashlib
import html
import secrets
from dataclasses import dataclass
from datetime import datetime

from aiohttp import hdrs, web
from sqlmodel import Session

from bot.channels.webchat import event_id
from bot.conversation.messages import Address, Attachment, Incoming
from bot.documents.uploads import ALLOWED
from bot.runtime.web_chat import PACE
from bot.runtime.web_pages import filled, page
from bot.runtime.web_parts import PARTS
from bot.runtime.web_receiving import receive
from bot.runtime.web_words import failure_words, sending_words
from bot.services.desk import locale_at
from bot.services.upload_links import opened
from bot.texts import _, _n, speaking


@dataclass(frozen=True)
class _Chat:
    """Where the files go, and the language that is spoken there."""

    address: Address
    locale: str


async def sending_page(request: web.Request) -> web.Response:
    """What a link opens: a form that works with and without JavaScript."""
    chat = await _chat(request, request.app[PARTS].clock())
    if chat is None:
        return _lapsed()
    with speaking(chat.locale):
        return _form(request, chat.address)


async def send(request: web.Request) -> web.Response:
    """Take all files of one form as one message of the chat its link was given in.

    The link alone is the right to send: no cookie helps, so it does not matter whose page is asking.
    """
    began = request.app[PARTS].clock()
    chat = await _chat(request, began)
    if chat is None:
        return _lapsed()
    with speaking(chat.locale):
        return await _take(request, chat, began)


async def _take(request: web.Request, chat: _Chat, began: datetime) -> web.Response:
    parts, address = request.app[PARTS], chat.address
    if request.app[PACE].is_too_fast(str(address), parts.clock()):
        return _form(request, address, failure_words(429, parts.upload_limit), 429)
    try:
        number, files = await receive(request)
    except web.HTTPException as error:
        return _form(request, address, failure_words(error.status, parts.upload_limit), error.status)
    if not files:
        return _form(request, address, _("No file was chosen yet."), 400)
    now_there = await _chat(request, began)
    if now_there is None or now_there.address != address:
        return _lapsed()
    await parts.intake.take(Incoming(_name(address, number, files), address, parts.clock(), files=files))
    return _sent(request, address, files)


def _name(address: Address, number: str | None, files: tuple[Attachment, ...]) -> str:
    """The same for the same form with the same files; going back and choosing others is a new message."""
    told = "\n".join(f"{file.sha256} {file.name}" for file in files)
    digest = hashlib.sha256(told.encode()).hexdigest()[:16]
    return event_id(f"upload:{address.chat}", f"{number}:{digest}" if number else None)


async def _chat(request: web.Request, now: datetime) -> _Chat | None:
    """The chat the link leads to, on a channel that is still set up."""
    parts, token = request.app[PARTS], request.match_info["token"]
    ward = parts.intake.ward

    def found(session: Session) -> _Chat | None:
        address = opened(session, token, now)
        if address is None or address.channel not in ward.channels:
            return None
        return _Chat(address, locale_at(session, ward, address, now))

    return await parts.database.read(found)


def _form(request: web.Request, address: Address, said: str = "", status: int = 200) -> web.Response:
    """The form; `said` is what went wrong with the last one."""
    parts = request.app[PARTS]
    label, limit = parts.intake.ward.channels[address.channel].label, parts.upload_limit
    words = sending_words(limit) | {
        "said": said,
        "number": secrets.token_urlsafe(12),
        "where": _("They go into your conversation on {channel}.", channel=label),
        "allowed": _(ALLOWED),
    }
    return _page(_("Send files to the assistant"), filled("upload_form.html", words), status)


def _sent(request: web.Request, address: Address, files: tuple[Attachment, ...]) -> web.Response:
    """What became of each file, and where to go on."""
    label = request.app[PARTS].intake.ward.channels[address.channel].label
    taken = sum(not file.problem for file in files)
    words = {
        "said": _n("✅ Thank you, {n} file has arrived.", "✅ Thank you, {n} files have arrived.", taken)
        if taken
        else _("⚠️ No file could be taken."),
        "on": _("Go back to {channel} to continue; the answer is there.", channel=label),
        "more": _("Send more files"),
    }
    told = (f"⚠️ {file.problem}" if file.problem else f"📎 {file.name}" for file in files)
    rows = "".join(f"<li>{html.escape(line)}</li>" for line in told)
    return _page(_("Send files to the assistant"), filled("upload_sent.html", words, {"rows": rows}))


def _lapsed() -> web.Response:
    said = _("This link no longer works. Please ask for a new one in the chat: type “send files”.")
    return _page(_("Send files to the assistant"), f'<p role="alert">{html.escape(said)}</p>', 404)


def _page(heading: str, body: str, status: int = 200) -> web.Response:
    response = page("upload.html", {"heading": heading}, {"body": body}, status)
    response.headers[hdrs.CACHE_CONTROL] = "no-store"
    return response
