"""Which of the messages that Zalo reports as sent by the account are the assistant's own."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.conversation.messages import Event, Happened, Happening

MOST = 5_000


@dataclass(frozen=True)
class Echoes:
    """What this process has sent and is sending; who else writes from the account is a person."""

    _sent: dict[str, None] = field(default_factory=dict)
    _under_way: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def sending(self, user: str) -> Iterator[None]:
        """Zalo may report a message before it has answered that it took it."""
        self._under_way[user] += 1
        try:
            yield
        finally:
            self._under_way[user] -= 1
            if not self._under_way[user]:
                del self._under_way[user]

    def note(self, message_id: str) -> None:
        self._sent[message_id] = None
        while len(self._sent) > MOST:
            del self._sent[next(iter(self._sent))]

    def is_echo(self, event: Event) -> bool:
        """Whether this tells of a person who wrote by hand, where it was the assistant."""
        if not isinstance(event, Happened) or event.what is not Happening.TAKEN_OVER:
            return False
        return event.about in self._sent or event.address.chat in self._under_way
