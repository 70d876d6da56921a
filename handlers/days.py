"""A day as an answer: picked, or typed in figures or words."""

from contextlib import suppress
from datetime import date

from bot.conversation.messages import Answer
from bot.language.one_day import read_day


def answered_day(answer: Answer, today: date) -> date | None:
    """The day that was picked or typed; None where that is no single day."""
    if answer.choice is None:
        return read_day(answer.text, today)
    with suppress(ValueError):
        return date.fromisoformat(answer.choice)
    return None
