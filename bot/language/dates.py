"""Dates as people say them, read out of a whole sentence; what is unsure is left open."""

import re
from dataclasses import dataclass
from datetime import date
from datetime import time as clock_time

from bot.language.calendar_days import DAYS
from bot.language.calendar_spans import SPANS, WEEKDAYS
from bot.language.clock_times import Stretch, hours_apart, read_parts, read_times
from bot.language.date_joins import HOUR, USED, join
from bot.language.date_words import spell
from bot.language.english_dates import ENGLISH
from bot.language.intervals import Grain, Interval
from bot.language.lunar_words import LUNAR
from bot.language.mentions import DayPart, Mention, Rule
from bot.language.not_dates import NOT_DATES
from bot.language.relative_words import HALVES, RELATIVE

__all__ = ["DateReading", "DayPart", "Grain", "Interval", "read_dates"]

_LONGEST = 1000

_RULES: list[tuple[re.Pattern[str], list[Rule]]] = [
    (re.compile(words), rules)
    for words, rules in (
        (r"", NOT_DATES),
        (
            r"tet|rằm|ram|mung|mong|[aâ]m|al|gieng|chap|thu|ngo|tổ|to|lan|te|giao|noel|giang|khanh|nhat|nam",
            LUNAR,
        ),
        (
            r"\d (?:st|nd|rd|th)|half|day|week|month|quarter|year|morrow|tonight|morning|noon|evening|jan"
            r"|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec",
            ENGLISH,
        ),
        (r"\d|ngay|thang|th|mung|hom|bua", DAYS),
        (r"thang|thg|th?\.? ?\d|quy|q\.? ?\d|nam|năm|nửa|20\d\d", HALVES + SPANS),
        (r"thu|thư|t \d|th \d|nhat|cn", WEEKDAYS),
        (r"", RELATIVE),
    )
]
"""Each group of rules after the words without which none of it holds."""


@dataclass(frozen=True, slots=True)
class DateReading:
    """`interval` is None where nothing was said, or where two readings remain: then `alternatives` are those.

    `spans`: where in the text the words for dates and times stood.
    """

    interval: Interval | None
    part: DayPart | None = None
    time: clock_time | None = None
    alternatives: tuple[Interval, ...] = ()
    spans: tuple[Stretch, ...] = ()


def read_dates(text: str, today: date) -> DateReading:
    """Of a text longer than anyone asks, only the beginning is read."""
    spelled = spell(text[:_LONGEST])
    rest = spelled.plain
    times = read_times(rest)
    for start, end in hours_apart(rest, [where for where, _, _ in times]):
        rest = _used_up(rest, start, end, HOUR)
    mentions, rest = _mentions(rest, today)
    touched = [(each.start, each.end) for each in mentions] + [where for where, _, _ in times]
    days = [(each.start, each.end) for each in mentions if all(i.grain == Grain.DAY for i in each.intervals)]
    parts = read_parts(rest, touched, days + touched[len(mentions) :], marked=not text.isascii())
    for (start, end), _ in parts:
        rest = _used_up(rest, start, end)
    joined = join(mentions, rest, today)
    stretches = {*joined.stretches, *(where for where, _, _ in times), *(where for where, _ in parts)}
    named = {*(part for _, part in parts), *(each.part for each in mentions), *(part for _, _, part in times)}
    named.discard(None)
    return DateReading(
        interval=joined.intervals[0] if len(joined.intervals) == 1 else None,
        part=named.pop() if len(named) == 1 else None,
        time=times[0][1] if times else None,
        alternatives=joined.intervals if len(joined.intervals) > 1 else (),
        spans=tuple(sorted(spelled.written(start, end) for start, end in stretches)),
    )


def _mentions(plain: str, today: date) -> tuple[list[Mention], str]:
    """What each rule finds in what the rules before it have left."""
    found: list[Mention] = []
    for words, rules in _RULES:
        if not words.search(plain):
            continue
        for pattern, read in rules:
            for match in pattern.finditer(plain):
                try:
                    mention = read(match, today)
                except (ValueError, OverflowError):
                    mention = Mention(match.start(), match.end(), ())
                if mention:
                    found.append(mention)
                plain = _used_up(plain, match.start(), match.end())
    return sorted(found, key=lambda each: each.start), plain


def _used_up(plain: str, start: int, end: int, mark: str = USED) -> str:
    return plain[:start] + mark * (end - start) + plain[end:]
