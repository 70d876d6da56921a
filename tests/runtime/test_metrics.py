"""What operators see of what went wrong: numbers by channel and state, and nobody's name, chat or words."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from storage.alarms import set_alarm
from storage.inbox import count_failed
from storage.outbox import enqueue
from storage.tables import Conversation, Outbox
from storage.vocabulary import Delivery, MessageKind
from tests.runtime.house import House, greeted, hear


def test_dead_letters_and_kept_events_are_counted_and_name_nobody(tmp_path: Path) -> None:
    house = House(tmp_path)

    def chat_of(session: Session) -> str:
        return session.exec(select(Conversation.chat)).one()

    def write_letters(session: Session) -> None:
        say: dict[str, Any] = {"text": "mật", "choices": [], "files": [], "link": None}
        for state in (Delivery.REFUSED, Delivery.UNCERTAIN, Delivery.QUEUED):
            later = house.now + timedelta(days=1)
            row_id = enqueue(
                session,
                channel="web",
                chat="an",
                kind=MessageKind.NOTICE,
                say=say,
                now=house.now,
                not_before=later,
            )
            session.get_one(Outbox, row_id).state = state

    async def run() -> tuple[str, str, str]:
        async with house.open() as client:
            socket = await greeted(client)
            for text in ("mật", "/bug"):
                await socket.send_json({"text": text})
                await hear(socket)
            await house.database.write(write_letters)
            chat = await house.database.read(chat_of)
            pages = [await (await client.get(path)).text() for path in ("/metrics", "/healthz")]
            return chat, *pages  # type: ignore[return-value]

    chat, metrics, health = asyncio.run(run())
    for line in (
        'outbox_messages{channel="web",state="refused"} 1.0',
        'outbox_messages{channel="web",state="uncertain"} 1.0',
        'outbox_messages{channel="web",state="queued"} 1.0',
        'outbox_messages{channel="web",state="sent"} 2.0',
        'dead_letters{channel="web"} 2.0',
        "failed_events 1.0",
    ):
        assert line in metrics.splitlines()
    for private in ("mật", chat, 'an"'):
        assert private not in metrics + health
    with Session(house.database.reader) as session:
        assert count_failed(session) == 1


def test_an_alarm_is_named_and_the_assistant_stays_in_good_health(tmp_path: Path) -> None:
    house = House(tmp_path)
    with house.database.session() as session:
        set_alarm(session, "channel:post", {"sentence": "{channel} is down.", "values": {}}, house.now)

    async def run() -> tuple[int, object]:
        async with house.open() as client:
            answer = await client.get("/healthz")
            return answer.status, await answer.json()

    assert asyncio.run(run()) == (200, {"status": "ok", "reasons": [], "alarms": ["channel:post"]})
