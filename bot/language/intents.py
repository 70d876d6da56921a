"""What somebody wants done, before it is known which meeting they mean."""

from collections.abc import Sequence
from enum import StrEnum

from bot.language import cues
from bot.language.foreign import FOREIGN
from bot.language.phrases import phrases
from bot.language.words import FUNCTION


class Intent(StrEnum):
    SCHEDULE = "schedule"
    OUTCOME = "outcome"
    REGISTER = "register"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    STATUS = "status"
    RATE = "rate"
    HUMAN = "human"
    GREET = "greet"
    THANKS = "thanks"
    UNKNOWN = "unknown"


_HUMAN, _UNSUBSCRIBE, _SUBSCRIBE = phrases(cues.HUMAN), phrases(cues.UNSUBSCRIBE), phrases(cues.SUBSCRIBE)
_STOP, _NOTICES = phrases(cues.STOP), phrases(cues.NOTICES)
_REGISTER, _RATE, _OUTCOME = phrases(cues.REGISTER), phrases(cues.RATE), phrases(cues.OUTCOME)
_QUESTION, _FATE, _MINE = phrases(cues.QUESTION), phrases(cues.FATE), phrases(cues.MINE)
_SETTLED, _YET = phrases(cues.SETTLED), phrases(cues.SETTLED_YET)
_FOREIGN = phrases(FOREIGN)
_GREET, _THANKS = phrases(cues.GREET), phrases(cues.THANKS)
_SENT = phrases(cues.SENT)
_SIGN_UP = phrases(("dang ky",))
_MEETING = phrases(cues.DIALOGUE, cues.RECEPTION, ("buoi",))
# The words each intent is told by: what is left of a question is about which meeting.
TOLD_BY = {
    Intent.SUBSCRIBE: phrases(cues.SUBSCRIBE),
    Intent.REGISTER: phrases(cues.REGISTER, cues.QUESTION),
    Intent.OUTCOME: phrases(cues.OUTCOME, cues.SETTLED, cues.SETTLED_YET),
    Intent.RATE: phrases(cues.RATE),
    Intent.STATUS: phrases(cues.QUESTION, cues.FATE, cues.MINE),
}
_NOT_SEEN = ("thay", "co", "nghe", "biet", "duoc")
_REACH = 5


def intent_of(words: Sequence[str]) -> Intent:
    """The intent its phrases tell; UNKNOWN where it is a question about meetings at most."""
    if _stops(words):
        return Intent.UNSUBSCRIBE
    if _HUMAN.stand_in(words):
        return Intent.HUMAN
    if _asks_after_own(words):
        return Intent.STATUS
    if _RATE.stand_in(words):
        return Intent.RATE
    if _SUBSCRIBE.stand_in(words):
        return Intent.SUBSCRIBE
    if _REGISTER.stand_in(words) or _signs_up(words):
        return Intent.REGISTER
    if _OUTCOME.stand_in(words) or (_SETTLED.stand_in(words) and _YET.stand_in(words)):
        return Intent.OUTCOME
    return _courtesy(words)


def _stops(words: Sequence[str]) -> bool:
    """A word that ends something, and within reach after it a word for being told things."""
    if _UNSUBSCRIBE.stand_in(words):
        return True
    notices = _NOTICES.find(words)
    for _start, end in _STOP.find(words):
        if end < len(words) and words[end] in _NOT_SEEN:
            continue
        if any(end <= start < end + _REACH for start, _end in notices):
            return True
    return False


def _asks_after_own(words: Sequence[str]) -> bool:
    """A question or opinion already given, and what became of it."""
    given = _QUESTION.stand_in(words) or _SENT.stand_in(words)
    fate = _FATE.stand_in(words) or (_SETTLED.stand_in(words) and _YET.stand_in(words))
    return given and fate and (_MINE.stand_in(words) or not _MEETING.stand_in(words))


def _signs_up(words: Sequence[str]) -> bool:
    """To sign up for a meeting, or for what is not said."""
    found = _SIGN_UP.find(words)
    if found and _MEETING.stand_in(words):
        return True
    taken = {at for start, end in found for at in range(start, end)}
    return bool(found) and all(word in _POLITE for at, word in enumerate(words) if at not in taken)


def _courtesy(words: Sequence[str]) -> Intent:
    """A greeting, thanks or a mere yes, and nothing else worth an answer."""
    if any(word in _YES for word in words) and all(word in _YES or word in _CALLED for word in words):
        return Intent.THANKS
    for known, intent in ((_THANKS, Intent.THANKS), (_GREET, Intent.GREET)):
        found = known.find(words)
        if found:
            taken = {at for start, end in found for at in range(start, end)}
            rest = [word for at, word in enumerate(words) if at not in taken]
            ours = _MEETING.stand_in(rest) or _FOREIGN.stand_in(rest)
            if not ours and all(word in _POLITE for word in rest):
                return intent
    return Intent.UNKNOWN


_YES = frozenset({"ok", "vang", "da", "u", "uh", "okay", "roi", "duoc"})
_CALLED = frozenset({"a", "ban", "nhe", "nha", "em", "anh", "chi", "ad", "admin", "bac", "chau", "con"})
_POLITE = FUNCTION - {
    *(
        "lich",
        "buoi",
        "gap",
        "ngay",
        "tuan",
        "thang",
        "nao",
        "gi",
        "sao",
        "dau",
        "may",
        "khi",
        "luc",
        "cuoc",
        "ai",
    ),
    *("what", "when", "where", "who", "which", "how", "week", "month", "tuan", "hom", "mai", "huy"),
} | {"ngay", "hom", "nay"}
