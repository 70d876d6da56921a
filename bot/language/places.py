"""Chairs, areas and kinds of places as people and schedules write them; folded."""

import re
from collections.abc import Sequence

from bot.language.phrases import Phrases

AREA = (
    "khu dan cu",
    "to dan pho",
    "khu pho",
    "khu",
    "thon",
    "ap",
    "ban",
    "to",
    "xom",
    "kdc",
    "tdp",
    "area",
    "zone",
    "residential area",
)
_AREA = Phrases(AREA)
VENUES = (
    "hoi truong",
    "nha van hoa",
    "phong tiep cong dan",
    "phong tiep dan",
    "phong hop",
    "nha an",
    "cong ty",
    "nha may",
    "truong thcs",
    "truong tieu hoc",
    "truong thpt",
    "truong mam non",
    "nha thi dau",
    "san van dong",
    "tram y te",
    "dinh lang",
    "trung tam",
    "tru so",
    "hall",
)
_VENUES = Phrases(VENUES)
_ENGLISH = {"hall": "hoi truong"}

_ROLES = (
    "pho chu tich",
    "pho bi thu",
    "chu tich",
    "bi thu",
    "truong cong an",
    "giam doc",
    "chi huy truong",
    "pho truong phong",
    "truong phong",
)
_ROLE_WORDS = {
    **{role: role for role in _ROLES},
    "vice chairman": "pho chu tich",
    "vice chair": "pho chu tich",
    "deputy chairman": "pho chu tich",
    "deputy chair": "pho chu tich",
    "vice chairwoman": "pho chu tich",
    "chairman": "chu tich",
    "chairwoman": "chu tich",
    "chairperson": "chu tich",
    "president": "chu tich",
    "nguoi dung dau cap uy": "bi thu",
    "party secretary": "bi thu",
    "secretary": "bi thu",
}
_BODY_WORDS = {
    "hdnd": "hdnd",
    "hoi dong nhan dan": "hdnd",
    "mttq": "mttq",
    "mat tran": "mttq",
    "mat tran to quoc": "mttq",
    "hoi phu nu": "hoi phu nu",
    "hoi nong dan": "hoi nong dan",
    "cuu chien binh": "cuu chien binh",
}
CHAIRS = Phrases(tuple(_ROLE_WORDS))
LEADERS = Phrases(("lanh dao", "leader", "leaders", "nguoi dung dau", "cap uy", "sep"))
BODIES = Phrases(tuple(_BODY_WORDS))
NAMED = (*AREA, *VENUES, *_ROLE_WORDS, *_BODY_WORDS, *LEADERS.all)
_NUMBER = re.compile(r"0*(\d{1,2})")
_SPELT = {
    "mot": "1",
    "hai": "2",
    "ba": "3",
    "bon": "4",
    "nam": "5",
    "sau": "6",
    "bay": "7",
    "tam": "8",
    "chin": "9",
    "muoi": "10",
}


def roles(words: Sequence[str]) -> frozenset[str]:
    """The offices named, with the body each belongs to unless that is the committee: `chu tich hdnd`.

    A body named without an office stands for whoever leads it.
    """
    found = set()
    if not CHAIRS.stand_in(words):
        return frozenset(f"chu tich {_BODY_WORDS[' '.join(words[a:b])]}" for a, b in BODIES.find(words))
    for start, end in CHAIRS.find(words):
        role = _ROLE_WORDS[" ".join(words[start:end])]
        body = next((b for b in BODIES.find(words) if b[0] == end), None)
        found.add(f"{role} {_BODY_WORDS[' '.join(words[body[0] : body[1]])]}" if body else role)
    return frozenset(found)


def areas(words: Sequence[str]) -> dict[str, tuple[int, int]]:
    """The numbers of residential areas named, and where they stand: `khu dan cu so 3`, `tdp 03`."""
    found = {}
    for start, end in _AREA.find(words):
        at = end + 1 if end < len(words) and words[end] in ("so", "number", "no") else end
        if at >= len(words):
            continue
        number = _NUMBER.fullmatch(words[at])
        if number:
            found[number.group(1)] = (start, at + 1)
        elif words[at] in _SPELT and (at > end or end - start > 1):
            found[_SPELT[words[at]]] = (start, at + 1)
    return found


def venues(words: Sequence[str]) -> dict[str, tuple[int, int]]:
    """The kinds of places named, and where they stand."""
    named = {}
    for start, end in _VENUES.find(words):
        phrase = " ".join(words[start:end])
        named[_ENGLISH.get(phrase, phrase)] = (start, end)
    return named
