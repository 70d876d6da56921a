"""What is answered to a reminder in a sentence: longer is needed, later will do, or it is not our unit's."""

import re
from dataclasses import dataclass
from datetime import date

from bot.language.dates import Grain, read_dates
from bot.language.normalise import fold_line

_WHO = r"(?:toi|em|minh|chau|chung toi|don vi|phong|don vi toi|phong toi|don vi em|phong em)"
_ASK = rf"(?:{_WHO}|xin|xin phep|de nghi|cho|can|muon|duoc|kinh|mong|phep|nho)"
_MORE = (
    r"(?:gia han|lui han|doi han|lui thoi han|keo dai thoi han|them thoi gian|them \w+ (?:ngay|tuan|buoi))"
)
_OF_CITIZENS = r"(?! (?:giay|the\b|tam tru|thuong tru|hop dong|ho chieu|thi thuc|cccd|can cuoc))"
_LONGER = re.compile(rf"^(?:{_ASK} )*{_MORE}\b{_OF_CITIZENS}")
_THEIRS = rf"(?:cua {_WHO}|trach nhiem|tham quyen|chuc nang)"
_NOT_OURS = re.compile(rf"\bkhong (?:(?:phai|thuoc)(?: \w+){{0,3}}? {_THEIRS}|thuoc {_WHO})\b")
_REMIND = re.compile(
    rf"(?:(?:{_WHO}|de|hay|xin|thi|nhe|nha|roi|giup|cho|ho|vao|sau|lai|den|ngay|luc|hom|nhac|a) ?)+"
)
_REASON = re.compile(
    r"\b(?:vì|do|bởi vì|lý do(?: là)?|lí do(?: là)?|vi|ly do|li do)\b[:,]?\s+(.+)", re.I | re.S
)
_CODE = re.compile(r"(?<![\w./-])(\d{1,2}\.\d{1,2})(?![\w./-])")
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Longer:
    """Until when longer is asked for, and why, as far as it was said."""

    wanted: date | None
    reason: str


def read_longer(text: str, today: date) -> Longer | None:
    """A request for longer in one sentence; None for anything else."""
    if len(text) > LONGEST or not _LONGER.search(fold_line(text)):
        return None
    reason = _REASON.search(text)
    said = text if reason is None else text[: reason.start()]
    read = read_dates(said, today).interval
    return Longer(read.end if read is not None else None, reason[1].strip() if reason else "")


def read_later(text: str, today: date) -> date | None:
    """The one day on which somebody wants to be reminded again, where they say nothing else."""
    read = read_dates(text, today)
    if read.interval is None or read.interval.grain is not Grain.DAY or "nhac" not in fold_line(text):
        return None
    left = list(text)
    for start, end in read.spans:
        left[start:end] = " " * (end - start)
    rest = fold_line("".join(left))
    return read.interval.start if _REMIND.fullmatch(rest) else None


def says_not_ours(text: str) -> bool:
    """Whether somebody says that what they are asked for is not theirs."""
    return len(text) <= LONGEST and "?" not in text and bool(_NOT_OURS.search(fold_line(text)))


def task_named(text: str) -> str:
    """The code of the task that is named, "" for none or several."""
    found = set(_CODE.findall(text))
    return found.pop() if len(found) == 1 else ""
