"""Dates said by the lunar calendar (*rằm*, *mùng 1*, *âm lịch*, *tết*), and days known by a name."""

from datetime import date, timedelta

from bot.language import lunar
from bot.language.intervals import Grain, Interval, day, day_month_from, days
from bot.language.mentions import AHEAD, Found, Loose, Mention, Rule, ahead, loosely, rule, said
from bot.language.numbers import DAY_NUMBER, MONTH_NUMBER, number

_BY_MOON = r",? ?\(?(?:[aâ]m lich|[aâ]m(?!\w)|al(?!\w))\)?"
_YEAR = r"(?:(?:[/-]| nam | năm | )(?P<year>\d{4}))?"
_WHICH_YEAR = r"(?: (?:nam|năm)? ?(?P<year>20\d\d)| (?:nam|năm) (?P<which>nay|này|sau|toi|tới|ngoai|truoc))?"


def _dated(found: Found, today: date) -> Mention:
    try:
        number_, month = number(found["day"]), number(found["month"])
        if found["year"]:
            return said(found, day(lunar.lunar_day(number_, month, int(found["year"]))))
        return said(found, day(lunar.lunar_day_from(today, number_, month)))
    except ValueError:
        return said(found)


def _day(found: Found, today: date) -> Mention:
    try:
        return said(found, day(lunar.month_day_from(today, number(found["day"]))))
    except ValueError:
        return said(found)


def _month(found: Found, today: date) -> Mention:
    try:
        return said(found, Interval(*lunar.lunar_month_from(today, number(found["month"])), Grain.MONTH))
    except ValueError:
        return said(found)


def _moon(found: Found, today: date) -> Mention:
    """*Rằm* and *mùng 1*, of the month named or the next to come."""
    number_ = 1 if found["first"] else lunar.FULL_MOON
    if found["month"]:
        if found["year"]:
            return said(found, day(lunar.lunar_day(number_, number(found["month"]), int(found["year"]))))
        return said(found, day(lunar.lunar_day_from(today, number_, number(found["month"]))))
    which = found["which"] if " thang " in found[0] or found["which"] in {"truoc", "vua roi", "qua"} else None
    if not which:
        return said(found, day(lunar.month_day_from(today, number_)))
    start = lunar.month_start(today)
    for _ in range(ahead(which)):
        start = lunar.next_month(start)
    for _ in range(-ahead(which)):
        start = lunar.month_start(start - timedelta(days=1))
    return said(found, day(start + timedelta(days=number_ - 1)))


def _tet_year(found: Found, today: date, offset: int) -> int:
    if found["year"]:
        return int(found["year"])
    if found["which"]:
        return today.year + (-1 if found["which"] == "ngoai" else ahead(found["which"]))
    return next(
        year
        for year in range(today.year, today.year + 3)
        if lunar.new_year(year) + timedelta(days=offset) >= today
    )


def _tet(found: Found, today: date) -> Mention:
    """*Tết*, *mùng 3 tết*; *30 tết* and *giao thừa* close the year before."""
    number_ = number(found["day"]) if found["day"] else 1
    if found["eve"]:
        return said(found, day(lunar.new_year(_tet_year(found, today, -1)) - timedelta(days=1)))
    if number_ > 10:
        year = _tet_year(found, today, -1)
        last = lunar.new_year(year) - timedelta(days=1)
        return said(found, day(last if number_ == 30 else lunar.lunar_day(number_, 12, year - 1)))
    year = _tet_year(found, today, number_ - 1)
    return said(found, day(lunar.new_year(year) + timedelta(days=number_ - 1)))


def _tet_days(found: Found, today: date) -> Mention:
    """*từ mùng 1 đến mùng 5 tết*."""
    first, last = number(found["first"]), number(found["day"])
    start = lunar.new_year(_tet_year(found, today, last - 1)) + timedelta(days=first - 1)
    return said(found, days(start, start + timedelta(days=last - first))) if first <= last else said(found)


_NAMED = {
    "quoc khanh": (2, 9),
    "tet duong lich": (1, 1),
    "tet duong": (1, 1),
    "tet tay": (1, 1),
    "tet thieu nhi": (1, 6),
    "quoc te thieu nhi": (1, 6),
    "quoc te phu nu": (8, 3),
    "quoc te lao dong": (1, 5),
    "giai phong mien nam": (30, 4),
    "thong nhat dat nuoc": (30, 4),
    "giang sinh": (25, 12),
    "noel": (25, 12),
    "christmas": (25, 12),
}
_NAMED_BY_MOON = {
    "trung thu": (15, 8),
    "doan ngo": (5, 5),
    "gio to": (10, 3),
    "gio to hung vuong": (10, 3),
    "vu lan": (15, 7),
}


