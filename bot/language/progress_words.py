"""An update in one sentence: “5.1 xong 80%, đã phát động 3 mô hình” is a task, a state and what was done."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from bot.language.normalise import fold
from storage.vocabulary import ProgressState

_CODE = r"(?P<code>\d{1,2}\.\d{1,2})(?![\d/.]*\d)"
_NAMED = (
    r"(?:(?:cap nhat|bao cao|tien do|update)\s+)*(?:(?:task|nhiem vu|nv|viec|cong viec|cv|muc)\s+)?(?:so\s+)?"
)
_LEAD = r"(?:(?:hien|hien nay|nay|da|van|tien do|moi|co|bi|gap|den nay|dc|duoc|dat|khoang|o muc)\s+)*?"
_PHRASES = {
    ProgressState.BLOCKED: (
        r"(?:dang (?:bi |gap |co )?)?(?:vuong mac|vuong|kho khan|ket|ach tac|blocked|stuck)"
    ),
    ProgressState.IN_PROGRESS: (
        r"chua (?:lam |lm )?(?:xong|hoan thanh|hoan tat)|dang (?:lam|lm|trien khai|thuc hien|tien hanh|xu ly)"
        r"|dg (?:lam|lm)|lam duoc|lam dc|trien khai|in progress|dang"
    ),
    ProgressState.NOT_STARTED: (
        r"chua (?:lam|lm|trien khai|thuc hien|bat dau|tien hanh|co gi)|not started|chua(?!\s+\w)"
    ),
    ProgressState.DONE: r"(?:lam |lm )?(?:xong|xog|hoan thanh|hoan tat|hthanh|ht|done)(?: roi| r| het| ca)*",
}
_STATE = "|".join(f"(?P<{state.value}>{words})" for state, words in _PHRASES.items())
_PERCENT = (
    r"(?:(?:khoang|duoc|dc|dat|tam|gan|o muc|toi|la)\s+)*(?P<percent>\d{1,3})\s*(?:%|phan tram\b|percent\b)"
)
_SAID = re.compile(
    rf"{_LEAD}(?:(?:{_STATE})(?!\w)(?:[\s:,-]*{_PERCENT})?|(?P<bare>{_PERCENT.replace('percent>', 'only>')}))"
)
_BEGUN = re.compile(rf"\s*{_NAMED}{_CODE}(?P<between>[\s:,;.–-]+|$)")
_TURNED = re.compile(
    rf"\s*(?P<said>{_LEAD}(?:{'|'.join(_PHRASES.values())}))\s+{_NAMED}{_CODE}(?P<between>[\s:,;.–-]+|$)"
)
_ASKED = re.compile(
    r"\?\s*$|\b(?:gi|nao|chua|dau|sao|bao gio|may gio|bao nhieu|the nao|khong|ko|k|hong)"
    r"\s*(?:a|vay|the|nhi|ha)?\s*$"
)
_LOOSE = " \t\r\n,:;.–-"


@dataclass(frozen=True)
class ReadState:
    """How far a task is, and the rest of what was said, as it was written."""

    state: ProgressState
    percent: int | None
    text: str


@dataclass(frozen=True)
class ReadUpdate:
    """A whole update: which task, how far, and what was done; `percent` only where it was said."""

    code: str
    state: ProgressState
    percent: int | None
    text: str


def read_update(text: str, codes: Collection[str] | None = None) -> ReadUpdate | None:
    """The update a sentence gives, or None: a question, a date, no state, or a code not among `codes`."""
    folded, places = _folded(text)
    begun = _BEGUN.match(folded)
    if begun is not None:
        read = read_state(text[_place(places, begun.end(), text) :])
    elif (begun := _TURNED.match(folded)) is not None:
        said = text[_place(places, begun.start("said"), text) : _place(places, begun.end("said"), text)]
        rest = text[_place(places, begun.end(), text) :]
        read = read_state(f"{said}, {rest}" if rest.strip() else said)
    else:
        return None
    if read is None or (codes is not None and begun["code"] not in codes):
        return None
    return ReadUpdate(begun["code"], read.state, read.percent, read.text)


def read_state(text: str) -> ReadState | None:
    """How far, where the words begin or end with it; None for a question or words that do not say."""
    folded, places = _folded(text)
    if _ASKED.search(folded) and not _whole(folded):
        return None
    start = len(folded) - len(folded.lstrip(_LOOSE))
    said = _SAID.match(folded, start)
    if said is not None and (read := _meant(said)) is not None:
        ends = said.end() == len(folded) or folded[said.end()] in ",:;.–-\n" or said.group().endswith("%")
        kept = text[_place(places, said.end(), text) :] if ends else text
        return ReadState(*read, kept.strip(_LOOSE))
    cut = max(folded.rfind(sign) for sign in ",;.\n")
    last = folded[cut + 1 :]
    said = _SAID.fullmatch(last.strip(_LOOSE))
    if said is None or cut < 0 or (read := _meant(said)) is None:
        return None
    return ReadState(*read, text[: _place(places, cut, text)].strip(_LOOSE))


def _whole(folded: str) -> bool:
    """Whether a message that sounds like a question is a state and nothing else: “chưa”."""
    return _SAID.fullmatch(folded.strip(_LOOSE)) is not None and "?" not in folded


def _meant(said: re.Match[str]) -> tuple[ProgressState, int | None] | None:
    number = said["percent"] or said["only"]
    percent = int(number) if number is not None else None
    if percent is not None and percent > 100:
        return None
    state = next((each for each in ProgressState if said[each.value] is not None), ProgressState.IN_PROGRESS)
    if state is ProgressState.NOT_STARTED:
        return state, None
    if state in (ProgressState.DONE, ProgressState.IN_PROGRESS) and percent is not None:
        if percent == 100:
            return ProgressState.DONE, 100
        return (ProgressState.IN_PROGRESS, percent) if percent else (ProgressState.NOT_STARTED, None)
    return state, 100 if state is ProgressState.DONE else percent


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without marks, and for each of its letters where it stands in the original."""
    letters, places = [], []
    for at, sign in enumerate(text):
        for letter in fold(sign):
            letters.append(letter)
            places.append(at)
    return "".join(letters), places


def _place(places: list[int], at: int, text: str) -> int:
    return places[at] if at < len(places) else len(text)
