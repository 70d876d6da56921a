"""Days off, and days worked in exchange, as the office types them: which days, which of the two, and why."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from bot.language.dates import read_dates
from bot.language.normalise import fold_line

LONGEST_SPAN, LONGEST_NAME = 31, 120
_DAY = timedelta(days=1)
_WORKS = re.compile(r"\b(?:lam bu|lam viec|di lam|lam thay|worked)\b")
_OFF = re.compile(r"\b(?:nghi|off)\b")
# What comes after these says for which other day it is.
_INSTEAD = re.compile(
    r"\b(?:thay cho|thay ngày|thay ngay|bù cho|bu cho|cho ngày|cho ngay|cho thứ|cho thu|để nghỉ|de nghi)\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"(?<!\d)(?:20\d\d-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}(?:[/.-]20\d\d)?)(?![\d/])")
_MARK = "\x00"
_AROUND = re.compile(
    rf"(?:\b(?:từ|tu|ngày|ngay|vào|vao|hết|het|đến|den|tới|toi)\b[\s,:]*)*{_MARK}[\s,;:.–—-]*", re.IGNORECASE
)
_LEAD = re.compile(
    r"^(?:(?:thêm|them|cho|xin|đặt|dat|bỏ|bo)\s+)*(?:ngày\s+|ngay\s+)?"
    r"(?:nghỉ|nghi|đi làm bù|di lam bu|làm việc bù|lam viec bu|làm bù|lam bu|đi làm|di lam|làm việc"
    r"|lam viec|off|worked)\b"
    r"[\s:,;–—-]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DayChange:
    """`days` in order, none where no day or more than one reading was found; `works` None where not said."""

    days: tuple[date, ...]
    works: bool | None
    name: str


def read_day_change(text: str, today: date) -> DayChange:
    """`nghỉ từ 5/2 đến 10/2/2027 nghỉ Tết`, `làm bù 13/2/2027 thay cho 8/2`."""
    said = " ".join(unicodedata.normalize("NFC", text).split())
    instead = _INSTEAD.search(said)
    head, tail = (said[: instead.start()], said[instead.start() :]) if instead else (said, "")
    folded = fold_line(head)
    works = True if _WORKS.search(folded) else False if _OFF.search(folded) else None
    # A day in figures says it all: what comes after may name a festival.
    ends = [figures.end() for figures in _FIGURES.finditer(head)]
    if ends:
        head, tail = head[: ends[-1]], head[ends[-1] :] + tail
    return DayChange(read_days(head, today), works, _name(head, tail, today))


def read_days(text: str, today: date) -> tuple[date, ...]:
    """One day, or each of a span that is no longer than a month; nothing where that is unsure."""
    found = read_dates(text, today).interval
    if found is None or found.start is None or found.end is None:
        return ()
    many = (found.end - found.start).days + 1
    return tuple(found.start + n * _DAY for n in range(many)) if many <= LONGEST_SPAN else ()


def _name(head: str, tail: str, today: date) -> str:
    """What is left without the days and the words that only say what to do with them."""
    marked, last = "", 0
    for start, end in read_dates(head, today).spans:
        marked += head[last:start] + _MARK
        last = max(last, end)
    rest = _AROUND.sub(" ", marked + head[last:])
    rest = _LEAD.sub("", f"{' '.join(rest.replace(_MARK, ' ').split())} {tail}".strip())
    name = rest.strip(" ,;:.-–—")[:LONGEST_NAME].strip()
    return name[:1].upper() + name[1:]
