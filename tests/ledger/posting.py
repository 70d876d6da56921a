"""The way out, a message at a time, without a loop: real leases, judgement and fates, a scripted vendor."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial

from sqlmodel import Session, col, select

from bot.channels.port import Capabilities
from bot.channels.render import no_link
from bot.errors import ChannelError, Refusal
from bot.runtime.fates import Fate, Fates, Progress
from bot.runtime.judging import Judge, Ready, parts_of
from bot.services.pushes import recheck
from bot.services.quotas import note_sent
from bot.services.routes import choose, reroute
from storage.outbox import due_chats, lease_due
from storage.reminders import said_in
from storage.tables import Entry, Obligation, Outbox, Reminder
from storage.vocabulary import Delivery, Event, MessageKind, ObligationState, Role
from tests.ledger.wards import CHANNELS, WARD, Memory

LEASE = timedelta(seconds=60)
CAN = Capabilities(4_000, "characters", 6)


class Vendor(StrEnum):
    """How one send ends; the last two are a process that dies in the middle of it."""

    TAKES = "takes"
    TAKES_UNHEARD = "takes_unheard"
    LOSES_UNHEARD = "loses_unheard"
    FAILS = "fails"
    GONE = "gone"
    WINDOW_CLOSED = "window_closed"
    REJECTS = "rejects"
    DIES_BEFORE = "dies_before"
    DIES_AFTER = "dies_after"


ARRIVES = {Vendor.TAKES, Vendor.TAKES_UNHEARD, Vendor.DIES_AFTER}
# Nothing arrives, and nobody knows that.
LOST = {Vendor.LOSES_UNHEARD, Vendor.DIES_BEFORE}
_REFUSALS = {
    Vendor.TAKES_UNHEARD: Refusal.UNCERTAIN,
    Vendor.LOSES_UNHEARD: Refusal.UNCERTAIN,
    Vendor.FAILS: Refusal.TEMPORARY,
    Vendor.GONE: Refusal.GONE,
    Vendor.WINDOW_CLOSED: Refusal.WINDOW_CLOSED,
    Vendor.REJECTS: Refusal.REJECTED,
}


@dataclass(frozen=True)
class Rung:
    """What a message said of one obligation: the key of the promise that it is said once, and the date.

    `above`: that it is late, to somebody above whoever answers for it.
    """

    obligation_id: int
    arming: int
    rung: int
    due: date | None
    above: bool = False


@dataclass(frozen=True)
class Arrived:
    """A message that reached somebody, what it was about then, and whether we were told that it did.

    `corrects`: of which obligation it puts right when it is due, from when to when; None for not at all.
    """

    row_id: int
    kind: MessageKind
    key: str
    person_id: int | None
    place: tuple[str, str]
    text: str
    at: datetime
    rungs: tuple[Rung, ...]
    known: bool
    corrects: tuple[tuple[int, date | None, date | None], ...] = ()


@dataclass
class PostOffice:
    """Sends what is due; `script` says how the next sends end, after which all are taken.

    `on_leaving` is called with what is about to leave, as the vendor will have it; `on_lost` with what never
    arrives though nobody knows.
    """

    memory: Memory
    on_leaving: Callable[[Session, Arrived], None] = lambda _session, _arrived: None
    on_lost: Callable[[Arrived], None] = lambda _lost: None
    script: list[Vendor] = field(default_factory=list)
    arrived: list[Arrived] = field(default_factory=list)
    attempts: int = 0

    def send(self, now: datetime) -> None:
        """Send all that is due now, until nothing more leaves."""
        for chat in self.memory.do(lambda session: due_chats(session, now, list(CHANNELS), {})):
            for ready in self._leave(chat, now):
                if not self._post(ready, now):
                    break

    def _leave(self, chat: tuple[str, str], now: datetime) -> Iterator[Ready]:
        """What is leased to one chat, as the sender leases it: one at a time, until there is no more."""
        while True:
            taken = self.memory.do(partial(_lease, chat=chat, now=now))
            if taken is None:
                return
            if isinstance(taken, Ready):
                yield taken

    def _post(self, ready: Ready, now: datetime) -> bool:
        """One call of the vendor and its end; False where the chat's next one had better wait."""
        row = ready.row
        ends = self.script.pop(0) if self.script else Vendor.TAKES
        self.attempts += 1
        (part,) = parts_of(ready, CAN, no_link)
        if ends in ARRIVES:
            arrived = self.memory.do(
                lambda session: _arrived(session, row, part.text, now, ends is Vendor.TAKES)
            )
            self.memory.do(lambda session: self.on_leaving(session, arrived))
            self.arrived.append(arrived)
        elif ends in LOST:
            self.on_lost(self.memory.do(lambda session: _arrived(session, row, part.text, now, False)))
        if ends in {Vendor.DIES_BEFORE, Vendor.DIES_AFTER}:
            return False
        if ends is Vendor.TAKES:
            progress = Progress(ready.spoken, 1, 1)
            self.memory.do(
                lambda session: FATES.taken(session, row, progress, now, vendor_id=f"v{self.attempts}")
            )
            return True
        error = ChannelError(_REFUSALS[ends])
        progress = Progress(ready.spoken, 0, 0)
        self.memory.do(lambda session: FATES.refused(session, row, error, now, progress=progress))
        return error.refusal is not Refusal.TEMPORARY


FATES = Fates(
    lambda session, row, error, now: reroute(session, WARD, row, error, now),
    lambda session, channel, parts, now: note_sent(session, WARD, channel, parts, now),
    LEASE,
)
JUDGE = Judge(
    lambda session, row, now: recheck(session, row, WARD, now),
    lambda session, row, now: choose(session, WARD, row, now),
    WARD.locale,
)


def _lease(session: Session, *, chat: tuple[str, str], now: datetime) -> Ready | Fate | None:
    for row in lease_due(session, now, lease=LEASE, chat=chat, limit=1):
        if row.state is Delivery.SENDING:
            return FATES.uncertain(session, row, now, again=now)
        return JUDGE.judge(session, row, now)
    return None


def _arrived(session: Session, row: Outbox, text: str, now: datetime, known: bool) -> Arrived:
    about: list[tuple[Reminder, Obligation]] = [
        (said, owed)
        for said, owed in said_in(session, row.id or 0)
        # The rest stays from an earlier try that may have arrived.
        if owed.state is ObligationState.OPEN and said.arming == owed.arming
    ]
    return Arrived(
        row.id or 0,
        row.kind,
        row.key or "",
        row.person_id,
        (row.channel, row.chat),
        text,
        now,
        tuple(
            Rung(said.obligation_id, said.arming, said.rung, owed.due, _is_above(said))
            for said, owed in about
        ),
        known,
        _corrects(session, row),
    )


def _is_above(said: Reminder) -> bool:
    return said.rung > 0 and said.role is not Role.FOCAL


def _corrects(session: Session, row: Outbox) -> tuple[tuple[int, date | None, date | None], ...]:
    if row.kind is not MessageKind.NOTICE:
        return ()
    lines = select(Entry).where(Entry.what == Event.CORRECTED, Entry.person_id == row.person_id)
    last = {
        line.obligation_id: (_day(line.detail["was"]), _day(line.detail["is"]))
        for line in session.scalars(lines.order_by(col(Entry.id)))
        if line.detail["outbox"] == row.id
    }
    return tuple((one, was, due) for one, (was, due) in last.items() if was != due)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
