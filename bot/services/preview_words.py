"""What is foreseen, in words: for the command line."""

from collections.abc import Sequence

from bot.services.preview import Preview
from bot.texts import _, clock_time, long_date


def preview_as_text(messages: Sequence[Preview]) -> str:
    """One paragraph a message."""
    if not messages:
        return _("Nothing would be sent in these days.")
    return "\n\n".join(
        _("{day} {time} → {to}", day=long_date(each.at.date()), time=clock_time(each.at), to=each.to)
        + f"\n{each.text}"
        for each in messages
    )
