"""A single day, written in figures or in words."""

import re
from contextlib import suppress
from datetime import date

from bot.language.dates import Grain, read_dates

_TYPED = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)(?!\d)")


def read_day(text: str, today: date) -> date | None:
    """The one day that is meant; None for anything else."""
    if typed := _TYPED.search(text):
        with suppress(ValueError):
            return date(int(typed[3]), int(typed[2]), int(typed[1]))
        return None
    read = read_dates(text, today).interval
    return read.start if read is not None and read.grain is Grain.DAY else None
