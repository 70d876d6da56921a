"""What may leave now on a channel that takes only so many messages a second: leased, each with its slot."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlmodel import Session

from bot.clock import Clock, utc_now
from bot.conversation.messages import Address
from bot.runtime.fates import Fate, Fates
from bot.runtime.judging import Ready
from storage.lanes import begin_sending, cut_off, next_rows
from storage.slots import Place, places, take_places
from storage.tables import Outbox
from storage.vocabulary import MessageKind

# Slots are taken a little before they are free, so that the request leaves at the very moment.
AHEAD = timedelta(milliseconds=100)
LOOK_AGAIN, SOON = timedelta(milliseconds=250), timedelta(milliseconds=20)
# Pushed messages keep this part of their share of a second apart, so that slots stay free for replies.
SPREAD = 0.8

Judging: TypeAlias = Callable[[Session, Outbox, datetime], Ready | Fate]


@dataclass(frozen=True)
class Leased:
    """A message, the slot it may use, and from when."""

    ready: Ready
    slot: int
    start: datetime

    @property
    def row(self) -> Outbox:
        return self.ready.row

    @property
    def address(self) -> Address:
        return Address(self.row.channel, self.row.chat)


@dataclass
class Taken:
    """What one look has found: messages to send, what became of others, and when to look again.

    `is_full`: there was more to send than there were slots.
    """

    leased: list[Leased] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    look_at: datetime | None = None
    is_full: bool = False

    def look_by(self, moment: datetime) -> None:
        self.look_at = moment if self.look_at is None else min(self.look_at, moment)


@dataclass(frozen=True)
class Leasing:
    """Leases messages of one channel; `clock` says what is due, slots and leases go by `real` time."""

    channel: str
    per_second: int
    judge: Judging
    fates: Fates
    clock: Clock
    lease: timedelta
    real: Clock = utc_now

    @property
    def apart(self) -> timedelta:
        """How far apart pushed messages leave at least."""
        return timedelta(seconds=SPREAD / self.per_second)

    def look(
        self, session: Session, *, resting: Collection[str], next_push: datetime, replies_only: bool
    ) -> Taken:
        """Lease the most urgent of what is due, as far as there are slots, and pushes are apart."""
        taken = Taken()
        real, now = self.real(), self.clock()
        all_places = places(session, self.channel, self.per_second, real)
        free = [place for place in all_places if not place.taken and place.free_at <= real + AHEAD]
        rows = next_rows(session, self.channel, now=now, resting=resting, limit=max(1, len(free)))
        for row in rows:
            is_push = row.kind is not MessageKind.REPLY
            if is_push and replies_only:
                continue
            if is_push and next_push > real + AHEAD:
                taken.look_by(next_push - AHEAD)
                break
            if not free:
                break
            judged = self.judge(session, row, now)
            if isinstance(judged, Fate):
                taken.fates.append(judged)
                taken.look_by(real + SOON)
                continue
            place = free.pop(0)
            start = max(place.free_at, next_push) if is_push else place.free_at
            if is_push:
                next_push = max(next_push, start) + self.apart
            taken.leased.append(Leased(judged, place.number, start))
        if taken.leased:
            begin_sending(session, [leased.row.id or 0 for leased in taken.leased], real + self.lease)
            take_places(session, self.channel, [leased.slot for leased in taken.leased], real + self.lease)
        if rows and not free:
            taken.is_full = True
            taken.look_by(self._next_free(all_places, taken, real))
        return taken

    def review(self, session: Session) -> list[Fate]:
        """What becomes of messages that somebody began to send and never told the end of."""
        now = self.clock()
        lost = cut_off(session, self.channel, self.real())
        return [self.fates.uncertain(session, row, now, again=now) for row in lost]

    def _next_free(self, all_places: list[Place], taken: Taken, real: datetime) -> datetime:
        """When the next slot will be free, as far as that is known."""
        used = {leased.slot for leased in taken.leased}
        coming = [place.free_at for place in all_places if place.number not in used and not place.taken]
        return max(real, min([place - AHEAD for place in coming], default=real + LOOK_AGAIN))
