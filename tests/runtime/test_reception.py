"""What vendors bring is kept before it is acknowledged, and answered once, whatever comes in between."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from bot.conversation.messages import Address, Incoming
from storage.conversations import heard_at
from storage.database import Database
from storage.inbox import count_failed
from storage.tables import Inbox, Waiting
from storage.waiting import keep
from tests.runtime.post import NOW, PostOffice, letter


def waiting(database: Database) -> list[str]:
    with Session(database.reader) as session:
        return [row.update_id for row in session.scalars(select(Waiting).order_by(Waiting.id))]  # type: ignore[arg-type]


def put_away(database: Database, event: dict[str, Any], chat: str = "an", channel: str = "post") -> None:
    """An event that was kept by a process that died before its turn."""
    with database.session() as session:
        keep(session, event, channel=channel, chat=chat, update_id=event.get("id", "x"), now=NOW)


def kept_form(number: int, text: str, chat: str = "an") -> dict[str, Any]:
    return Incoming(str(number), Address("post", chat), NOW, text).as_data()


def test_what_comes_is_answered_once_though_it_comes_again(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)

    async def run() -> None:
        await office.hear(letter(1, "one"))
        await office.hear(letter(1, "one"), letter(2, "two"), letter(2, "two"))

    asyncio.run(run())

    assert office.heard_back == ["Heard one", "Heard two"]
    assert waiting(database) == []


def test_nothing_is_acknowledged_before_it_is_kept(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)

    async def run() -> list[str]:
        async with office.reception._lock(Address("post", "an")):
            await office.reception.keep(office.connection, [letter(1, "one")])
            kept = waiting(database)
        await office.reception.stop(10)
        return kept

    assert asyncio.run(run()) == ["1"]
    assert office.heard_back == ["Heard one"]


def test_what_was_kept_when_the_process_died_is_swept_up_and_answered_once(
    database: Database, tmp_path: Path
) -> None:
    put_away(database, kept_form(1, "one"))
    put_away(database, kept_form(2, "two"))
    put_away(database, kept_form(3, "three", "binh"), "binh")
    office = PostOffice(database, tmp_path)

    async def run() -> None:
        await asyncio.gather(office.reception.sweep(), office.reception.sweep())
        await office.hear(letter(2, "two"))
        await office.reception.sweep()

    asyncio.run(run())

    assert sorted(office.channel.sent) == [
        ("an", "Heard one"),
        ("an", "Heard two"),
        ("binh", "Heard three"),
    ]
    assert waiting(database) == []


def test_an_event_that_came_too_late_for_its_album_in_another_process_is_not_lost(
    database: Database, tmp_path: Path
) -> None:
    """One process has answered two of an album's three; the other had seen all three."""
    office = PostOffice(database, tmp_path)
    for number in (1, 2, 3):
        put_away(database, {**kept_form(number, str(number)), "album": "a"})

    async def run() -> None:
        first = Incoming("1", Address("post", "an"), NOW, "1 and 2")
        await office.intake.take(first, [1, 2])
        await office.intake.take(first, [1, 2, 3])

    asyncio.run(run())

    assert office.said == ["1 and 2"]
    assert waiting(database) == ["3"]


def test_one_chat_is_answered_in_order_while_others_are_not_kept_waiting(
    database: Database, tmp_path: Path
) -> None:
    office = PostOffice(database, tmp_path, patience=0.5)

    async def run() -> None:
        async with office.open():
            slow = letter(0, "first", files=["hung.txt"])
            letters = [letter(number, str(number)) for number in range(1, 6)]
            await office.hear(slow, *letters, letter(9, "hello", "binh"))

    asyncio.run(run())

    assert office.channel.sent[0] == ("binh", "Heard hello")
    assert office.heard_back[1].startswith("first\nhung.txt: ")
    assert office.heard_back[2:] == [f"Heard {number}" for number in range(1, 6)]


