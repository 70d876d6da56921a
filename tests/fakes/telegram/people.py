"""What people do on Telegram, as the Bot API tells it: invented people, real shapes."""

import re
import time
from itertools import count
from typing import Any

_NUMBERS = count(9_000_001)


def person(chat: str, name: str = "Bình") -> dict[str, Any]:
    return {"id": abs(int(chat)), "is_bot": False, "first_name": name, "language_code": "vi"}


def chat_of(chat: str) -> dict[str, Any]:
    """A private chat, or a group where the number is negative."""
    if int(chat) < 0:
        return {"id": int(chat), "type": "supergroup", "title": "Tổ dân phố"}
    return {"id": int(chat), "type": "private", "first_name": "Bình"}


def entities_in(text: str) -> list[dict[str, Any]]:
    """Commands and names, where Telegram would mark them."""
    found = []
    for match in re.finditer(r"(?<!\S)/\w+(?:@\w+)?|(?<!\w)@\w{5,}", text):
        start = len(text[: match.start()].encode("utf-16-le")) // 2
        kind = "bot_command" if match[0].startswith("/") else "mention"
        found.append({"type": kind, "offset": start, "length": len(match[0])})
    return found


def message(chat: str, text: str = "", **more: Any) -> dict[str, Any]:
    """Something somebody sends; `more` are further fields, such as a document."""
    said: dict[str, Any] = {
        "message_id": next(_NUMBERS),
        "from": person(chat),
        "chat": chat_of(chat),
        "date": int(time.time()),
    }
    if text:
        words, marks = ("caption", "caption_entities") if more.keys() & _MEDIA else ("text", "entities")
        said[words] = text
        if entities := entities_in(text):
            said[marks] = entities
    return {"message": said | more}


_MEDIA = {"document", "photo", "video", "voice", "audio", "animation", "video_note"}


def document(file_id: str, name: str, content: bytes, mime: str = "application/pdf") -> dict[str, Any]:
    return {
        "document": {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "file_name": name,
            "mime_type": mime,
            "file_size": len(content),
        }
    }


def photo(file_id: str, content: bytes) -> dict[str, Any]:
    """Three sizes; the last one is the picture itself."""
    sizes = [("s", 90, 67, 1_000), ("m", 320, 240, 9_000), ("", 1280, 960, len(content))]
    return {
        "photo": [
            {
                "file_id": f"{file_id}{mark}",
                "file_unique_id": f"u{file_id}{mark}",
                "width": width,
                "height": height,
                "file_size": size,
            }
            for mark, width, height, size in sizes
        ]
    }


def press(chat: str, pressed: dict[str, Any], data: str, query: str) -> dict[str, Any]:
    """A button of a message of ours is pressed."""
    return {
        "callback_query": {
            "id": query,
            "from": person(chat),
            "message": pressed,
            "chat_instance": "42",
            "data": data,
        }
    }


def membership(chat: str, bot: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """Somebody lets us in or puts us out."""
    until = {"until_date": 0} if new == "kicked" else {}
    return {
        "my_chat_member": {
            "chat": chat_of(chat),
            "from": person(chat),
            "date": int(time.time()),
            "old_chat_member": {"user": bot, "status": old} | ({"until_date": 0} if old == "kicked" else {}),
            "new_chat_member": {"user": bot, "status": new} | until,
        }
    }
