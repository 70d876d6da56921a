"""Times of the clock and parts of the day; never dates."""

import re
from datetime import time

from bot.language.mentions import DayPart
from bot.language.numbers import number

_HOUR = (
    r"(?:\d{1,2}(?!\d)|muoi (?:một|mot|hai)|một|mot|hai|ba|bon|năm|nam|sáu|bay(?= gio (?:sáng|sang"
    r"|tối|toi|ruoi|kem|\d))|tam|chin|muoi)"
)
_PART = "sáng|sang|trua|chieu|tối|toi|dem|khuya"
_MINUTE = (
    r"(?P<minute>[0-5]\d)(?![\d%]| ?[/.] ?\d| ?- ?\d{1,2}(?![\d:]| ?(?:h|g|gio)(?!\w))| (?:thang"
    r"|th)(?!\w))(?: ?(?:phut|p)(?!\w)|[\'’])?"
)
_SPOKEN = re.compile(
    rf"(?<![\w/.,:-])(?P<hour>{_HOUR})(?:(?<=\d) ?| )(?P<sign>h|g|gio)(?!\w)(?: ?(?:(?P<half>ruoi)(?!\w)"
    rf"|kem (?P<less>\d{{1,2}})(?!\d)(?: phut)?|{_MINUTE}))?"
    rf"(?: (?:buoi )?(?P<part>{_PART})(?!\w))?(?! (?:nua|nửa|dong ho|truoc|lam viec|hanh chinh))"
)
_WRITTEN = re.compile(
    r"(?<![\w/.,:-])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\d:])"
    rf"(?: ?(?P<part>am|pm|{_PART})(?!\w))?"
)
_ENGLISH = re.compile(
    r"(?<![\w/.,:-])(?<!thang )(?<!mung )(?<!ngay )(?P<hour>\d{1,2}) ?(?P<part>am|pm)(?!\w)(?! lich)"
)
_PART_WORDS = re.compile(
    rf"(?<!\w)(?:(?P<surely>(?:vao )?buoi )?(?P<part>{_PART}|morning|noon|afternoon|evening|tonight))(?!\w)"
    r"(?! (?:kien|tao|da|thieu|uu|cao|dai|rong|suot|mat|ten))"
)
_PARTS = {
    "sáng": DayPart.MORNING,
    "sang": DayPart.MORNING,
    "morning": DayPart.MORNING,
    "trua": DayPart.NOON,
    "noon": DayPart.NOON,
    "chieu": DayPart.AFTERNOON,
    "afternoon": DayPart.AFTERNOON,
}
_TO = re.compile(r" ?(?:-|~|den|tới|toi|to|until) ?")
_FROM = re.compile(r"(?:^|\W)((?:từ|tu|from) )$")
_LEADS, _TRAILS = {"", "ngay", "vao", "cua", "on", "of"}, {"", "vao", "luc", "in the"}
Stretch = tuple[int, int]


def day_part(word: str) -> DayPart:
    return _PARTS.get(word, DayPart.EVENING)


def read_times(plain: str) -> list[tuple[Stretch, time, DayPart | None]]:
    """Times of the clock in the order said: *14h30, 8 giờ rưỡi sáng, 2h chiều, 9:15, 3 pm*."""
    found = []
    for pattern in (_SPOKEN, _WRITTEN, _ENGLISH):
        if pattern is not _SPOKEN and not any(c.isdigit() for c in plain):
            continue
        for match in pattern.finditer(plain):
            parts = match.groupdict()
            hour, word = number(parts["hour"]), parts.get("part")
            minute = 30 if parts.get("half") else int(parts.get("minute") or 0)
            bare_letter = parts.get("sign") == "g" and not (parts.get("minute") or word) and hour < 6
            if hour > 24 or bare_letter:
                continue
            if parts.get("less"):
                hour, minute = hour - 1, (60 - int(parts["less"])) % 60
            named = None if word in {None, "am", "pm"} else day_part(word or "")
            found.append((match.span(), time(_of_day(hour, word) % 24, minute), named))
    return sorted(found, key=lambda item: item[0])


def hours_apart(plain: str, times: list[Stretch]) -> list[Stretch]:
    """The stretches of times, *từ 8h đến 11h30* as one."""
    apart: list[Stretch] = []
    for start, end in times:
        if apart and _TO.fullmatch(plain, apart[-1][1], start):
            apart[-1] = (apart[-1][0], end)
        else:
            from_word = _FROM.search(plain[:start])
            apart.append((start, end))
            opened = from_word and any(_TO.fullmatch(plain, end, other) for other, _ in times if other > end)
            if from_word and opened:
                apart[-1] = (from_word.start(1), end)
    return apart


def _of_day(hour: int, word: str | None) -> int:
    if word in {"chieu", "tối", "toi", "pm"} and hour < 12:
        return hour + 12
    if word == "trua" and hour < 4:
        return hour + 12
    if word in {"dem", "khuya"} and hour >= 6:
        return hour + 12 if hour < 12 else 0
    return 0 if word in {"am", "dem"} and hour == 12 else hour


def read_parts(
    plain: str, touched: list[Stretch], days: list[Stretch], marked: bool
) -> list[tuple[Stretch, DayPart]]:
    """Words for a part of the day that say so themselves (*buổi sáng*) or touch a date or time.

    *sang* and *toi* without marks are more often other words: they must lead to a single day,
    in a text that is not `marked` elsewhere.
    """
    found = []
    for match in _PART_WORDS.finditer(plain):
        start, end = match.span()
        follows = any(plain[end:begin].strip(" ,") in _LEADS for begin, _ in touched if end <= begin)
        trails = any(plain[until:start].strip(" ,(") in _TRAILS for _, until in touched if until <= start)
        if match["part"] in {"sang", "toi"} and not match["surely"]:
            leads = any(plain[end:begin].strip(" ,") in _LEADS for begin, _ in days if end <= begin)
            reads = leads and not marked and not (match["part"] == "toi" and trails)
        else:
            reads = bool(match["surely"]) or follows or trails or match["part"] == "tonight"
        if reads:
            found.append(((start, end), day_part(match["part"])))
    return found
