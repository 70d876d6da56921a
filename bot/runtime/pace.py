"""How soon one chat may be written to again, and whether the clock that tells has been put back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

AT_ONCE, APART = 3, timedelta(seconds=1)
LEAST_BACK = timedelta(seconds=1)


@dataclass
class ChatPace:
    """What this process has sent to each chat lately: a few messages at once, then one a second.

    Vendors slow down whoever writes faster than that.
    """

    _used_up_to: dict[str, datetime] = field(default_factory=dict)

    def note(self, chat: str, at: datetime) -> None:
        """One more message leaves at this moment."""
        self._used_up_to[chat] = max(self._used_up_to.get(chat, at), at) + APART

    def resting(self, now: datetime) -> Mapping[str, datetime]:
        """The chats that have to wait, and until when."""
        self._used_up_to = {chat: until for chat, until in self._used_up_to.items() if until > now}
        room = (AT_ONCE - 1) * APART
        return {chat: until - room for chat, until in self._used_up_to.items() if until - room > now}


@dataclass
class Setback:
    """Notices that the clock was put back, by a steady one that only goes on."""

    _seen: tuple[datetime, float] | None = None

    def since(self, now: datetime, steady: float) -> timedelta:
        """By how much it was put back since the last look; none where it was not."""
        seen, self._seen = self._seen, (now, steady)
        if seen is None:
            return timedelta()
        back = seen[0] + timedelta(seconds=steady - seen[1]) - now
        return back if back > LEAST_BACK else timedelta()
