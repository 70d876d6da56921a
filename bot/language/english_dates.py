"""The commoner English dates: *tomorrow*, *next Friday*, *27 May*, *in 3 days*, *the weekend*."""

from datetime import date, timedelta

from bot.language.calendar_days import day_month
from bot.language.clock_times import day_part
from bot.language.intervals import (
    Grain,
    day,
    day_from,
    days,
    month,
    month_after,
    month_near,
    months,
    third_of,
    week,
    weekday_from,
)
from bot.language.mentions import Found, Loose, Mention, Rule, loosely, ranged, rule, said
from bot.language.relative_words import moved, whole

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_UNITS = {"day": "ngay", "week": "tuan", "month": "thang", "quarter": "quy", "year": "nam"}
_AHEAD = {"this": 0, "current": 0, "next": 1, "coming": 1, "last": -1, "past": -1, "previous": -1}
_COUNTS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]

_MONTH = (
    r"(?P<month>january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\.?(?!\w)"
)
_SURE_MONTH = _MONTH.replace("|may|", "|").replace("|march|", "|")
_SURE_MAY = _MONTH.replace("|march|", "|")
_DAY = r"(?P<day>\d{1,2})(?: ?(?:st|nd|rd|th)(?!\w))?(?!\d)"
_YEAR = r"(?:,? (?P<year>20\d\d)(?!\d))?"
_WEEKDAY = r"(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?!\w)"
_COUNT = rf"(?P<count>\d{{1,3}}|an?|{'|'.join(_COUNTS)})"
_UNIT = r"(?P<unit>day|week|month|quarter|year)s?(?!\w)"


def _number_of(words: list[str], name: str) -> int:
    return next(place for place, word in enumerate(words, 1) if word.startswith(name[:3]))


def _count(found: Found) -> int:
    word = found["count"]
    if word.isdigit():
        return int(word)
    return _COUNTS.index(word) + 1 if word in _COUNTS else 1


def _dated(found: Found, today: date) -> Mention:
    of_year = int(found["year"]) if found["year"] else None
    return day_month(found, today, int(found["day"]), _number_of(_MONTHS, found["month"]), of_year)


def _month(found: Found, today: date) -> Mention:
    number_ = _number_of(_MONTHS, found["month"])
    if found["year"]:
        return said(found, month(int(found["year"]), number_))
    near = month_near(today, number_)
    return loosely(found, near, Loose.YEARLESS, lambda after: month_after(after, number_))


def _weekday(found: Found, today: date) -> Mention:
    """*next Friday* lies in next week, *last Friday* is the one before today, *Friday* the one to come."""
    index, which = _number_of(_WEEKDAYS, found["weekday"]) - 1, found["which"]
    if which == "next":
        return said(found, day(weekday_from(_start(week(today, 1).start), index)))
    if which in {"last", "past", "previous"}:
        return said(found, day(weekday_from(today - timedelta(days=7), index)))
    coming = day(weekday_from(today, index))
    return loosely(found, coming, Loose.WEEKDAY, lambda after: day(weekday_from(after, index)))


def _start(when: date | None) -> date:
    assert when
    return when


def _relative_day(found: Found, today: date) -> Mention:
    return said(found, day(today + timedelta(days={"tomorrow": 1, "yesterday": -1}.get(found["which"], 0))))


def _two_days(found: Found, today: date) -> Mention:
    return said(found, day(today + timedelta(days=2 if found["which"] == "after tomorrow" else -2)))


def _part_of_today(found: Found, today: date) -> Mention:
    return said(found, day(today), part=day_part(found["part"]))


def _whole(found: Found, today: date) -> Mention:
    return said(found, whole(today, _UNITS[found["unit"]], _AHEAD[found["which"]]))


def _weekend(found: Found, today: date) -> Mention:
    return said(found, third_of(week(today, _AHEAD[found["which"] or "this"]), "cuoi"))


def _end_of(found: Found, today: date) -> Mention:
    third = _THIRDS[found["third"]]
    return said(found, third_of(whole(today, _UNITS[found["unit"]], _AHEAD.get(found["which"], 0)), third))


_THIRDS = {"beginning": "dau", "start": "dau", "middle": "giua", "end": "cuoi"}


def _end_of_named(found: Found, today: date) -> Mention:
    number_ = _number_of(_MONTHS, found["month"])
    outer = month(int(found["year"]), number_) if found["year"] else month_near(today, number_)
    return said(found, third_of(outer, _THIRDS[found["third"]]))


def _half(found: Found, today: date) -> Mention:
    of_year = int(found["year"]) if found["year"] else today.year
    return said(found, months(of_year, 1 if found["half"] == "first" else 7, 6, Grain.HALF))


def _days(found: Found, today: date) -> Mention:
    """*13-20 May*, *June 3 to 5*."""
    end = _dated(found, today).intervals
    if not (end and end[0].end) or int(found["first"]) > end[0].end.day:
        return said(found)
    return ranged(found, end[0].end.replace(day=int(found["first"])), end[0].end)


