"""Text respelled for reading dates: marks fall away, save where they tell a date word from another word."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"[^\W\d_]+|\d+|\s+|.", re.DOTALL)

_KEPT = {
    "sáu": "sáu",
    "năm": "năm",
    "từ": "từ",
    "tư": "tư",
    "tới": "tới",
    "tối": "tối",
    "mốt": "mốt",
    "một": "một",
    "kìa": "kìa",
    "này": "này",
    "nầy": "này",
    "nài": "này",
    "mại": "mại",
    "thứ": "thu",
    "thừ": "thu",
    "thư": "thư",
    "lăm": "lăm",
    "sáng": "sáng",
    "nửa": "nửa",
    "rằm": "rằm",
    "bảy": "bay",
    "bẩy": "bay",
    "bãy": "bay",
    "tám": "tam",
    "chín": "chin",
    "mười": "muoi",
    "mươi": "muoi",
    "bốn": "bon",
    "đầu": "dau",
    "cuối": "cuoi",
    "cuói": "cuoi",
    "cuôi": "cuoi",
    "tết": "tet",
    "têt": "tet",
    "đêm": "dem",
    "chiều": "chieu",
    "chiêù": "chieu",
    "ngày": "ngay",
    "nữa": "nua",
    "quý": "quy",
    "qúy": "quy",
    "mùng": "mung",
    "mồng": "mung",
    "mòng": "mung",
    "hôm": "hom",
    "âm": "âm",
    "giờ": "gio",
    "đến": "den",
    "giêng": "gieng",
    "chạp": "chap",
    "bữa": "bua",
    "tổ": "tổ",
    "mấy": "may",
    "số": "so",
    "lần": "lan",
    "tháng": "thang",
    "nhật": "nhat",
    "chủ": "chu",
    "chúa": "chu",
    "giỗ": "giỗ",
}
"""Marked words that mean a date; the rest that fold to the same letters mean something else."""

_TOLD_APART = frozenset(
    [
        "sau",
        "nam",
        "tu",
        "toi",
        "mot",
        "kia",
        "nay",
        "mai",
        "thu",
        "lam",
        "sang",
        "nua",
        "ram",
        "bay",
        "tam",
        "chin",
        "muoi",
        "bon",
        "dau",
        "cuoi",
        "tet",
        "dem",
        "chieu",
        "quy",
        "mung",
        "mong",
        "hom",
        "am",
        "gio",
        "den",
        "gieng",
        "chap",
        "bua",
        "to",
        "may",
        "hai",
        "ba",
        "qua",
        "on",
        "in",
        "so",
        "lan",
    ]
)
_OTHER_WORDS = frozenset({"tuấn", "thắng", "thẳng", "thằng", "thăng", "ngây"})

_SHORT_FORMS = {
    "hnay": "hom nay",
    "hqua": "hom qua",
    "hwa": "hom qua",
    "nmai": "ngay mai",
    "ngmai": "ngay mai",
    "nkia": "ngay kia",
    "bnay": "bua nay",
    "cnhat": "chu nhat",
    "nhựt": "nhat",
    "nhut": "nhat",
    "hum": "hom",
    "hôg": "hom",
    "wa": "qua",
    "trc": "truoc",
    "trk": "truoc",
    "qui": "quy",
    "quí": "quy",
    "thág": "thang",
    "thag": "thang",
    "ngàyy": "ngay",
    "tuầnn": "tuan",
}
_PIECES = re.compile(
    r"cuoi|dau|giua|tuan|thang|nam|quy|nay|sau|toi|truoc|qua|roi|nua|hom|kia|ngay|mai|mot|sang|chieu|trua"
    r"|chu|nhat|thu|hai|ba|tu|bay|bua"
)
_UNIT = "(?:tuan|thang|nam|quy)"
_SIDE = "(?:nay|sau|toi|truoc|qua|roi)"
_GLUED = re.compile(
    rf"(?:cuoi|dau|giua)?{_UNIT}{_SIDE}(?:nua)?|(?:cuoi|dau|giua){_UNIT}|(?:hom|bua)(?:nay|qua|kia)"
    rf"|ngay(?:mai|kia|mot)|(?:sang|chieu|toi|trua)(?:nay|mai|qua)|chunhat(?:tuan{_SIDE}|nay)?"
    rf"|thu(?:hai|ba|tu|nam|sau|bay)(?:tuan{_SIDE}|nay)?"
)


@dataclass(frozen=True, slots=True)
class Spelled:
    """`begins[i]` and `ends[i]`: where in the text written the i-th letter of `plain` came from."""

    plain: str
    begins: list[int]
    ends: list[int]

    def written(self, start: int, end: int) -> tuple[int, int]:
        return self.begins[start], self.ends[end - 1]


def spell(text: str) -> Spelled:
    """Small letters, single spaces, a space between letters and digits, glued and short forms written out."""
    plain: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    composed, places = _compose(text)
    before = ""

    def put(letters: str, start: int, end: int) -> None:
        plain.append(letters)
        if len(letters) == end - start:
            begins.extend(places[start:end])
            ends.extend(places[start + 1 : end + 1])
        else:
            begins.extend([places[start]] * len(letters))
            ends.extend([places[end]] * len(letters))

    for token in _TOKEN.finditer(composed):
        start, end, word = token.start(), token.end(), token[0]
        if word.isspace():
            put(" ", start, end)
        elif word.isalpha():
            if before.isdigit():
                put(" ", start, start)
            for letters, at, upto in _spell_word(word):
                put(letters, start + at, start + upto)
        else:
            if word.isdigit() and before.isalpha():
                put(" ", start, start)
            put("-" if word in "–—−→➔" else word, start, end)
        before = word
    return Spelled("".join(plain), begins, ends)


def _compose(text: str) -> tuple[str, list[int] | range]:
    """Composed letters, and where each began in the text as written, its end included."""
    if unicodedata.is_normalized("NFC", text):
        return text, range(len(text) + 1)
    letters: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(text):
        upto = at + 1
        while upto < len(text) and unicodedata.combining(text[upto]):
            upto += 1
        composed = unicodedata.normalize("NFC", text[at:upto])
        letters.append(composed)
        places.extend([at] * len(composed))
        at = upto
    places.append(len(text))
    return "".join(letters), places


@lru_cache(maxsize=8192)
def _spell_word(word: str) -> tuple[tuple[str, int, int], ...]:
    """The parts of one written word, each with its place in it."""
    small = word.lower()
    if small in _SHORT_FORMS:
        return _parts(_SHORT_FORMS[small], len(word))
    bare = "".join(
        c for c in unicodedata.normalize("NFD", small.replace("đ", "d")) if not unicodedata.combining(c)
    )
    if len(bare) == len(word) and len(bare) > 5 and _GLUED.fullmatch(bare):
        parts: list[tuple[str, int, int]] = []
        for piece in _PIECES.finditer(bare):
            if parts:
                parts.append((" ", piece.start(), piece.start()))
            parts.append((_spell_one(small[piece.start() : piece.end()], piece[0]), *piece.span()))
        return tuple(parts)
    return ((_spell_one(small, bare), 0, len(word)),)


def _parts(written_out: str, length: int) -> tuple[tuple[str, int, int], ...]:
    return ((written_out, 0, length),)


def _spell_one(small: str, bare: str) -> str:
    if small == bare or small in _KEPT:
        return _KEPT.get(small, bare)
    return "_" + bare if bare in _TOLD_APART or small in _OTHER_WORDS else bare
