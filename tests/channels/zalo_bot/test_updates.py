"""What the Zalo Bot Platform sends us, as events."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.zalo_bot.updates import Reader, updates_in
from bot.conversation.messages import Address, Attachment, Event, Happened, Happening, Incoming

PAYLOADS = Path(__file__).parents[2] / "payloads" / "zalo_bot"
NOW = datetime(2026, 6, 1, 1, 30, tzinfo=UTC)
SENT_AT = datetime(2025, 6, 19, 6, 55, 31, 602_000, tzinfo=UTC)
CHAT = "6ede9afa66b88fe6d6a9"
ADDRESS = Address("zalo_bot", CHAT)
READER = Reader(lambda: NOW, ZoneInfo("Asia/Ho_Chi_Minh"))


def events(name: str) -> list[Event]:
    return read(json.loads((PAYLOADS / f"{name}.json").read_text("utf-8")))


def read(body: Any, reader: Reader = READER) -> list[Event]:
    return [event for update in updates_in(body) for event in reader.events(update)]


def incoming(number: int, text: str = "", **what: Any) -> Incoming:
    return Incoming(f"{CHAT}:2d758cb5e222177a4e{number}", ADDRESS, SENT_AT, text, **what)


def file(name: str, source: str) -> tuple[Attachment, ...]:
    return (Attachment(name, source=source),)


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("text", incoming(35, "Xin chào <b> & _*[x]")),
        ("text_wrapped", incoming(35, "Xin chào <b> & _*[x]")),
        (
            "image",
            incoming(
                37,
                "Ảnh hội nghị",
                files=file("anh-20250619-1355.jpg", "https://photo.example.vn/1.jpg"),
                album="202506190655",
            ),
        ),
        (
            "image_documented",
            incoming(
                38,
                files=file("anh-20250619-1355.jpg", "https://photo.example.vn/2.jpg"),
                album="202506190655",
            ),
        ),
        (
            "voice",
            incoming(39, files=file("ghi-am-20250619-1355.aac", "https://voice.example.vn/1.aac")),
        ),
        ("unsupported", incoming(41, pressed="/unreadable")),
        ("link", incoming(42, pressed="/unreadable")),
    ],
)
def test_what_one_person_sends_is_one_event(name: str, event: Event) -> None:
    assert events(name) == [event]


@pytest.mark.parametrize(("name", "what"), [("follow", Happening.CAME), ("unfollow", Happening.LEFT)])
def test_somebody_who_comes_or_goes_is_noticed_once(name: str, what: Happening) -> None:
    (event,), (repeated,) = events(name), events(name)
    assert isinstance(event, Happened)
    assert (event.address, event.at, event.what) == (ADDRESS, SENT_AT, what)
    assert event == repeated


@pytest.mark.parametrize("name", ["group", "bot", "sticker", "unknown", "unsupported_bare", "empty"])
def test_groups_bots_stickers_and_what_is_not_known_are_passed_over(name: str) -> None:
    assert events(name) == []


def test_a_date_in_seconds_is_understood() -> None:
    (event,) = events("text_seconds")
    assert isinstance(event, Incoming)
    assert event.sent_at == SENT_AT.replace(microsecond=0)


@pytest.mark.parametrize("date", [None, "soon", 1e30, float("nan"), [], {}])
def test_without_a_date_that_can_be_it_was_sent_now(date: object) -> None:
    message = {"message_id": "1", "chat": {"id": "a"}, "text": "Xin chào", "date": date}
    assert read({"event_name": "message.text.received", "message": message}) == [
        Incoming("a:1", Address("zalo_bot", "a"), NOW, "Xin chào")
    ]


def test_files_that_come_without_id_or_date_are_told_of_once_a_minute() -> None:
    later = Reader(lambda: NOW.replace(minute=31), READER.zone)
    update = json.loads((PAYLOADS / "unsupported_from_only.json").read_text("utf-8"))
    (first,), (repeated,), (another,) = read(update), read(update), read(update, later)
    assert isinstance(first, Incoming)
    assert first.pressed == "/unreadable"
    assert first == repeated
    assert first.id != another.id


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ({"event_name": "x"}, 1),
        ([{"event_name": "x"}, {"event_name": "y"}, 3], 2),
        ({"ok": True, "result": [{"event_name": "x"}]}, 1),
        ({"ok": True, "result": None}, 0),
        ({"ok": False, "error_code": 408}, 0),
        (None, 0),
        ("x", 0),
        (7, 0),
    ],
)
def test_updates_are_found_bare_wrapped_or_listed(body: object, number: int) -> None:
    assert len(updates_in(body)) == number


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = ("message_id", "chat", "from", "date", "text", "caption", "photo_url", "photo", "voice_url")
EVENTS = ("message.text.received", "message.image.received", "message.voice.received", "user.follow", "x")


@settings(max_examples=150)
@given(
    st.sampled_from(EVENTS),
    st.dictionaries(st.sampled_from(NAMES), VALUES | st.just({"id": "a"}), max_size=6) | VALUES,
)
def test_whatever_an_update_holds_it_is_read_or_passed_over(event: str, message: Any) -> None:
    for found in read({"event_name": event, "message": message}):
        assert found.address.chat
        assert found.id.startswith(f"{found.address.chat}:")
