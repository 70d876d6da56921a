"""What the Zalo Bot Platform tells of, as events: only what one person says to us alone."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.port import Raw
from bot.clock import Clock
from bot.conversation.messages import Address, Attachment, Event, Happened, Happening, Incoming

NAME = "zalo_bot"
UNREADABLE = "/unreadable"
_LEAST_MILLISECONDS = 1e11
_CAME_OR_LEFT = {"user.follow": Happening.CAME, "user.unfollow": Happening.LEFT}


def updates_in(body: object) -> list[Raw]:
    """The updates in an answer or a call: bare or wrapped in `result`, one, several or none."""
    if isinstance(body, Mapping) and "event_name" not in body:
        body = body.get("result")
    found = body if isinstance(body, list) else [body]
    return [one for one in found if isinstance(one, Mapping) and "event_name" in one]


@dataclass(frozen=True)
class Reader:
    """Reads updates; what has no date happened now, and files are named by the ward's time."""

    clock: Clock
    zone: ZoneInfo

    def events(self, raw: Raw) -> Sequence[Event]:
        """The one event in an update, or none: groups, bots and what we do not know are passed over."""
        name = str(raw.get("event_name"))
        message = raw.get("message")
        if not isinstance(message, Mapping):
            message = {} if name in _CAME_OR_LEFT else None
        chat = _chat(raw, message) if message is not None else ""
        if message is None or not chat or not _is_private(message, chat):
            return ()
        address, sent_at = Address(NAME, chat), self._sent_at(raw, message)
        if name in _CAME_OR_LEFT:
            at = sent_at or self.clock()
            return (Happened(self._id(raw, message, chat), address, at, _CAME_OR_LEFT[name]),)
        event = Incoming(self._id(raw, message, chat), address, sent_at or self.clock())
        return self._said(name, message, event)

    def _said(self, name: str, message: Mapping[str, Any], event: Incoming) -> Sequence[Event]:
        text = _text(message, "text", "caption")
        match name:
            case "message.text.received" | "message.link.received" if text:
                return (replace(event, text=text),)
            case "message.image.received" if source := _link(message, "photo_url", "photo"):
                # Pictures chosen together come one by one with nothing in common: those of a minute are.
                album = f"{event.sent_at:%Y%m%d%H%M}"
                picture = self._file("anh", ".jpg", event, source)
                return (replace(event, text=text, files=(picture,), album=album),)
            case "message.voice.received" if source := _link(message, "voice_url"):
                return (replace(event, text=text, files=(self._file("ghi-am", ".aac", event, source),)),)
            case (
                "message.unsupported.received"
                | "message.link.received"
                | "message.image.received"
                | "message.voice.received"
            ):
                return (replace(event, pressed=UNREADABLE),)
            case _:
                return ()

    def _file(self, kind: str, suffix: str, event: Incoming, source: str) -> Attachment:
        at = event.sent_at.astimezone(self.zone)
        return Attachment(f"{kind}-{at:%Y%m%d-%H%M}{suffix}", source=source)

    def _sent_at(self, raw: Raw, message: Mapping[str, Any]) -> datetime | None:
        """When it happened; milliseconds as measured, seconds tolerated (November 2026)."""
        date = message.get("date", raw.get("timestamp"))
        try:
            stamp = float(date)
            return datetime.fromtimestamp(stamp / (1000 if stamp >= _LEAST_MILLISECONDS else 1), UTC)
        except (TypeError, ValueError, OverflowError, OSError):
            return None

    def _id(self, raw: Raw, message: Mapping[str, Any], chat: str) -> str:
        """What a repeat of this update is known by.

        One may come with neither id nor date: then the same within a minute is the same.
        """
        if number := _text(message, "message_id"):
            return f"{chat}:{number}"
        digest = hashlib.sha256(json.dumps(raw, sort_keys=True, default=str).encode()).hexdigest()[:20]
        dated = self._sent_at(raw, message) is not None
        return f"{chat}:{digest}" if dated else f"{chat}:{digest}:{self.clock():%Y%m%d%H%M}"


def _chat(raw: Raw, message: Mapping[str, Any]) -> str:
    """The chat, which in private is whoever writes; nobody where a bot does."""
    writer = message.get("from")
    if isinstance(writer, Mapping) and writer.get("is_bot") is True:
        return ""
    places = (
        message.get("chat"),
        writer,
        *(raw.get(name) for name in ("follower", "user", "from", "sender")),
    )
    return next((found for place in places if (found := _text(place, "id"))), "")


def _is_private(message: Mapping[str, Any], chat: str) -> bool:
    place = message.get("chat")
    kind = _text(place, "chat_type") or "PRIVATE"
    return kind.upper() == "PRIVATE" and not chat.startswith("zgr-")


def _text(place: object, *names: str) -> str:
    """The first of these that is text, or a number written out."""
    if not isinstance(place, Mapping):
        return ""
    values = (place.get(name) for name in names)
    return next((str(value) for value in values if value and isinstance(value, str | int)), "")


def _link(message: Mapping[str, Any], *names: str) -> str:
    found = (_text(message, name) for name in names)
    return next((link for link in found if link.startswith(("https://", "http://"))), "")