def test_a_bug_in_a_turn_costs_that_turn_alone_and_is_told(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)
    asyncio.run(office.hear(letter(1, "/bug"), letter(2, "two")))

    assert office.heard_back == [
        "Something went wrong on our side; your message has been kept. Please try again.",
        "Heard two",
    ]
    with Session(database.reader) as session:
        assert count_failed(session) == 1
        kept = session.get(Inbox, ("post", "1"))
        assert kept is not None
        assert kept.failed is not None
        assert kept.failed["text"] == "/bug"
    assert waiting(database) == []


def test_an_event_that_an_earlier_version_kept_otherwise_is_set_aside_and_holds_nobody_up(
    database: Database, tmp_path: Path
) -> None:
    put_away(database, {"id": "1", "words": "of a form long gone"})
    put_away(database, kept_form(2, "two"))
    office = PostOffice(database, tmp_path)

    async def run() -> None:
        await office.reception.sweep()
        await office.reception.stop(10)

    asyncio.run(run())

    assert office.heard_back[1:] == ["Heard two"]
    assert "has been kept" in office.heard_back[0]
    with Session(database.reader) as session:
        assert count_failed(session) == 1
    assert waiting(database) == []


def test_an_update_we_trip_over_or_do_not_know_is_nothing(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)
    asyncio.run(office.hear({"kind": "bug"}, {"kind": "brand new"}, letter(1, "one")))

    assert office.heard_back == ["Heard one"]


def test_signs_no_database_keeps_cost_no_message(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)
    asyncio.run(office.hear(letter(1, "o\x00ne \ud83d"), letter(2, "two")))

    assert office.heard_back == ["Heard one �", "Heard two"]


def test_what_no_database_could_ever_keep_costs_no_other(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)
    odd = letter(1, happened="came", without_zone=True)
    asyncio.run(office.hear(letter(0, "zero"), odd, letter(2, "two")))

    assert office.heard_back == ["Heard zero", "Heard two"]


def test_stopped_in_the_middle_nothing_is_lost(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path, patience=0.5)

    async def run() -> None:
        async with office.open():
            await office.reception.keep(office.connection, [letter(1, "one", files=["hung.txt"])])
            await office.reception.stop(0.05)
            for task in list(office.reception._running):
                task.cancel()
            await asyncio.sleep(0)

    asyncio.run(run())
    assert waiting(database) == ["1"]
    assert office.heard_back == []

    again = PostOffice(database, tmp_path, patience=0.5)

    async def sweep() -> None:
        async with again.open():
            await again.reception.sweep()
            await again.reception.stop(10)

    asyncio.run(sweep())
    assert len(again.heard_back) == 1
    assert again.heard_back[0].startswith("one\nhung.txt")


def test_no_chat_leaves_a_trace_in_memory(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)
    asyncio.run(office.hear(*(letter(number, "x", f"chat-{number}") for number in range(50))))

    assert len(office.reception._busy) == 0
    assert len(office.reception._running) == 0


def test_what_waits_on_a_channel_that_is_switched_off_waits_for_its_return(
    database: Database, tmp_path: Path
) -> None:
    put_away(database, {**kept_form(1, "one"), "channel": "other"}, channel="other")
    office = PostOffice(database, tmp_path)

    async def run() -> None:
        await office.reception.sweep()
        await office.reception.stop(10)

    asyncio.run(run())
    assert waiting(database) == ["1"]
    assert office.heard_back == []


def test_to_be_heard_from_is_noted_whoever_answers(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)

    async def run() -> None:
        await office.hear(letter(1, happened="taken_over"))
        office.now = NOW + timedelta(minutes=5)
        await office.hear(letter(2, "one"))
        office.now = NOW + timedelta(minutes=31)
        await office.hear(letter(3, "two"))

    asyncio.run(run())

    assert office.heard_back == ["Heard two"], "a person answered the first by hand"
    with Session(database.reader) as session:
        assert heard_at(session, "post", "an") == NOW + timedelta(minutes=31)
