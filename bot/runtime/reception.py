"""What vendors bring: kept before it is acknowledged, then answered chat by chat, in the order it came."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

import structlog
from sqlalchemy.exc import DataError, DBAPIError, StatementError
from sqlmodel import Session

from bot.channels.port import Channel, Connection, Raw
from bot.clock import Clock
from bot.conversation.cleaning import cleaned
from bot.conversation.messages import Address, Attachment, Event, Happened, Incoming
from bot.documents.uploads import LIMIT, clean_name
from bot.errors import ChannelError, Refusal
from bot.runtime.inbox import Intake
from bot.services.desk import locale_at
from bot.services.happenings import note_happened
from bot.texts import _, speaking
from storage.database import Database
from storage.files import Draft, FileStore
from storage.tables import Waiting
from storage.waiting import keep, waiting_chats, waiting_in

log = structlog.get_logger()
ALBUM_WAIT = 1.0
FETCH_TRIES, FETCH_AGAIN, FETCH_PATIENCE = 3, 1.0, 120.0
COURTESIES, COURTESY_PATIENCE = 20, 2.0


@dataclass
class Reception:
    """Keeps what comes over `connections` and gives it to `intake`; `accept` judges and keeps a file.

    In seconds: `album_wait` is how long the rest of an album may take to come, `fetch_again` how long until a
    file is asked for again, `fetch_patience` how long it may take to be here.
    """

    database: Database
    intake: Intake
    connections: Mapping[str, Connection]
    files: FileStore
    accept: Callable[[Draft, str], Attachment]
    clock: Clock
    locale: str = "vi"
    album_wait: float = ALBUM_WAIT
    fetch_again: float = FETCH_AGAIN
    fetch_patience: float = FETCH_PATIENCE
    _busy: "WeakValueDictionary[str, asyncio.Lock]" = field(default_factory=WeakValueDictionary)
    _polite: dict[str, asyncio.Semaphore] = field(default_factory=dict)
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    async def keep(self, connection: Connection, raws: Sequence[Raw]) -> None:
        """Once this returns, what is in these updates is kept and will be answered, once."""
        with speaking(self.locale):
            events = [event for raw in raws for event in events_in(connection.channel, raw)]
        chats = await self._kept(events)
        for raw in raws:
            self._spawn(self._be_polite(connection, raw))
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
                await self._answer(address, waiting)

    async def stop(self, patience: float) -> None:
        """Let what is under way come to its end."""
        if self._running:
            await asyncio.wait(self._running, timeout=patience)

    async def _kept(self, events: Sequence[Event]) -> list[Address]:
        """Where something new was said; what no database could ever keep is left out, and costs no other."""
        try:
            return await self.database.write(lambda session: _keep_all(session, events, self.clock()))
        except (StatementError, ValueError, TypeError) as error:
            if isinstance(error, DBAPIError) and not isinstance(error, DataError):
                raise
            if len(events) == 1:
                log.exception("event_not_kept", channel=events[0].address.channel)
                return []
        return list(dict.fromkeys([address for event in events for address in await self._kept([event])]))

    async def _answer(self, address: Address, waiting: Sequence[Waiting]) -> None:
        """Answer what waits as one message; what an earlier version kept and we cannot read is set aside."""
        ids = [row.id or 0 for row in waiting]
        try:
            incoming = _as_one([Incoming.from_data(row.event) for row in waiting])
        except Exception:
            log.exception("event_unreadable", channel=address.channel, update=waiting[0].update_id)
            kept = {"chat": address.chat, "kept": [row.event for row in waiting]}
            await self.intake.set_aside(address, waiting[0].update_id, kept, ids)
            return
        with speaking(await self._locale(address) if incoming.files else self.locale):
            incoming = await self._with_files(incoming)
        await self.intake.take(incoming, ids)

    async def _first(self, address: Address) -> list[Waiting]:
        """The first event that waits, with the others of its album once they have had time to come."""

        def waiting(session: Session) -> list[Waiting]:
            rows = waiting_in(session, address.channel, address.chat)
            session.expunge_all()
            return rows

        rows = await self.database.read(waiting)
        if not rows or not _album(rows[0]):
            return rows[:1]
        await asyncio.sleep(self.album_wait)
        rows = await self.database.read(waiting)
        return [row for row in rows if _album(row) == _album(rows[0])]

    async def _locale(self, address: Address) -> str:
        """The language in which somebody is told what became of their files."""
        now = self.clock()
        return await self.database.read(lambda session: locale_at(session, self.intake.ward, address, now))

    async def _with_files(self, incoming: Incoming) -> Incoming:
        here = incoming.address.channel
        fetched = await asyncio.gather(*(self._fetched(here, file) for file in incoming.files))
        return replace(incoming, files=tuple(fetched))

    async def _fetched(self, channel: str, file: Attachment) -> Attachment:
        """The file as kept here, or why it could not be."""
        if not file.source:
            return file
        try:
            async with asyncio.timeout(self.fetch_patience):
                for tries in range(FETCH_TRIES):
                    try:
                        return await self._download(channel, file)
                    except ChannelError as error:
                        log.warning("file_not_fetched", channel=channel, refusal=error.refusal.value)
                        if error.refusal is Refusal.REJECTED:
                            break
                        pause = timedelta(seconds=self.fetch_again * 2**tries)
                        await asyncio.sleep((error.after or pause).total_seconds())
        except Exception:
            log.exception("file_lost", channel=channel)
        name = clean_name(file.name)
        return Attachment(name, problem=_("{name} could not be fetched; please send it again.", name=name))

    async def _download(self, channel: str, file: Attachment) -> Attachment:
        chunks = self.connections[channel].fetch(file.source)
        try:
            with self.files.draft() as draft:
                async for chunk in chunks:
                    draft.write(chunk)
                    if draft.size > LIMIT:
                        name = clean_name(file.name)
                        too_large = _("{name} is larger than {limit} MB.", name=name, limit=LIMIT >> 20)
                        return Attachment(name, problem=too_large)
                return await asyncio.to_thread(self.accept, draft, file.name)
        finally:
            if isinstance(chunks, AsyncGenerator):
                await chunks.aclose()

    async def _be_polite(self, connection: Connection, raw: Raw) -> None:
        """A few at a time, so that no slow vendor is kept from what matters; one that comes late is left."""
        name = connection.channel.name
        room = self._polite.setdefault(name, asyncio.Semaphore(COURTESIES))
        try:
            async with asyncio.timeout(COURTESY_PATIENCE):
                await room.acquire()
        except TimeoutError:
            return
        try:
            await connection.courtesy(raw)
        except ChannelError as error:
            log.info("courtesy_refused", channel=name, refusal=error.refusal.value)
        finally:
            room.release()

    def _lock(self, address: Address) -> asyncio.Lock:
        return self._busy.setdefault(str(address), asyncio.Lock())

    def _spawn(self, doing: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(_logged(doing))
        self._running.add(task)
        task.add_done_callback(self._running.discard)


def events_in(channel: Channel, raw: Raw) -> list[Event]:
    """What is in one update; what makes no sense to us is nothing, and must not come again for ever."""
    try:
        return [cleaned(event) for event in channel.receive(raw)]
    except Exception:
        log.exception("update_unreadable", channel=channel.name)
        return []


async def _logged(doing: Coroutine[object, object, None]) -> None:
    try:
        await doing
    except Exception:
        log.exception("reception_failed")


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


def _album(row: Waiting) -> str:
    """The album an event belongs to, "" for none."""
    return str(row.event.get("album") or "")


def _as_one(events: Sequence[Incoming]) -> Incoming:
    """An album as one message: all its files, and its words once."""
    texts = dict.fromkeys(event.text for event in events if event.text)
    files = tuple(file for event in events for file in event.files)
    return replace(events[0], text="\n".join(texts), files=files)
