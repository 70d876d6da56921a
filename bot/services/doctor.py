"""What an operator should know before people rely on the assistant: what is wrong, and what to do."""

import shutil
import socket
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from bot.errors import AssistantError, BadInput
from bot.services.alarms import open_alarms
from bot.services.demo import is_demo
from bot.services.duties import has_seat
from bot.services.quotas import Usage
from bot.settings import Settings, read_settings
from bot.texts import _, explain, speaking
from storage.database import Database
from storage.inbox import count_failed
from storage.schema import is_current
from storage.tables import Inbox, Meeting, Outbox, PlanVersion, Seat
from storage.vocabulary import Delivery, MeetingStatus

FREE_BYTES = 1024**3
BUILT = datetime(2026, 1, 1, tzinfo=UTC)
NEARLY = 0.8
AHEAD = timedelta(minutes=5)
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `advice` says what to do where it is not as it should be."""

    text: str
    advice: str = ""
    is_trouble: bool = False

    def __str__(self) -> str:
        mark = "✗" if self.is_trouble else "!" if self.advice else "✓"
        return f"{mark} {self.text}" + (f"\n    → {self.advice}" if self.advice else "")


def examine(data: Path | None, now: datetime) -> list[Finding]:
    """Look at everything, change nothing; the findings in the ward's locale."""
    try:
        settings = read_settings(data)
    except AssistantError as error:
        return [Finding(explain(error), _("Mend these settings in .env or the environment."), True)]
    with speaking(settings.locale):
        return [
            Finding(_("The settings can be used.")),
            *_folder(settings.data_dir),
            *_database(settings, now),
            _address(settings),
            _web_chat(settings),
            _zone(settings, now),
        ]


def can_be_opened(settings: Settings) -> bool:
    """Whether opening the ward's database changes nothing in one that an older version made."""
    if settings.database_url is None and not (settings.data_dir / "ward.db").exists():
        return True
    database = None
    try:
        database = Database(settings.database)
        with database.reader.connect() as connection:
            return is_current(connection)
    except (AssistantError, SQLAlchemyError, OSError):
        return False
    finally:
        if database is not None:
            database.close()


def used_up(usages: Sequence[Usage]) -> list[Finding]:
    """How much is used of what vendors allow in a month."""
    found = []
    for used in usages:
        values = {"channel": used.label, "month": used.per_month, "most": used.most_chats}
        if used.per_month:
            text = _(
                "{channel}: {sent} of {month} messages of this month are used.", sent=used.sent, **values
            )
            found.append(Finding(text, _few_left(used.sent, used.per_month)))
        if used.most_chats:
            text = _("{channel}: {chats} of at most {most} people use it.", chats=used.chats, **values)
            found.append(Finding(text, _few_left(used.chats, used.most_chats)))
    return found


def _few_left(used: int, limit: int) -> str:
    return _("Show people another channel before it runs out.") if used >= NEARLY * limit else ""


def _folder(folder: Path) -> Iterator[Finding]:
    existing = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            yield Finding(_("The data folder {folder} can be written to.", folder=folder))
    except OSError:
        advice = _("Give this user the right to write there, or choose another with BOT_DATA_DIR.")
        yield Finding(_("The data folder {folder} cannot be written to.", folder=folder), advice, True)
        return
    free = shutil.disk_usage(existing).free
    size = _("{size} GB of disk is free.", size=round(free / 1024**3, 1))
    yield Finding(size, _("Make room: uploads and the database need it.") if free < FREE_BYTES else "")


def _database(settings: Settings, now: datetime) -> Iterator[Finding]:
    if settings.database_url is None and not (settings.data_dir / "ward.db").exists():
        yield Finding(_("There is no database yet."), _("It is made at the first start: make run"))
        return
    database = None
    try:
        database = Database(settings.database)
        with database.reader.connect() as connection:
            current = is_current(connection)
        if not current:
            yield Finding(
                _("The database is of an older version."), _("It is brought up to date at the next start.")
            )
            return
        yield Finding(_("The database answers and is up to date."))
        with Session(database.reader) as session:
            yield from _ward(session, now)
    except BadInput as error:
        yield Finding(explain(error), _("Check BOT_DATABASE_URL, and that the server is running."), True)
    except AssistantError as error:
        yield Finding(explain(error), _("Start the version that made it, or restore a backup."), True)
    except (SQLAlchemyError, OSError) as error:
        text = _("The database does not answer ({kind}).", kind=type(error).__name__)
        yield Finding(text, _("Check BOT_DATABASE_URL, and that the server is running."), True)
    finally:
        if database is not None:
            database.close()


