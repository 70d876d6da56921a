"""The ward's main job from end to end in the real process; and again, killed at every step."""

import asyncio
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.services.ward import Ward
from storage.progress import files_of
from storage.tables import Outbox, Progress, Reminder
from storage.vocabulary import MessageKind, ProgressState
from tests.postgres import empty
from tests.story.script import WORDS, Story, in_folder
from tests.story.talkers import PLACES
from tests.story.transcript import compared

CHANNELS = [pytest.param(name, marks=pytest.mark.xdist_group(f"story on {name}")) for name in PLACES]
KILLED = [param for param in CHANNELS if param.values[0] in {"telegram", "zalo_oa"}]
SLOW = pytest.mark.xdist_group("story")
pytestmark = pytest.mark.long


def held(story: Story) -> tuple[list[Progress], list[str], list[Outbox], int]:
    """What the house remembers: updates, their files' names, digests, and how many reminders are doubled."""

    def look(session: Session, _ward: Ward) -> tuple[list[Progress], list[str], list[Outbox], int]:
        updates = list(session.exec(select(Progress)))
        files = [file.name for update in updates for file in files_of(session, update.id or 0)]
        digests = list(session.exec(select(Outbox).where(Outbox.kind == MessageKind.REMINDER)))
        said = [(r.obligation_id, r.arming, r.rung, r.person_id) for r in session.exec(select(Reminder))]
        return updates, files, digests, len(said) - len(set(said))

    return story.house.do(look)


def assert_ended_right(story: Story) -> None:
    (update,), files, digests, doubled = held(story)
    assert (update.receipt, update.version, update.percent) == (story.receipt, 1, 60)
    assert (update.state, update.text) == (ProgressState.IN_PROGRESS, WORDS)
    assert files == ["bao-cao.txt"]
    # The focal point's, and the office's own: a dialogue has to be announced that day.
    assert len(digests) == len({row.person_id for row in digests}) == 2
    assert doubled == 0


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_story_is_told_to_its_end_on_every_channel(tmp_path: Path, channel: str) -> None:
    """Run with REWRITE=1 where its words have changed, and look at what has."""
    story = in_folder(tmp_path, channel=channel)
    asyncio.run(story.play())

    assert_ended_right(story)
    before, now = compared(channel, story.told)
    assert now == before


@SLOW
def test_the_story_is_the_same_on_postgresql(tmp_path: Path, postgres: str) -> None:
    empty(postgres)
    story = in_folder(tmp_path, postgres)
    asyncio.run(story.play())

    assert_ended_right(story)
    assert not (tmp_path / "ward.db").exists()


@pytest.mark.parametrize("channel", KILLED)
def test_killed_after_every_word_on_a_vendors_channel_it_still_ends_right(
    tmp_path: Path, channel: str
) -> None:
    """Nothing that the vendor was told we have is lost."""
    story = in_folder(tmp_path, channel=channel)

    async def power_cut() -> None:
        story.house.kill()
        await story.house.start()

    story.disturb = power_cut
    asyncio.run(story.play())

    assert story.house.deaths > 15
    assert_ended_right(story)


@SLOW
@pytest.mark.parametrize(("pause", "kind"), [(0.0, "sqlite"), (0.004, "sqlite"), (0.02, "postgresql")])
def test_killed_in_the_middle_of_every_step_the_story_still_ends_right(
    tmp_path: Path, pause: float, kind: str, request: pytest.FixtureRequest
) -> None:
    url = ""
    if kind == "postgresql":
        url = request.getfixturevalue("postgres")
        empty(url)
    story = in_folder(tmp_path, url)

    async def power_cut() -> None:
        await asyncio.sleep(pause)
        story.house.kill()
        await story.house.start()

    story.disturb = power_cut
    asyncio.run(story.play())

    assert story.house.deaths > 15
    assert_ended_right(story)
