"""Names of units: told apart in a cell, compared whatever their spelling, given a short code."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from bot.language.normalise import fold_line

_LEVEL = re.compile(r"\s+(?:phường|xã(?!\s+hội)|thị trấn|đặc khu)(?!\w)(.*)$", re.IGNORECASE)
_OF_THE_WARD = re.compile(
    r"\s+(?:(?:trực thuộc|thuộc|của)\s+(?:ủy ban nhân dân|uỷ ban nhân dân|ubnd|phường|xã|thị trấn|đặc khu)"
    r"|trên địa bàn)(?!\w).*$",
    re.IGNORECASE,
)
_SHORT_FORMS = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "mttqvn": "mặt trận tổ quốc việt nam",
    "mttq": "mặt trận tổ quốc",
    "hcc": "hành chính công",
    "dvsn": "dịch vụ sự nghiệp",
    "dvc": "dịch vụ công",
    "đu": "đảng ủy",
    "bchqs": "ban chỉ huy quân sự",
    "vhxh": "văn hóa xã hội",
    "vp": "văn phòng",
    "ca": "công an",
    "lhpn": "liên hiệp phụ nữ",
    "ccb": "cựu chiến binh",
    "tncs": "thanh niên cộng sản",
    "hcm": "hồ chí minh",
}
_FOLDED_LEVEL = re.compile(r" (?:phuong|xa(?! hoi)|thi tran|dac khu)(?!\w).*$")
_FOLDED_SHORT_FORMS = {
    fold_line(short): fold_line(whole).replace(" ", "") for short, whole in _SHORT_FORMS.items()
}

_PROPER_HEADS = (
    "phòng|ban|văn phòng|trung tâm|công an|ủy ban|uỷ ban|ubnd|hđnd|hội đồng|đảng ủy|đảng uỷ|đảng bộ"
    "|chi bộ|trường|thường trực|mặt trận|mttq|ttpvhcc|bch|bchqs|sở|thành ủy|tỉnh ủy|liên đoàn|công đoàn|trạm"
    "|đội|đồn|bộ phận|chi cục|cục|kho bạc|tòa án|toà án|bệnh viện|ngân hàng|công ty|hợp tác xã|nhà văn hóa"
    "|thanh tra|câu lạc bộ|chủ tịch|phó chủ tịch|bí thư|lãnh đạo|thủ trưởng|khu dân cư|bưu điện|vp"
    "|hội(?! nhập| nghị)|đoàn(?! kết)|(?-i:Thuế|Tổ|Viện|Quỹ|Khối)"
)
_GROUP_HEADS = "các|những|mọi|toàn thể|cán bộ"
_KIND_HEADS = "cơ quan|đơn vị|doanh nghiệp|tổ chức|địa phương|phòng ban|ban ngành|ban, ngành|lực lượng"
_HEAD = re.compile(rf"(?:{_PROPER_HEADS}|{_GROUP_HEADS}|{_KIND_HEADS})(?!\w)", re.IGNORECASE)
_GROUP = re.compile(rf"(?:{_GROUP_HEADS}|{_KIND_HEADS})(?!\w)", re.IGNORECASE)
_KIND = re.compile(rf"(?:{_KIND_HEADS}|phòng|ban|ngành|trung tâm|trường|hội|đoàn)(?!\w)")
_BARE = re.compile(r"(?:phòng|ban|trung tâm|trường|hội|đoàn|đội|trạm|văn phòng|sở)", re.IGNORECASE)
_PEOPLES_BODIES = re.compile(
    r"(?:ubnd|hđnd|ủy ban nhân dân|uỷ ban nhân dân|hội đồng nhân dân|đoàn đại biểu)\b", re.IGNORECASE
)
_AND = re.compile(r"\s+(?:và|cùng)\s+(?=\S)", re.IGNORECASE)
_AND_HEAD = re.compile(
    r"(?:phòng|ban|văn phòng|trung tâm|công an|ủy ban|uỷ ban|ubnd|hđnd|đảng ủy|đảng uỷ|trường|mặt trận|mttq"
    r"|trạm|các|hội (?:liên hiệp|nông dân|cựu chiến|phụ nữ|chữ thập|người)|đoàn (?:thanh niên|tn)"
    r"|công đoàn|liên đoàn)\s+\w",
    re.IGNORECASE,
)
_FAR = 200
_SOFT = re.compile(r"\n|,(?!\d)|;")


@lru_cache(maxsize=4096)
def unit_key(name: str) -> str:
    """What every spelling of one unit shares: no marks, dashes, spaces or place; short forms written out."""
    text = re.sub(r"^(?:các|những)\s+", "", _without_place(unicodedata.normalize("NFC", name)).lower())
    return "".join(written_words(text))


def unit_key_as_typed(said: str) -> str:
    """The same for what somebody types without marks, capitals or the ward's own name in full."""
    text = _FOLDED_LEVEL.sub("", re.sub(r"^(?:cac|nhung) ", "", fold_line(said)))
    words = (_FOLDED_SHORT_FORMS.get(word, word) for word in re.findall(r"\w+", text) if word != "va")
    return "".join(words)


