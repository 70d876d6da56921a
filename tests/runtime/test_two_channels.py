"""One officer on two channels at the same moment: what is open stands on one of them, never on both."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

import pytest
from sqlmodel import Session, select

from bot.conversation.messages import Address, Incoming, Position
from bot.runtime.inbox import Intake
from bot.services.elsewhere import take_up
from handlers.elsewhere import MOVES
from handlers.house import ROUTER
from storage.conversations import keep_state, load_state
from storage.database import Database, hold
from storage.tables import Identity, Person
from tests.handlers.several import AN, WARD, furnish
from tests.ward import NOW

WEB, SWIFT = Address("web", "an"), Address("swift", "7")
LONG_ENOUGH = 0.3
_IDS = count(1)


async def _nobody(_channel: str, _chat: str) -> None:
    """Nobody sends what is said here."""


@dataclass
class Officer:
    """Somebody linked on two channels, and the house that hears them."""

    database: Database
    intake: Intake
    person_id: int

    async def says(self, address: Address, text: str) -> None:
        await self.intake.take(Incoming(str(next(_IDS)), address, NOW, text))

    def position(self, address: Address) -> Position:
        with self.database.session() as session:
            return Position.from_data(load_state(session, address.channel, address.chat))

    @property
    def open_flows(self) -> list[tuple[str | None, object]]:
        return [
            (position.flow, position.data.get("code"))
            for position in map(self.position, (WEB, SWIFT))
            if position.flow
        ]


@pytest.fixture
def officer(database: Database) -> Officer:
    with database.session() as session:
        furnish(session)
        person = session.exec(select(Person).where(Person.name == AN)).one()
        person_id = person.id or 0
        for where in (WEB, SWIFT):
            session.add(Identity(person_id=person_id, channel=where.channel, chat=where.chat, linked_at=NOW))
    return Officer(database, Intake(database, ROUTER, WARD, lambda: NOW, _nobody), person_id)


def test_what_was_open_goes_on_where_it_is_taken_up(officer: Officer) -> None:
    async def talk() -> None:
        await officer.says(WEB, "/update 1.2")
        await officer.says(SWIFT, "lam tiep")
        await officer.says(SWIFT, "đang làm")

    asyncio.run(talk())
    assert (officer.position(WEB).flow, officer.position(SWIFT).step) == (None, "Percent")


@pytest.mark.parametrize("round_", range(5))
def test_an_answer_and_a_move_at_once_leave_it_open_in_one_place(officer: Officer, round_: int) -> None:
    """Whichever comes first: the answer is part of what moves, or is told that it has moved."""

    async def talk() -> None:
        await officer.says(WEB, "/update 1.2")
        both = [officer.says(WEB, "đang làm"), officer.says(SWIFT, "/continue")]
        await asyncio.gather(*(reversed(both) if round_ % 2 else both))

    asyncio.run(talk())
    assert officer.open_flows == [("progress", "1.2")]
    assert officer.position(WEB).flow is None


def test_moves_towards_each_other_at_once_lose_nothing(officer: Officer) -> None:
    """Each takes what the other has, or both stand as if one had come after the other."""

    async def talk() -> None:
        await officer.says(WEB, "/update 1.1")
        await officer.says(SWIFT, "/update 1.2")
        await asyncio.gather(officer.says(WEB, "/continue"), officer.says(SWIFT, "/continue"))

    asyncio.run(talk())
    held = [
        each["data"].get("code")
        for position in map(officer.position, (WEB, SWIFT))
        for each in (*position.parked, {"data": position.data})
        if each["data"]
    ]
    assert sorted(map(str, held)) == ["1.1", "1.2"]


def test_a_move_waits_for_the_turn_that_is_under_way_there(officer: Officer) -> None:
    """Without that, the turn would write back what has just been taken away."""
    asyncio.run(officer.says(WEB, "/update 1.2"))
    begun = threading.Event()

    def answer_there(session: Session) -> None:
        hold(session, str(WEB))
        state = load_state(session, WEB.channel, WEB.chat)
        begun.set()
        time.sleep(LONG_ENOUGH)
        assert state is not None
        keep_state(session, WEB.channel, WEB.chat, {**state, "step": "Percent"}, NOW)

    def write(work: object) -> object:
        with officer.database.session() as session:
            return work(session)  # type: ignore[operator]

    def move(session: Session) -> str | None:
        draft = take_up(session, officer.person_id, SWIFT, MOVES, NOW)
        return draft.step if draft is not None else None

    with ThreadPoolExecutor(2) as threads:
        answering = threads.submit(write, answer_there)
        assert begun.wait(10)
        moving = threads.submit(write, move)
        answering.result(10)
        assert moving.result(10) == "Percent"
    assert officer.position(WEB).flow is None
