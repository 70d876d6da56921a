"""A house that hears the official account over a real webhook, for tests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlmodel import Session

from bot.conversation.messages import Answer, Say
from bot.conversation.router import Command, Router
from bot.conversation.steps import Chat
from bot.documents.uploads import accept
from bot.runtime.inbox import Intake
from bot.runtime.reception import Reception
from bot.runtime.webhooks import add_hooks
from bot.services.desk import Desk
from bot.services.ward import Ward
from storage.database import Database
from storage.tables import Identity
from storage.vocabulary import Role
from tests.channels.zalo_oa.account import AN, NOW, OfficialAccount, official_account
from tests.databases import migrated
from tests.fakes.zalo_oa.server import ZaloOAServer
from tests.ward import ZONE, signed_in


@dataclass
class Listening:
    """A house that hears the account; `said` is what it heard, `files` what came with it."""

    account: OfficialAccount
    reception: Reception
    said: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def server(self) -> ZaloOAServer:
        return self.account.server

    async def settled(self) -> None:
        await self.reception.stop(10)

    @property
    def session(self) -> Session:
        return Session(self.account.around.database.reader)


Scene = Callable[[Listening], Awaitable[None]]


@asynccontextmanager
async def listening(database: Database, folder: Path) -> AsyncIterator[Listening]:
    async with official_account(database, folder, zalo_oa_verifier="Kz9") as account:
        said: list[str] = []
        files: list[str] = []

        def hear(_chat: Chat[Desk], answer: Answer) -> Say:
            said.append(answer.text)
            return Say("Đã nghe.")

        def receive(_chat: Chat[Desk], answer: Answer) -> Say:
            files.extend(file.problem or f"{file.name} {file.mime}" for file in answer.files)
            return Say("Đã nhận.")

        async def wake(_channel: str, _chat: str) -> None:
            """Nothing is sent here."""

        around, ward = account.around, Ward(ZONE, account.around.files, "http://127.0.0.1")
        pressed: Command[Desk] = Command(
            "/why", lambda chat, answer: hear(chat, Answer(f"vì sao {answer.text}"))
        )
        router: Router[Desk] = Router({}, [pressed], hear, lambda _chat: Say("Trợ giúp."), receive)
        intake = Intake(database, router, ward, around.clock, wake)
        connections = {"zalo_oa": account.connection}
        reception = Reception(database, intake, connections, around.files, accept, around.clock)
        app = web.Application()
        add_hooks(app, reception, [account.connection])
        async with TestServer(app, host="127.0.0.1", shutdown_timeout=0.1) as ours:
            account.server.caller.url = str(ours.make_url("/zalo/oa"))
            yield Listening(account, reception, said, files)
            await reception.stop(10)


def play(folder: Path, scene: Scene) -> None:
    async def run() -> None:
        database = migrated(f"sqlite:///{folder / 'ward.db'}")
        with database.session() as session:
            person = signed_in(session, "Lê Minh An", Role.OFFICE)
            session.add(Identity(person_id=person.id or 0, channel="zalo_oa", chat=AN.chat, linked_at=NOW))
        async with listening(database, folder) as house:
            await scene(house)
        database.close()

    asyncio.run(run())