def written_words(text: str) -> list[str]:
    """The words of a text as unit_key joins them: folded, without `và`, each short form as one word."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())
    spelt = (_SHORT_FORMS.get(word, word) for word in words if word != "và")
    return [fold_line(word).replace(" ", "") for word in spelt]


def group_key(name: str) -> str:
    """What every name of one group shares, whether or not it says that its units are the ward's own."""
    return unit_key(_OF_THE_WARD.sub("", " ".join(unicodedata.normalize("NFC", name).split())))


def same_unit(a: str, b: str) -> bool:
    """Whether both names are spellings of one unit."""
    key = unit_key(a)
    return key != "" and key == unit_key(b)


def is_group(name: str) -> bool:
    """Whether the name stands for many units (`Các cơ quan, đơn vị`) rather than for one."""
    return _GROUP.match(name.strip()) is not None


def split_units(cell: str) -> tuple[str, ...]:
    """The units one cell names, as written, in order; a comma inside a unit's name does not divide it.

    A line break divides as a comma does; a semicolon always divides.
    """
    parts: list[str] = []
    start, depth = 0, 0
    text = unicodedata.normalize("NFC", cell)
    for match in re.finditer(r"[()]|\n|;|,(?!\d)", text):
        mark = match.group()
        if mark in "()":
            depth = depth + 1 if mark == "(" else max(0, depth - 1)
        elif mark == ";" or (depth == 0 and _begins_unit(text, start, match)):
            parts.append(text[start : match.start()])
            start = match.end()
    parts.append(text[start:])
    names = [_tidy(name) for part in parts for name in _split_at_and(part)]
    return tuple(name for name in names if name)


def suggest_code(name: str, taken: Collection[str]) -> str:
    """Initials in ASCII capitals (`Phòng Văn hóa-Xã hội` is PVHXH), numbered where they are taken."""
    words = re.findall(r"\w+", _without_place(unicodedata.normalize("NFC", name)))
    short = not name.isupper()
    initials = "".join(
        fold_line(word).upper()
        if short and word.isupper() and len(word) <= 6
        else fold_line(word)[:1].upper()
        for word in words
        if word.lower() != "và"
    )
    stem = re.sub(r"[^A-Z0-9]", "", initials)[:12] or "DV"
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}{number}", number + 1
    return code


def _without_place(name: str) -> str:
    text = " ".join(name.split())
    place = _LEVEL.search(text)
    if place is None or not all(word[0].isupper() for word in place.group(1).split()):
        return text
    return text[: place.start()]


def _begins_unit(text: str, start: int, mark: re.Match[str]) -> bool:
    first = text[start : min(start + _FAR, mark.start())]
    before = text[max(start, mark.start() - _FAR) : mark.start()]
    rest = text[mark.end() : mark.end() + _FAR].lstrip(" \t-–+*•\n")
    if not rest or not _HEAD.match(rest):
        return False
    if re.search(r"(?:\bvà|-|–|,)$", before.rstrip()) or _BARE.fullmatch(_tidy(_SOFT.split(before)[-1])):
        return False
    own = _tidy(_SOFT.split(rest, maxsplit=1)[0])
    if _GROUP.match(_tidy(first)):
        named = any(word[0].isupper() for word in own.split()[1:2])
        return not _BARE.fullmatch(own) and (named or _KIND.match(own) is None)
    return True


def _split_at_and(part: str) -> list[str]:
    names, start = [], 0
    for match in _AND.finditer(part):
        before, after = _tidy(part[start : match.start()][:_FAR]), part[match.end() : match.end() + _FAR]
        if not _AND_HEAD.match(after) or not _HEAD.match(before):
            continue
        if _PEOPLES_BODIES.match(after) and re.match(r"văn phòng|vp\b", before, re.IGNORECASE):
            continue
        if _GROUP.match(before) and _KIND.match(after):
            continue
        names.append(part[start : match.start()])
        start = match.end()
    return [*names, part[start:]]


def _tidy(name: str) -> str:
    return " ".join(name.split()).strip(" \t,;.-–+*•")
