"""The running assistant: its parts put together, served until it is told to stop, and stopped cleanly."""

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from aiohttp import web
from sqlmodel import Session

from bot.channels.port import Menus
from bot.channels.webchat import WebChat
from bot.clock import Clock
from bot.conversation.router import Router
from bot.documents.uploads import accept
from bot.errors import NotAllowed
from bot.runtime.inbox import Intake
from bot.runtime.lines import Line, Lines
from bot.runtime.logs import tell_of_failure
from bot.runtime.opening import House
from bot.runtime.outbox import Sender
from bot.runtime.reception import Reception
from bot.runtime.timetable import Timetable
from bot.runtime.web import web_application
from bot.runtime.web_parts import Listed, WebParts
from bot.runtime.webhooks import add_hooks
from bot.services.desk import Desk
from bot.services.housekeeping import drop_unclaimed, forget_old_events
from bot.services.meetings import public_calendar, status_of, title_of, upcoming
from bot.services.quotas import note_sent
from bot.services.routes import choose, reroute
from bot.services.ward import Ward
from bot.texts import speaking
from storage.tables import Outbox

log = structlog.get_logger()
LAST_LOOK, LAST_REQUESTS, LAST_TURNS, LAST_SENDS = 1.5, 3.5, 2.0, 2.0

Look = Callable[[Session, Ward, datetime], object]
Recheck = Callable[[Session, Outbox, Ward, datetime], dict[str, Any] | None]


@dataclass(frozen=True)
class Assistant:
    """Everything that runs, wired; `look` writes what is due, `recheck` judges it again when it is sent."""

    house: House
    parts: WebParts
    timetable: Timetable
    sender: Sender
    reception: Reception
    lines: Lines


def assemble(
    house: House,
    router: Router[Desk],
    look: Look,
    recheck: Recheck,
    clock: Clock,
    *,
    group_router: Router[Desk] | None = None,
    menus: Menus = lambda _locale, _roles: (),
) -> Assistant:
    """An assistant that serves every channel that is set up and keeps the timetable.

    `group_router` answers in groups, where others read along; `menus` are the commands vendors show.
    """
    database, ward, settings = house.database, house.ward, house.settings
    webchat = WebChat(clock)
    sender = Sender(
        database,
        {webchat.name: webchat, **{name: one.channel for name, one in house.connections.items()}},
        lambda session, row, now: recheck(session, row, ward, now),
        clock,
        webchat.here,
        house.links.to,
        choose=lambda session, row, now: choose(session, ward, row, now),
        reroute=lambda session, row, error, now: reroute(session, ward, row, error, now),
        note_sent=lambda session, channel, parts, now: note_sent(session, ward, channel, parts, now),
        locale=ward.locale,
    )
    intake = Intake(database, router, ward, clock, sender.wake, group_router)
    reception = Reception(database, intake, house.connections, ward.files, accept, clock, ward.locale)
    lines = Lines([Line(one, reception, menus) for one in house.connections.values()])

    async def tidy() -> None:
        await database.read(lambda session: drop_unclaimed(session, ward.files, clock()))
        await database.write(lambda session: forget_old_events(session, clock()))

    timetable = Timetable(
        database,
        sender,
        lambda session, now: _in_locale(look, session, ward, now),
        clock,
        tidy,
        reception.sweep,
    )
    parts = WebParts(
        webchat,
        intake,
        sender,
        database,
        ward.files,
        accept,
        lambda session, now: public_calendar(session, now, ward.zone, settings.host_name),
        lambda session, now: _listed(session, ward, now),
        clock,
        house.links,
        settings.public_url,
        ward.locale,
        timetable,
        chat_is_on=settings.web_chat == "on",
    )
    return Assistant(house, parts, timetable, sender, reception, lines)


async def serve(assistant: Assistant, stop: asyncio.Event, ready: Callable[[], None]) -> None:
    """Serve until `stop`, then take no more, finish what was taken, and let go of everything.

    Raises NotAllowed where the address to listen on is taken.
    """
    asyncio.get_running_loop().set_exception_handler(tell_of_failure)
    settings = assistant.house.settings
    application = web_application(assistant.parts)
    add_hooks(application, assistant.reception, assistant.house.connections.values())
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=LAST_REQUESTS)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        await runner.cleanup()
        raise NotAllowed(
            "{host}:{port} cannot be listened on: another program may be using it; set BOT_PORT to change.",
            host=settings.host,
            port=settings.port,
        ) from error
    try:
        await assistant.sender.recover()
        await assistant.timetable.start()
        assistant.lines.start()
        ready()
        await stop.wait()
        log.info("stopping")
    finally:
        await assistant.lines.stop()
        await assistant.timetable.stop(LAST_LOOK)
        await runner.cleanup()
        await assistant.reception.stop(LAST_TURNS)
        await assistant.sender.stop(LAST_SENDS)
        await assistant.house.http.close()


def run_until_stopped(assistant: Assistant, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM."""

    async def until_signal() -> None:
        stop = asyncio.Event()
        for sign in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(sign, stop.set)
        await serve(assistant, stop, ready)

    asyncio.run(until_signal())


def _in_locale(look: Look, session: Session, ward: Ward, now: datetime) -> None:
    with speaking(ward.locale):
        look(session, ward, now)


def _listed(session: Session, ward: Ward, now: datetime) -> list[Listed]:
    return [
        Listed(
            title_of(meeting),
            meeting.starts_at.astimezone(ward.zone),
            meeting.ends_at.astimezone(ward.zone),
            meeting.place,
            meeting.chair,
            status_of(meeting),
            meeting.as_of.astimezone(ward.zone),
        )
        for meeting in upcoming(session, now)
    ]
