"""Days of the calendar: *13/5*, *ngày 13 tháng 5 năm 2026*, *13, 14/5*, *10-20/5*, *ngày 20 tháng sau*."""

import re
from datetime import date

from bot.language.intervals import add_months, day, day_from, day_month_from, day_month_near, days, month_from
from bot.language.mentions import AHEAD, Found, Loose, Mention, Rule, ahead, loosely, rule, said
from bot.language.numbers import DAY_NUMBER, MONTH_NUMBER, number

TH = r"(?:thang|thg|th|t)\.? ?"
_HEAD = r"(?:(?:ngay|hom|bua|mung|mong|ngay mung|sáng|sang|chieu|tối|toi) )"
_COUNTED = (
    r"(?! ?(?:%|lan|buoi|ca|tieng|gio|h|g|nguoi|trieu|k|nghin|ngan|dong|con|luot|tin|dem|ngay|tuan(?! sau| tới| toi| nay| này)"
    r"|tuoi|m|km|met|ho|phut|cong|suat|muc|quyen|bo|cai|don)(?!\w))"
)
YEAR = r"(?:19|20)\d\d(?!\d)"
OF_YEAR = (
    rf"(?:,? ?(?:cua |/ ?|- ?)?(?:(?:nam|năm) )?(?P<year>{YEAR})|,? (?:cua )?(?:nam|năm) (?P<which>{AHEAD}))?"
)


_BETWEEN = r" ?(?:-|~|->|den|tới|toi|to)(?: het)?(?: ngay)? ?"
_D, _M, _Y = r"(?P<day>\d{1,2})", r"(?P<month>\d{1,2})", r"(?P<year>\d{4}|\d{2})"
_EDGE, _END = r"(?<![\w/.:-])", r"(?![\w/]|[.:,-]\d|-[a-z~])"


def full_year(written: str) -> int:
    return int(written) if len(written) == 4 else 2000 + int(written)


def said_year(found: Found, today: date) -> int | None:
    parts = found.groupdict()
    if parts.get("year"):
        return full_year(parts["year"])
    if parts.get("which"):
        return today.year + ahead(parts["which"])
    return None


def day_month(found: Found, today: date, number_: int, month_: int, year_: int | None) -> Mention:
    """A day of a month, of the year said or the one that is near; without days where there is no such day."""
    try:
        if year_:
            return said(found, day(date(year_, month_, number_)))
        near = day(day_month_near(today, number_, month_))
    except ValueError:
        return said(found)
    return loosely(found, near, Loose.YEARLESS, lambda after: day(day_month_from(after, number_, month_)))


def _dated(found: Found, today: date) -> Mention | None:
    number_, month_ = number(found["day"]), number(found["month"])
    head = found.groupdict().get("head")
    if not head and not found.groupdict().get("year") and (number_ > 39 or month_ > 12 or not number_):
        return None
    return day_month(found, today, number_, month_, said_year(found, today))


def _in_month_from_today(found: Found, today: date) -> Mention:
    outer = month_from(today, ahead(found["which"]))
    assert outer.start
    try:
        return said(found, day(outer.start.replace(day=number(found["day"]))))
    except ValueError:
        return said(found)


def _lone_day(found: Found, today: date) -> Mention:
    number_ = number(found["day"])
    if not 1 <= number_ <= 31:
        return said(found)
    return loosely(
        found, day(day_from(today, number_)), Loose.DAY, lambda after: day(day_from(after, number_))
    )


def _day_list(found: Found, today: date) -> Mention:
    """*13, 14/5*; *ngày 5 và 20 tháng 6*; *ngày 13 hoặc 14*."""
    numbers = [int(each) for each in re.findall(r"\d+", found["days"])]
    numbers.append(number(found["day"]))
    try:
        month_ = found["month"] or found["month_said"]
        if month_:
            read = [
                day_month(found, today, each, number(month_), said_year(found, today)).intervals
                for each in numbers
            ]
        else:
            read = [(day(day_from(today, each)),) for each in numbers]
    except ValueError:
        return said(found)
    return said(found, *(interval for each in read for interval in each))