def _named(found: Found, today: date) -> Mention:
    when = _NAMED[found["name"]]
    return loosely(
        found,
        day(day_month_from(today, *when)),
        Loose.YEARLESS,
        lambda after: day(day_month_from(after, *when)),
    )


def _named_by_moon(found: Found, today: date) -> Mention:
    number_, month = _NAMED_BY_MOON[found["name"].replace("giỗ", "gio").replace("tổ", "to")]
    year = found["year"]
    if year:
        return said(found, day(lunar.lunar_day(number_, month, int(year))))
    return said(found, day(lunar.lunar_day_from(today, number_, month)))


_HOLIDAY = r"(?<!\w)(?:ngay )?(?:le )?(?:tet )?"
LUNAR: list[Rule] = [
    rule(
        rf"(?<!\w)(?:ngay )?(?:rằm|(?<=ngay )ram|(?<=hom )ram|(?<=toi )ram|(?<=den )ram"
        rf"|ram(?= (?:thang|nay|sau|toi)))"
        rf"(?P<first>)(?: (?:thang )?(?:(?P<which>{AHEAD})"
        rf"|(?P<month>{MONTH_NUMBER})(?:{_BY_MOON})?{_YEAR}))?(?!\w| ?/)",
        _moon,
    ),
    rule(
        rf"(?<!\w)(?P<first>(?:ngay )?mung (?:1(?!\d)|mot"
        rf"|một))(?P<month>)(?: thang (?P<which>{AHEAD}))?(?!\w| ?[/.-]|{_BY_MOON}| thang| tet)",
        _moon,
    ),
    rule(
        rf"(?<!\w)(?:(?:từ|tu) )?(?:ngay )?mung (?P<first>{DAY_NUMBER})(?: ?- ?| den | tới "
        rf"| toi )(?:ngay )?(?:mung )?"
        rf"(?P<day>{DAY_NUMBER}) tet{_WHICH_YEAR}(?!\w)",
        _tet_days,
    ),
    rule(
        rf"(?<![\w/.-])(?:ngay )?(?:mung |mong )?(?P<day>{DAY_NUMBER}) ?(?:/|-|\."
        rf"|thang) ?(?P<month>{MONTH_NUMBER})"
        rf"{_YEAR}{_BY_MOON}(?: (?:nam|năm) (?:nay|này))?",
        _dated,
    ),
    rule(
        rf"(?<![\w/.-])(?:ngay )?(?:mung |mong )?(?P<day>{DAY_NUMBER}){_BY_MOON}"
        rf" thang (?P<month>{MONTH_NUMBER})(?!\w){_YEAR}",
        _dated,
    ),
    rule(
        rf"(?<!\w)(?:ngay )?(?:mung |mong )?(?P<day>{DAY_NUMBER}) thang (?P<month>gieng"
        rf"|chap)(?!\w){_YEAR}(?:{_BY_MOON})?",
        _dated,
    ),
    rule(rf"(?<!\w)(?:ngay |hom |mung |ngay mung |(?=\d+ [aâ]m lich))(?P<day>{DAY_NUMBER}){_BY_MOON}", _day),
    rule(rf"(?<!\w)thang (?P<month>{MONTH_NUMBER}){_BY_MOON}", _month),
    rule(
        rf"(?<!\w)(?:(?:(?:ngay )?mung (?P<day>\d{{1,2}}|{DAY_NUMBER})|(?:ngay "
        rf"|dem )?(?P<eve>giao thua)) (?:tet)"
        rf"(?: nguyen dan)?){_WHICH_YEAR}(?!\w)",
        _tet,
    ),
    rule(rf"(?<!\w)(?:dem |toi )?(?P<eve>giao thua)(?P<day>)(?: tet)?{_WHICH_YEAR}(?!\w)", _tet),
    rule(
        rf"(?<!\w)(?:ngay |dem |hom )?(?P<day>2[3-9]|30)(?P<eve>) (?:tet)(?: nguyen dan)?{_WHICH_YEAR}(?!\w)",
        _tet,
    ),
    rule(rf"{_HOLIDAY}(?P<name>{'|'.join(_NAMED)})(?!\w)", _named),
    rule(
        rf"{_HOLIDAY}(?P<name>trung thu|doan ngo|(?:giỗ|gio) (?:tổ|to)(?: hung vuong)?"
        rf"|vu lan)(?: (?:nam|năm)? ?(?P<year>20\d\d))?(?!\w)",
        _named_by_moon,
    ),
    rule(
        rf"(?<!\w)(?P<day>)(?P<eve>)tet(?: nguyen dan| [aâ]m lich"
        rf"| ta)?{_WHICH_YEAR}(?!\w)(?! (?:duong|tay|trung thu))",
        _tet,
    ),
]
