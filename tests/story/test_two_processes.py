"""Two processes on one PostgreSQL database: nothing is said twice, and whoever asks is answered."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar
from sqlmodel import Session, select

from bot.runtime.opening import opened
from bot.runtime.outbox import Sender
from bot.runtime.timetable import Timetable
from bot.services.pushes import look
from storage.database import Database
from storage.outbox import messages_after
from storage.people import list_holders
from storage.tables import Identity, Outbox, Reminder
from storage.vocabulary import Delivery, MessageKind, Role
from tests.postgres import empty
from tests.story.house import KillableHouse
from tests.story.page import Page, value_of
from tests.story.script import DEMO, HOLIDAY, MORNING
from tests.ward import ZONE

SLOW = pytest.mark.xdist_group("story")
pytestmark = pytest.mark.long
ASKED, OWED = 15, "Đồng chí còn"


def houses(folder: Path, url: str) -> tuple[KillableHouse, KillableHouse]:
    """Two on one database and one folder, with a plan and people."""
    empty(url)
    first = KillableHouse(folder, database=url)
    first.set_clock(HOLIDAY)
    first.command("plan", "import", str(DEMO / "ke-hoach.txt"))
    first.command("people", "import", str(DEMO / "don-vi.csv"))
    return first, KillableHouse(folder, database=url)


async def sign_in(house: KillableHouse, page: Page, role: Role, unit: str = "") -> None:
    await page.open()
    await page.say(start=house.code_for(role, unit))
    await page.say(press=value_of(await page.hear("Có phải đồng chí là"), "Đúng là tôi"))
    await page.hear("✅ Đã đăng nhập")
    await page.hear(OWED)


@SLOW
def test_everybody_is_answered_and_reminded_once_by_whichever_process_they_talk_to(
    tmp_path: Path, postgres: str
) -> None:
    first, second = houses(tmp_path, postgres)

    async def run() -> tuple[list[str], list[str]]:
        await asyncio.gather(first.start(), second.start())
        async with (
            ClientSession(cookie_jar=CookieJar(unsafe=True)) as one,
            ClientSession(cookie_jar=CookieJar(unsafe=True)) as other,
        ):
            pages = Page(one, first.address), Page(other, second.address)
            await sign_in(first, pages[0], Role.FOCAL, "VHXH")
            await sign_in(second, pages[1], Role.FOCAL, "KTHTDT")
            first.set_clock(MORNING)
            for page in pages:
                await page.hear(OWED)
            for _question in range(ASKED):
                await asyncio.gather(*(page.say(text="trợ giúp") for page in pages))
            for page in pages:
                await page.settled()
            await asyncio.sleep(0.5)
            return tuple([message["text"] for message in page.heard] for page in pages)  # type: ignore[return-value]

    try:
        heard = asyncio.run(run())
    finally:
        codes = [first.stop(), second.stop()]

    assert codes == [0, 0]
    for texts in heard:
        assert sum(OWED in text for text in texts) == 2, "once as they came in, once as they were reminded"
        assert sum("huỷ" in text for text in texts) >= ASKED
    sent = first.do(lambda session, _ward: [row.state for row in messages_after(session, 0)])
    assert set(sent) == {Delivery.SENT}


@SLOW
def test_two_timetables_that_look_at_the_same_moment_write_each_digest_once(
    tmp_path: Path, postgres: str
) -> None:
    first, _second = houses(tmp_path, postgres)
    first.do(lambda session, _ward: _link_everybody(session))
    databases = [Database(postgres), Database(postgres)]

    async def run() -> None:
        with first.in_its_place(), opened(tmp_path) as house:
            tables = []
            for database in databases:
                sender = Sender(database, {}, lambda _session, row, _now: row.say, lambda: MORNING)
                tables.append(
                    Timetable(
                        database, sender, lambda session, now: look(session, house.ward, now), lambda: MORNING
                    )
                )
            for _time in range(3):
                await asyncio.gather(*(table.tick() for table in tables))
            assert [table.looked_at for table in tables] == [MORNING, MORNING]

    asyncio.run(run())
    with Session(databases[0].reader) as session:
        digests = list(session.exec(select(Outbox).where(Outbox.kind == MessageKind.REMINDER)))
        reminders = list(session.exec(select(Reminder)))
    for database in databases:
        database.close()

    assert len(digests) > 5
    assert len({row.person_id for row in digests}) == len(digests)
    rungs = [(row.obligation_id, row.rung, row.person_id) for row in reminders]
    assert len(set(rungs)) == len(rungs)


def _link_everybody(session: Session) -> None:
    people = {holder.person_id for holder in list_holders(session, Role.FOCAL)}
    linked = HOLIDAY.astimezone(ZONE) - timedelta(days=1)
    session.add_all(Identity(person_id=p, channel="web", chat=f"chat-{p}", linked_at=linked) for p in people)
