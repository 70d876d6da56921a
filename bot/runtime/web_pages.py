"""The pages beside the conversation: its shell, the public schedule, and what operators look at."""

import asyncio
import hashlib
import html
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from string import Template

from aiohttp import hdrs, web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlmodel import Session

from bot.channels.webchat import LONGEST_TEXT
from bot.runtime.measures import DEAD, KEPT, OUTBOX
from bot.runtime.web_parts import PARTS, Listed, WebParts, remember_visitor, visitor_of
from bot.runtime.web_words import frame_words, page_words
from bot.services.meeting_words import day_told
from bot.texts import _, clock_time, long_date, short_date, speaking, spoken
from storage.alarms import list_alarms
from storage.inbox import count_failed
from storage.outbox import count_by_state
from storage.vocabulary import Delivery

STATIC = {
    "chat.css": "text/css",
    "chat.js": "text/javascript",
    "elements.js": "text/javascript",
    "upload.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
FREE_BYTES = 100 * 1024 * 1024
PATIENCE = 5.0


@dataclass(frozen=True)
class Asset:
    """A file of the page, and what changes whenever it does."""

    body: bytes
    mark: str


@cache
def asset(name: str) -> Asset:
    body = files("bot.channels").joinpath("static", name).read_bytes()
    return Asset(body, hashlib.sha256(body).hexdigest()[:16])


async def static(request: web.Request) -> web.Response:
    """A file of the page: for ever under the name that carries its mark, else checked each time."""
    name = request.match_info["name"]
    if name not in STATIC:
        raise web.HTTPNotFound
    found = asset(name)
    lasting = request.query.get("v") == found.mark
    headers = {
        hdrs.ETAG: f'"{found.mark}"',
        hdrs.CACHE_CONTROL: "public, max-age=31536000, immutable" if lasting else "no-cache",
    }
    if any(tag.value in {found.mark, "*"} for tag in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    return web.Response(body=found.body, content_type=STATIC[name], charset="utf-8", headers=headers)


async def index(request: web.Request) -> web.Response:
    """The chat page; whoever opens it gets a cookie of their own."""
    if not request.app[PARTS].chat_is_on:
        raise web.HTTPFound("/lich")
    visitor = visitor_of(request)
    limit = request.app[PARTS].upload_limit
    facts = {"chat": visitor.chat[:16], "limit": str(limit), "longest": str(LONGEST_TEXT)}
    response = page("index.html", page_words(limit) | facts)
    response.headers[hdrs.CACHE_CONTROL] = "no-store"
    remember_visitor(request, response, visitor)
    return response


async def schedule(request: web.Request) -> web.Response:
    """The public schedule as a light page."""
    parts = request.app[PARTS]
    locale = spoken()

    def listed(session: Session) -> Sequence[Listed]:
        with speaking(locale):
            return parts.schedule(session, parts.clock())

    meetings = await parts.database.read(listed)
    rows = "".join(_meeting(meeting, parts.clock()) for meeting in meetings)
    none = html.escape(_("No meeting is planned yet."))
    body = f"<ul>{rows}</ul>" if rows else f"<p>{none}</p>"
    heading = _("Schedule of dialogues and receptions")
    response = page("schedule.html", {"heading": heading}, {"body": body, "beside": beside("/calendar.ics")})
    response.headers[hdrs.CACHE_CONTROL] = "no-cache"
    return response


def _meeting(meeting: Listed, now: datetime) -> str:
    same_day = meeting.starts.date() == meeting.ends.date()
    ends = clock_time(meeting.ends) if same_day else f"{clock_time(meeting.ends)} {long_date(meeting.ends)}"
    hours = f"{clock_time(meeting.starts)} – {ends}"
    facts = (
        (_("Hours"), hours),
        (_("Place"), meeting.place),
        (_("Chair"), meeting.chair),
        (_("Status"), meeting.status),
    )
    shown = "".join(
        f"<dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>" for name, value in facts if value
    )
    told = html.escape(day_told(meeting.starts.date(), now.astimezone(meeting.starts.tzinfo).date()))
    day = f'<time datetime="{meeting.starts.isoformat()}">{told}</time>'
    as_of = html.escape(_("As of {date}", date=short_date(meeting.as_of)))
    title = html.escape(meeting.title)
    return f"<li><h2>{day}</h2><p>{title}</p><dl>{shown}</dl><p><small>{as_of}</small></p></li>"


async def calendar(request: web.Request) -> web.Response:
    """The public schedule for calendars."""
    parts = request.app[PARTS]
    locale = spoken()

    def written(session: Session) -> bytes:
        with speaking(locale):
            return parts.calendar(session, parts.clock())

    body = await parts.database.read(written)
    return web.Response(
        body=body,
        content_type="text/calendar",
        charset="utf-8",
        headers={hdrs.CONTENT_DISPOSITION: 'inline; filename="lich.ics"', hdrs.CACHE_CONTROL: "no-cache"},
    )


async def health(request: web.Request) -> web.Response:
    """200 where all is well, 503 with the reasons where it is not; what a vendor has wrong is told beside."""
    parts = request.app[PARTS]
    reasons, alarms = [], []
    try:
        async with asyncio.timeout(PATIENCE):
            alarms = await parts.database.read(_alarms)
    except Exception as error:  # noqa: BLE001 - whatever it is, the reason is told
        reasons.append(_("The database does not answer ({kind}).", kind=type(error).__name__))
    if parts.timetable is not None and parts.timetable.is_late(parts.clock()):
        reasons.append(_("What is due has not been looked at for minutes."))
    if _free_bytes(parts) < FREE_BYTES:
        reasons.append(_("Less than {size} MB of disk is free.", size=FREE_BYTES >> 20))
    status = {"status": "failing" if reasons else "ok", "reasons": reasons, "alarms": alarms}
    return web.json_response(status, status=503 if reasons else 200)


def _alarms(session: Session) -> list[str]:
    return [alarm.subject for alarm in list_alarms(session)]


def _free_bytes(parts: WebParts) -> int:
    place = parts.files.root.absolute()
    return shutil.disk_usage(next(one for one in (place, *place.parents) if one.exists())).free


async def metrics(request: web.Request) -> web.Response:
    """Counters for Prometheus."""
    counted, kept = await request.app[PARTS].database.read(
        lambda session: (count_by_state(session), count_failed(session))
    )
    KEPT.set(kept)
    OUTBOX.clear()
    DEAD.clear()
    for (channel, state), number in counted.items():
        OUTBOX.labels(channel, state.value).set(number)
        dead = counted.get((channel, Delivery.REFUSED), 0) + counted.get((channel, Delivery.UNCERTAIN), 0)
        DEAD.labels(channel).set(dead)
    return web.Response(body=generate_latest(), headers={hdrs.CONTENT_TYPE: CONTENT_TYPE_LATEST})


def beside(address: str) -> str:
    """A link to one of the two public things, for the foot of a page."""
    label = _("Add to my calendar") if address == "/calendar.ics" else _("Reception schedule")
    return f'<a href="{address}">{html.escape(label)}</a>'


def page(
    name: str, words: Mapping[str, str], marked_up: Mapping[str, str] | None = None, status: int = 200
) -> web.Response:
    """A page of ours with `words` filled in as text, and `marked_up` as it stands."""
    return web.Response(text=filled(name, words, marked_up), content_type="text/html", status=status)


def filled(name: str, words: Mapping[str, str], marked_up: Mapping[str, str] | None = None) -> str:
    """The markup of a page, or of a piece of one."""
    marks = {known.replace(".", "_"): asset(known).mark for known in STATIC}
    fields = {key: html.escape(value) for key, value in (frame_words() | dict(words)).items()}
    return Template(asset(name).body.decode()).substitute(fields | marks | dict(marked_up or {}))
