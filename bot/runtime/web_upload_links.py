"""The page under an upload link, and what it sends: files for a chat whose channel carries none."""

import hashlib
import html
import secrets
from datetime import datetime

from aiohttp import hdrs, web

from bot.channels.webchat import event_id
from bot.conversation.messages import Address, Attachment, Incoming
from bot.documents.uploads import ALLOWED
from bot.runtime.web_chat import PACE
from bot.runtime.web_pages import filled, page
from bot.runtime.web_parts import PARTS
from bot.runtime.web_receiving import receive
from bot.runtime.web_words import failure_words, sending_words
from bot.services.upload_links import opened
from bot.texts import _, _n


async def sending_page(request: web.Request) -> web.Response:
    """What a link opens: a form that works with and without JavaScript."""
    address = await _address(request, request.app[PARTS].clock())
    return _lapsed() if address is None else _form(request, address)


async def send(request: web.Request) -> web.Response:
    """Take all files of one form as one message of the chat its link was given in.

    The link alone is the right to send: no cookie helps, so it does not matter whose page is asking.
    """
    parts, began = request.app[PARTS], request.app[PARTS].clock()
    address = await _address(request, began)
    if address is None:
        return _lapsed()
    if request.app[PACE].is_too_fast(str(address), parts.clock()):
        return _form(request, address, failure_words(429, parts.upload_limit), 429)
    try:
        number, files = await receive(request)
    except web.HTTPException as error:
        return _form(request, address, failure_words(error.status, parts.upload_limit), error.status)
    if not files:
        return _form(request, address, _("No file was chosen yet."), 400)
    if await _address(request, began) != address:
        return _lapsed()
    await parts.intake.take(Incoming(_name(address, number, files), address, parts.clock(), files=files))
    return _sent(request, address, files)


def _name(address: Address, number: str | None, files: tuple[Attachment, ...]) -> str:
    """The same for the same form with the same files; going back and choosing others is a new message."""
    told = "\n".join(f"{file.sha256} {file.name}" for file in files)
    digest = hashlib.sha256(told.encode()).hexdigest()[:16]
    return event_id(f"upload:{address.chat}", f"{number}:{digest}" if number else None)


async def _address(request: web.Request, now: datetime) -> Address | None:
    """The chat the link leads to, on a channel that is still set up."""
    parts, token = request.app[PARTS], request.match_info["token"]
    address = await parts.database.read(lambda session: opened(session, token, now))
    return address if address is not None and address.channel in parts.intake.ward.channels else None


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
