"""A say as messages one channel can carry: buttons or a numbered menu, and text cut where it may be cut."""

import re
import unicodedata
from collections.abc import Callable
from typing import TypeAlias

from bot.channels.port import Capabilities, Part, Unit
from bot.conversation.messages import Document, Spoken, mark_of

LinkTo: TypeAlias = Callable[[Document], str]
Choices: TypeAlias = tuple[tuple[str, str], ...]

_BREAKS = (
    (re.compile(r"\n[ \t]*\n"), 2),
    (re.compile(r"\n"), 3),
    (re.compile(r"(?<=[.!?…])\s"), 3),
    (re.compile(r"\s"), 0),
)
_JOINER = "\u200d"
_JOINS = ("\u200c", _JOINER)


def no_link(_file: Document) -> str:
    """Nowhere to fetch it."""
    return ""


def render(
    row_id: int,
    spoken: Spoken,
    capabilities: Capabilities,
    link_to: LinkTo = no_link,
    *,
    paid: bool = False,
    lists: bool = True,
) -> list[Part]:
    """At least one part, in order; buttons and the link ride on the last one.

    Files ride there too, or go before the words where they leave apart; one that cannot be carried is named,
    with `link_to` it. Choices that do not become buttons are left out where `lists` is False.
    """
    carried = tuple(file for file in spoken.files if capabilities.carries(file.mime))
    left = [file for file in spoken.files if file not in carried]
    fitting = _fitting(spoken.choices, capabilities)
    listed = lists and len(fitting) < len(spoken.choices)
    paragraphs = [spoken.text.strip()]
    if left:
        paragraphs.append("\n".join(f"📎 {file.name} {link_to(file)}".strip() for file in left))
    if listed:
        marked = ((mark_of(at, numbered=spoken.numbered), one[1]) for at, one in enumerate(spoken.choices))
        paragraphs.append("\n".join(f"{mark}. {label}" for mark, label in marked))
    if spoken.link and not capabilities.links:
        paragraphs.append(spoken.link)
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    ahead = [("", (file,)) for file in carried] if capabilities.files_apart else []
    *before, last = split(text, capabilities.text_limit, capabilities.unit)
    if ahead and not last:
        *ahead, (last, carried) = ahead
    elif ahead:
        carried = ()
    parts = [*ahead, *((piece, ()) for piece in before)]
    return [
        *(Part(row_id, number, piece, files=files, paid=paid) for number, (piece, files) in enumerate(parts)),
        Part(
            row_id,
            len(parts),
            last,
            fitting,
            carried,
            spoken.link if capabilities.links else None,
            paid,
        ),
    ]


def _fitting(choices: Choices, capabilities: Capabilities) -> Choices:
    """The choices that become buttons: all of them, or as many of the first as may be."""
    fits = all(
        len(label) <= capabilities.label_limit and len(value.encode()) <= capabilities.value_limit
        for value, label in choices
    )
    return choices[: capabilities.buttons] if fits else ()


def split(text: str, limit: int, unit: Unit) -> list[str]:
    """Pieces of at most `limit` units, best cut between paragraphs, then lines, sentences, words, letters.

    What a reader sees as one letter stays whole, unless it alone is longer than `limit`.
    """
    pieces = []
    while (room := _room(text, limit, unit)) < len(text):
        cut = _cut(text, room)
        pieces.append(text[:cut].rstrip())
        text = _without_leading_space(text[cut:])
    return [*(piece for piece in pieces if piece), *([text] if text or not pieces else [])]


def _room(text: str, limit: int, unit: Unit) -> int:
    """How many characters from the start fit, at least one."""
    if unit == "characters":
        return max(1, limit)
    used = 0
    for at, sign in enumerate(text):
        used += 2 if ord(sign) > 0xFFFF else 1
        if used > limit:
            return max(1, at)
    return len(text)


def _cut(text: str, room: int) -> int:
    """Where to cut, at most `room`: coarse breaks only where they do not leave a piece too short."""
    for pattern, share in _BREAKS:
        shortest = room // share if share else 1
        starts = [match.start() for match in pattern.finditer(text[: room + 1])]
        usable = (at for at in reversed(starts) if shortest <= at <= room and is_boundary(text, at))
        if (last := next(usable, 0)) > 0:
            return last
    return next((at for at in range(room, 0, -1) if is_boundary(text, at)), room)


def _without_leading_space(text: str) -> str:
    at = 0
    while at < len(text) and text[at].isspace() and is_boundary(text, at + 1):
        at += 1
    return text[at:]


def is_boundary(text: str, at: int) -> bool:
    """Whether one letter ends and another begins at `at` (after UAX 29, erring towards keeping together)."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if before == "\r" and after == "\n":
        return False
    if before in "\r\n":
        return True
    if _extends(after) or before == _JOINER:
        return False
    if _is_flag_half(before) and _is_flag_half(after):
        halves = next((n for n in range(at) if not _is_flag_half(text[at - 1 - n])), at)
        return halves % 2 == 0
    return not (_is_hangul(before) and _is_jamo(after))


def _extends(sign: str) -> bool:
    modifier = "\U0001f3fb" <= sign <= "\U0001f3ff" or "\U000e0020" <= sign <= "\U000e007f"
    return modifier or sign in _JOINS or unicodedata.category(sign)[0] == "M"


def _is_flag_half(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _is_hangul(sign: str) -> bool:
    return _is_jamo(sign) or "\uac00" <= sign <= "\ud7a3"


def _is_jamo(sign: str) -> bool:
    return "\u1100" <= sign <= "\u11ff" or "\ua960" <= sign <= "\ua97f" or "\ud7b0" <= sign <= "\ud7ff"
