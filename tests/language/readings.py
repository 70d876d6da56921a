"""Readings of dates in one line each, so that a table of them can be read at a glance."""

from datetime import date

from bot.language.dates import DateReading, Interval, read_dates

MONDAY = date(2026, 5, 11)


def shown(interval: Interval) -> str:
    """*2026-05-13*, *2026-05-18..2026-05-24 week*; an open side is left blank."""
    if interval.start == interval.end:
        return f"{interval.start}"
    return f"{interval.start or ''}..{interval.end or ''} {interval.grain}"


def line(reading: DateReading) -> str:
    """What was read: the interval or the alternatives, then the part of the day and the time."""
    days = (
        shown(reading.interval) if reading.interval else " or ".join(map(shown, reading.alternatives)) or "-"
    )
    hour = f"{reading.time:%H:%M}" if reading.time else ""
    return " ".join(filter(None, (days, reading.part, hour)))


def rows(table: str) -> list[tuple[str, str]]:
    """The rows of a table: what is said, two bars, what is read."""
    cells = [row.split(" || ") for row in table.strip().splitlines()]
    return [(text.strip(), read.strip()) for text, read in cells]


def read(text: str, today: date = MONDAY) -> str:
    return line(read_dates(text, today))
