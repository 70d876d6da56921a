"""Office hours as people write them: `7:30-11:30, 13:30-17:00`, `sáng 7h30 đến 11h30, chiều 13h đến 17h`."""

import re
from datetime import time

from bot.language.normalise import fold_line

_CLOCK = r"(\d{1,2})(?:\s?(?:[:.]|gio|h|g)\s?(\d{2})?)?"
_SPAN = re.compile(rf"{_CLOCK}\s?(?:-|–|—|den|toi|to)\s?{_CLOCK}(?!\d)")
_BETWEEN = re.compile(r"(?:\b(?:gio lam viec|lam viec|buoi|sang|chieu|tu|va|and|from)\b|[\s,;:.&+/])*")
MOST = 4


def read_hours(text: str) -> tuple[tuple[time, time], ...] | None:
    """Spans in order; None where anything else is said or they are not in order."""
    said = fold_line(text)
    found: list[tuple[time, time]] = []
    at = 0
    for match in _SPAN.finditer(said):
        if not _BETWEEN.fullmatch(said, at, match.start()):
            return None
        at = match.end()
        numbers = [int(match[n] or 0) for n in (1, 2, 3, 4)]
        if numbers[0] > 23 or numbers[2] > 23 or numbers[1] > 59 or numbers[3] > 59:
            return None
        found.append((time(numbers[0], numbers[1]), time(numbers[2], numbers[3])))
    edges = [edge for span in found for edge in span]
    whole = _BETWEEN.fullmatch(said, at) is not None
    return tuple(found) if whole and 0 < len(found) <= MOST and sorted(set(edges)) == edges else None
