"""Text as it is compared: one Unicode form, and, only after accented text has been read, no marks at all."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without diacritics: `Đối thoại` and `doi thoai` become the same."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return unicodedata.normalize("NFC", "".join(c for c in bare if not unicodedata.combining(c)))


def fold_line(text: str) -> str:
    """Folded, with single spaces and none around: what a cell, a heading or a name is compared by."""
    return " ".join(fold(text).split())
