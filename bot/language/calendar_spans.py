"""Weekdays, months, quarters and years by name: *thứ Năm tuần sau*, *cuối tháng 6*, *quý II*, *năm 2026*."""

import re
from datetime import date, timedelta

from bot.language.calendar_days import BETWEEN, OF_YEAR, YEAR, said_year
from bot.language.intervals import (
    Grain,
    Interval,
    add_months,
    day,
    days,
    month,
    month_after,
    month_from,
    month_near,
    quarter,
    quarter_after,
    quarter_near,
    third_of,
    week,
    weekday_from,
    year,
)
from bot.language.mentions import AHEAD, Found, Loose, Mention, Rule, ahead, loosely, ranged, rule, said
from bot.language.numbers import MONTH_NUMBER, QUARTER_NUMBER, number

_PAST = {"vua roi", "vua qua", "roi", "qua", "truoc"}
_SIX_DAYS = timedelta(days=6)


def _monday(today: date, words: str | None) -> date | None:
    return week(today, ahead(words)).start if words else None


def _weekday(found: Found, today: date) -> Mention:
    digit = found["weekday"] or found["letter"]
    index = number(digit) - 2 if digit else 6
    near, monday = found["near"], _monday(today, "sau" if found["near"] == "sau" else found["week"])
    if monday:
        return said(found, day(monday + timedelta(days=index)))
    if near in _PAST:
        return said(found, day(weekday_from(today - timedelta(days=7), index)))
    if near in {"tới", "sap tới"}:
        return said(found, day(weekday_from(today + timedelta(days=1), index)))
    coming = day(weekday_from(today, index))
    return loosely(found, coming, Loose.WEEKDAY, lambda after: day(weekday_from(after, index)))


def _weekday_list(found: Found, today: date) -> Mention:
    """*thứ 2, 4, 6 tuần sau*; *thứ 2 đến 6*."""
    indexes = [int(digit) - 2 for digit in re.findall(r"[2-7]", found["weekdays"])]
    start = _monday(today, found["week"]) or today
    if re.search(r"-|den|t[oớ]i", found["weekdays"]):
        first = weekday_from(start, indexes[0])
        return ranged(found, first, weekday_from(first, indexes[-1]))
    return said(found, *(day(weekday_from(start, index)) for index in indexes))


def _nth_weekday(found: Found, today: date) -> Mention:
    """*thứ hai đầu tiên của tháng 6*, *thứ sáu cuối cùng tháng này*."""
    digit = found["weekday"] or found["letter"]
    index = number(digit) - 2 if digit else 6
    outer = (
        month_near(today, number(found["month"]))
        if found["month"]
        else month_from(today, ahead(found["which"] or "nay"))
    )
    assert outer.start
    assert outer.end
    if found["place"].startswith("dau"):
        return said(found, day(weekday_from(outer.start, index)))
    return said(found, day(weekday_from(outer.end - _SIX_DAYS, index)))


def _cut(outer: Interval, which: str | None) -> Interval:
    """The part of a month, quarter or year that was said."""
    if not which:
        return outer
    assert outer.start
    assert outer.end
    if which.startswith("ngay"):
        return day(outer.start if "dau" in which else outer.end)
    if which.startswith("tuan"):
        if "dau" in which:
            return days(outer.start, outer.start + _SIX_DAYS)
        return days(outer.end - _SIX_DAYS, outer.end)
    if which.startswith("nửa"):
        middle = outer.start.replace(day=15)
        return days(outer.start, middle) if "dau" in which else days(middle.replace(day=16), outer.end)
    return third_of(outer, which)


def _month(found: Found, today: date) -> Mention | None:
    number_, near, third = number(found["month"]), found["near"], found["third"]
    if not 1 <= number_ <= 12:
        return said(found)
    of_year = said_year(found, today)
    if of_year:
        return said(found, _cut(month(of_year, number_), third))
    if near in _PAST:
        return said(found, _cut(month_after(add_months(today, -12), number_), third))
    if near in {"tới", "toi", "sap tới"}:
        return said(found, _cut(month_after(add_months(today, 1), number_), third))
    return loosely(
        found,
        _cut(month_near(today, number_), third),
        Loose.YEARLESS,
        lambda after: _cut(month_after(after, number_), third),
    )


