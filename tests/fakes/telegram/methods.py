"""The methods of the Bot API that the fake knows, by name in lower case."""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.fakes.telegram.refusals import (
    Asked,
    Refused,
    caption_of,
    check_commands,
    check_photo,
    keyboard_of,
    text_of,
)

if TYPE_CHECKING:
    from tests.fakes.telegram.server import TelegramServer

Method = Callable[["TelegramServer", Asked], Awaitable[Any]]


async def _get_me(server: "TelegramServer", _asked: Asked) -> Any:
    return server.me | {
        "can_join_groups": True,
        "can_read_all_group_messages": server.reads_all,
        "supports_inline_queries": False,
    }


async def _get_updates(server: "TelegramServer", asked: Asked) -> Any:
    if (allowed := asked.data("allowed_updates")) is not None:
        server.queue.allowed = allowed
    return await server.queue.take(asked.number("offset"), asked.number("limit"), asked.number("timeout"))


async def _set_webhook(server: "TelegramServer", asked: Asked) -> Any:
    url = asked.text("url")
    if url and urlsplit(url).scheme != "https" and urlsplit(url).hostname != "127.0.0.1":
        raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if (allowed := asked.data("allowed_updates")) is not None:
        server.queue.allowed = allowed
    if asked.text("drop_pending_updates") == "true":
        server.queue.waiting.clear()
    await server.queue.bring_to(url, asked.text("secret_token"))
    return True


async def _delete_webhook(server: "TelegramServer", asked: Asked) -> Any:
    if asked.text("drop_pending_updates") == "true":
        server.queue.waiting.clear()
    await server.queue.bring_to("", "")
    return True


async def _get_webhook_info(server: "TelegramServer", _asked: Asked) -> Any:
    queue = server.queue
    failed = {"last_error_date": queue.failed_at, "last_error_message": queue.failure}
    return {
        "url": queue.url,
        "has_custom_certificate": False,
        "pending_update_count": len(queue.waiting),
        **(failed if queue.failed_at else {}),
    }


async def _send_message(server: "TelegramServer", asked: Asked) -> Any:
    chat = server.reachable(asked)
    text, rows = text_of(asked), keyboard_of(asked)
    server.count_send()
    return server.deliver(chat, {"text": text}, rows)


async def _send_document(server: "TelegramServer", asked: Asked) -> Any:
    return _send_file(server, asked, "document")


async def _send_photo(server: "TelegramServer", asked: Asked) -> Any:
    return _send_file(server, asked, "photo")


def _send_file(server: "TelegramServer", asked: Asked, field: str) -> Any:
    chat = server.reachable(asked)
    if field not in asked.files:
        raise Refused(400, f"Bad Request: there is no {field} in the request")
    name, content = asked.files[field]
    if len(content) > server.largest_upload:
        raise Refused(413, "Request Entity Too Large")
    if not content:
        raise Refused(400, "Bad Request: file must be non-empty")
    if field == "photo":
        check_photo(content)
    caption, rows = caption_of(asked), keyboard_of(asked)
    server.count_send()
    held: dict[str, Any] = {"file_id": f"out{server.next_message}", "file_unique_id": "u"}
    if field == "document":
        held |= {"file_name": name, "file_size": len(content)}
    shown = held if field == "document" else [held | {"width": 1, "height": 1, "file_size": len(content)}]
    told = {field: shown} | ({"caption": caption} if caption else {})
    return server.deliver(chat, told, rows, ((name, content),))


async def _edit_text(server: "TelegramServer", asked: Asked) -> Any:
    message = server.message_to_edit(asked)
    return server.edit(message, {"text": text_of(asked)}, keyboard_of(asked))


async def _edit_markup(server: "TelegramServer", asked: Asked) -> Any:
    message = server.message_to_edit(asked)
    return server.edit(message, {}, keyboard_of(asked))


async def _answer_press(server: "TelegramServer", asked: Asked) -> Any:
    query = asked.text("callback_query_id")
    if query not in server.open_queries:
        old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
        raise Refused(400, old)
    server.open_queries.discard(query)
    return True


async def _chat_action(server: "TelegramServer", asked: Asked) -> Any:
    server.actions.append((server.reachable(asked), asked.text("action")))
    return True


async def _get_file(server: "TelegramServer", asked: Asked) -> Any:
    file_id = asked.text("file_id")
    if file_id not in server.files:
        raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    content = server.files[file_id]
    if len(content) > server.largest_download:
        raise Refused(400, "Bad Request: file is too big")
    path = f"documents/{file_id}"
    if server.local is not None:
        place = server.local / file_id
        place.write_bytes(content)
        path = str(place)
    return {
        "file_id": file_id,
        "file_unique_id": f"u{file_id}",
        "file_size": len(content),
        "file_path": path,
    }


async def _set_commands(server: "TelegramServer", asked: Asked) -> Any:
    commands = asked.data("commands") or []
    check_commands(commands)
    server.commands[_scope(asked)] = {one["command"]: one["description"] for one in commands}
    return True


async def _delete_commands(server: "TelegramServer", asked: Asked) -> Any:
    server.commands.pop(_scope(asked), None)
    return True


async def _get_commands(server: "TelegramServer", asked: Asked) -> Any:
    found = server.commands.get(_scope(asked), {})
    return [{"command": name, "description": about} for name, about in found.items()]


def _scope(asked: Asked) -> tuple[str, str]:
    scope = asked.data("scope") or {"type": "default"}
    return str(scope.get("chat_id", scope["type"])), asked.text("language_code")


def _about(name: str, limit: int) -> Method:
    async def keep(server: "TelegramServer", asked: Asked) -> Any:
        text = asked.text(name)
        if len(text) > limit:
            raise Refused(400, "Bad Request: BOT_DESCRIPTION_INVALID")
        server.about[name, asked.text("language_code")] = text
        return True

    return keep


async def _log_out(_server: "TelegramServer", _asked: Asked) -> Any:
    raise Refused(429, "Too Many Requests: retry after 600", retry_after=600)


METHODS: Mapping[str, Method] = {
    "getme": _get_me,
    "getupdates": _get_updates,
    "setwebhook": _set_webhook,
    "deletewebhook": _delete_webhook,
    "getwebhookinfo": _get_webhook_info,
    "sendmessage": _send_message,
    "senddocument": _send_document,
    "sendphoto": _send_photo,
    "editmessagetext": _edit_text,
    "editmessagereplymarkup": _edit_markup,
    "answercallbackquery": _answer_press,
    "sendchataction": _chat_action,
    "getfile": _get_file,
    "setmycommands": _set_commands,
    "deletemycommands": _delete_commands,
    "getmycommands": _get_commands,
    "setmydescription": _about("description", 512),
    "setmyshortdescription": _about("short_description", 120),
    "logout": _log_out,
}
SENDS = {"sendmessage", "senddocument", "sendphoto"}


def now() -> int:
    return int(time.time())
