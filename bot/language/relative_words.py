"""Days counted from today: *mai*, *tuần sau*, *3 ngày nữa*, *quý trước*, *cuối tháng*."""

from datetime import date, timedelta

from bot.language.clock_times import day_part
from bot.language.intervals import (
    Grain,
    Interval,
    add_months,
    day,
    days,
    month_from,
    months,
    quarter_from,
    third_of,
    week,
    year,
)
from bot.language.mentions import AHEAD, Found, Mention, Rule, ahead, rule, said
from bot.language.numbers import COUNT, number

_DAYS = {"nay": 0, "này": 0, "mai": 1, "mại": 1, "kia": 2, "mot": 2, "mốt": 2, "kìa": 3, "qua": -1}
_PAST_DAYS = {"qua": -1, "kia": -2, "kìa": -3, "nay": 0, "ni": 0}
_UNIT = "ngay|hom|bua|tuan le|tuan|thang|quy|nam|năm"
_PART = "sáng|sang|trua|chieu|tối|toi|dem|khuya"
_EVENT = r"(?! (?:khi|buoi|cuoc|phien|hop|doi thoai|tiep|do(?!\w)|luc|ngay|gio))"


def _ahead_of(today: date, count: int) -> Interval:
    return day(today + timedelta(days=count))


def _near_day(found: Found, today: date) -> Mention:
    past = found["head"] and found["head"].split()[-1] in {"hom", "bua"}
    which = found["which"]
    count = _PAST_DAYS.get(which, _DAYS[which]) if past and which not in {"mai", "mại"} else _DAYS[which]
    return said(found, _ahead_of(today, count))


def _part_of_day(found: Found, today: date) -> Mention:
    return said(found, _ahead_of(today, _DAYS[found["which"]]), part=day_part(found["part"]))


def moved(today: date, count: int, unit: str) -> date:
    if unit in {"thang", "quy", "nam", "năm"}:
        return add_months(today, count * {"thang": 1, "quy": 3}.get(unit, 12))
    return today + timedelta(days=count * (7 if unit.startswith("tuan") else 1))


def _counted(found: Found, today: date) -> Mention:
    """A day so far away, or the whole stretch up to it."""
    count, unit, way = number(found["count"]), found["unit"], found["way"]
    if way in {"qua", "vua qua", "gan day", "tro lai day"} or (found["within"] and way == "truoc"):
        return said(found, days(moved(today, -count, unit), today))
    if found["within"] or way.startswith(("toi", "tới")):
        return said(found, days(today, moved(today, count, unit)))
    return said(found, day(moved(today, -count if way == "truoc" else count, unit)))


def _ago(found: Found, today: date) -> Mention:
    return said(found, day(moved(today, -number(found["count"]), found["unit"])))


def _half_month(found: Found, today: date) -> Mention:
    sign = -1 if found["way"] == "truoc" else 1
    if found["unit"] == "thang":
        return said(found, day(today + timedelta(days=15 * sign)))
    return said(found, day(add_months(today, 6 * sign)))


def whole(today: date, unit: str, count: int) -> Interval:
    """The week, month, quarter or year so many ahead of the present one."""
    if unit == "tuan":
        return week(today, count)
    if unit == "thang":
        return month_from(today, count)
    return quarter_from(today, count) if unit == "quy" else year(today.year + count)


def _whole(found: Found, today: date) -> Mention | None:
    which = found["which"]
    if which == "kia" and found["unit"] not in {"nam", "năm"}:
        return None
    outer = whole(today, found["unit"], ahead(which) if which else 0)
    return said(found, third_of(outer, found["third"]) if found["third"] else outer)


def _coming(found: Found, today: date) -> Mention:
    return said(found, whole(today, found["unit"], 1))


def _first_months(found: Found, today: date) -> Mention:
    """*6 tháng đầu năm*, *nửa cuối năm 2026*, *hai quý đầu năm*."""
    quarters = found["quarters"]
    count = 3 * number(quarters) if quarters else number(found["count"] or "6")
    if not 1 <= count <= 12:
        return said(found)
    of_year = today.year
    if found["year"]:
        of_year = int(found["year"])
    elif found["which"]:
        of_year += ahead(found["which"])
    first = 1 if found["third"] == "dau" else 13 - count
    return said(found, months(of_year, first, count, Grain.HALF if count == 6 else Grain.SPAN))


