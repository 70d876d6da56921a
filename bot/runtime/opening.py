"""Opening a ward: settings read, its database brought up to date, its facts at hand."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import Session

from bot.channels.http import Http
from bot.channels.links import FileLinks
from bot.channels.port import Connection
from bot.channels.surroundings import Surroundings
from bot.channels.wiring import connections
from bot.clock import Clock, utc_now
from bot.domain.working_days import OfficeHours
from bot.errors import BadInput, NotAllowed
from bot.services.ward import ChannelFacts, Ward
from bot.settings import Settings, read_settings
from bot.texts import N_, speaking
from storage.accounts import secret
from storage.database import Database
from storage.files import FileStore
from storage.schema import migrate

_NO_DATABASE = N_("The database cannot be opened: check BOT_DATABASE_URL and the disk.")


@dataclass(frozen=True)
class House:
    """A ward at hand: its settings, its memory, what every turn needs to know, and its lines to vendors."""

    settings: Settings
    database: Database
    ward: Ward
    http: Http
    links: FileLinks
    connections: Mapping[str, Connection]

    @contextmanager
    def session(self, *, keep: bool = True) -> Iterator[Session]:
        """A session committed at the end of the block, or thrown away where it only shows what would be."""
        try:
            with self.database.session() if keep else self.database.trial() as session:
                yield session
        except OperationalError as error:
            raise NotAllowed(_NO_DATABASE) from error


@contextmanager
def opened(data: Path | None, clock: Clock = utc_now) -> Iterator[House]:
    """The ward in `data`, in its own locale; raises BadInput or NotAllowed where it cannot be opened."""
    settings = read_settings(data)
    with speaking(settings.locale):
        database = _database(settings)
        files = FileStore(settings.data_dir / "files")
        try:
            yield _house(settings, database, files, clock)
        finally:
            database.close()


def _house(settings: Settings, database: Database, files: FileStore, clock: Clock) -> House:
    with database.session() as session:
        key = secret(session, "links")
    http, links = Http(), FileLinks(key, settings.address, clock)
    found = connections(Surroundings(settings, http, database, files, links, key, clock))
    ward = Ward(
        settings.zone,
        files,
        settings.address,
        settings.locale,
        hours=OfficeHours(settings.hours),
        channels={name: _facts(connection) for name, connection in found.items()},
        web_chat=settings.web_chat == "on",
    )
    return House(settings, database, ward, http, links, found)


def _facts(connection: Connection) -> ChannelFacts:
    can = connection.channel.capabilities
    return ChannelFacts(
        connection.label,
        connection.sign_in,
        can.receives_files,
        can.free_for,
        can.open_for,
        can.price,
        can.budget,
        can.template,
        can.per_month,
        can.most_chats,
        can.asks_phone,
    )


def _database(settings: Settings) -> Database:
    database = None
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        database = Database(settings.database)
        with database.writer.connect() as connection:
            migrate(connection)
    except BaseException as error:
        if database is not None:
            database.close()
        if isinstance(error, OSError):
            raise BadInput("The folder {folder} cannot be used.", folder=settings.data_dir) from error
        if isinstance(error, DatabaseError):
            raise NotAllowed(_NO_DATABASE) from error
        raise
    return database
