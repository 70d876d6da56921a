"""What Zalo reports, as recorded, in the assistant's words."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.zalo_oa.events import events_in
from bot.conversation.messages import Address, Attachment, Event, Happened, Happening, Incoming

PAYLOADS = Path(__file__).parents[2] / "payloads" / "zalo_oa"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
THEN = datetime(2018, 10, 24, 8, 2, 21, 908000, tzinfo=UTC)
AN, STAMP = "246845883529197922", "1540368141908"
ID = "96d3cdf3af150460909"
HERE = Address("zalo_oa", AN)


def raw(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return read


def events(name: str) -> list[Event]:
    return events_in(raw(name), NOW)


def said(text: str = "", id_: str = ID, **more: Any) -> Incoming:
    return Incoming(id_, HERE, THEN, text, **more)


def sent(name: str, url: str, size: int = 0) -> tuple[Attachment, ...]:
    return (Attachment(name, size=size, source=url),)


SAID = {
    "user_send_text": said("Xin chào"),
    "user_send_text_quoting": said("Vâng"),
    "user_send_text_pressed": said(pressed="12:3"),
    "user_send_link": said("Xem giúp\nhttps://example.gov.vn/tin"),
    "user_send_location": said(pressed="/unreadable"),
    "user_send_business_card": said(pressed="/unreadable"),
    "user_send_file": said(files=sent("Báo cáo quý.docx", "https://f2.file.talk.zdn.vn/3", 20480)),
    "user_send_audio": said(files=sent("ghi-am.m4a", "https://f3.voice.talk.zdn.vn/4.m4a")),
    "user_send_video": said(files=sent("video.mp4", "https://f4.video.talk.zdn.vn/5.mp4")),
    "user_send_gif": said(files=sent("anh.gif", "https://f1.photo.talk.zdn.vn/1.gif")),
}
HAPPENED = {
    "user_send_sticker": (Happening.CAME, "", f"user_send_sticker:{ID}"),
    "user_click_chatnow": (Happening.CAME, "", f"user_click_chatnow:user_click_chatnow:{STAMP}:{AN}"),
    "unfollow": (Happening.LEFT, "", f"unfollow:unfollow:{STAMP}:{AN}"),
    "oa_send_text_by_hand": (Happening.TAKEN_OVER, ID, f"oa_send_text:{ID}"),
    "oa_send_image_by_hand": (Happening.TAKEN_OVER, ID, f"oa_send_image:{ID}"),
    "user_received_message": (Happening.DELIVERED, ID, f"user_received_message:{ID}"),
    "user_seen_message_one": (Happening.SEEN, ID, f"user_seen_message:{ID}"),
    "user_withdraw": (Happening.WITHDREW, "", f"user_withdraw:user_withdraw:{STAMP}:{AN}"),
}
NOTHING = (
    "anonymous_send_text",
    "user_send_group_text",
    "change_oa_daily_quota",
    "of_another_day",
    "oa_send_text",
)


@pytest.mark.parametrize("name", SAID)
def test_what_somebody_says_or_sends(name: str) -> None:
    assert events(name) == [SAID[name]]


@pytest.mark.parametrize("name", HAPPENED)
def test_what_happens_to_a_chat(name: str) -> None:
    what, about, key = HAPPENED[name]

    assert events(name) == [Happened(key, HERE, THEN, what, about)]


@pytest.mark.parametrize("name", NOTHING)
def test_what_does_not_concern_us_is_nothing(name: str) -> None:
    assert events(name) == []


def test_every_recorded_payload_is_looked_at() -> None:
    others = {"follow", "user_submit_info", "user_send_image", "user_seen_message"}

    assert {path.stem for path in PAYLOADS.glob("*.json")} == {*SAID, *HAPPENED, *NOTHING, *others}


def test_pictures_sent_together_come_as_one_message() -> None:
    pictures = tuple(
        Attachment("anh.jpg", source=f"https://f1.photo.talk.zdn.vn/{number}.jpg") for number in (1, 2)
    )

    assert events("user_send_image") == [said("Sân nhà văn hóa", files=pictures)]


def test_who_follows_is_known_to_be_there_and_greeted() -> None:
    key = f"follow:{STAMP}:{AN}"

    assert events("follow") == [
        Happened(f"follow:{key}", HERE, THEN, Happening.CAME),
        Incoming(key, HERE, THEN, "/start"),
    ]


def test_who_gives_a_number_to_the_form_is_told_what_has_become_of_it() -> None:
    key = f"{STAMP}:{AN}"

    assert events("user_submit_info") == [
        Happened(f"user_submit_info:84987654321:{key}", HERE, THEN, Happening.GAVE_PHONE, "84987654321"),
        said(id_=f"user_submit_info:{key}", pressed="/phone"),
    ]


def test_each_message_that_was_seen_is_told() -> None:
    found = [
        (event.what, event.about) for event in events("user_seen_message") if isinstance(event, Happened)
    ]

    assert found == [(Happening.SEEN, ID), (Happening.SEEN, "96d3cdf3af150460910")]


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("84987654321", "84987654321"),
        ("+84 987 654 321", "84987654321"),
        ("0987.654.321", "84987654321"),
        (84987654321, "84987654321"),
    ],
)
def test_a_phone_number_is_kept_as_templates_want_it(given_: object, kept: str) -> None:
    told = raw("user_submit_info") | {"info": {"phone": given_}}

    assert [event.about for event in events_in(told, NOW) if isinstance(event, Happened)] == [kept]


@pytest.mark.parametrize("number", ["", "12", "+1 202 555 0100", "none", None, {"a": 1}])
def test_what_is_no_phone_number_here_is_not_kept(number: object) -> None:
    assert events_in(raw("user_submit_info") | {"info": {"phone": number}}, NOW) == []


def test_a_clock_of_zalo_that_runs_ahead_is_not_believed() -> None:
    (event,) = events_in(raw("user_send_text") | {"timestamp": "99999999999999"}, NOW)

    assert isinstance(event, Incoming)
    assert event.sent_at == NOW


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "url", "text", "msg_id", "attachments", "payload"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@settings(max_examples=150)
@given(
    name=st.sampled_from([*SAID, *HAPPENED, "follow", "user_seen_message", "user_submit_info"]),
    field=st.sampled_from(["message", "sender", "recipient", "follower", "info", "timestamp", "user_id"]),
    value=JSON,
)
def test_an_event_of_another_shape_is_never_a_failure(name: str, field: str, value: object) -> None:
    for event in events_in(raw(name) | {field: value}, NOW):
        assert event.address.chat
        assert event.id
