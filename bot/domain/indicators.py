"""What a goal's own words measure: operator, value, unit and the day it is due."""

import re
from calendar import monthrange
from datetime import date
from itertools import pairwise

from bot.domain.plan import Indicator

_NUMBER = r"\d+(?:[.,]\d+)*"
_AT_LEAST = r"trên|hơn|tối thiểu|ít nhất|không dưới|không thấp hơn|không ít hơn|từ|>=|≥|>"
_AT_MOST = r"dưới|không quá|không vượt quá|tối đa|nhiều nhất|không cao hơn|<=|≤|<"
_LIMIT = rf"(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})"
_PERCENT = re.compile(
    rf"(?:(?<!\w)(?:{_LIMIT})\s*)?(?<![\d/.,-])(?P<value>{_NUMBER})\s*%(?P<up>\s*trở lên)?"
    r"(?P<down>\s*trở xuống)?",
    re.IGNORECASE,
)
_VERBS = r"có|đạt|xây dựng|thành lập|tổ chức|duy trì|hoàn thành|công nhận|mở|nhân rộng|ra mắt|giảm|tăng"
_COUNT = re.compile(
    rf"(?<!\w)(?:{_LIMIT}|{_VERBS})\s+(?P<value>{_NUMBER})(?P<up>\s*trở lên)?\s+"
    r"(?!(?:năm|ngày|tháng|giờ|quý)\b(?!\s*/))(?P<unit>[^\W\d_]+(?:\s+[^\W\d_]+){0,2})(?P<up2>\s*trở lên)?",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"thứ hạng|xếp hạng|xếp thứ|đứng thứ|xếp loại|(?<!\w)top\s+\d|nhóm\s+\d+|nhóm dẫn đầu|tốp", re.IGNORECASE
)
_PLACE = re.compile(r"(?:thứ|hạng|top|tốp|nhóm)\s+(\d+)", re.IGNORECASE)
_YES_OR_NO = re.compile(
    r"đạt chuẩn|đạt danh hiệu|đạt tiêu chuẩn|được công nhận|không để xảy ra|không để phát sinh|không có"
    r"|hoàn thành|ban hành|đưa vào (?:sử dụng|vận hành)|thành lập",
    re.IGNORECASE,
)
_STOP_WORD = re.compile(
    r"được|về|trong|mỗi|của|và|cho|với|theo|tại|trở|để|từ|đến|có|là|gắn|do|ở|trên|các|đạt|hàng|hằng|này",
    re.IGNORECASE,
)
_LONE_UNIT = re.compile(r"đồng|hộ|người|vụ|việc|lượt|lần|cuộc|tổ|điểm|buổi|ca|km|ha", re.IGNORECASE)
_DAY = re.compile(
    r"(?<!\w)(?:trước|đến hết|đến|chậm nhất|muộn nhất|xong|hạn)(?: vào)?\s+(?:ngày\s+)?"
    r"(\d{1,2})(?:/|\s+tháng\s+)(\d{1,2})(?:/|\s+năm\s+)(\d{4})",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"(?<!\w)(?P<how>trước|đến hết|đến cuối|đến|hết|trong|chậm nhất|cuối|phấn đấu đến)\s+"
    r"(?:tháng\s+(?P<month>\d{1,2})(?:\s*/\s*|\s+năm\s+)|quý\s+(?P<quarter>IV|I{1,3}|[1-4])(?:\s*/\s*|\s+năm\s+)"
    r"|(?:cuối\s+)?năm\s+)(?P<year>\d{4})",
    re.IGNORECASE,
)
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def read_indicators(goal: str, text: str) -> tuple[Indicator, ...]:
    """The indicators in one goal's text, in order; a due day said first in a sentence holds for all of it."""
    found: list[Indicator] = []
    for sentence in _sentences(text):
        due: date | None = None
        for clause in _clauses(sentence):
            due = read_due(clause) or due
            found += [Indicator(goal, clause, *measure, due) for measure in _measures(clause)]
    return tuple(found)


def parse_number(text: str) -> float:
    """A number as Vietnamese writes it: `1,5` is one and a half, `1.000` a thousand."""
    if "," in text:
        whole, _comma, rest = text.replace(".", "").partition(",")
        return float(f"{whole}.{rest.replace(',', '')}")
    groups = text.split(".")
    thousands = len(groups) > 1 and all(len(group) == 3 for group in groups[1:])
    return float("".join(groups)) if thousands or len(groups) > 2 else float(text)


def read_due(text: str) -> date | None:
    """The last day the text allows, or None where it names none (`đến năm 2030` is 31 December 2030)."""
    if exact := _DAY.search(text):
        return _date(int(exact[3]), int(exact[2]), int(exact[1]))
    span = _SPAN.search(text)
    if span is None:
        return None
    year, before = int(span["year"]), span["how"].lower() == "trước"
    last = int(span["month"]) if span["month"] else 12
    first = last if span["month"] else 1
    if span["quarter"]:
        last = 3 * _QUARTERS[span["quarter"].upper()]
        first = last - 2
    if before:
        year, last = (year, first - 1) if first > 1 else (year - 1, 12)
    if not (1 <= last <= 12 and 1900 < year < 2200):
        return None
    return date(year, last, monthrange(year, last)[1])


def _measures(clause: str) -> list[tuple[str, float | None, str]]:
    numbers = [(_operator(m), parse_number(m["value"]), "%") for m in _PERCENT.finditer(clause)]
    for match in _COUNT.finditer(clause):
        if unit := _noun(match["unit"]):
            numbers.append((_operator(match), parse_number(match["value"]), unit))
    if numbers:
        return list(numbers)
    if _RANK.search(clause):
        place = _PLACE.search(clause)
        return [("rank", float(place[1]) if place else None, "")]
    return [("bool", None, "")] if _YES_OR_NO.search(clause) else []


def _operator(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if groups["most"] or groups.get("down"):
        return "<="
    rising = groups.get("up") or groups.get("up2")
    return ">=" if rising or (groups["least"] and groups["least"].lower() != "từ") else "="


def _noun(words: str) -> str:
    """The thing counted: the words up to one that cannot belong to it, two at most."""
    kept: list[str] = []
    for word in words.split():
        if _STOP_WORD.fullmatch(word) or len(kept) == 2:
            break
        kept.append(word)
        if _LONE_UNIT.fullmatch(word):
            break
    return " ".join(kept)


def _sentences(text: str) -> list[str]:
    parts = re.split(r"(?<=[^\W\d][.!?]|[%”\")][.!?])\s+(?=[A-ZĐ“\"À-Ỹ\d])", text)
    return [part for part in parts if part.strip()]


def _clauses(sentence: str) -> list[str]:
    clauses: list[str] = []
    for part in sentence.split(";"):
        clause = " ".join(part.split()).strip(" .")
        named = list(re.finditer(r",\s*(?:và\s+)?(?=Chỉ số\s)", clause))
        if _RANK.search(clause) and named and "%" not in clause and (first := clause.find("Chỉ số")) > 0:
            cuts = [first, *(m.end() for m in named), len(clause)]
            pieces = [clause[a:b].strip(" ,") for a, b in pairwise(cuts) if a < b]
            clauses += [f"{clause[:first]}{piece.removesuffix(', và')}" for piece in pieces]
        elif clause:
            clauses.append(clause)
    return clauses


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
