"""The machine's clock put back in mid-run, as after a start with another system's time."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.clock import utc_now
from bot.runtime.pace import Setback
from storage.database import Database
from storage.slots import SECOND, pause
from storage.tables import Slot
from storage.vocabulary import MessageKind
from tests.runtime.lane_world import NOW, World, until

AN_HOUR = timedelta(hours=1)


def test_a_clock_put_back_is_noticed_once_and_one_put_forward_or_asleep_is_not() -> None:
    setback = Setback()
    moves = [(0, 0.0), (10, 10.0), (-3590, 20.0), (-3580, 30.0), (10, 40.0), (7210, 41.0)]
    told = [setback.since(NOW + timedelta(seconds=wall), steady) for wall, steady in moves]
    assert told == [timedelta(), timedelta(), timedelta(seconds=3610), timedelta(), timedelta(), timedelta()]


@pytest.mark.parametrize("kind", [MessageKind.REPLY, MessageKind.NOTICE])
def test_a_clock_put_back_an_hour_keeps_no_message_waiting_for_an_hour(
    database: Database, kind: MessageKind
) -> None:
    world = World(database)
    ahead = [AN_HOUR]
    world.sender = world.another(real=lambda: utc_now() + ahead[0])

    async def talking() -> None:
        for one in range(5):
            world.put("lan", f"before {one}", kind=kind)
        await world.swept()
        ahead[0] = timedelta()
        world.put("lan", "after", kind=kind)
        world.put("cúc", "after too", kind=kind)
        await world.sender.sweep()
        await until(lambda: {"after", "after too"} <= set(world.vendor.texts))

    world.play(talking)


def test_a_pause_the_vendor_asked_for_lasts_as_long_as_it_would_have(database: Database) -> None:
    world = World(database)
    ahead = [AN_HOUR]
    world.sender = world.another(real=lambda: utc_now() + ahead[0])

    async def talking() -> None:
        world.put("lan", "before")
        await world.swept()
        with database.session() as session:
            pause(session, "paced", utc_now() + AN_HOUR + 20 * SECOND)
        ahead[0] = timedelta()
        world.put("lan", "after")
        await world.sender.sweep()

    world.play(talking)
    with Session(database.reader) as session:
        left = {slot.free_at - utc_now() for slot in session.scalars(select(Slot))}
    assert timedelta(seconds=10) < min(left) <= max(left) < timedelta(seconds=25)
    assert world.vendor.texts == ["before"]
