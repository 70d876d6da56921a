"""Messages as Zalo's official account carries them, and what a press of their buttons sends back.

A button of Zalo's sends its payload as if the person had typed it. Ours are hidden ones, so that no
"#12:3" stands in the chat, and each begins with a sign that tells a press from what people type.
"""

import re
from collections.abc import Sequence
from typing import Any, TypeAlias

Body: TypeAlias = dict[str, Any]
PRESS = "#"
_PRESSED = re.compile(r"#(\d{1,9}:\d{1,4}|/[^\s/][^\n]*)")


def pressed(text: str) -> str | None:
    """The value of the button that sends this text, None where somebody typed it."""
    found = _PRESSED.fullmatch(text.strip())
    return found.group(1) if found else None


def text_message(user_id: str, text: str, buttons: Sequence[tuple[str, str]] = ()) -> Body:
    """Words, with buttons given as (value, label)."""
    message: Body = {"text": text}
    if buttons:
        message["attachment"] = {
            "type": "template",
            "payload": {"buttons": [_button(value, label) for value, label in buttons]},
        }
    return to_user(user_id, message)


def picture_message(user_id: str, attachment_id: str, text: str = "") -> Body:
    element = {"media_type": "image", "attachment_id": attachment_id}
    attachment = {"type": "template", "payload": {"template_type": "media", "elements": [element]}}
    return to_user(user_id, {"attachment": attachment} | ({"text": text} if text else {}))


def file_message(user_id: str, token: str) -> Body:
    return to_user(user_id, {"attachment": {"type": "file", "payload": {"token": token}}})


def _button(value: str, label: str) -> Body:
    return {"type": "oa.query.hide", "title": label, "payload": f"{PRESS}{value}"}


def to_user(user_id: str, message: Body) -> Body:
    return {"recipient": {"user_id": user_id}, "message": message}
