"""Days of the calendar: *13/5*, *ngày 13 tháng 5 năm 2026*, *13, 14/5*, *10-20/5*, *ngày 20 tháng sau*."""

import re
from dataclasses import replace
from datetime import date, timedelta

from bot.language.intervals import (
    Interval,
    add_months,
    day,
    day_from,
    day_month_from,
    day_month_near,
    days,
    month_from,
)
from bot.language.mentions import AHEAD, Found, Loose, Mention, Rule, ahead, loosely, ranged, rule, said
from bot.language.numbers import DAY_NUMBER, MONTH_NUMBER, number

TH = r"(?:thang|thg|th|t)\.? ?"
_HEAD = r"(?:(?:ngay|hom|bua|mung|mong|ngay mung) )"
_COUNTED = (
    r"(?! ?(?:%|lan|buoi|ca|tieng|gio|h|g|nguoi|trieu|k|nghin|ngan|dong|con|luot|tin|dem|ngay"
    r"|tuan(?! sau| tới| toi| nay| này)"
    r"|tuoi|m|km|met|ho|phut|cong|suat|muc|quyen|bo|cai|don)(?!\w))"
)
_A_DAY = (
    r"(?! ?(?:%|lan|ca|tieng|gio|h|g|trieu|k|nghin|ngan|dong|luot|vien|ho (?:_?chieu|so|khau))(?!\w)"
    r"| buoi(?!\w)(?! (?:nao|sáng|chieu|tối|do|ay|hop|doi|tiep)))"
)
YEAR = r"(?:19|20)\d\d(?!\d)"
OF_YEAR = (
    rf"(?:,? ?(?:cua |/ ?|- ?)?(?:(?:nam|năm) )?(?P<year>{YEAR})|,? (?:cua )?(?:nam|năm) (?P<which>{AHEAD}))?"
)


BETWEEN = r" ?(?:-|~|->|den|tới|toi|to)(?: het)?(?: ngay)? ?"
OF_YEAR_ALSO = OF_YEAR.replace("<year>", "<year_said>").replace("<which>", "<year_which>")
_D, _M, _Y = r"(?P<day>\d{1,2})", r"(?P<month>\d{1,2})", r"(?P<year>\d{4}|\d{2})"
_EDGE, _END = (
    r"(?<![\w/.:-])(?<!thang )(?<!thu )(?<!thư )(?<!\Wt )(?<!^t )(?<!\Wth )(?<!^th )",
    r"(?![\w/]|[.:,-]\d|-[a-z_])",
)


_ONE = timedelta(days=1)
_NO_COUNT = re.compile(_COUNTED)
_PAST = re.compile(r" (?:vua roi|vua qua)(?!\w)")


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
        when = day_month_near(today, number_, month_)
        if when > today and _PAST.match(found.string, found.end()):
            return said(found, day(day_month_from(add_months(today, -12), number_, month_)))
        near = day(when)
    except ValueError:
        return said(found)
    return loosely(found, near, Loose.YEARLESS, lambda after: day(day_month_from(after, number_, month_)))


def _dated(found: Found, today: date) -> Mention | None:
    number_, month_ = number(found["day"]), number(found["month"])
    head = found.groupdict().get("head")
    if not head and not found.groupdict().get("year") and (number_ > 39 or month_ > 12 or not number_):
        return None
    return day_month(found, today, number_, month_, said_year(found, today))


def _dated_sparsely(found: Found, today: date) -> Mention | None:
    """*13-5*, *13.5*: where both could be counts, what is counted after them decides."""
    counts = int(found["day"]) <= 12 and not _NO_COUNT.match(found.string, found.end())
    return None if counts and not found["head"] else _dated(found, today)


def _in_month_from_today(found: Found, today: date) -> Mention:
    outer = month_from(today, ahead(found["which"]))
    assert outer.start
    return said(
        found, day(outer.start.replace(day=number(found["day"] or found["bare"].removesuffix(" cua"))))
    )


def _lone_day(found: Found, today: date) -> Mention:
    number_ = number(found["day"])
    if not 1 <= number_ <= 31:
        return said(found)
    return loosely(
        found, day(day_from(today, number_)), Loose.DAY, lambda after: day(day_from(after, number_))
    )


def _day_list(found: Found, today: date) -> Mention:
    """*13, 14/5*; *ngày 5 và 20 tháng 6*; *ngày 13 hoặc 14*."""
    numbers = [int(each) for each in re.findall(r"\d+", found["days"])] + [int(found["day"])]
    read = [_in_month_said(found, today, each) for each in numbers]
    return said(found, *(day(each) for each in dict.fromkeys(read)))


def _in_month_said(found: Found, today: date, number_: int) -> date:
    """Raises ValueError where that month has no such day."""
    parts = found.groupdict()
    month_ = parts.get("month") or parts.get("word")
    if parts.get("near"):
        start = month_from(today, ahead(parts["near"])).start
        assert start
        return start.replace(day=number_)
    if not month_:
        return day_from(today, number_)
    year_ = parts["year"] or parts["year_said"]
    if year_ or parts["year_which"]:
        of_year = full_year(year_) if year_ else today.year + ahead(parts["year_which"])
        return date(of_year, number(month_), number_)
    return day_month_near(today, number_, number(month_))


