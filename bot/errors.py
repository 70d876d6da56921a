"""What may go wrong on the way in and out, beside the two kinds every floor knows."""

from datetime import timedelta
from enum import StrEnum

from storage.errors import AssistantError, BadInput, NotAllowed

__all__ = ["AssistantError", "BadInput", "ChannelError", "NotAllowed", "Refusal", "UnreadableDocument"]


class UnreadableDocument(BadInput):
    """A file that is not what it says, is too large, or holds nothing that can be read."""


class Refusal(StrEnum):
    """Why a channel did not take a message, and so what to do about it."""

    TEMPORARY = "temporary"
    THROTTLED = "throttled"
    AWAY = "away"
    GONE = "gone"
    MOVED = "moved"
    WINDOW_CLOSED = "window_closed"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"


class ChannelError(AssistantError):
    """A channel's refusal.

    TEMPORARY: try again later. THROTTLED: not before `after`. AWAY: nobody is connected, deliver on return.
    GONE: blocked or deleted. MOVED: the chat is now `to`. WINDOW_CLOSED: the vendor allows no message now.
    REJECTED: this message will never be taken. UNCERTAIN: it may have arrived.
    Where we ask for updates or begin, REJECTED says that our token is refused and the office has to be told;
    a message that is refused for that reason is TEMPORARY: it waits until the token is mended.
    """

    def __init__(
        self, refusal: Refusal, detail: str = "", *, after: timedelta | None = None, to: str | None = None
    ) -> None:
        super().__init__("{refusal} {detail}", refusal=refusal, detail=detail)
        self.refusal = refusal
        self.after = after
        self.to = to
