"""Of an update only what we read: the library refuses all of it for one part it does not expect."""

from collections.abc import Mapping
from typing import Any

from telegram import Update

from bot.channels.port import Raw

_READ = (
    "message_id",
    "date",
    "chat",
    "sender_chat",
    "text",
    "entities",
    "caption",
    "caption_entities",
    "media_group_id",
    "photo",
    "document",
    "animation",
    "video",
    "audio",
    "voice",
    "video_note",
)
# What somebody sends, of kinds that we cannot read; everything else without words is something that happened.
_SENT = {
    "location",
    "venue",
    "contact",
    "poll",
    "dice",
    "game",
    "story",
    "sticker",
    "paid_media",
    "checklist",
    "giveaway",
}
_AWAY = {"left", "kicked"}


def read_update(raw: Raw) -> Update:
    """The update with what we read of it; a kind that is none of ours is left out."""
    known: dict[str, Any] = {"update_id": raw["update_id"]}
    if isinstance(message := raw.get("message"), dict):
        known["message"] = _message(message)
    if isinstance(press := raw.get("callback_query"), dict):
        known["callback_query"] = _press(press)
    if isinstance(change := raw.get("my_chat_member"), dict):
        known["my_chat_member"] = _change(change)
    return Update.de_json(known, None)


def emoji_in(raw: Raw) -> str:
    """What a sticker stands for, "" where there is none."""
    sticker = _in_message(raw).get("sticker")
    return str(sticker.get("emoji", "")) if isinstance(sticker, dict) else ""


def holds_what_we_cannot_read(raw: Raw) -> bool:
    return bool(_SENT & _in_message(raw).keys())


def _in_message(raw: Raw) -> Mapping[str, Any]:
    message = raw.get("message")
    return message if isinstance(message, dict) else {}


def _message(message: Mapping[str, Any]) -> dict[str, Any]:
    known = _picked(message, *_READ) | _sender(message)
    if isinstance(answered := message.get("reply_to_message"), dict):
        known["reply_to_message"] = _picked(answered, "message_id", "date", "chat") | _sender(answered)
    return known


def _press(press: Mapping[str, Any]) -> dict[str, Any]:
    known = {"chat_instance": "", **_picked(press, "id", "chat_instance", "data"), **_sender(press)}
    if isinstance(message := press.get("message"), dict):
        known["message"] = _picked(message, "message_id", "date", "chat", "text", "reply_markup")
    return known


def _change(change: Mapping[str, Any]) -> dict[str, Any]:
    known = _picked(change, "chat", "date") | _sender(change)
    for side in ("old_chat_member", "new_chat_member"):
        member = change[side]
        away = member["status"] in _AWAY or member.get("is_member") is False
        known[side] = {"user": member["user"], "status": "left" if away else "member"}
    return known


def _sender(said: Mapping[str, Any]) -> dict[str, Any]:
    sender = said.get("from")
    return {"from": {"first_name": "", **sender}} if isinstance(sender, dict) else {}


def _picked(whole: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: whole[name] for name in names if name in whole}