def _month_range(found: Found, today: date) -> Mention:
    """*tháng 6 đến tháng 8*, *từ tháng 10 đến 12/2026*."""
    of_year, first, last = said_year(found, today), number(found["first"]), number(found["month"])
    if of_year:
        end = month(of_year, last)
        start = month(of_year - (first > last), first)
    else:
        start = month_near(today, first)
        end = month_after(start.start or today, last)
    assert start.start
    assert end.end
    return ranged(found, start.start, end.end)


def _month_list(found: Found, today: date) -> Mention:
    numbers = [int(each) for each in re.findall(r"\d+", found["months"])]
    of_year = said_year(found, today)
    return said(found, *(month(of_year, each) if of_year else month_near(today, each) for each in numbers))


def _month_in_digits(found: Found, today: date) -> Mention | None:
    number_ = int(found["month"])
    return said(found, month(int(found["year"]), number_)) if 1 <= number_ <= 12 else None


def _month_or_weekday(found: Found, today: date) -> Mention:
    """*Th5*, written on calendars for both."""
    number_ = int(found["month"])
    return said(found, day(weekday_from(today, number_ - 2)), month_near(today, number_))


def _part_of_month(found: Found, today: date) -> Mention:
    return said(found, _cut(month_from(today, ahead(found["which"] or "nay")), found["third"]))


def _quarter(found: Found, today: date) -> Mention:
    number_, of_year, third = number(found["quarter"]), said_year(found, today), found["third"]
    if of_year:
        return said(found, _cut(quarter(of_year, number_), third))
    return loosely(
        found,
        _cut(quarter_near(today, number_), third),
        Loose.YEARLESS,
        lambda after: _cut(quarter_after(after, number_), third),
    )


def _year(found: Found, today: date) -> Mention:
    outer = year(int(found["year"]))
    if found["until"]:
        return said(found, Interval(outer.start, year(int(found["until"])).end, Grain.SPAN))
    return said(found, _cut(outer, found["third"]))


_ORDINARY = r"(?<!\w)(?<!ky hop )(?<!phien hop )(?<!lan )"
_WEEKDAY = (
    r"(?:(?:ngay )?(?:(?:thu|thư)\.? ?(?P<weekday>[2-7](?!\d|[/:.,-]\d| ?%)|(?:hai|ba|tư|tu|bon|năm"
    r"|nam|sáu|sau|bay)(?!\w))"
    r"|(?:t|th(?= [2-7],? (?:cua |trong )?(?:tuan|này|nay))) (?P<letter>[2-7])(?!\d|[/:.,-]\d| ?%)"
    r"|chu nhat|cn)(?!\w))"
)
_OF_WEEK = rf"(?:,? (?:cua |trong |cuoi )?tuan (?P<week>{AHEAD}))"
_DATE_COMES = r"(?! (?:thu|ngay|het|chu nhat|cn|t ?\d|\d|sáng|chieu|tuan|thang|cuoi|dau|giua))"
_NEAR = (
    rf"(?: (?P<near>này|nay|(?:sap )?tới{_DATE_COMES}|(?:sau|truoc|vua roi|vua qua|roi|qua)"
    rf"(?! (?:khi|gio|do|buoi|tet|luc|t ?\d)){_DATE_COMES})(?!\w))"
)
_THIRD = (
    r"(?:(?P<third>dau|giua|cuoi|nửa dau|nửa cuoi|tuan dau(?: tien)?|tuan cuoi(?: cung)?"
    r"|ngay cuoi(?: cung)?|ngay dau tien)"
    r"(?: cua| trong)? )"
)
_MONTH_NEAR = r"(?: (?P<near>này|nay|(?:sap )?tới|toi(?= day|$|\W*$)|vua roi|vua qua|roi|qua)(?!\w))?"

