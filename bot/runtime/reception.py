"""What vendors bring: kept before it is acknowledged, then answered chat by chat, in the order it came."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from weakref import WeakValueDictionary

import structlog
from sqlmodel import Session

from bot.channels.port import Connection, Raw
from bot.clock import Clock
from bot.conversation.messages import Address, Attachment, Event, Happened, Incoming
from bot.documents.uploads import LIMIT, clean_name
from bot.errors import ChannelError, Refusal
from bot.runtime.inbox import Intake
from bot.services.happenings import note_happened
from bot.texts import _, speaking
from storage.database import Database
from storage.files import Draft, FileStore
from storage.tables import Waiting
from storage.waiting import keep, waiting_chats, waiting_in

log = structlog.get_logger()
ALBUM_WAIT = 1.0
FETCH_TRIES, FETCH_AGAIN = 3, 1.0


@dataclass
class Reception:
    """Keeps what comes over `connections` and gives it to `intake`; `accept` judges and keeps a file."""

    database: Database
    intake: Intake
    connections: Mapping[str, Connection]
    files: FileStore
    accept: Callable[[Draft, str], Attachment]
    clock: Clock
    locale: str = "vi"
    _busy: "WeakValueDictionary[str, asyncio.Lock]" = field(default_factory=WeakValueDictionary)
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    async def keep(self, connection: Connection, raws: Sequence[Raw]) -> None:
        """Once this returns, what is in these updates is kept and will be answered, once."""
        events = [event for raw in raws for event in self._read(connection, raw)]
        chats = await self.database.write(lambda session: _keep_all(session, events, self.clock()))
        for raw in raws:
            self._spawn(_polite(connection, raw))
        for address in chats:
            self._spawn(self.answer(address))

    async def sweep(self) -> None:
        """Answer what waits and nobody answers: after a crash, or where another process has gone."""
        chats = await self.database.read(lambda session: waiting_chats(session, list(self.connections)))
        for channel, chat in chats:
            if not self._lock(Address(channel, chat)).locked():
                self._spawn(self.answer(Address(channel, chat)))

    async def answer(self, address: Address) -> None:
        """Answer all that waits in one chat, an album as one message."""
        async with self._lock(address):
            while waiting := await self._first(address):
                incoming = _as_one([Incoming.from_data(row.event) for row in waiting])
                with speaking(self.locale):
                    incoming = await self._with_files(incoming)
                await self.intake.take(incoming, [row.id or 0 for row in waiting])

    async def stop(self, patience: float) -> None:
        """Let what is under way come to its end."""
        if self._running:
            await asyncio.wait(self._running, timeout=patience)

    def _read(self, connection: Connection, raw: Raw) -> Sequence[Event]:
        """What is in one update; what makes no sense to us is nothing, and must not come again for ever."""
        try:
            with speaking(self.locale):
                return connection.channel.receive(raw)
        except Exception:
            log.exception("update_unreadable", channel=connection.channel.name)
            return ()

    async def _first(self, address: Address) -> list[Waiting]:
        """The first event that waits, with the others of its album once they have had time to come."""

        def waiting(session: Session) -> list[Waiting]:
            rows = waiting_in(session, address.channel, address.chat)
            session.expunge_all()
            return rows

        rows = await self.database.read(waiting)
        if not rows or not rows[0].event["album"]:
            return rows[:1]
        await asyncio.sleep(ALBUM_WAIT)
        rows = await self.database.read(waiting)
        return [row for row in rows if row.event["album"] == rows[0].event["album"]]

    async def _with_files(self, incoming: Incoming) -> Incoming:
        fetched = [
            await self._fetched(incoming.address.channel, file) if file.source else file
            for file in incoming.files
        ]
        return replace(incoming, files=tuple(fetched))

    async def _fetched(self, channel: str, file: Attachment) -> Attachment:
        """The file as kept here, or why it could not be."""
        name = clean_name(file.name)
        for tries in range(FETCH_TRIES):
            try:
                with self.files.draft() as draft:
                    async for chunk in self.connections[channel].fetch(file.source):
                        draft.write(chunk)
                        if draft.size > LIMIT:
                            too_large = _("{name} is larger than {limit} MB.", name=name, limit=LIMIT >> 20)
                            return Attachment(name, problem=too_large)
                    return await asyncio.to_thread(self.accept, draft, file.name)
            except ChannelError as error:
                log.warning("file_not_fetched", channel=channel, refusal=error.refusal.value)
                if error.refusal is Refusal.REJECTED:
                    break
                await asyncio.sleep(FETCH_AGAIN * 2**tries)
        lost = _("{name} could not be fetched; please send it again.", name=name)
        return Attachment(name, problem=lost)

    def _lock(self, address: Address) -> asyncio.Lock:
        return self._busy.setdefault(str(address), asyncio.Lock())

    def _spawn(self, doing: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(_logged(doing))
        self._running.add(task)
        task.add_done_callback(self._running.discard)


async def _logged(doing: Coroutine[object, object, None]) -> None:
    try:
        await doing
    except Exception:
        log.exception("reception_failed")


async def _polite(connection: Connection, raw: Raw) -> None:
    try:
        await connection.courtesy(raw)
    except ChannelError as error:
        log.info("courtesy_refused", channel=connection.channel.name, refusal=error.refusal.value)


def _keep_all(session: Session, events: Sequence[Event], now: datetime) -> list[Address]:
    """Keep these events; the chats something new was said in, each once."""
    chats: dict[Address, None] = {}
    for event in events:
        if isinstance(event, Happened):
            note_happened(session, event, now)
        elif keep(
            session,
            event.as_data(),
            channel=event.address.channel,
            chat=event.address.chat,
            update_id=event.id,
            now=now,
        ):
            chats[event.address] = None
    return list(chats)


def _as_one(events: Sequence[Incoming]) -> Incoming:
    """An album as one message: all its files, and its words once."""
    texts = dict.fromkeys(event.text for event in events if event.text)
    files = tuple(file for event in events for file in event.files)
    return replace(events[0], text="\n".join(texts), files=files)
