"""What a vendor's file is given to connect itself."""

from dataclasses import dataclass

from bot.channels.http import Http
from bot.channels.links import FileLinks
from bot.clock import Clock
from bot.settings import Settings
from storage.database import Database
from storage.files import FileStore


@dataclass(frozen=True)
class Surroundings:
    """What a vendor's file may use; from the ward's own `key` secrets are derived that nobody set."""

    settings: Settings
    http: Http
    database: Database
    files: FileStore
    links: FileLinks
    key: bytes
    clock: Clock
