"""What breaks at a vendor while we run: told to the office once, and of no harm to anything else."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.services.alarms import open_alarms
from bot.settings_channels import ChannelSettings
from bot.texts import speaking
from storage.database import Database
from storage.tables import Outbox
from storage.vocabulary import MessageKind, Role
from tests.contract.bench import Bench, opened
from tests.contract.kit import Kit
from tests.contract.kits import KITS
from tests.contract.test_heard import picture, play
from tests.ward import signed_in


def office_in(database: Database) -> None:
    """Somebody of the office who can be told on the web."""
    with database.session() as session:
        signed_in(session, "Tổng", Role.OFFICE).locale = "en"


def told(database: Database) -> tuple[list[str], list[str]]:
    """What is wrong now, and the notices that were written of it."""
    with Session(database.reader) as session, speaking("en"):
        notices = session.scalars(select(Outbox).where(Outbox.kind == MessageKind.NOTICE))
        return open_alarms(session), [row.say["text"] for row in notices]


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not done():  # noqa: ASYNC110 - there is nobody who could tell
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("kit", KITS, ids=str)
def test_a_token_revoked_while_running_is_told_once(kit: Kit, tmp_path: Path) -> None:
    async def run() -> tuple[list[str], list[str]]:
        async with opened(kit, tmp_path) as bench:
            assert bench.around is not None
            database = bench.around.database
            office_in(database)
            await bench.vendor.say(bench.chat, "chào")
            await bench.hear("heard")
            bench.vendor.revoke()
            await bench.vendor.say(bench.other, "còn ai không")
            await until(lambda: bool(told(database)[0]))
            await asyncio.sleep(1.2)
            return told(database)

    wrong, notices = asyncio.run(run())
    assert len(wrong) == 1
    assert notices == wrong
    assert "main.py doctor" in wrong[0]


@pytest.mark.parametrize("kit", KITS, ids=str)
def test_a_file_that_is_listed_and_then_refused_is_told_and_its_words_are_heard(
    kit: Kit, tmp_path: Path
) -> None:
    async def scene(bench: Bench) -> str:
        bench.vendor.lose_files()
        await bench.vendor.attach(bench.chat, picture(1), text="xem ảnh")
        await bench.hear("could not be fetched; please send it again.")
        await bench.vendor.say(bench.chat, "tiếp")
        await bench.hear("heard tiếp")
        return "\n".join(text for _chat, text in bench.turns)

    assert "xem ảnh" in play(kit, tmp_path, scene)


@pytest.mark.parametrize("kit", [kit for kit in KITS if kit.opened is None], ids=lambda kit: kit.name)
def test_a_ward_may_have_this_channel_alone(kit: Kit) -> None:
    async def settings() -> ChannelSettings:
        async with kit.vendor() as vendor:
            return ChannelSettings.model_validate(kit.settings(vendor))

    assert asyncio.run(settings()).is_any_on
