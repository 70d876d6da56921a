"""A group through the whole intake: an officer who writes there is one of many, and signs nothing in."""

import asyncio
from itertools import count

from sqlmodel import select

from bot.conversation.messages import Address, Incoming
from bot.runtime.inbox import Intake
from bot.services.invites import invite
from handlers.house import GROUP_ROUTER, ROUTER
from storage.database import Database
from storage.tables import Identity, Invite, Outbox, Person
from tests.handlers.several import AN, WARD, furnish, seat_of
from tests.ward import NOW

GROUP = Address("swift", "-100")
_IDS = count(1)


async def _nobody(_channel: str, _chat: str) -> None:
    """Nobody sends what is said here."""


def test_what_is_said_in_a_group_is_said_to_nobody_in_particular(database: Database) -> None:
    with database.session() as session:
        furnish(session)
        person = session.exec(select(Person).where(Person.name == AN)).one()
        session.add(Identity(person_id=person.id or 0, channel=GROUP.channel, chat=GROUP.chat, linked_at=NOW))
        code, _expires = invite(session, seat_of(session), NOW)
    intake = Intake(database, ROUTER, WARD, lambda: NOW, _nobody, GROUP_ROUTER)

    async def talk() -> None:
        for text in ("/update", f"/start {code}", "5.1 xong 80%"):
            await intake.take(Incoming(str(next(_IDS)), GROUP, NOW, text, group=True))

    asyncio.run(talk())
    with database.session() as session:
        said = [row.say["text"] for row in session.exec(select(Outbox).order_by(Outbox.id))]  # type: ignore[arg-type]
        assert session.exec(select(Invite)).all() == []
    assert said[0] == said[2] == "Việc này xin nhắn riêng cho trợ lý."
    assert said[1].startswith("Đừng gửi mã vào nhóm")
    assert not any(AN in text for text in said)
