"""What a vendor's account needs by and by: done every minute, and told where only people can do it."""

import asyncio
from pathlib import Path

from bot.errors import ChannelError, Refusal
from storage.database import Database
from tests.runtime.polling import DOWN, Running, alarms, office_of, told

NEEDS = "⚠️ Post needs somebody (-224); messages there may wait. Run: main.py doctor"


def test_a_chore_that_needs_somebody_is_told_once_and_so_is_the_end_of_it(
    database: Database, tmp_path: Path
) -> None:
    office = office_of(database, tmp_path)
    rejected = ChannelError(Refusal.REJECTED, "-224")
    script: list[ChannelError | None] = [rejected, rejected, DOWN, rejected]
    done: list[ChannelError | None] = []

    async def chore() -> None:
        outcome = script.pop(0) if script else None
        done.append(outcome)
        if outcome is not None:
            raise outcome

    running = Running(office, None, chores=(chore,))
    asyncio.run(running.until(lambda: len(done) == 4))
    assert alarms(database) == [NEEDS]
    assert told(database).count(NEEDS) == 1

    again = Running(office, None, chores=(chore,))
    asyncio.run(again.until(lambda: not alarms(database)))
    assert told(database).count("✅ Post works again.") == 1