def _day_range(found: Found, today: date) -> Mention:
    """*10-20/5*, *từ 10 đến 20 tháng 6*, *ngày 5 đến ngày 10 tháng sau*, *từ ngày 10 đến 20*."""
    first, last = number(found["first"]), number(found["day"])
    parts = found.groupdict()
    if not (parts.get("month") or parts.get("word") or parts.get("near")):
        if last <= 12 and "-" in found[0]:
            return day_month(found, today, first, last, None)

        def following(after: date) -> Interval:
            start = day_from(after, first)
            return days(start, day_from(start, last))

        return replace(loosely(found, following(today), Loose.DAY, following), ranged=True)
    end = _in_month_said(found, today, last)
    return said(
        found, days((end if first <= last else add_months(end.replace(day=1), -1)).replace(day=first), end)
    )


def _two_dates(found: Found, today: date) -> Mention:
    """*13/5-27/5*, with the year said once, twice or never."""
    first = (int(found["first"]), int(found["first_month"]))
    last = (int(found["day"]), int(found["month"]))
    if found["first_year"]:
        start = date(full_year(found["first_year"]), first[1], first[0])
    elif found["year"]:
        start = day_month_from(
            add_months(date(full_year(found["year"]), last[1], last[0]), -12) + _ONE, *first
        )
    else:
        start = day_month_near(today, *first)
    end = date(full_year(found["year"]), last[1], last[0]) if found["year"] else day_month_from(start, *last)
    return ranged(found, start, end)


_AND = r"(?:, ?(?:va )?| va | hoac | hay )(?:ngay )?"
_MONTH_SAID = (
    rf"(?: ?/ ?{_M}(?: ?/ ?{_Y})?| {TH}(?P<word>{MONTH_NUMBER}){OF_YEAR_ALSO}| thang (?P<near>{AHEAD}))"
)
_ONCE = r"(?! (?:lan|buoi|ngay|ky|gio|nguoi)(?!\w))"

DAYS: list[Rule] = [
    rule(
        rf"{_EDGE}(?P<year>(?:19"
        rf"|20)\d\d)(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})(?![\w/-])",
        _dated,
    ),
    rule(
        rf"{_EDGE}(?P<first>\d{{1,2}})/(?P<first_month>\d{{1,2}})(?:/(?P<first_year>\d{{4}}|\d{{2}}))?"
        rf" ?- ?{_D}/{_M}(?:/{_Y})?(?![\w/]|[.:,-]\d)",
        _two_dates,
    ),
    rule(
        rf"{_EDGE}(?:(?:từ|tu|from) )?(?:(?:ngay|mung) )?(?P<first>{DAY_NUMBER}){BETWEEN}(?:mung )?"
        rf"(?P<day>{DAY_NUMBER}){_MONTH_SAID}(?![\w/]|[.:,-]\d)",
        _day_range,
    ),
    rule(
        rf"{_EDGE}(?:(?:từ|tu) )?(?:ngay"
        rf"|mung) (?P<first>{DAY_NUMBER}){BETWEEN}(?:mung )?(?P<day>{DAY_NUMBER})"
        rf"(?![\w/]|[.-]\d| (?:{TH}\d|thang)){_COUNTED}",
        _day_range,
    ),
    rule(
        rf"{_EDGE}(?:cac )?(?:ngay )?(?P<days>\d{{1,2}}(?:{_AND}\d{{1,2}})*){_AND}{_D}(?<!/\d)(?<!/\d\d)"
        rf"{_MONTH_SAID}(?![\w/]|[.:-]\d)",
        _day_list,
    ),
    rule(
        rf"{_EDGE}(?:cac )?ngay (?P<days>\d{{1,2}}(?:(?:, ?| va "
        rf"| hoac )(?:ngay )?\d{{1,2}})*)(?: va | hoac | hay )(?:ngay )?{_D}"
        rf"(?![\w/]|[.:-]\d| (?:{TH}\d|thang)){_COUNTED}",
        _day_list,
    ),
    rule(
        rf"{_EDGE}(?P<head>{_HEAD})?(?P<day>{DAY_NUMBER})(?: ?/ ?| )(?:ngay )?{TH}"
        rf"(?P<month>{MONTH_NUMBER}){OF_YEAR}(?!\w|[/.]\d){_ONCE}",
        _dated,
    ),
    rule(
        rf"{_EDGE}(?:(?:ngay|hom|bua|mung|mong|ngay mung) (?P<day>{DAY_NUMBER}) (?:cua )?"
        rf"|(?P<bare>\d{{1,2}} cua|1[3-9]|2\d|3[01]) )"
        rf"thang (?P<which>{AHEAD})",
        _in_month_from_today,
    ),
    rule(rf"{_EDGE}(?P<head>{_HEAD})?{_D} ?(?P<sep>[/.-]) ?{_M} ?(?P=sep) ?{_Y}{_END}", _dated),
    rule(
        rf"{_EDGE}(?P<head>{_HEAD})?{_D} ?/ ?{_M}(?:,? (?:nam|năm) (?:(?P<year>{YEAR})"
        rf"|(?P<which>{AHEAD})))?{_END}",
        _dated,
    ),
    rule(
        rf"{_EDGE}(?P<head>{_HEAD})?{_D} ?- ?{_M}(?P<which>)(?:,? (?:nam"
        rf"|năm) (?P<year>{YEAR}))?{_END}",
        _dated_sparsely,
    ),
    rule(
        rf"{_EDGE}(?:(?P<head>{_HEAD})|(?=\d\d\.)|(?=\d\.0)){_D}\.{_M}(?P<which>)"
        rf"(?:,? (?:nam|năm) (?P<year>{YEAR}))?{_END}",
        _dated_sparsely,
    ),
    rule(
        rf"{_EDGE}(?:ngay mung|ngay(?! mot(?!\w))|hom|bua|mung"
        rf"|mong(?= \d)) (?P<day>{DAY_NUMBER})(?![\w/]|[.,:-]\d){_A_DAY}",
        _lone_day,
    ),
]
