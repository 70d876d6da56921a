"""Opening a ward: settings read, its database brought up to date, its facts at hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import Session

from bot.domain.working_days import OfficeHours
from bot.errors import BadInput, NotAllowed
from bot.services.desk import Ward
from bot.settings import Settings, read_settings
from bot.texts import N_, speaking
from storage.database import Database
from storage.files import FileStore
from storage.schema import migrate

_NO_DATABASE = N_("The database cannot be opened: check BOT_DATABASE_URL and the disk.")


@dataclass(frozen=True)
class House:
    """A ward at hand: its settings, its memory, and what every turn needs to know."""

    settings: Settings
    database: Database
    ward: Ward

    @contextmanager
    def session(self, *, keep: bool = True) -> Iterator[Session]:
        """A session committed at the end of the block, or thrown away where it only shows what would be."""
        try:
            with self.database.session() if keep else self.database.trial() as session:
                yield session
        except OperationalError as error:
            raise NotAllowed(_NO_DATABASE) from error


@contextmanager
def opened(data: Path | None) -> Iterator[House]:
    """The ward in `data`, in its own locale; raises BadInput or NotAllowed where it cannot be opened."""
    settings = read_settings(data)
    with speaking(settings.locale):
        database = _database(settings)
        files = FileStore(settings.data_dir / "files")
        try:
            hours = OfficeHours(settings.hours)
            ward = Ward(settings.zone, files, settings.address, settings.locale, hours=hours)
            yield House(settings, database, ward)
        finally:
            database.close()


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
