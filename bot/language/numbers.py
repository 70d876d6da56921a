"""Numbers up to 39 as they are said in dates, in digits or words; text as `date_words` spells it."""

_ONES = {
    "mot": 1,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "tư": 4,
    "nam": 5,
    "năm": 5,
    "lam": 5,
    "lăm": 5,
    "nham": 5,
    "sau": 6,
    "sáu": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
}
_AFTER_TEN = "mot|một|mốt|hai|ba|bon|tu|tư|lam|lăm|nham|sáu|bay|tam|chin"
_TEENS = rf"(?:(?:hai|ba) )?muoi(?: (?:{_AFTER_TEN}))?(?!\w)"
_SHORT = rf"(?:ham|hai|ba) (?:{_AFTER_TEN})(?!\w)"

COUNT = rf"(?:\d{{1,3}}|{_TEENS}|(?:mot|một|hai|ba|bon|năm|nam|sáu|sau|bay|tam|chin)(?!\w))"
DAY_NUMBER = rf"(?:\d{{1,2}}(?!\d)|{_TEENS}|{_SHORT}|(?:mot|một|hai|ba|bon|tư|năm|sáu|bay|tam|chin)(?!\w))"
MONTH_NUMBER = (
    r"(?:\d{1,2}(?!\d)|muoi (?:một|mot|hai)(?!\w)|(?:gieng|chap|một|mot|hai|ba|tư|tu|bon|năm|nam|sáu"
    r"|bay|tam|chin|muoi)"
    r"(?!\w)|sau(?= (?:nam|năm) (?:nay|này|sau|toi|tới|\d)))"
)
WEEKDAY_NUMBER = r"(?:[2-7](?!\d)|(?:hai|ba|tư|tu|bon|năm|nam|sáu|sau|bay)(?!\w))"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
QUARTER_NUMBER = r"(?:[1-4](?!\d)|(?:iv|iii|ii|i|mot|một|hai|ba|bon|tư|tu)(?!\w))"


def number(said: str) -> int:
    """Raises ValueError where the words are no number."""
    if said.isdigit():
        return int(said)
    if said in _ROMAN:
        return _ROMAN[said]
    if said in {"gieng", "chap"}:
        return 1 if said == "gieng" else 12
    words = said.split()
    if "muoi" in words:
        at = words.index("muoi")
        return (_ONES[words[0]] if at else 1) * 10 + (_ONES[words[-1]] if words[-1] != "muoi" else 0)
    if len(words) == 2:
        return (2 if words[0] == "ham" else _ONES[words[0]]) * 10 + _ONES[words[1]]
    if said in _ONES:
        return _ONES[said]
    raise ValueError(said)
