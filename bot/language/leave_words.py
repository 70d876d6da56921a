"""Being away from work as people say it: that they are, from which day, and through which."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from bot.language.dates import read_dates
from bot.language.normalise import fold_line

_WHO = r"(?:toi|em|minh|chau)"
_HOW = r"(?:(?:xin|se|dang|duoc|phai|co|can|muon|xin phep)\s+)*"
_WHAT = r"(?:nghi phep|nghi om|nghi che do|nghi thai san|nghi viec rieng|di cong tac|di hoc|di vang|vang mat)"
_AWAY = re.compile(rf"(?:^|\b{_WHO}\s+){_HOW}{_WHAT}\b")
_RESTS = re.compile(rf"^(?:{_WHO})\s+(?:dang|se|xin|duoc)\s+nghi$|^(?:{_WHO})\s+nghi$")
_RESTING = re.compile(r"\b(?:tôi|em|mình|cháu)\s+(?:(?:xin|sẽ|đang|được|phải|có)\s+)*nghỉ\b")
_COUNTED = re.compile(
    r"\b(\d{1,3}|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)\s+(ngay|buoi|tuan)\b(?!\s*(?:toi|sau|truoc))"
)
_NUMBERS = ("mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi")


@dataclass(frozen=True, slots=True)
class Absence:
    """What was said of it: the first day, the last, or how many days of work; None for what was not."""

    starts: date | None = None
    ends: date | None = None
    days: int | None = None


def says_away(text: str) -> bool:
    """Whether somebody says that they are, or will be, away from work."""
    folded = fold_line(text)
    spoken = unicodedata.normalize("NFC", text).casefold()
    return any((_AWAY.search(folded), _RESTS.search(folded), _RESTING.search(spoken)))


def read_absence(text: str, today: date) -> Absence:
    """The days in what was said; a single day is that day alone."""
    read = read_dates(text, today)
    found = read.interval
    if found is None and len(read.alternatives) > 1:
        firsts = [one.start for one in read.alternatives if one.start is not None]
        lasts = [one.end for one in read.alternatives if one.end is not None]
        whole = len(firsts) == len(lasts) == len(read.alternatives)
        return Absence(min(firsts), max(lasts)) if whole else Absence()
    days = _counted(text)
    if found is not None:
        starts = found.start if found.start is None or found.start > today else today
        counts = days is not None and (found.end is None or found.end == found.start)
        return Absence(starts, days=days) if counts else Absence(starts, found.end)
    return Absence(days=days)


def _counted(text: str) -> int | None:
    """How many days of work somebody is away; None where no number was said, or none at all."""
    counted = _COUNTED.search(fold_line(text))
    if counted is None:
        return None
    word, unit = counted.groups()
    count = int(word) if word.isdecimal() else _NUMBERS.index(word) + 1
    return (count * 5 if unit == "tuan" else count) or None
