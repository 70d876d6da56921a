"""One event, one turn, one transaction: the position, the ward's change and every reply, or none of it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from sqlmodel import Session

from bot.clock import Clock
from bot.conversation.messages import Address, Incoming, Position, Say, speak
from bot.conversation.router import Router
from bot.conversation.steps import Chat
from bot.conversation.turn import take_turn
from bot.runtime.measures import FAILED_TURNS, TURNS
from bot.services.desk import Desk, locale_of, open_desk
from bot.services.ward import Ward
from bot.texts import _, speaking
from storage.conversations import keep_state, load_state, note_heard, quiet_until
from storage.database import Database, is_passing
from storage.inbox import keep_failed, remember
from storage.outbox import enqueue
from storage.people import regain_address
from storage.vocabulary import MessageKind
from storage.waiting import take_up

log = structlog.get_logger()


@dataclass(frozen=True)
class Intake:
    """Takes events in; `wake(channel, chat)` is told once a turn has been committed.

    `group_router` answers where others read along; without it such places hear nothing.
    """

    database: Database
    router: Router[Desk]
    ward: Ward
    clock: Clock
    wake: Callable[[str, str], Awaitable[None]]
    group_router: Router[Desk] | None = None

    async def take(self, incoming: Incoming, kept: Sequence[int] = ()) -> None:
        """Answer one event, durably. The same event again changes nothing.

        `kept` are the rows under which it waited, if it did; they go with its turn. A bug in a turn undoes
        that turn alone: the event is kept, whole, and the person is told. Where the database itself fails,
        what waited waits on, and that is raised.
        """
        address = incoming.address
        try:
            with TURNS.labels(address.channel).time():
                await self.database.write(partial(self._turn, incoming, kept), key=str(address))
        except Exception as error:
            if kept and is_passing(error):
                raise
            log.exception("turn_failed", channel=address.channel, update=incoming.id)
            FAILED_TURNS.labels(address.channel).inc()
            files = tuple(file for file in incoming.files if not file.problem)
            await self._set_aside(address, incoming.id, replace(incoming, files=files).as_data(), kept)
        await self._wake(address)

    async def set_aside(
        self, address: Address, update_id: str, event: dict[str, Any], kept: Sequence[int]
    ) -> None:
        """Keep an event that cannot be read for whoever mends the cause, and tell the person."""
        FAILED_TURNS.labels(address.channel).inc()
        await self._set_aside(address, update_id, event, kept)
        await self._wake(address)

    async def _set_aside(
        self, address: Address, update_id: str, event: dict[str, Any], kept: Sequence[int]
    ) -> None:
        apologise = partial(self._apologise, address, update_id, event, kept)
        await self.database.write(apologise, key=str(address))

    async def _wake(self, address: Address) -> None:
        try:
            await self.wake(address.channel, address.chat)
        except Exception:
            # What was said is kept; the next sweep finds it.
            log.exception("wake_failed", channel=address.channel)

    def _turn(self, incoming: Incoming, kept: Sequence[int], session: Session) -> None:
        now = self.clock()
        address = incoming.address
        if not self._is_new(session, incoming, kept):
            return
        router = self.group_router if incoming.group else self.router
        if router is None or (kept and _is_quiet(session, address, now)):
            note_heard(session, address.channel, address.chat, now)
            return
        position = Position.from_data(load_state(session, address.channel, address.chat))
        desk = open_desk(session, self.ward, address, now)
        if incoming.group:
            desk = replace(desk, officer=None)
        with speaking(locale_of(desk, position)):
            position, spoken = take_turn(router, Chat(desk, address, now), position, incoming)
        session.flush()
        keep_state(session, address.channel, address.chat, position.as_data(), now, heard=True)
        for say in spoken:
            self._reply(session, address, say.as_data())

    def _is_new(self, session: Session, incoming: Incoming, kept: Sequence[int]) -> bool:
        """Whether this event has not been answered yet, by us or by another process."""
        address = incoming.address
        if not kept:
            return remember(session, address.channel, incoming.id, self.clock())
        regain_address(session, address.channel, address.chat)
        return take_up(session, kept)

    def _apologise(
        self,
        address: Address,
        update_id: str,
        event: dict[str, Any],
        kept: Sequence[int],
        session: Session,
    ) -> None:
        if kept and not take_up(session, kept):
            return
        keep_failed(session, address.channel, update_id, event, self.clock())
        with speaking(self.ward.locale):
            sorry = Say(_("Something went wrong on our side; your message has been kept. Please try again."))
        self._reply(session, address, speak(sorry, 0).as_data())

    def _reply(self, session: Session, address: Address, say: dict[str, object]) -> None:
        enqueue(
            session,
            channel=address.channel,
            chat=address.chat,
            kind=MessageKind.REPLY,
            say=say,
            now=self.clock(),
        )


def _is_quiet(session: Session, address: Address, now: datetime) -> bool:
    """Whether a person is answering there in our place."""
    until = quiet_until(session, address.channel, address.chat)
    return until is not None and until > now
