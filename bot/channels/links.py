"""Links to files we hand out, for channels that carry only addresses: sealed, and dead after a while."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from bot.clock import Clock
from bot.conversation.messages import Document
from bot.domain.signed import seal, unseal

LIVES = timedelta(days=7)
_PURPOSE = "file"


@dataclass(frozen=True)
class FileLinks:
    """Links under `address`, sealed with the ward's `key`; each may be followed any number of times."""

    key: bytes
    address: str
    clock: Clock

    def to(self, file: Document) -> str:
        """Where this file can be fetched by whoever has the link."""
        token = seal(self.key, _PURPOSE, f"{file.sha256}:{file.mime}", self.clock() + LIVES)
        return f"{self.address}/f/{token}/{quote(file.name, safe='')}"

    def opened(self, token: str, name: str) -> Document | None:
        """The file a link leads to, or None where it is false or has lapsed."""
        payload = unseal(self.key, _PURPOSE, token, self.clock())
        if payload is None:
            return None
        sha256, _colon, mime = payload.partition(":")
        return Document(name, mime, sha256)
