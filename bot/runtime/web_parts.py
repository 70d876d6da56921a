"""What the web pages are made of, who is asking, and whether they may ask from where they are."""

import hashlib
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from aiohttp import web
from sqlmodel import Session

from bot.channels.links import FileLinks
from bot.channels.webchat import WebChat
from bot.clock import Clock
from bot.conversation.messages import Attachment
from bot.documents.uploads import LIMIT
from bot.runtime.inbox import Intake
from bot.runtime.outbox import Sender
from bot.runtime.timetable import Timetable
from storage.database import Database
from storage.files import Draft, FileStore

COOKIE = "chat"
A_YEAR = 365 * 24 * 3600
_OURS = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Listed:
    """A meeting as the public schedule page shows it; all times aware, in the ward's zone."""

    title: str
    starts: datetime
    ends: datetime
    place: str
    chair: str
    status: str
    as_of: datetime


@dataclass(frozen=True)
class WebParts:
    """What the pages need; `accept` judges and keeps an upload, `timetable` is None where none is run.

    An upload of which nothing comes for `upload_patience` seconds is given up.
    """

    webchat: WebChat
    intake: Intake
    sender: Sender
    database: Database
    files: FileStore
    accept: Callable[[Draft, str], Attachment]
    calendar: Callable[[Session, datetime], bytes]
    schedule: Callable[[Session, datetime], Sequence[Listed]]
    clock: Clock
    links: FileLinks
    public_url: str = ""
    locale: str = "vi"
    timetable: Timetable | None = None
    upload_limit: int = LIMIT
    upload_patience: float = 30.0
    chat_is_on: bool = True


PARTS = web.AppKey("parts", WebParts)


@dataclass(frozen=True)
class Visitor:
    """Who is asking: `chat` is a digest, so that what we store opens nothing; `cookie` is set where new."""

    chat: str
    cookie: str | None = None


def visitor_of(request: web.Request) -> Visitor:
    """Whoever the cookie says, or somebody new."""
    cookie = request.cookies.get(COOKIE, "")
    if _OURS.fullmatch(cookie):
        return Visitor(_digest(cookie))
    cookie = secrets.token_urlsafe(32)
    return Visitor(_digest(cookie), cookie)


def remember_visitor(request: web.Request, response: web.StreamResponse, visitor: Visitor) -> None:
    """Give somebody new their cookie; call it before the response is sent."""
    if visitor.cookie is None:
        return
    https = request.scheme == "https" or request.app[PARTS].public_url.startswith("https://")
    response.set_cookie(
        COOKIE, visitor.cookie, max_age=A_YEAR, httponly=True, samesite="Lax", secure=https, path="/"
    )


def require_own_page(request: web.Request) -> None:
    """Raises HTTPForbidden where another site's page is asking; what is no browser names no origin."""
    origin = request.headers.get("Origin")
    if origin is None:
        return
    asking = urlsplit(origin)
    public = urlsplit(request.app[PARTS].public_url)
    if asking.netloc == request.host and asking.scheme in {"http", "https"}:
        return
    if public.netloc and (asking.scheme, asking.netloc) == (public.scheme, public.netloc):
        return
    raise web.HTTPForbidden


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