def _lone_day(found: Found, today: date) -> Mention:
    number_ = int(found["day"])
    near = day(day_from(today, number_))
    return loosely(found, near, Loose.DAY, lambda after: day(day_from(after, number_)))


def _that_day(found: Found, today: date) -> Mention:
    sign = -1 if found["way"] == "ago" else 1
    return said(found, day(moved(today, sign * _count(found), _UNITS[found["unit"]])))


def _stretch(found: Found, today: date) -> Mention:
    other = moved(
        today, (-1 if found["way"] in {"last", "past"} else 1) * _count(found), _UNITS[found["unit"]]
    )
    return said(found, days(min(today, other), max(today, other)))


ENGLISH: list[Rule] = [
    rule(r"(?<!\w)(?:the )?day (?P<which>after tomorrow|before yesterday)(?!\w)", _two_days),
    rule(r"(?<!\w)(?P<which>today|tomorrow|yesterday)(?!\w)", _relative_day),
    rule(r"(?<!\w)(?P<part>tonight|(?<=this )(?:morning|afternoon|evening))(?!\w)", _part_of_today),
    rule(rf"(?<![\w/.-])(?:on )?(?:the )?{_DAY} (?:of )?{_MONTH}{_YEAR}", _dated),
    rule(
        r"(?<!\w)(?:(?:the |on )+)(?P<day>\d{1,2}) (?:st|nd|rd|th)(?!\w)(?! \d| (?:of|session"
        r"|meeting|time|floor))",
        _lone_day,
    ),
    rule(
        rf"(?<![\w/.-])(?P<first>\d{{1,2}})(?: (?:st|nd|rd|th))?(?: ?- ?"
        rf"| to ){_DAY} (?:of )?{_MONTH}{_YEAR}",
        _days,
    ),
    rule(rf"(?<!\w){_SURE_MAY} (?P<first>\d{{1,2}})(?: ?- ?| to ){_DAY}{_YEAR}(?!\w)", _days),
    rule(
        rf"(?<!\w)(?:the )?(?P<third>beginning|start|middle|end) of {_MONTH}{_YEAR}",
        _end_of_named,
    ),
    rule(r"(?<!\w)(?:the )?week after next(?!\w)", lambda found, today: said(found, week(today, 2))),
    rule(
        r"(?<!\w)(?:the )?(?P<half>first|second) half of (?:(?P<year>20\d\d)|(?:the|this) year)(?!\w)",
        _half,
    ),
    rule(rf"(?<!\w){_SURE_MONTH} (?:the )?{_DAY}{_YEAR}(?!\w)", _dated),
    rule(
        r"(?:^|(?<=on )|(?<=from )|(?<=to )|(?<=before )|(?<=after )|(?<=by )|(?<=until )"
        r"|(?<=since )|(?<=and )|(?<=the )"
        rf"|(?<=is )|(?<=, ))(?P<month>may|march) (?:the )?{_DAY}{_YEAR}(?!\w)",
        _dated,
    ),
    rule(rf"(?<!\w)(?P<month>may|march) (?P<day>\d{{1,2}}) ?(?:st|nd|rd|th)(?!\w){_YEAR}", _dated),
    rule(
        rf"(?:(?<=in )|(?<=during )|(?<=of )|(?<=since )|(?<=until )|(?<=by )|(?<=from )"
        rf"|(?<=before )){_MONTH}{_YEAR}",
        _month,
    ),
    rule(rf"(?<!\w){_MONTH},? (?P<year>20\d\d)(?!\d)", _month),
    rule(
        r"(?<!\w)(?P<month>january|february|april|june|july|august|september|october|november|december)(?!\w)"
        rf"{_YEAR}",
        _month,
    ),
    rule(rf"(?<!\w)(?:on )?(?:(?P<which>next|this|last|coming|past|previous) )?{_WEEKDAY}", _weekday),
    rule(
        r"(?<!\w)(?:the )?(?P<third>beginning|start|middle|end) of (?:the |(?P<which>this|next|last) )?"
        r"(?P<unit>week|month|quarter|year)(?!\w)",
        _end_of,
    ),
    rule(rf"(?<!\w)(?:the )?(?P<which>this|next|last|coming|current|previous) {_UNIT}", _whole),
    rule(
        r"(?<!\w)(?:(?:at |on )?(?:the )?(?:(?P<which>this|next|last|coming|past) )?)?weekend(?!\w)", _weekend
    ),
    rule(rf"(?<!\w)in {_COUNT} {_UNIT}(?P<way>)", _that_day),
    rule(rf"(?<!\w){_COUNT} {_UNIT} (?P<way>ago|from now|from today|later)(?!\w)", _that_day),
    rule(rf"(?<!\w)(?:in |within |over )?(?:the )?(?P<way>next|coming|last|past) {_COUNT} {_UNIT}", _stretch),
    rule(rf"(?<!\w)within {_COUNT} {_UNIT}(?P<way>)", _stretch),
]
