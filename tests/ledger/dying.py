"""The assembled assistant, which kills itself at one point of the way out.

It does what there is to do at each moment it is given, where its kind is `reply` hears one update, and ends.
"""

import asyncio
import os
import signal
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from sqlmodel import Session

from bot.channels.http import Http
from bot.channels.port import Connection, Menus, Part, Receipt
from bot.conversation.messages import Address, Incoming
from bot.runtime.logs import set_up_logs
from bot.runtime.opening import House, opened
from bot.runtime.running import Assistant, assemble
from bot.services.pushes import look, recheck
from bot.services.ward import ChannelFacts
from handlers.house import GROUP_ROUTER, ROUTER, menus
from storage.database import Database, Work
from tests.runtime.enforcing import Paced
from tests.services.linked import sign_in

T = TypeVar("T")
NAME = "paced"


class Point(StrEnum):
    """Where it dies; what is written is a digest, an escalation, or the answer to an update."""

    BEFORE_WRITTEN = "before what is said is committed"
    WRITTEN = "committed, before it is leased"
    LEASED = "leased, before the call"
    ON_ITS_WAY = "the request has left, no answer yet"
    ANSWERED = "the vendor has answered, before that is committed"
    SETTLED = "that is committed"
    NEVER = "never"


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Dying(Database):
    """Dies in or after the commit of what is said, or after that of what became of it."""

    point: Point = Point.NEVER
    says: str = "timetable"
    has_sent: bool = False

    async def write(self, work: Work[T], *, key: str | None = None) -> T:
        is_saying = key == self.says and not self.has_sent
        if is_saying and self.point is Point.BEFORE_WRITTEN:

            def written(session: Session) -> T:
                result = work(session)
                session.flush()
                die()
                return result

            return await super().write(written, key=key)
        done = await super().write(work, key=key)
        if is_saying and self.point is Point.WRITTEN:
            die()
        if self.has_sent and self.point is Point.SETTLED:
            die()
        return done


@dataclass
class DyingChannel(Paced):
    """Dies around the call of its vendor."""

    point: Point = Point.NEVER
    database: Dying | None = None

    async def send(self, address: Address, part: Part) -> Receipt:
        if self.point is Point.LEASED:
            die()
        if self.point is Point.ON_ITS_WAY:
            asyncio.get_running_loop().call_later(0.4, die)
        receipt = await super().send(address, part)
        if self.point is Point.ANSWERED:
            die()
        assert self.database is not None
        self.database.has_sent = True
        return receipt


@dataclass
class Moments:
    """A clock that stands until it is told to go on."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


def assembled(house: House, vendor: str, clock: Moments, kind: str, point: Point) -> Assistant:
    says = str(Address(NAME, "chat-1")) if kind == "reply" else "timetable"
    database = Dying(house.database.url, point, says)
    channel = DyingChannel(vendor, 0, Http(), NAME, patience=5.0, point=point, database=database)

    async def begin(_menus: Menus) -> dict[str, str]:
        return {}

    ward = replace(house.ward, channels={NAME: ChannelFacts("Paced", sign_in)})
    house = replace(
        house,
        database=database,
        ward=ward,
        connections={NAME: Connection(channel, "Paced", begin)},
    )
    return assemble(house, ROUTER, look, recheck, clock, group_router=GROUP_ROUTER, menus=menus)


async def live(assistant: Assistant, clock: Moments, moments: list[datetime], kind: str) -> None:
    await assistant.sender.recover()
    for clock.now in moments:
        if kind == "reply":
            incoming = Incoming("update-1", Address(NAME, "chat-1"), clock.now, "trợ giúp")
            await assistant.reception.intake.take(incoming)
        else:
            await assistant.timetable.tick()
        await assistant.sender.sweep()
    await assistant.house.http.close()


def run(folder: str, vendor: str, said: str, kind: str, point: str) -> None:
    """The life of one process, in the ward of `folder`, at the moments `said`."""
    set_up_logs("human")
    moments = [datetime.fromisoformat(one) for one in said.split(",")]
    clock = Moments(moments[0])
    with opened(Path(folder)) as house:
        assistant = assembled(house, vendor, clock, kind, Point(point))
        asyncio.run(live(assistant, clock, moments, kind))
