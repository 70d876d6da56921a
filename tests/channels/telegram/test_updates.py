"""What recorded updates say: each kind as an event, or as nothing to us."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram.updates import UNREADABLE, Updates
from bot.channels.telegram.who import Who
from bot.conversation.messages import Address, Attachment, Event, Happened, Happening, Incoming
from bot.texts import speaking
from storage.accounts import keep_account
from tests.channels.telegram.house import NOW
from tests.databases import migrated

FOLDER = Path(__file__).parents[2] / "payloads" / "telegram"
SENT = datetime(2026, 6, 1, 1, tzinfo=UTC)
HERE, THERE = Address("telegram", "5550101"), Address("telegram", "-1002200001111")
DAY = "20260601-"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def updates(tmp_path: Path) -> Iterator[Updates]:
    """A reader that knows our name from an earlier run."""
    database = migrated(f"sqlite:///{tmp_path / 'ward.db'}")
    with database.session() as session:
        keep_account(session, "telegram", {"id": "7000001", "username": "phuong_mau_bot"}, NOW)
    yield Updates(Who(7000001, database), lambda: NOW, 20 << 20)
    database.close()


def payload(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def read(updates: Updates, name: str) -> list[Event]:
    with speaking("vi"):
        return list(updates.read(payload(name)))


def said(name: str, text: str = "", *files: Attachment, **more: Any) -> Incoming:
    raw = payload(name)
    where = more.pop("where", HERE)
    return Incoming(str(raw["update_id"]), where, SENT, text, files=files, **more)


def number(name: str) -> int:
    found: int = payload(name)["message"]["message_id"]
    return found


TEXTS = {
    "text": "lịch tiếp dân tuần sau thế nào ạ 🙂",
    "text_with_marks": "5.1 <b>xong</b> 80% & *3* mô_hình [x](y)",
    "start": "/start",
    "start_with_code": "/start ABCD-EFGH",
    "command_for_us": "/help xin chào",
    "forwarded": "Họp dân lúc 8 giờ",
    "reply_to_us": "cảm ơn",
    "sticker": "👍",
}


@pytest.mark.parametrize("name", TEXTS)
def test_words_are_heard_as_they_were_typed(updates: Updates, name: str) -> None:
    assert read(updates, name) == [said(name, TEXTS[name])]


FILES = {
    "document": ("báo cáo đây", "Báo cáo 6 tháng.pdf", "application/pdf", 48213, "BQACAgUAAxkBAAIB0001"),
    "document_without_a_name": ("", "tep-{}.pdf", "application/pdf", 48213, "BQACAgUAAxkBAAIB0002"),
    "photo": ("", "anh-{}.jpg", "image/jpeg", 201911, "AgACAgUAAxkBAAIB1003"),
    "photo_with_caption": ("đèn đường hỏng", "anh-{}.jpg", "image/jpeg", 90222, "AgACAgUAAxkBAAIB1005"),
    "voice": ("", "ghi-am-{}.ogg", "audio/ogg", 28110, "AwACAgUAAxkBAAIB2001"),
    "video": ("", "IMG_0042.MP4", "video/mp4", 1288010, "BAACAgUAAxkBAAIB2002"),
    "video_without_a_name": ("", "tep-{}.mp4", "video/mp4", 1288010, "BAACAgUAAxkBAAIB2012"),
    "video_note": ("", "video-{}.mp4", "video/mp4", 402110, "DQACAgUAAxkBAAIB2003"),
    "audio": ("", "họp dân.mp3", "audio/mpeg", 990210, "CQACAgUAAxkBAAIB2004"),
    "animation": ("", "vẫy tay.mp4", "video/mp4", 55210, "CgACAgUAAxkBAAIB2005"),
}


@pytest.mark.parametrize("name", FILES)
def test_whatever_holds_a_file_is_a_file_to_fetch(updates: Updates, name: str) -> None:
    text, title, mime, size, source = FILES[name]
    file = Attachment(title.format(f"{DAY}{number(name)}"), mime, size, source=source)

    assert read(updates, name) == [said(name, text, file)]


def test_of_a_picture_the_largest_size_that_can_be_fetched_is_taken(updates: Updates) -> None:
    raw = payload("photo")
    raw["message"]["photo"][-1]["file_size"] = 25 << 20

    (event,) = updates.read(raw)
    assert isinstance(event, Incoming)
    assert [file.source for file in event.files] == ["AgACAgUAAxkBAAIB1002"]


def test_an_album_is_told_as_one(updates: Updates) -> None:
    photo = Attachment(
        f"anh-{DAY}{number('album_first')}.jpg", "image/jpeg", 90222, source="AgACAgUAAxkBAAIB1007"
    )
    sheet = Attachment("Danh sách.xlsx", XLSX, 48213, source="BQACAgUAAxkBAAIB0004")

    assert [*read(updates, "album_first"), *read(updates, "album_second")] == [
        said("album_first", "3 mô hình", photo, album="13700000001"),
        said("album_second", "", sheet, album="13700000001"),
    ]


def test_a_file_above_the_limit_is_refused_before_anybody_waits_for_it(updates: Updates) -> None:
    problem = "Ảnh quét.pdf lớn hơn 20 MB."
    file = Attachment("Ảnh quét.pdf", "application/pdf", 30 << 20, problem=problem)

    assert read(updates, "document_too_large") == [said("document_too_large", "", file)]


@pytest.mark.parametrize("name", ["sticker_without_emoji", "location", "venue", "contact", "poll", "dice"])
def test_what_we_cannot_read_is_told_as_such(updates: Updates, name: str) -> None:
    assert read(updates, name) == [said(name, pressed=UNREADABLE)]


def test_a_press_is_heard_even_where_its_menu_is_out_of_reach(updates: Updates) -> None:
    for name, value in {"pressed": "12:0", "pressed_on_a_message_out_of_reach": "3:1"}.items():
        assert read(updates, name) == [said(name, pressed=value)]
    assert read(updates, "pressed_in_a_group") == [
        said("pressed_in_a_group", pressed="12:1", where=THERE, group=True)
    ]


GROUP = {
    "group_mention": "hạn báo cáo là ngày nào?",
    "group_mention_in_the_middle": "🙂 nhờ : lịch tuần sau",
    "group_mention_by_name": "ơi, lịch tuần sau",
    "group_mention_alone": "",
    "group_command": "/help",
    "group_reply_to_us": "thế còn kỳ năm?",
}


@pytest.mark.parametrize("name", GROUP)
def test_in_a_group_we_hear_what_is_addressed_to_us(updates: Updates, name: str) -> None:
    assert read(updates, name) == [said(name, GROUP[name], where=THERE, group=True)]


def test_in_a_group_a_file_is_heard_where_its_caption_names_us(updates: Updates) -> None:
    name = "group_document_with_mention"
    file = Attachment("Biên bản.docx", DOCX, 48213, source="BQACAgUAAxkBAAIB0005")

    assert read(updates, name) == [said(name, "đây", file, where=Address("telegram", "-4400001"), group=True)]


IGNORED = [
    "command_for_another_bot",
    "pressed_inline",
    "edited",
    "group_mention_of_another",
    "group_talk",
    "group_command_for_another_bot",
    "group_reply_to_another",
    "group_anonymous_admin",
    "group_forward_from_channel",
    "group_written_as_a_channel",
    "group_another_bot",
    "group_new_member",
    "group_pinned",
    "group_moved",
    "group_made_admin",
    "deleted_account",
    "channel_post",
    "channel_joined",
    "kind_to_come",
    "of_a_kind_to_come",
]


@pytest.mark.parametrize("name", IGNORED)
def test_what_is_not_for_us_is_nothing(updates: Updates, name: str) -> None:
    assert read(updates, name) == []


@pytest.mark.parametrize(
    ("name", "where", "what"),
    [
        ("blocked", HERE, Happening.LEFT),
        ("unblocked", HERE, Happening.CAME),
        ("group_left", THERE, Happening.LEFT),
        ("group_joined", THERE, Happening.CAME),
    ],
)
def test_who_lets_us_in_or_puts_us_out_is_noted(
    updates: Updates, name: str, where: Address, what: Happening
) -> None:
    assert read(updates, name) == [Happened(str(payload(name)["update_id"]), where, SENT, what)]


def test_before_our_name_is_known_a_command_in_a_private_chat_is_ours(tmp_path: Path) -> None:
    database = migrated(f"sqlite:///{tmp_path / 'ward.db'}")
    unnamed = Updates(Who(7000001, database), lambda: NOW, 20 << 20)

    assert read(unnamed, "command_for_us") == [said("command_for_us", "/help xin chào")]
    assert read(unnamed, "group_command") == []
    assert read(unnamed, "group_reply_to_us") != []
    database.close()


def test_every_recorded_payload_is_spoken_for() -> None:
    albums, presses = (
        ["album_first", "album_second"],
        [
            "pressed",
            "pressed_on_a_message_out_of_reach",
            "pressed_in_a_group",
        ],
    )
    unreadable = ["sticker_without_emoji", "location", "venue", "contact", "poll", "dice"]
    moves = ["blocked", "unblocked", "group_left", "group_joined"]
    other = ["document_too_large", "group_document_with_mention"]
    named = [*TEXTS, *FILES, *GROUP, *IGNORED, *albums, *presses, *unreadable, *moves, *other]

    assert sorted(named) == sorted(path.stem for path in FOLDER.glob("*.json"))
