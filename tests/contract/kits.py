"""The channels that have vendors, each in every way it can be set up."""

import copy
import json
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from bot.channels.port import Hook
from bot.channels.telegram import connect as telegram
from bot.channels.zalo_bot.channel import connect as zalo_bot
from bot.channels.zalo_oa.channel import connect as zalo_oa
from bot.clock import utc_now
from bot.errors import Refusal
from tests.contract.kit import Kit
from tests.fakes.telegram.server import TOKEN, TelegramServer
from tests.fakes.vendor import Fault
from tests.fakes.zalo_bot.api import TOKEN as ZALO_TOKEN
from tests.fakes.zalo_bot.server import ZaloBot
from tests.fakes.zalo_oa.calls import mac
from tests.fakes.zalo_oa.server import ZaloOAServer, zalo_oa_server

SECRET = "a-secret-of-the-contract"
TEMPORARY, UNCERTAIN, GONE = Refusal.TEMPORARY, Refusal.UNCERTAIN, Refusal.GONE
COMMON = {
    "500": (Fault("status", 500), TEMPORARY),
    "503": (Fault("status", 503), TEMPORARY),
    "hangs": (Fault("hang"), UNCERTAIN),
    "drops it before": (Fault("drop_before"), UNCERTAIN),
    "drops it after": (Fault("drop_after"), UNCERTAIN),
    "garbage": (Fault("garbage"), UNCERTAIN),
    "429": (Fault("status", 429), Refusal.THROTTLED),
    "429 for 7 s": (Fault("status", 429, retry_after=7), Refusal.THROTTLED),
}


async def _tell_telegram(server: TelegramServer, update: Mapping[str, Any]) -> None:
    server.queue.allowed = ("anything",)
    await server.tell(dict(copy.deepcopy(update)))


def _telegram_text(chat: str, text: str, number: int) -> dict[str, Any]:
    person = {"id": int(chat), "is_bot": False, "first_name": "An"}
    said = {"message_id": number, "date": 1780275600, "from": person, "text": text}
    return {"update_id": 900_000 + number, "message": {**said, "chat": {"id": int(chat), "type": "private"}}}


def _telegram_call(hook: Hook, _vendor: Any, update: Mapping[str, Any]) -> tuple[dict[str, str], bytes]:
    return {"X-Telegram-Bot-Api-Secret-Token": SECRET}, json.dumps(update).encode()


_KANAL = {"id": -1002200009999, "title": "Bản tin", "type": "channel"}
_ADMINS = {"id": -1002200001111, "title": "Tổ 3", "type": "supergroup"}
_BOT = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
_SAID = {"message_id": 5, "date": 1780275600, "text": "xin chào"}


def telegram_kit(mode: str) -> Kit:
    return Kit(
        f"telegram {mode}",
        "telegram",
        ("4711", "4712"),
        telegram,
        TelegramServer,
        lambda server: {
            "telegram_token": TOKEN,
            "telegram_api": server.url,
            "telegram_mode": mode,
            "telegram_secret": SECRET,
        },
        _tell_telegram,
        _telegram_text,
        (
            {"a_kind_to_come": {"of": ["anything"]}},
            {"channel_post": {**_SAID, "chat": _KANAL, "sender_chat": _KANAL}},
            {"message": {**_SAID, "chat": _ADMINS, "from": _BOT, "sender_chat": _ADMINS}},
            {"message": {**_SAID, "chat": {"id": 9, "type": "private", "first_name": ""}}},
            {"message": "no message at all"},
            {"edited_message": {**_SAID, "chat": {"id": 4711, "type": "private"}}},
        ),
        {
            **COMMON,
            "403": (Fault("status", 403), GONE),
            "404": (Fault("status", 404), TEMPORARY),
            "400": (Fault("status", 400), Refusal.REJECTED),
            "502": (Fault("status", 502), UNCERTAIN),
        },
        _telegram_call if mode == "webhook" else None,
    )


async def _tell_zalo_bot(vendor: ZaloBot, update: Mapping[str, Any]) -> None:
    await vendor.deliver(dict(copy.deepcopy(update)))


def _zalo_bot_text(chat: str, text: str, number: int) -> dict[str, Any]:
    message = {
        "message_id": f"{number:020x}",
        "text": text,
        "chat": {"id": chat, "chat_type": "PRIVATE"},
        "from": {"id": chat, "display_name": "An", "is_bot": False},
        "date": 1780275600000,
    }
    return {"event_name": "message.text.received", "message": message}


