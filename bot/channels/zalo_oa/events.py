"""What Zalo reports of an official account, in the assistant's words."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from bot.channels.port import Raw
from bot.channels.zalo_oa.messages import pressed
from bot.channels.zalo_oa.tokens import NAME
from bot.conversation.cleaning import clean
from bot.conversation.messages import Address, Attachment, Event, Happened, Happening, Incoming

Reading: TypeAlias = Callable[["Told"], Iterator[Event]]
_NAMES = {"image": "anh.jpg", "gif": "anh.gif", "audio": "ghi-am.m4a", "video": "video.mp4", "file": "tep"}
LONGEST_STAMP = 14
_NOT_DIGIT = re.compile(r"\D")


class Told:
    """One event as Zalo tells it; what is missing or of another shape reads as empty."""

    def __init__(self, raw: Raw, now: datetime) -> None:
        self.raw, self._now = raw, now
        self.name = _text(raw.get("event_name"))
        self.message = _inner(raw, "message")

    @property
    def at(self) -> datetime:
        stamp = _text(self.raw.get("timestamp"))
        if not stamp.isdecimal() or len(stamp) > LONGEST_STAMP:
            return self._now
        return min(self._now, datetime.fromtimestamp(int(stamp) / 1000, UTC))

    @property
    def sender(self) -> str:
        return _text(_inner(self.raw, "sender").get("id"))

    @property
    def recipient(self) -> str:
        return _text(_inner(self.raw, "recipient").get("id"))

    @property
    def follower(self) -> str:
        return _text(_inner(self.raw, "follower").get("id")) or _text(self.raw.get("user_id")) or self.sender

    @property
    def text(self) -> str:
        return _text(self.message.get("text"))

    @property
    def message_id(self) -> str:
        return _text(self.message.get("msg_id"))

    @property
    def attachments(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Each as its kind and what is told of it."""
        listed = self.message.get("attachments")
        found = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
        return [(_text(one.get("type")), _inner(one, "payload")) for one in found]

    def id_for(self, subject: str) -> str:
        """What is the same when Zalo tells it again."""
        return self.message_id or f"{self.name}:{_text(self.raw.get('timestamp'))}:{subject}"

    def said(self, user: str, text: str = "", **what: Any) -> Incoming:
        return Incoming(self.id_for(user), Address(NAME, user), self.at, text, **what)

    def happened(self, user: str, what: Happening, about: str = "", mark: str = "") -> Happened:
        key = f"{self.name}:{about or self.id_for(user)}{mark}"
        return Happened(key, Address(NAME, user), self.at, what, about)


def events_in(raw: Raw, now: datetime) -> list[Event]:
    """The events in one call of Zalo's; kinds that do not concern us are none."""
    told = Told(raw, now)
    if told.name.startswith("oa_send_"):
        return list(_by_hand(told))
    reading = _READINGS.get(told.name)
    return list(reading(told)) if reading is not None else []


def _said(told: Told) -> Iterator[Event]:
    if not told.sender:
        return
    value = pressed(told.text)
    yield told.said(told.sender, "" if value is not None else told.text, pressed=value)


def _sent_files(told: Told) -> Iterator[Event]:
    if not told.sender:
        return
    files = tuple(file for kind, payload in told.attachments if (file := _file(kind, payload)) is not None)
    yield told.said(told.sender, told.text, files=files, pressed=None if files else "/unreadable")


def _sent_link(told: Told) -> Iterator[Event]:
    if not told.sender:
        return
    urls = [_text(payload.get("url")) for _kind, payload in told.attachments]
    text = "\n".join(dict.fromkeys(part for part in (told.text, *urls) if part))
    yield told.said(told.sender, text, pressed=None if text else "/unreadable")


def _unreadable(told: Told) -> Iterator[Event]:
    if told.sender:
        yield told.said(told.sender, pressed="/unreadable")


def _interacted(told: Told) -> Iterator[Event]:
    """They did something that opens the window, but said nothing."""
    if told.follower:
        yield told.happened(told.follower, Happening.CAME)


def _followed(told: Told) -> Iterator[Event]:
    """Who follows is greeted, as if they had asked to begin."""
    yield from _interacted(told)
    if told.follower:
        yield told.said(told.follower, "/start")


def _unfollowed(told: Told) -> Iterator[Event]:
    if told.follower:
        yield told.happened(told.follower, Happening.LEFT)


def _withdrew(told: Told) -> Iterator[Event]:
    if told.follower:
        yield told.happened(told.follower, Happening.WITHDREW)


def _gave_phone(told: Told) -> Iterator[Event]:
    """Who fills in the form is told what has become of the number."""
    phone = _phone(_text(_inner(told.raw, "info").get("phone")))
    if told.sender and phone:
        mark = f":{_text(told.raw.get('timestamp'))}:{told.sender}"
        yield told.happened(told.sender, Happening.GAVE_PHONE, phone, mark)
        yield told.said(told.sender, pressed="/phone")


def _reached(what: Happening) -> Reading:
    """Our message got there: one event for each message that is named."""

    def reading(told: Told) -> Iterator[Event]:
        listed = told.message.get("msg_ids")
        ids = [_text(one) for one in listed] if isinstance(listed, list) else [told.message_id]
        for message_id in ids:
            if told.recipient and message_id:
                yield told.happened(told.recipient, what, message_id)

    return reading


def _by_hand(told: Told) -> Iterator[Event]:
    """One of our people wrote from Zalo's own desk; what the assistant itself sent names nobody."""
    if told.recipient and _text(_inner(told.raw, "sender").get("admin_id")):
        yield told.happened(told.recipient, Happening.TAKEN_OVER, told.message_id)


def _file(kind: str, payload: Mapping[str, Any]) -> Attachment | None:
    url, size = _text(payload.get("url")), _text(payload.get("size"))
    if not url:
        return None
    name = _text(payload.get("name")) or _NAMES.get(kind, "tep")
    return Attachment(name, size=int(size) if size.isdecimal() and len(size) < 12 else 0, source=url)


def _phone(number: str) -> str:
    """A number as templates want it: 84 and the rest; "" where it is none."""
    digits = _NOT_DIGIT.sub("", number)
    digits = f"84{digits[1:]}" if digits.startswith("0") else digits
    return digits if digits.startswith("84") and 10 <= len(digits) <= 12 else ""


def _inner(data: Mapping[str, Any] | Raw, name: str) -> Mapping[str, Any]:
    found = data.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(value: object) -> str:
    return clean(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""


_READINGS: Mapping[str, Reading] = {
    "user_send_text": _said,
    **dict.fromkeys(
        ("user_send_image", "user_send_file", "user_send_audio", "user_send_video", "user_send_gif"),
        _sent_files,
    ),
    "user_send_link": _sent_link,
    "user_send_location": _unreadable,
    "user_send_business_card": _unreadable,
    "user_send_sticker": _interacted,
    "user_click_chatnow": _interacted,
    "follow": _followed,
    "unfollow": _unfollowed,
    "user_submit_info": _gave_phone,
    "user_received_message": _reached(Happening.DELIVERED),
    "user_seen_message": _reached(Happening.SEEN),
    "user_withdraw": _withdrew,
}
