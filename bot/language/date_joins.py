"""Mentions of one sentence brought together: ranges, open sides, lists, a weekday within the week said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypedDict

from bot.language.clock_times import Stretch
from bot.language.intervals import Following, Grain, Interval, add_months, days, week
from bot.language.mentions import Loose, Mention

USED, HOUR = "\N{MIDDLE DOT}", "\N{BULLET}"
"""What stands in place of the words that were read, and of a time of the clock."""
_WHOLES = {Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR}
_ONE = timedelta(days=1)
_FILL = r"(?: ?(?:ngay|het|hết|luc|vao|la|gio|ca|cuoi|thoi diem|moc|the|,|•))*"
_UNTIL = re.compile(rf"^,? ?(?:-+|~|->|(?:cho |va |keo dai )?(?:den|tới|toi)|to|until|till|through){_FILL}$")
_AND = re.compile(r"^(?:,|/|&|;|,? ?(?:va|hoac|hay|hay la|voi|cung|and|or)(?: ca)?)(?: ngay)?$")
_BY = re.compile(
    rf"(?:^|\W)(?:(?:(?:cho |keo dai |tinh )?(?:den|tới)|toi het|het|by|until|till|up to){_FILL})$"
)
_COMES = re.compile(
    r"(?:^|\W)(?:_?toi|em|anh|chi|bac|ong|_?ba|minh|chau|con|chu|co|ai|phai|muon|can|nen|se|moi|dan"
    r"|nguoi dan|cho phep|hen)"
    r" (?:den|tới)$"
)
_FROM_NOW = re.compile(
    rf"(?:^|\W)(?:từ|tu|ke từ|ke tu) (?:nay|gio|bay gio|day) (?:cho )?(?:den|tới|toi){_FILL}$"
)
_FROM = re.compile(r"(?:^|\W)(?:từ|tu|from|since|between|starting|bat dau)(?: sau| ngay| luc)*$")
_BEFORE = re.compile(r"(?:^|\W)(?:truoc|before|prior to)(?: ca| ngay| khi den)*(?P<hour> •)?(?: ngay)?$")
_AFTER = re.compile(r"(?:^|\W)(?:sau|after)(?: ca| ngay| khi het)*(?P<hour> •)?(?: ngay)?$")
_ONWARD = re.compile(r"^,? ?(?:tro di|ve sau|tro ve sau|onwards?)(?!\w)")
_BACKWARD = re.compile(r"^,? ?(?:tro ve truoc|tro lai|ve truoc)(?!\w)")


@dataclass(frozen=True, slots=True)
class Joined:
    """`intervals`: the readings that remain; none where nothing was said or what was said does not exist."""

    intervals: tuple[Interval, ...]
    stretches: tuple[Stretch, ...]


def join(mentions: Sequence[Mention], rest: str, today: date) -> Joined:
    """`rest` is the sentence with all that was read blotted out."""
    stretches = tuple((each.start, each.end) for each in mentions if not each.now)
    if any(not each.intervals for each in mentions):
        return Joined((), stretches)
    read = _with_sides(_narrowed(_ranges(list(mentions), rest), rest), rest, today)
    return Joined(_clipped(_remaining([each for each in read if not each.now])), stretches)


def _gap(rest: str, start: int, end: int) -> str:
    words = rest[start:end].replace(USED, " ").strip("( )").split()
    return " ".join(HOUR if HOUR in word else word for word in words)


def _ranges(mentions: list[Mention], rest: str) -> list[Mention]:
    read: list[Mention] = []
    for each in mentions:
        last = read[-1] if read else None
        if last and len(last.intervals) == len(each.intervals) == 1:
            gap = _gap(rest, last.end, each.start)
            opening = _gap(rest, read[-2].end if len(read) > 1 else 0, last.start)
            is_range = _UNTIL.match(gap) or (gap in {"and", "va"} and opening.endswith(("between", "giua")))
            if is_range and (span := _range(last, each)):
                read[-1] = replace(
                    last, end=each.end, intervals=(span,), ranged=True, **_loose_range(last, each)
                )
                continue
        read.append(each)
    return read


def _range(first: Mention, last: Mention) -> Interval | None:
    """A loose end is the first on or after the start; a loose start is the last before a sure end."""
    start, end = first.intervals[0], last.intervals[0]
    if first.loose == Loose.WEEKDAY and not last.loose and first.following and end.end:
        start = first.following(week(end.end).start or end.end)
    elif first.loose == Loose.YEARLESS and first.following and not last.loose and end.end and not last.now:
        start = first.following(add_months(end.end, -12) + _ONE)
    if last.loose and last.following and start.start:
        end = last.following(start.start)
    if not (start.start and end.end) or start.start > end.end:
        return None
    return days(start.start, end.end)


class _Looseness(TypedDict):
    loose: Loose | None
    following: Following | None


def _loose_range(first: Mention, last: Mention) -> _Looseness:
    """*thứ 2 đến thứ 6* is as loose as its ends: a week said elsewhere places both."""
    start, end = first.following, last.following
    if not (start and end) or first.loose != last.loose or first.loose == Loose.YEARLESS:
        return {"loose": None, "following": None}

    def following(after: date) -> Interval:
        opening = start(after)
        return days(opening.start or after, end(opening.start or after).end or after)

    return {"loose": first.loose, "following": following}


def _with_sides(mentions: list[Mention], rest: str, today: date) -> list[Mention]:
    read: list[Mention] = []
    upto = 0
    for each in mentions:
        before, after = _gap(rest, upto, each.start), rest[each.end : each.end + 20]
        upto = each.end
        if len(each.intervals) == 1 and not each.ranged and not each.now:
            sided = _sided(each.intervals[0], before, after, today)
            if sided:
                read.append(replace(each, intervals=(sided,), loose=None, following=None))
                continue
        read.append(each)
    return read


def _sided(said: Interval, before: str, after: str, today: date) -> Interval | None:
    start, end = said.start, said.end
    if _FROM_NOW.search(before) and end and end >= today:
        return days(today, end)
    if _FROM.search(before) or _ONWARD.match(after):
        return Interval(start, None, Grain.SPAN)
    if (_BY.search(before) and not _COMES.search(before)) or _BACKWARD.match(after):
        return Interval(None, end, Grain.SPAN)
    if (found := _BEFORE.search(before)) and start:
        return Interval(None, start if found["hour"] else start - _ONE, Grain.SPAN)
    if (found := _AFTER.search(before)) and end:
        return Interval(end if found["hour"] else end + _ONE, None, Grain.SPAN)
    return None


def _narrowed(mentions: list[Mention], rest: str) -> list[Mention]:
    """A weekday takes the week said elsewhere, a lone day the month, a day without year the year."""
    read = list(mentions)
    for place, each in enumerate(read):
        if each.loose and each.following:
            read[place] = _placed(each, read, rest)
    return read


def _placed(loose: Mention, others: list[Mention], rest: str) -> Mention:
    for other in others:
        if other is loose or other.now or len(other.intervals) != 1 or not loose.following:
            continue
        outer = other.intervals[0]
        if not (outer.start and outer.end):
            continue
        if loose.loose == Loose.WEEKDAY and outer.grain == Grain.DAY and other.loose != Loose.WEEKDAY:
            if _matches(loose, outer):
                return replace(loose, intervals=(outer,))
            gap = _gap(rest, loose.end, other.start) if loose.end <= other.start else "-"
            listed = not gap or _AND.match(gap)
            if listed and outer.start > loose.intervals[0].start:  # type: ignore[operator]
                monday = week(outer.start).start
                return replace(loose, intervals=(loose.following(monday or outer.start),))
        fits = {
            Loose.WEEKDAY: {Grain.WEEK},
            Loose.DAY: {Grain.MONTH},
            Loose.YEARLESS: {Grain.YEAR},
            None: set(),
        }[loose.loose]
        if outer.grain in fits:
            found = loose.following(outer.start)
            if outer.holds(found):
                return replace(loose, intervals=(found,))
    return loose


def _matches(loose: Mention, outer: Interval) -> bool:
    return bool(loose.following and outer.start and loose.following(outer.start) == outer)


def _clipped(intervals: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """*tháng 6, sau ngày 15*: an open side ends where the week or month said with it ends."""
    if len(intervals) != 2:
        return intervals
    whole, sided = sorted(intervals, key=lambda each: each.start is None or each.end is None)
    if whole.grain not in _WHOLES or not (whole.start and whole.end) or (sided.start and sided.end):
        return intervals
    start, end = max(sided.start or whole.start, whole.start), min(sided.end or whole.end, whole.end)
    return (days(start, end),) if start <= end else intervals


def _remaining(mentions: list[Mention]) -> tuple[Interval, ...]:
    """Every reading once, without those that only say more widely what another says."""
    kept = [
        interval
        for each in mentions
        for interval in each.intervals
        if not any(
            interval != narrower and interval.holds(narrower)
            for other in mentions
            if other is not each
            for narrower in other.intervals
        )
    ]
    return tuple(dict.fromkeys(kept))
