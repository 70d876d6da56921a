"""How soon one chat may be written to again: a few messages at once, then one a second."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

AT_ONCE, APART = 3, timedelta(seconds=1)


@dataclass
class ChatPace:
    """What this process has sent to each chat lately; vendors slow down whoever writes faster than that."""

    _used_up_to: dict[str, datetime] = field(default_factory=dict)

    def note(self, chat: str, at: datetime) -> None:
        """One more message leaves at this moment."""
        self._used_up_to[chat] = max(self._used_up_to.get(chat, at), at) + APART

    def resting(self, now: datetime) -> Mapping[str, datetime]:
        """The chats that have to wait, and until when."""
        self._used_up_to = {chat: until for chat, until in self._used_up_to.items() if until > now}
        room = (AT_ONCE - 1) * APART
        return {chat: until - room for chat, until in self._used_up_to.items() if until - room > now}
