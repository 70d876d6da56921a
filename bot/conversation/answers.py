"""Reading an answer: a press, a number, or a label typed with or without its diacritics mean the same."""

import re
from dataclasses import dataclass

from bot.conversation.messages import Answer, Incoming, Position, mark_of
from bot.language.normalise import fold

_NOT_WORD = re.compile(r"[^\w]+")
_ORDINAL = re.compile(r"(?:so|chon|muc)?\s*(\d{1,2})\s*[.)]?")


@dataclass(frozen=True)
class Reading:
    """An answer, and whether it pressed a button of a question that is no longer the one asked."""

    answer: Answer
    stale: bool = False


def read_answer(incoming: Incoming, position: Position) -> Reading:
    """Hold what came in against the choices last offered."""
    if incoming.pressed is not None:
        choice = _pressed(incoming.pressed, position)
        return Reading(Answer(incoming.text, choice, incoming.files), stale=choice is None)
    return Reading(Answer(incoming.text, _typed(incoming.text, position), incoming.files))


def plain(text: str) -> str:
    """Folded words only: what is left of a label when case, marks, icons and punctuation go."""
    return _NOT_WORD.sub(" ", fold(text)).strip()


def _pressed(value: str, position: Position) -> str | None:
    if value.startswith("/"):
        return value
    turn, separator, index = value.partition(":")
    if not separator or turn != str(position.turn) or not (index.isascii() and index.isdigit()):
        return None
    at = int(index[:4])
    return position.offered[at][0] if at < len(position.offered) else None


def _typed(text: str, position: Position) -> str | None:
    typed = plain(text)
    if not typed or len(typed) > 120:
        return None
    labels = [(choice, plain(label)) for choice, label in position.offered]
    for choice, label in labels:
        if typed == label:
            return choice
    if position.numbered and (picked := _ORDINAL.fullmatch(typed)):
        at = int(picked.group(1)) - 1
        return position.offered[at][0] if 0 <= at < len(position.offered) else None
    if not position.numbered and len(typed) < 3:
        marked = {mark_of(at, numbered=False): choice for at, (choice, _label) in enumerate(labels)}
        return marked.get(typed)
    if len(typed) < 3:
        return None
    begun = {choice for choice, label in labels if label.startswith(typed)}
    return begun.pop() if len(begun) == 1 else None