def _ward(session: Session, now: datetime) -> Iterator[Finding]:
    if is_demo(session):
        advice = _("For a real ward, choose an empty folder with BOT_DATA_DIR and import its plan.")
        yield Finding(_("This is the demonstration ward."), advice)
    if session.exec(select(PlanVersion.id).limit(1)).first() is None:
        yield Finding(_("No plan has been imported."), "python main.py plan import FILE")
    if session.exec(select(Seat.id).limit(1)).first() is None:
        yield Finding(_("No people have been imported."), "python main.py people import FILE")
    upcoming = select(func.count()).select_from(Meeting)
    upcoming = upcoming.where(col(Meeting.starts_at) > now, col(Meeting.status) == MeetingStatus.UPCOMING)
    if not session.exec(upcoming).one():
        yield Finding(_("No meeting is planned."), "python main.py schedule import FILE")
    elif not has_seat(session):
        text = _("Nobody is reminded of what the law asks around meetings: the office has no seat.")
        yield Finding(text, "python main.py people import FILE")
    for alarm in open_alarms(session):
        yield Finding(
            alarm.removeprefix("⚠️ "), _("The office has been told; this goes when it is well."), True
        )
    newest = session.exec(select(func.max(col(Inbox.received_at)))).one()
    if newest is not None and newest > now + AHEAD:
        advice = _("Set the clock of this machine right; reminders depend on it.")
        yield Finding(_("The clock has gone back since the last message."), advice, True)
    if failed := count_failed(session):
        advice = _("Look for turn_failed in the log and report it; nothing of them is lost.")
        yield Finding(_("{number} messages could not be handled and are kept.", number=failed), advice)
    waiting = select(func.count()).select_from(Outbox)
    retried = (col(Outbox.attempts) > 3) & col(Outbox.state).in_((Delivery.QUEUED, Delivery.SENDING))
    dead = col(Outbox.state).in_((Delivery.REFUSED, Delivery.UNCERTAIN))
    late = session.exec(waiting.where(retried | dead)).one()
    if late:
        yield Finding(_("{number} messages have not arrived after several tries.", number=late))


def _address(settings: Settings) -> Finding:
    try:
        known = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
    except OSError:
        advice = _("BOT_HOST must be the address to listen on, such as 127.0.0.1.")
        return Finding(_("There is no address {host} on this machine.", host=settings.host), advice, True)
    for family, kind, protocol, _name, place in known:
        with socket.socket(family, kind, protocol) as probe:
            probe.settimeout(1)
            if probe.connect_ex(place) == 0:
                return Finding(
                    _(
                        "Something answers at {address}: the assistant may be running.",
                        address=settings.address,
                    )
                )
    return Finding(_("{host}:{port} is free to listen on.", host=settings.host, port=settings.port))


def _web_chat(settings: Settings) -> Finding:
    if settings.public_url.startswith("http://") or (
        not settings.public_url and settings.host not in LOOPBACK
    ):
        advice = _("Put a proxy with TLS before it and set BOT_PUBLIC_URL to its https address.")
        return Finding(_("The web chat is reached without encryption."), advice)
    return Finding(_("The web chat is on at {address}.", address=settings.address))


def _zone(settings: Settings, now: datetime) -> Finding:
    local = now.astimezone(settings.zone)
    said = _("The ward's time is {time} ({zone}).", time=f"{local:%d/%m/%Y %H:%M}", zone=settings.timezone)
    if now < BUILT:
        return Finding(said, _("Set the clock of this machine right; reminders depend on it."), True)
    return Finding(said)
