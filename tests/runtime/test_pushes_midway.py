"""A message of ours that comes while a question is open: a number that is typed stays the question's."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path

from bot.channels.port import Capabilities, Part, Receipt
from bot.conversation.messages import Address, Choice, Incoming, Say, speak
from bot.runtime.inbox import Intake
from storage.outbox import enqueue
from storage.vocabulary import MessageKind
from tests.runtime.house import House
from tests.sending import FACTS, NARROW, NarrowChannel

HERE = Address(NARROW, "an")
_IDS = count(1)


@dataclass(frozen=True)
class Wide(NarrowChannel):
    """The same with buttons."""

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(2_000, "utf16", 6)

    async def send(self, address: Address, part: Part) -> Receipt:
        labels = [label for _value, label in part.buttons]
        return await super().send(address, replace(part, text=f"{part.text} {labels}"))


class _Midway(House):
    def __init__(self, folder: Path, line: NarrowChannel) -> None:
        self.line = line
        super().__init__(folder, channels={NARROW: FACTS}, lines={NARROW: line})

    @property
    def intake(self) -> Intake:
        return self.parts.intake

    async def hears(self, text: str) -> str:
        """The last that is said when this is typed."""
        await self.intake.take(Incoming(str(next(_IDS)), HERE, self.now, text))
        await self.sender.sweep()
        return self.line.said[HERE.chat][-1]

    async def is_reminded(self) -> str:
        self.now += timedelta(minutes=1)
        say = speak(Say("Due tomorrow.", (Choice("/paint", "Report now"), Choice("/file", "Later"))), 0)
        with self.database.session() as session:
            enqueue(
                session,
                channel=NARROW,
                chat=HERE.chat,
                kind=MessageKind.REMINDER,
                say=say.as_data(),
                now=self.now,
            )
        await self.sender.sweep()
        return self.line.said[HERE.chat][-1]


def _play(house: _Midway) -> list[str]:
    async def talk() -> list[str]:
        return [
            await house.is_reminded(),
            await house.hears("/paint"),
            await house.is_reminded(),
            await house.hears("2"),
            await house.is_reminded(),
        ]

    said = asyncio.run(talk())
    house.database.close()
    return said


def test_a_number_typed_after_a_reminder_still_answers_the_question_that_is_open(tmp_path: Path) -> None:
    assert _play(_Midway(tmp_path, NarrowChannel())) == [
        "Due tomorrow.\n\n1. Report now\n2. Later",
        "Which colour?\n\n1. Đỏ\n2. Xanh dương",
        "Due tomorrow.",
        "Painted blue.",
        "Due tomorrow.\n\n1. Report now\n2. Later",
    ]


def test_buttons_are_there_whatever_is_open(tmp_path: Path) -> None:
    house = _Midway(tmp_path, Wide())
    assert _play(house)[2] == "Due tomorrow. ['Report now', 'Later']"