def _zalo_bot_call(hook: Hook, _vendor: Any, update: Mapping[str, Any]) -> tuple[dict[str, str], bytes]:
    return {"X-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}, json.dumps(update).encode()


def zalo_bot_kit(mode: str) -> Kit:
    group = {"chat": {"id": "zgr-1", "chat_type": "GROUP"}, "from": {"id": "a", "is_bot": False}}
    return Kit(
        f"zalo_bot {mode}",
        "zalo_bot",
        ("6ede9afa66b88fe6d6a9", "6ede9afa66b88fe6d6aa"),
        zalo_bot,
        ZaloBot,
        lambda vendor: {
            "zalo_bot_token": ZALO_TOKEN,
            "zalo_bot_api": vendor.url,
            "zalo_bot_mode": mode,
            "zalo_bot_secret": SECRET,
        },
        _tell_zalo_bot,
        _zalo_bot_text,
        (
            {"event_name": "message.of.a.kind.to.come", "message": {"text": "?"}},
            {"event_name": "message.unsupported.received"},
            {"event_name": "message.text.received", "message": {**_SAID, **group}},
            {"event_name": "message.text.received", "message": "no message at all"},
            {"event_name": 7},
        ),
        {
            **COMMON,
            "403": (Fault("status", 403), TEMPORARY),
            "404": (Fault("status", 404), Refusal.REJECTED),
            "400": (Fault("status", 400), Refusal.REJECTED),
        },
        _zalo_bot_call if mode == "webhook" else None,
        pictures_only=True,
    )


async def _tell_zalo_oa(vendor: ZaloOAServer, update: Mapping[str, Any]) -> None:
    await vendor.caller.tell({"app_id": vendor.world.app_id, "timestamp": _now(), **update})


def _zalo_oa_text(chat: str, text: str, number: int) -> dict[str, Any]:
    return {
        "app_id": "360846524940903967",
        "event_name": "user_send_text",
        "timestamp": _now(),
        "sender": {"id": chat},
        "recipient": {"id": "388613280878808645"},
        "message": {"msg_id": f"{number:020x}", "text": text},
    }


def _now() -> str:
    """What is older than a month is taken for a replay."""
    return str(int(utc_now().timestamp() * 1000))


def _zalo_oa_call(_hook: Hook, vendor: Any, update: Mapping[str, Any]) -> tuple[dict[str, str], bytes]:
    body = json.dumps(update).encode()
    signed = mac(vendor.world.app_id, body, str(update["timestamp"]), vendor.world.oa_secret)
    return {"X-ZEvent-Signature": f"mac={signed}", "Content-Type": "application/json"}, body


def _open_window(vendor: ZaloOAServer, url: str) -> None:
    vendor.caller.url = url
    for chat in ZALO_OA.chats:
        vendor.world.heard[chat] = vendor.world.clock()


def _zalo_oa_server() -> AbstractAsyncContextManager[ZaloOAServer]:
    return zalo_oa_server()


ZALO_OA = Kit(
    "zalo_oa webhook",
    "zalo_oa",
    ("246845883529197922", "246845883529197923"),
    zalo_oa,
    _zalo_oa_server,
    lambda server: server.settings().model_dump(exclude_unset=True),
    _tell_zalo_oa,
    _zalo_oa_text,
    (
        {"event_name": "of_a_kind_to_come", "sender": {"id": "1"}},
        {"event_name": "anonymous_send_text", "sender": {"id": "x"}, "message": {"text": "?", "msg_id": "1"}},
        {"event_name": "user_send_text", "sender": "nobody", "message": ["no message at all"]},
        {"event_name": ["no name at all"]},
    ),
    {
        **COMMON,
        "403": (Fault("status", 403), GONE),
        "404": (Fault("status", 404), Refusal.REJECTED),
    },
    _zalo_oa_call,
    point_at=_open_window,
    default_wait=60.0,
)

KITS = (
    telegram_kit("polling"),
    telegram_kit("webhook"),
    zalo_bot_kit("polling"),
    zalo_bot_kit("webhook"),
    ZALO_OA,
)
CALLED = tuple(kit for kit in KITS if kit.genuine is not None)
CHANNELS = (KITS[0], KITS[2], KITS[4])
