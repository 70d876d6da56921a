"""What becomes of a message once its channel has answered: sent, tried again, another way, or given up."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import structlog
from sqlmodel import Session

from bot.conversation.messages import Address, Spoken
from bot.errors import ChannelError, Refusal
from bot.services.routes import Way
from storage.outbox import settle, unsure_tries
from storage.people import lose_address, move_address
from storage.tables import Outbox
from storage.vocabulary import Delivery, MessageKind

log = structlog.get_logger()
FIRST_RETRY, LAST_RETRY = 2.0, 3600.0
GIVE_UP = 12
AWAY_FOR = timedelta(hours=6)
MOST_WAYS = 6

Reroute: TypeAlias = Callable[[Session, Outbox, ChannelError, datetime], Way | None]
NoteSent: TypeAlias = Callable[[Session, str, int, datetime], object]


@dataclass(frozen=True)
class Fate:
    """What a message is now, and where: elsewhere than before if it goes another way."""

    state: Delivery
    at: Address


@dataclass(frozen=True)
class Progress:
    """How many parts of a message its vendor has, of how many; `spoken` is what they are parts of."""

    spoken: Spoken
    taken: int
    parts: int

    def note(self) -> dict[str, Any]:
        """What is kept once something has left, so that the rest can follow as it was going to be said."""
        return {"parts_sent": self.taken, "say": self.spoken.as_data()} if self.taken else {}


@dataclass(frozen=True)
class Fates:
    """Writes down what becomes of messages.

    `reroute` names another way to whoever a pushed message was for, once this one is closed; `note_sent` is
    told of each part that a channel has taken. A message uncertain to have arrived is, where it was pushed,
    said once more after `again_after`; a reply is not.
    """

    reroute: Reroute
    note_sent: NoteSent
    again_after: timedelta

    def taken(
        self, session: Session, row: Outbox, progress: Progress, now: datetime, *, vendor_id: str
    ) -> Fate:
        """The vendor took more of it, up to `progress`, and calls the last part of that `vendor_id`."""
        assert row.id is not None
        parts = progress.taken - row.parts_sent
        self._note_sent(session, row.channel, parts, now)
        note = progress.note() if row.kind is not MessageKind.REPLY or progress.taken < progress.parts else {}
        note |= {"vendor_id": vendor_id, "error": None, "parts_sent": progress.taken}
        if progress.taken < progress.parts:
            settle(session, row.id, Delivery.QUEUED, attempts=0, **note)
            return Fate(Delivery.QUEUED, _place(row))
        is_unsure = row.kind is MessageKind.REPLY and repeated_part(row) is not None
        state = Delivery.UNCERTAIN if is_unsure else Delivery.SENT
        settle(session, row.id, state, sent_at=now, **note)
        return Fate(state, _place(row))

    def refused(
        self,
        session: Session,
        row: Outbox,
        error: ChannelError,
        now: datetime,
        *,
        progress: Progress | None = None,
        paused: bool = False,
    ) -> Fate:
        """The channel took no more than `progress`; `paused` where the whole channel waits anyway."""
        assert row.id is not None
        if error.refusal is not Refusal.AWAY:
            log.warning("send_refused", outbox=row.id, channel=row.channel, refusal=error.refusal.value)
        note: dict[str, Any] = {"error": error.refusal.value} | (progress.note() if progress else {})
        place = _place(row)
        match error.refusal:
            case Refusal.AWAY:
                later = now + AWAY_FOR
                settle(session, row.id, Delivery.QUEUED, attempts=row.attempts, not_before=later, **note)
            case Refusal.THROTTLED if paused:
                settle(session, row.id, Delivery.QUEUED, attempts=row.attempts, **note)
            case Refusal.THROTTLED:
                later = now + (error.after or backoff(row.attempts))
                settle(session, row.id, Delivery.QUEUED, not_before=later, **note)
            case Refusal.TEMPORARY if row.attempts < GIVE_UP:
                later = now + (error.after or backoff(row.attempts))
                settle(session, row.id, Delivery.QUEUED, not_before=later, **note)
            case Refusal.MOVED if error.to is not None and row.attempts < GIVE_UP:
                move_address(session, row.channel, row.chat, error.to)
                settle(session, row.id, Delivery.QUEUED, chat=error.to, **note)
                place = Address(row.channel, error.to)
            case Refusal.UNCERTAIN:
                return self.uncertain(session, row, now, again=now + self.again_after, progress=progress)
            case _:
                if error.refusal is Refusal.GONE:
                    lose_address(session, row.channel, row.chat)
                return self._final(session, row, error, now, note)
        return Fate(Delivery.QUEUED, place)

    def unjudged(self, session: Session, row: Outbox, now: datetime) -> Fate:
        """It could not be put together; tried again, for that may be our own passing trouble."""
        assert row.id is not None
        if row.attempts < GIVE_UP:
            later = now + backoff(row.attempts)
            tries = row.attempts + 1
            settle(session, row.id, Delivery.QUEUED, attempts=tries, not_before=later, error="unjudged")
            return Fate(Delivery.QUEUED, _place(row))
        return _given_up(session, row, {"error": "unjudged"})

    def uncertain(
        self,
        session: Session,
        row: Outbox,
        now: datetime,
        *,
        again: datetime,
        progress: Progress | None = None,
    ) -> Fate:
        """It may have arrived; where somebody who did not ask might miss it, it is said `again`, once.

        What follows in a long message is said all the same.
        """
        assert row.id is not None
        note: dict[str, Any] = {"error": Refusal.UNCERTAIN.value} | (progress.note() if progress else {})
        part = progress.taken if progress else row.parts_sent
        tried = [*(row.tried or ()), _way_tried(row, Refusal.UNCERTAIN, now) | {"part": part}]
        if row.kind is MessageKind.REPLY or repeated_part(row) is not None:
            if progress is None or progress.taken + 1 >= progress.parts:
                settle(session, row.id, Delivery.UNCERTAIN, **note)
                return Fate(Delivery.UNCERTAIN, _place(row))
            note |= replace(progress, taken=part + 1).note()
            again = now
        settle(session, row.id, Delivery.QUEUED, attempts=row.attempts, not_before=again, tried=tried, **note)
        return Fate(Delivery.QUEUED, _place(row))

    def _final(
        self, session: Session, row: Outbox, error: ChannelError, now: datetime, note: dict[str, Any]
    ) -> Fate:
        assert row.id is not None
        way = self._way_out(session, row, error, now)
        if way is None:
            return _given_up(session, row, note)
        tried = [*(row.tried or ()), _way_tried(row, error.refusal, now) | {"chat": row.chat}]
        return send_by(session, row, way, now, tried=tried, error=error.refusal.value)

    def _way_out(self, session: Session, row: Outbox, error: ChannelError, now: datetime) -> Way | None:
        """Another way than this one; none where the search for it fails."""
        if not _is_for_a_person(row) or len(row.tried or ()) >= MOST_WAYS:
            return None
        try:
            with session.begin_nested():
                way = self.reroute(session, row, error, now)
        except Exception:
            log.exception("reroute_failed", outbox=row.id, channel=row.channel)
            return None
        is_same = way is not None and way.address == _place(row) and way.paid == row.paid and not way.held
        return None if is_same else way

    def _note_sent(self, session: Session, channel: str, parts: int, now: datetime) -> None:
        try:
            with session.begin_nested():
                self.note_sent(session, channel, parts, now)
        except Exception:
            log.exception("note_sent_failed", channel=channel)


def send_by(session: Session, row: Outbox, way: Way, now: datetime, **columns: Any) -> Fate:
    """Let a message go this way, from its beginning; not before it may."""
    settle(
        session,
        row.id or 0,
        Delivery.QUEUED,
        channel=way.address.channel,
        chat=way.address.chat,
        paid=way.paid,
        held=way.held,
        attempts=0,
        parts_sent=0,
        not_before=way.later or now,
        **columns,
    )
    return Fate(Delivery.QUEUED, way.address)


def repeated_part(row: Outbox) -> int | None:
    """The part of a message that may have arrived here before, None where none may have."""
    ways = [way for way in unsure_tries(row.tried) if way["channel"] == row.channel]
    return int(ways[-1].get("part", 0)) if ways else None


def backoff(attempts: int) -> timedelta:
    """How long to wait after this many tries: doubling, with jitter, at most an hour."""
    longest = min(LAST_RETRY, FIRST_RETRY * 2.0 ** min(attempts, 30))
    return timedelta(seconds=random.uniform(0.5, 1.0) * longest)  # noqa: S311 - not a secret


def _given_up(session: Session, row: Outbox, note: dict[str, Any]) -> Fate:
    """Nobody will get it by a channel: what somebody has to know is handed to the office."""
    to_office = _is_for_a_person(row) and row.kind is not MessageKind.SUBSCRIPTION
    state = Delivery.HANDED if to_office else Delivery.REFUSED
    settle(session, row.id or 0, state, **note)
    return Fate(state, _place(row))


def _is_for_a_person(row: Outbox) -> bool:
    return row.kind is not MessageKind.REPLY and row.person_id is not None


def _way_tried(row: Outbox, refusal: Refusal, now: datetime) -> dict[str, Any]:
    return {"channel": row.channel, "refusal": refusal.value, "at": now.isoformat()}


def _place(row: Outbox) -> Address:
    return Address(row.channel, row.chat)