WEEKDAYS: list[Rule] = [
    rule(
        rf"{_ORDINARY}thu (?P<weekdays>[2-7](?:(?:, ?(?:va )?| va | ?- ?| den | toi "
        rf"| tới )[2-7](?!\d| ?[/-] ?\d))+)(?!\w)(?! thang){_OF_WEEK}?",
        _weekday_list,
    ),
    rule(rf"{_ORDINARY}{_WEEKDAY}(?:{_OF_WEEK}|{_NEAR})?(?! (?:nam|năm) \d)", _weekday),
    rule(r"(?<![\w/])(?:ngay )?th (?P<month>[2-7])(?![\w/.]|[:,-]\d)", _month_or_weekday),
]

SPANS: list[Rule] = [
    rule(
        rf"(?<!\w)thang (?P<first>{MONTH_NUMBER}){BETWEEN}(?:thang )?(?P<month>{MONTH_NUMBER}){OF_YEAR}"
        r"(?!\w|[/.-]\d)",
        _month_range,
    ),
    rule(
        rf"(?<!\w)(?:cac )?thang (?P<months>\d{{1,2}}(?:(?:, ?(?:va )?| va | hoac "
        rf"| hay )\d{{1,2}})+){OF_YEAR}"
        r"(?!\w|[/.-]\d)(?! (?:lan|buoi|ngay|nguoi|don|ho)(?!\w))",
        _month_list,
    ),
    rule(
        rf"{_ORDINARY}{_WEEKDAY} (?P<place>dau tien|cuoi cung|dau|cuoi)(?: (?:cua|trong))? thang"
        rf"(?: (?:(?P<which>{AHEAD})|(?P<month>{MONTH_NUMBER})))?(?!\w)",
        _nth_weekday,
    ),
    rule(
        rf"(?<!\w){_THIRD}?(?:thang|thg)\.? ?(?:t )?(?P<month>{MONTH_NUMBER}){OF_YEAR}{_MONTH_NEAR}(?!\w"
        rf"| lan(?!\w))",
        _month,
    ),
    rule(
        rf"(?<!\w)(?:(?P<third>dau|giua|cuoi) |(?:trong|het|thang) (?!\w))?t(?:h)? (?P<month>1[0-2]"
        rf"|[189]|0[1-9])(?!\d|[/-]\d(?!\d{{3}})){OF_YEAR}{_MONTH_NEAR}(?!\w| lan(?!\w))",
        _month,
    ),
    rule(
        rf"(?<!\w)(?:(?P<third>dau|giua|cuoi)|trong|het"
        rf") th? (?P<month>[2-7])(?!\d){OF_YEAR}{_MONTH_NEAR}(?!\w| lan(?!\w))",
        _month,
    ),
    rule(
        rf"(?<!\w)(?P<third>)(?P<near>)th? (?P<month>[2-7])(?: ?[/-] ?| (?:nam |năm )?)(?P<year>{YEAR})",
        _month,
    ),
    rule(rf"(?<!\w)(?P<third>)(?P<near>)th? (?P<month>[2-7]) (?:nam|năm) (?P<which>{AHEAD})", _month),
    rule(
        rf"(?<!\w)(?P<third>nửa dau|nửa cuoi|tuan dau(?: tien)?|tuan cuoi(?: cung)?"
        rf"|ngay cuoi(?: cung)?|ngay dau tien)(?: cua| trong)?"
        rf" thang(?: (?P<which>{AHEAD}))?(?!\w)",
        _part_of_month,
    ),
    rule(
        rf"(?<!\w)(?:(?P<third>dau|giua|cuoi)(?: cua)? )?(?:quy "
        rf"|q\.? ?)(?P<quarter>{QUARTER_NUMBER}){OF_YEAR}(?!\w)",
        _quarter,
    ),
    rule(rf"(?<![\w/.-])(?P<month>\d{{1,2}}) ?[/-] ?(?P<year>{YEAR})(?![\w/-])", _month_in_digits),
    rule(
        rf"(?<!\w)(?:(?P<third>dau|giua|cuoi)(?: cua)? )?(?:nam"
        rf"|năm) (?P<year>{YEAR})(?: ?- ?(?P<until>{YEAR}))?(?!\w)",
        _year,
    ),
    rule(
        rf"(?<!\w)(?P<third>)(?:giai doan|nhiem ky|từ|tu)(?: (?:nam"
        rf"|năm))? (?P<year>{YEAR}){BETWEEN}(?:nam |năm )?(?P<until>{YEAR})",
        _year,
    ),
]