def _day_range(found: Found, today: date) -> Mention:
    """*10-20/5*, *từ 10 đến 20 tháng 6*, *ngày 5 đến ngày 10 tháng sau*."""
    first, last = number(found["first"]), number(found["day"])
    try:
        if found["month"]:
            end = day_month(found, today, last, number(found["month"]), said_year(found, today)).intervals
            assert end and end[0].end
            to = end[0].end
        elif found["near"]:
            start = month_from(today, ahead(found["near"])).start
            assert start
            to = start.replace(day=last)
        else:
            start = day_from(today, first)
            return said(found, days(start, day_from(start, last)))
        return said(found, days((to if first <= last else add_months(to, -1)).replace(day=first), to))
    except (ValueError, AssertionError):
        return said(found)


DAYS: list[Rule] = [
    rule(
        rf"{_EDGE}(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})(?![\w/-])",
        _dated,
    ),
    rule(
        rf"{_EDGE}(?:(?:từ|tu|from) )?(?:ngay )?(?P<first>\d{{1,2}}){_BETWEEN}{_D} ?/ ?{_M}(?: ?[/] ?{_Y})?(?P<near>)(?P<which>)"
        r"(?![\w/]|[.:,-]\d)",
        _day_range,
    ),
    rule(
        rf"{_EDGE}(?:(?:từ|tu) )?(?:(?:ngay|mung) )?(?P<first>{DAY_NUMBER}){_BETWEEN}(?:mung )?(?P<day>{DAY_NUMBER})"
        rf" (?:thang (?P<near>{AHEAD})|{TH}(?P<month>{MONTH_NUMBER}){OF_YEAR})(?!\w)",
        _day_range,
    ),
    rule(
        rf"{_EDGE}(?:(?:từ|tu) )?(?:ngay|mung) (?P<first>{DAY_NUMBER}){_BETWEEN}(?:mung )?(?P<day>{DAY_NUMBER})(?P<month>)(?P<near>)"
        rf"(?![\w/.-]){_COUNTED}",
        _day_range,
    ),
    rule(
        rf"{_EDGE}(?:ngay )?(?P<days>\d{{1,2}}(?:(?:, ?| va | hoac )(?:ngay )?\d{{1,2}})*)(?:, ?| va | hoac | hay )(?:ngay )?{_D}"
        rf"(?: ?/ ?{_M}(?: ?/ ?{_Y})?| {TH}(?P<month_said>{MONTH_NUMBER}))(?P<which>)(?![\w/]|[.:-]\d)",
        _day_list,
    ),
    rule(
        rf"{_EDGE}(?P<head>{_HEAD})?(?P<day>{DAY_NUMBER}) (?:ngay )?{TH}(?P<month>{MONTH_NUMBER}){OF_YEAR}"
        r"(?!\w|[/.]\d)(?! (?:lan|buoi|ngay|ky|gio|nguoi)(?!\w))",
        _dated,
    ),
    rule(
        rf"{_EDGE}{_HEAD}?(?P<day>{DAY_NUMBER}) (?:cua )?thang (?P<which>{AHEAD})",
        _in_month_from_today,
    ),
    rule(rf"{_EDGE}(?P<head>{_HEAD})?{_D} ?(?P<sep>[/.-]) ?{_M} ?(?P=sep) ?{_Y}{_END}", _dated),
    rule(
        rf"{_EDGE}(?P<head>{_HEAD})?{_D} ?/ ?{_M}(?:,? (?:nam|năm) (?:(?P<year>{YEAR})|(?P<which>{AHEAD})))?{_END}",
        _dated,
    ),
    rule(
        rf"{_EDGE}(?P<head>{_HEAD})?{_D} ?- ?{_M}(?P<which>)(?:,? (?:nam|năm) (?P<year>{YEAR}))?{_END}{_COUNTED}",
        _dated,
    ),
    rule(
        rf"{_EDGE}(?:(?P<head>{_HEAD})|(?=\d\d\.)|(?=\d\.0)){_D}\.{_M}(?P<which>)(?:,? (?:nam|năm) (?P<year>{YEAR}))?{_END}{_COUNTED}",
        _dated,
    ),
]
