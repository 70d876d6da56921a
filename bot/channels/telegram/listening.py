"""How Telegram's updates reach us: asked for, or brought to a secret address."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import Conflict

from bot.channels.port import Forged, Raw
from bot.channels.telegram.errors import told_as_ours
from bot.channels.telegram.request import Requests
from bot.errors import BadInput, ChannelError, Refusal

log = structlog.get_logger()
KINDS = ("message", "callback_query", "my_chat_member")
WAIT, MARGIN = 25, 10.0
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Polling:
    """Asks for updates; to ask again confirms what was given before, so the caller keeps that first."""

    bot: Bot = field(repr=False)
    requests: Requests
    wait: int = WAIT
    confirms: bool = True
    _next: int | None = None

    async def poll(self) -> Sequence[Raw]:
        """Updates as they came, of whatever kind; none after a quiet while."""
        asked: dict[str, Any] = {"timeout": self.wait, "allowed_updates": json.dumps(KINDS)}
        if self._next is not None:
            asked["offset"] = self._next
        with told_as_ours():
            raws = await self._ask(f"{self.bot.base_url}/getUpdates?{urlencode(asked)}")
        if not isinstance(raws, list):
            raise ChannelError(Refusal.TEMPORARY, "garbage")
        found: list[dict[str, Any]] = [raw for raw in raws if _is_update(raw)]
        # After a quiet week the vendor numbers updates afresh. An empty answer leaves nothing to confirm, so
        # that what comes next is asked for whatever its number.
        self._next = max((raw["update_id"] for raw in found), default=-1) + 1 or None
        return found

    async def _ask(self, url: str) -> object:
        """The answer as it came: the library would refuse all updates for one it cannot read."""
        try:
            return await self.requests.post(url, read_timeout=self.wait + MARGIN)
        except Conflict:
            log.warning("telegram_conflict", hint="a webhook is set, or another program polls for this bot")
            raise


@dataclass(frozen=True)
class Listening:
    """Where Telegram brings updates; a call without our secret is forged."""

    path: str = field(repr=False)
    secret: str = field(repr=False)
    pages: Mapping[str, str] = field(default_factory=dict)

    def read(self, headers: Mapping[str, str], body: bytes) -> Sequence[Raw]:
        """The update in one call."""
        given = headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self.secret.encode()):
            raise Forged
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            raise BadInput("This update could not be read.") from None
        if not _is_update(raw):
            raise BadInput("This update could not be read.")
        return (raw,)


def listening(key: bytes, token: str, secret: str | None) -> Listening:
    """The secret address and header of this bot, derived from the ward's key where nobody set one."""
    path = f"/telegram/{_derived(key, 'path', token)[:32]}"
    return Listening(path, secret or _derived(key, "header", token))


def _derived(key: bytes, purpose: str, token: str) -> str:
    return hmac.new(key, f"telegram {purpose}\0{token}".encode(), hashlib.sha256).hexdigest()


def _is_update(raw: object) -> bool:
    return isinstance(raw, dict) and type(raw.get("update_id")) is int
