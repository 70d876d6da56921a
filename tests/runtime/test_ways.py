"""From the rung to the call list, with the real sender: a closed way leads to the next, or to a person."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlmodel import Session, select

from bot.channels.port import Capabilities, Part, Raw, Receipt
from bot.conversation.messages import Address, Event
from bot.errors import ChannelError, Refusal
from bot.runtime.outbox import Sender
from bot.services.calls import Why, call_list
from bot.services.costs import bill, pay
from bot.services.obligations import lay_out
from bot.services.pushes import look, recheck
from bot.services.routes import choose, reroute
from bot.services.ward import Ward
from storage.conversations import note_heard
from storage.database import Database
from storage.people import regain_address
from storage.tables import Outbox
from storage.vocabulary import Delivery
from tests.services.linked import MORNING, OPEN, PAYING, TIMED, WINDOW, link, only, unlink_all, ward_with
from tests.services.owing import AN, BINH, owing
from tests.ward import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CAN = Capabilities(2_000, "utf16", 5)


@dataclass
class Line:
    """A channel that refuses as it is told to, and keeps what it took with whether it was paid for."""

    name: str
    refusal: Refusal | None = None
    taken: list[tuple[str, bool]] = field(default_factory=list)
    capabilities: Capabilities = CAN

    def receive(self, _raw: Raw) -> list[Event]:
        return []

    async def send(self, address: Address, part: Part) -> Receipt:
        if self.refusal is not None:
            raise ChannelError(self.refusal)
        self.taken.append((address.chat, part.paid))
        return Receipt(str(part.id))


@dataclass
class House:
    """A ward whose timetable looks, and whose sender sends, whenever it is told that time has passed."""

    database: Database
    ward: Ward
    bot: Line = field(default_factory=lambda: Line(OPEN))
    oa: Line = field(default_factory=lambda: Line(TIMED))
    now: datetime = MORNING

    def run(self, **passed: float) -> None:
        self.now += timedelta(**passed)
        with self.database.session() as session:
            look(session, self.ward, self.now)
        asyncio.run(self._sweep())

    def states(self, person_id: int = AN) -> list[tuple[str, Delivery, str | None]]:
        with Session(self.database.reader) as session:
            rows = session.scalars(select(Outbox).where(Outbox.person_id == person_id))
            return [(row.channel, row.state, row.held) for row in rows]

    def do(self, what: Callable[[Session], object]) -> None:
        with self.database.session() as session:
            what(session)

    async def _sweep(self) -> None:
        ward = self.ward
        sender = Sender(
            self.database,
            {line.name: line for line in (self.bot, self.oa)},
            recheck=lambda session, row, now: recheck(session, row, ward, now),
            clock=lambda: self.now,
            choose=lambda session, row, now: choose(session, ward, row, now),
            reroute=lambda session, row, error, now: reroute(session, ward, row, error, now),
        )
        for _again in range(3):
            await sender.sweep()
        await sender.stop(60)


@pytest.fixture
def house(database: Database) -> House:
    """An is reached on the channel with free hours and on the other; Bình nowhere."""
    house = House(database, ward_with(WINDOW))

    def fill(session: Session) -> None:
        lay_out(owing(session), house.ward, NOW)
        unlink_all(session, BINH)
        only(session, AN, TIMED, heard=MORNING - DAY)

    house.do(fill)
    return house


def calls(house: House) -> list[tuple[int, Why]]:
    with Session(house.database.reader) as session:
        return [(call.person_id, call.why) for call in call_list(session, house.ward, house.now)]


def test_a_blocked_channel_leads_to_the_next_and_the_message_arrives_once(house: House) -> None:
    house.do(partial(link, person_id=AN, channel=OPEN, at=MORNING - DAY))
    house.oa.refusal = Refusal.GONE
    house.run()
    house.run(minutes=1)
    assert (house.oa.taken, house.bot.taken) == ([], [("bot-1", False)])
    assert house.states() == [(OPEN, Delivery.SENT, None)]


def test_a_blocked_recipient_is_called_and_not_tried_for_ever_until_they_are_back(house: House) -> None:
    house.oa.refusal = Refusal.GONE
    for _minute in range(4):
        house.run(minutes=1)
    assert house.states() == [(TIMED, Delivery.HANDED, None)]
    assert sorted(calls(house)) == [(AN, Why.GONE), (BINH, Why.UNLINKED)]

    house.oa.refusal = None
    back = house.now + HOUR
    house.do(lambda session: regain_address(session, TIMED, "oa-1"))
    house.do(lambda session: note_heard(session, TIMED, "oa-1", back))
    house.run(hours=1)
    house.run(hours=1)
    assert house.oa.taken == [("oa-1", False)]
    assert calls(house) == [(BINH, Why.UNLINKED)]


def test_a_window_closed_early_costs_nothing_until_the_office_says_so(house: House) -> None:
    house.ward = ward_with(PAYING)
    house.oa.refusal = Refusal.WINDOW_CLOSED
    for _minute in range(3):
        house.run(minutes=1)
    assert house.states() == [(TIMED, Delivery.QUEUED, "paid")]

    def approve(session: Session) -> None:
        shown = bill(session, house.ward, house.now)
        assert shown is not None
        pay(session, shown, "person:3", house.now)

    house.do(approve)
    house.oa.refusal = None
    house.run(minutes=1)
    house.run(minutes=1)
    assert house.oa.taken == [("oa-1", True)]


def test_a_reminder_that_waited_until_its_window_closed_is_handed_to_a_person(house: House) -> None:
    house.do(lambda session: look(session, house.ward, MORNING))
    house.run(days=3)
    house.run(minutes=1)
    assert house.states()[0] == (TIMED, Delivery.HANDED, None)
    assert house.oa.taken == []
    assert (AN, Why.WINDOW_CLOSED) in calls(house)
