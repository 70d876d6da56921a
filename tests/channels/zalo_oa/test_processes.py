"""Real processes that share one account: they renew its tokens once, and one killed leaves a clear state."""

import asyncio
import json
import os
import signal
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.clock import utc_now
from bot.errors import ChannelError, Refusal
from storage.database import Database
from tests.channels.zalo_oa import process
from tests.channels.zalo_oa.account import AN, OfficialAccount, Time, official_account
from tests.channels.zalo_oa.test_tokens import look_after, pair
from tests.processes import Given, Process, begin

NUMBERS = count()


@dataclass
class Sending:
    """One more process that sends as an account."""

    process: Process
    said: Path

    async def has_sent(self) -> bool:
        """Whether it says so at last, whatever it logs before."""
        while "sent\n" not in self.said.read_text():
            if self.process.poll() is not None:
                return False
            await asyncio.sleep(0.02)
        return True

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


async def sending(account: OfficialAccount, folder: Path, many: int) -> Sending:
    channels = account.around.settings.channels
    keys = json.loads(channels.model_dump_json(exclude_unset=True))
    secrets = ("zalo_oa_app_secret", "zalo_oa_secret", "zalo_oa_refresh_token")
    keys |= {name: getattr(channels, name).get_secret_value() for name in secrets}
    url = account.around.database.url
    words = [json.dumps(keys), url, str(folder / "files"), AN.chat, str(many)]
    said = folder / f"said {next(NUMBERS)}"
    said.touch()
    given = Given(dict(os.environ), said, folder / "log")
    return Sending(await asyncio.to_thread(lambda: begin(process.run, *words, given=given)), said)


def test_three_processes_that_start_together_exchange_the_first_token_once(
    database: Database, tmp_path: Path
) -> None:
    async def play() -> None:
        async with official_account(database, tmp_path, Time(utc_now())) as account:
            world = account.server.world
            three = [await sending(account, tmp_path, 5) for _ in range(3)]
            assert await asyncio.gather(*(one.has_sent() for one in three)) == [True] * 3
            for one in three:
                one.kill()

            assert (world.used_refreshes, len(world.sent)) == (["refresh-of-the-console"], 15)

    asyncio.run(play())


def test_killed_once_the_pair_is_kept_the_next_process_goes_on_with_it(
    database: Database, tmp_path: Path
) -> None:
    async def play() -> None:
        async with official_account(database, tmp_path, Time(utc_now())) as account:
            first = await sending(account, tmp_path, 1)
            assert await first.has_sent()
            first.kill()
            await account.say("Tiếp")

            assert len(account.server.world.used_refreshes) == 1

    asyncio.run(play())


def test_killed_between_zalo_s_answer_and_our_commit_a_person_is_called(
    database: Database, tmp_path: Path
) -> None:
    async def play() -> None:
        async with official_account(database, tmp_path, Time(utc_now())) as account:
            account.server.world.slow_tokens = 30.0
            first = await sending(account, tmp_path, 1)
            await account.server.world.exchanged.wait()
            first.kill()
            account.server.world.slow_tokens = 0.0
            account.time.now = utc_now() + timedelta(seconds=61)
            with pytest.raises(ChannelError) as told:
                await look_after(account)

            assert told.value.refusal is Refusal.REJECTED
            assert pair(database).lost_at is not None
            assert len(account.server.world.used_refreshes) == 1

    asyncio.run(play())