def _edge_day(found: Found, today: date) -> Mention:
    outer = whole(today, found["unit"], ahead(found["which"]) if found["which"] else 0)
    edge = outer.start if found["place"].startswith("dau") else outer.end
    assert edge
    return said(found, day(edge))


def _now(found: Found, today: date) -> Mention:
    return Mention(found.start(), found.end(), (day(today),), now=True)


_WHICH = rf"(?P<which>{AHEAD})"
_OF_YEAR = rf"(?: (?:cua )?(?:nam|năm)(?: (?P<year>20\d\d)(?!\d)| {_WHICH})?)"
HALVES: list[Rule] = [
    rule(
        r"(?<!\w)(?:(?P<count>(?:0?[3-9]|1[0-2])(?!\d)|ba|sáu|sau|chin) thang|(?P<quarters>2|hai|3|ba) quy)"
        rf" (?P<third>dau|cuoi)(?! tien){_OF_YEAR}?(?!\w)",
        _first_months,
    ),
    rule(
        r"(?<!\w)(?P<count>)(?P<quarters>)(?:nửa|nua) (?:nam |năm )?(?P<third>dau|cuoi)"
        rf"(?:{_OF_YEAR}|(?<=nam dau)|(?<=năm dau)|(?<=nam cuoi)|(?<=năm cuoi))(?!\w)",
        _first_months,
    ),
]

RELATIVE: list[Rule] = [
    rule(
        rf"(?<!\w)(?P<part>{_PART}) (?:som )?(?:hom |ngay |bua )?(?P<which>nay|này|mai|mại|qua|mốt"
        rf"|kia)(?!\w)",
        _part_of_day,
    ),
    rule(r"(?<!\w)(?P<head>(?:ngay )?(?:hom|bua)) (?P<which>nay|qua|kìa|kia|mai|mại|mốt)(?!\w)", _near_day),
    rule(r"(?<!\w)(?P<head>ngay) (?P<which>mai|mại|kìa|kia|mốt|mot(?! thang))(?!\w)", _near_day),
    rule(
        rf"(?<!\w)(?P<within>(?:trong|trong vong|trong khoang) )?(?:khoang "
        rf"|sau )?(?P<count>{COUNT}) (?P<unit>{_UNIT})"
        rf" (?P<way>nua|nửa|toi day|tới day|toi|tới|sau|truoc|vua qua|qua|gan day|tro lai day)(?!\w)"
        rf"(?:(?<=nua)|(?<=nửa)|{_EVENT})",
        _counted,
    ),
    rule(rf"(?<!\w)cach day (?:khoang )?(?P<count>{COUNT}) (?P<unit>{_UNIT})(?!\w)", _ago),
    rule(r"(?<!\w)nửa (?P<unit>thang|nam|năm) (?P<way>nua|nửa|sau|truoc)(?!\w)", _half_month),
    rule(
        rf"(?<!\w)ngay (?P<place>cuoi(?: cung)?|dau tien)(?: cua)? (?P<unit>tuan|thang|nam"
        rf"|năm)(?: {_WHICH})?(?!\w)",
        _edge_day,
    ),
    rule(
        rf"(?<!\w)(?:(?P<third>dau|giua|cuoi)(?: cua)? )?(?P<unit>tuan|thang|quy|nam|năm)(?: le)? {_WHICH}",
        _whole,
    ),
    rule(
        r"(?<!\w)(?P<third>dau|giua|cuoi) (?P<unit>tuan|thang|quy|nam|năm)(?P<which>)(?!\w)(?! ?\d)", _whole
    ),
    rule(r"(?<=het )(?P<third>)(?P<unit>tuan|thang|quy|nam|năm)(?P<which>)(?!\w)(?! ?\d)", _whole),
    rule(r"(?<!\w)sang (?P<unit>tuan|thang|quy|nam|năm)(?!\w)(?! ?\d)", _coming),
    rule(r"(?<=den )(?:nay|gio|bay gio)(?!\w)|(?<=t[oớ]i )(?:nay|gio|bay gio)(?!\w)", _now),
    rule(r"(?:(?<=từ )|(?<=tu ))(?P<which>nay)(?P<head>)(?!\w)", _near_day),
    rule(
        r"(?:^|(?<=[,.?!;] )|(?<=ok )|(?<=oi ))(?P<head>)(?P<which>nay)(?!\w)(?! (?:toi|em"
        r"|chau) (?:lam|viet))",
        _near_day,
    ),
    rule(r"(?<!\w)(?P<head>)(?P<which>mai|mốt)(?!\w)", _near_day),
]
