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
