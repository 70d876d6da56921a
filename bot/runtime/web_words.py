"""Every sentence the pages themselves say, in the locale in force."""

from bot.channels.webchat import LONGEST_TEXT
from bot.texts import _, spoken


def frame_words() -> dict[str, str]:
    """What every page says."""
    return {
        "lang": spoken(),
        "title": _("Community Work Assistant"),
        "to_schedule": _("Reception schedule"),
        "to_chat": _("Open the chat"),
    }


def page_words(limit: int) -> dict[str, str]:
    """What the chat page says; `limit` is the largest upload in bytes."""
    return {
        "conversation": _("Conversation"),
        "write": _("Write a message"),
        "send": _("Send"),
        "attach": _("Attach files"),
        "me": _("You"),
        "us": _("Assistant"),
        "today": _("Today"),
        "yesterday": _("Yesterday"),
        "sending": _("Sending…"),
        "unsent": _("Not sent"),
        "connecting": _("Reconnecting…"),
        "open": _("Open the link"),
        "uploading": _("Sending {name}", name="{name}"),
        "upload_failed": _("{name} could not be sent.", name="{name}"),
        "retry": _("Try again"),
        "discard": _("Discard"),
        "too_large": _(
            "{name} is larger than {limit} MB; please send a smaller one.", name="{name}", limit=limit >> 20
        ),
        "too_long": _(
            "This message has {length} characters; please send at most {limit} at a time.",
            length="{length}",
            limit=LONGEST_TEXT,
        ),
        "no_script": _("This page needs JavaScript. Please turn it on, or use another channel."),
    }


def sending_words(limit: int) -> dict[str, str]:
    """What the page under an upload link says; `limit` is the largest file in bytes."""
    return {
        "limit": str(limit),
        "choose": _("Choose files"),
        "photo": _("Take a photo"),
        "send": _("Send"),
        "sending": _("Sending…"),
        "leave_out": _("Leave out {name}", name="{name}"),
        "unsent": _("The files could not be sent. Please check the connection and press “Send” again."),
        "too_large": _(
            "{name} is larger than {limit} MB; please send a smaller one.", name="{name}", limit=limit >> 20
        ),
    }


def failure_words(status: int, limit: int) -> str:
    """What went wrong with a request, in one sentence; `limit` is the largest file in bytes."""
    said = {
        400: _("This request could not be read."),
        403: _("This is not allowed from here. Please open the page again."),
        408: _("The file stopped coming, so it was not taken. Please send it again."),
        404: _("There is nothing at this address."),
        413: _("A file may be at most {limit} MB. Please send a smaller one.", limit=limit >> 20),
        429: _("That was very fast. Please wait a moment and try again."),
    }.get(status)
    if said is not None:
        return said
    return _("Something went wrong. Please try again.") if status >= 500 else _("This cannot be done.")
