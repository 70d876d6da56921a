"""The account as it hears: over a real webhook, once, in time, and from nobody but Zalo."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlmodel import Session, select

from bot.conversation.messages import Answer, Say
from bot.conversation.router import Command, Router
from bot.conversation.steps import Chat
from bot.documents.uploads import accept
from bot.runtime.inbox import Intake
from bot.runtime.reception import Reception
from bot.runtime.webhooks import add_hooks
from bot.services.desk import Desk, Ward
from storage.conversations import heard_at, quiet_until
from storage.database import Database
from storage.outbox import enqueue, settle
from storage.people import find_identity
from storage.schema import migrate
from storage.tables import Identity, Outbox
from storage.vocabulary import Delivery, MessageKind, Role
from tests.channels.zalo_oa_account import AN, NOW, OfficialAccount, official_account
from tests.fakes.zalo_oa import ZaloOAServer
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
        database = Database(f"sqlite:///{folder / 'ward.db'}")
        with database.writer.connect() as connection:
            migrate(connection)
        with database.session() as session:
            person = signed_in(session, "Lê Minh An", Role.OFFICE)
            session.add(Identity(person_id=person.id or 0, channel="zalo_oa", chat=AN.chat, linked_at=NOW))
        async with listening(database, folder) as house:
            await scene(house)
        database.close()

    asyncio.run(run())


def test_what_people_say_and_press_is_heard_once(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        await house.server.say(AN.chat, "Xin chào")
        await house.server.repeat()
        await house.server.repeat()
        await house.settled()
        await house.account.say("Việc 12 trễ hạn.", buttons=(("/why 12", "Vì sao?"),))
        await house.server.press(AN.chat, "Vì sao?")
        await house.settled()

        assert house.said == ["Xin chào", "vì sao 12"]
        assert house.server.caller.answers == [200, 200, 200, 200]

    play(tmp_path, scene)


def test_pictures_and_documents_are_fetched_from_where_zalo_lends_them(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        png, pdf = b"\x89PNG\r\n\x1a\n" + bytes(64), b"%PDF-1.4\n%%EOF"
        await house.server.attach(AN.chat, ("a.png", png), ("b.png", png), ("Báo cáo.pdf", pdf))
        await house.settled()

        assert house.files == ["anh.png image/png", "anh.png image/png", "Báo cáo.pdf application/pdf"]

    play(tmp_path, scene)


def test_a_file_that_zalo_no_longer_has_costs_only_itself(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        house.server.caller.hurry = 1_000_000.0
        house.server.caller.url, url = "http://127.0.0.1:9", house.server.caller.url
        await house.server.attach(AN.chat, ("a.pdf", b"%PDF-1.4\n%%EOF"))
        house.server.caller.url = url
        house.server.world.left.clear()
        await house.server.repeat()
        await house.settled()

        assert house.files == ["Chưa lấy được tệp a.pdf, xin gửi lại."]

    play(tmp_path, scene)


def test_the_console_s_trial_is_answered_and_strangers_are_not(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        caller = house.server.caller
        assert await caller.probe() == 200
        assert await caller.post(b"", {}) == 200
        await house.server.say(AN.chat, "Thật")
        assert caller.last is not None
        body, headers = caller.last
        assert await caller.post(body.replace("Thật".encode(), "Giả".encode()), headers) == 403
        assert await caller.post(body[:-20], headers) == 403
        assert await caller.post(body, {}) == 403
        await house.settled()

        assert house.said == ["Thật"]

    play(tmp_path, scene)


def test_what_was_not_taken_comes_again_by_the_ladder_and_is_heard_once(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        caller = house.server.caller
        url, caller.url = caller.url, "http://127.0.0.1:9"
        saying = asyncio.create_task(house.server.say(AN.chat, "Mất mạng"))
        while len(caller.answers) < 2:  # noqa: ASYNC110 - there is nobody who could tell
            await asyncio.sleep(0.005)
        caller.url = url
        await saying
        await house.settled()

        assert caller.answers[:2] == [0, 0]
        assert caller.answers[-1] == 200
        assert house.said == ["Mất mạng"]

    play(tmp_path, scene)


def test_the_page_by_which_zalo_knows_the_domain_is_there(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        url = house.server.caller.url.replace("/zalo/oa", "/zalo_verifierKz9.html")
        async with house.account.around.http.session.get(url) as page:
            assert (page.status, page.content_type) == (200, "text/html")
            assert "Kz9" in await page.text()

    play(tmp_path, scene)


def test_where_one_of_our_people_writes_by_hand_the_assistant_is_quiet_for_half_an_hour(
    tmp_path: Path,
) -> None:
    async def scene(house: Listening) -> None:
        await house.server.say(AN.chat, "Cho tôi gặp người")
        await house.settled()
        await house.server.staff_writes(AN.chat, "Chào ông, tôi nghe đây")
        await house.server.say(AN.chat, "Việc là thế này")
        await house.settled()
        assert house.said == ["Cho tôi gặp người"]
        with house.session as session:
            assert quiet_until(session, "zalo_oa", AN.chat) == NOW + timedelta(minutes=30)

        house.account.time.pass_(minutes=31)
        await house.server.say(AN.chat, "Còn ai không?")
        await house.settled()
        assert house.said[1:] == ["Còn ai không?"]

    play(tmp_path, scene)


@pytest.mark.parametrize("signs_echoes", [False, True])
def test_what_the_assistant_itself_sends_does_not_silence_it(tmp_path: Path, signs_echoes: bool) -> None:
    async def scene(house: Listening) -> None:
        house.server.tells = True
        house.server.signs_echoes = signs_echoes
        await house.server.say(AN.chat, "Một")
        await house.account.say("Đây")
        await house.server.settled()
        await house.server.say(AN.chat, "Hai")
        await house.settled()

        assert house.said == ["Một", "Hai"]

    play(tmp_path, scene)


def test_that_a_message_arrived_and_was_seen_is_noted(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        house.server.tells = True
        vendor_id = await house.account.say("Đây")
        database = house.account.around.database
        with database.session() as session:
            say: dict[str, object] = {"text": "Đây", "choices": [], "files": [], "link": None}
            enqueue(session, channel="zalo_oa", chat=AN.chat, kind=MessageKind.REPLY, say=say, now=NOW)
            session.flush()
            settle(session, session.scalars(select(Outbox.id)).one() or 0, Delivery.SENT, vendor_id=vendor_id)
        await house.server.settled()

        with house.session as session:
            assert session.scalars(select(Outbox.state)).all() == [Delivery.ACKNOWLEDGED]

    play(tmp_path, scene)


def test_following_and_leaving_are_noted_and_who_comes_is_greeted(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        await house.server.block(AN.chat)
        with house.session as session:
            identity = find_identity(session, "zalo_oa", AN.chat)
            assert identity is not None
            assert not identity.reachable
        house.account.time.pass_(hours=1)
        await house.server.follow(AN.chat)
        await house.server.repeat()
        await house.settled()

        with house.session as session:
            identity = find_identity(session, "zalo_oa", AN.chat)
            assert identity is not None
            assert identity.reachable
            assert heard_at(session, "zalo_oa", AN.chat) == NOW + timedelta(hours=1)
        assert house.said == ["/start"]

    play(tmp_path, scene)


def test_the_phone_number_somebody_gives_to_zalo_s_form_is_kept(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        await house.server.give_phone(AN.chat, "0987654321")
        with house.session as session:
            identity = find_identity(session, "zalo_oa", AN.chat)
            assert identity is not None
            assert identity.phone == "84987654321"

    play(tmp_path, scene)


def test_who_withdraws_is_forgotten(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        await house.server.say(AN.chat, "Xin chào")
        await house.settled()
        await house.server.withdraw(AN.chat)
        with house.session as session:
            assert find_identity(session, "zalo_oa", AN.chat) is None
            assert session.scalars(select(Outbox)).all() == []

    play(tmp_path, scene)


def test_who_we_are_there_and_the_link_that_leads_there(tmp_path: Path) -> None:
    async def scene(house: Listening) -> None:
        facts = await house.account.connection.begin(lambda _locale, _roles: ())

        assert facts == {
            "id": "388613280878808645",
            "name": "Phường Mẫu",
            "verified": "yes",
            "package": "Nâng cao",
        }
        assert house.account.connection.sign_in(facts, "ABC") == "https://zalo.me/388613280878808645"
        assert house.account.connection.sign_in({}, "ABC") == ""

    play(tmp_path, scene)
