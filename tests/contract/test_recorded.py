"""Recorded updates are read the same on every day, and no bending of one makes a reader stumble."""

import json
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.http import Http
from bot.channels.links import FileLinks
from bot.channels.port import Channel
from bot.channels.surroundings import Surroundings
from bot.conversation.messages import Event, Happened, Incoming
from bot.runtime.reception import events_in
from bot.settings import Settings
from bot.settings_channels import ChannelSettings
from bot.texts import speaking
from storage.accounts import keep_account
from storage.files import FileStore
from tests.contract.kit import Kit
from tests.contract.kits import CHANNELS
from tests.databases import migrated

PAYLOADS = Path(__file__).parents[1] / "payloads"
READ = Path(__file__).parent / "read"
NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 2**70, 1.5, "", "x", "\ud800", [], {}, [[]], {"id": {}}, "9" * 400]
)


class _Nowhere:
    """In the place of a fake vendor where none is called."""

    url = "http://127.0.0.1:9"

    def settings(self, **_more: Any) -> ChannelSettings:
        keys = {"zalo_oa_app_id": "1", "zalo_oa_app_secret": "a", "zalo_oa_secret": "b"}
        return ChannelSettings.model_validate({**keys, "zalo_oa_refresh_token": "c"})


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Channel]]:
    """Every channel, ready to read and calling nobody."""
    folder = tmp_path_factory.mktemp("readers")
    database = migrated(f"sqlite:///{folder / 'ward.db'}")
    with database.session() as session:
        keep_account(session, "telegram", {"id": "7000001", "username": "phuong_mau_bot"}, NOW)
    found = {}
    for kit in CHANNELS:
        channels = ChannelSettings.model_validate(kit.settings(_Nowhere()))
        ours = Settings(data_dir=folder, public_url="http://127.0.0.1:9", channels=channels)
        links, files = FileLinks(b"k", "http://127.0.0.1:9", lambda: NOW), FileStore(folder / "files")
        line = kit.connect(Surroundings(ours, Http(), database, files, links, b"k" * 32, lambda: NOW))
        assert line is not None
        found[kit.channel] = line.channel
    yield found
    database.close()


def payloads(channel: str) -> dict[str, Any]:
    folder = PAYLOADS / channel
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))}


def as_data(event: Event) -> dict[str, Any]:
    if isinstance(event, Incoming):
        return {key: value for key, value in event.as_data().items() if value or key == "text"}
    at, what = event.at.isoformat(), event.what.value
    return {"id": event.id, "chat": event.address.chat, "at": at, "what": what, "about": event.about}


def read(channel: Channel, raw: Any) -> list[Event]:
    with speaking("vi"):
        return list(channel.receive(raw))


@pytest.mark.parametrize("kit", CHANNELS, ids=lambda kit: kit.channel)
def test_what_was_recorded_is_read_as_it_was(kit: Kit, readers: dict[str, Channel]) -> None:
    found = {
        name: [as_data(event) for event in read(readers[kit.channel], raw)]
        for name, raw in payloads(kit.channel).items()
    }
    told = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    kept = READ / f"{kit.channel}.json"
    if os.environ.get("REWRITE"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(told, encoding="utf-8")
    assert kept.read_text("utf-8") == told, "run the tests with REWRITE=1 and look at what changed"


@pytest.mark.parametrize("kit", CHANNELS, ids=lambda kit: kit.channel)
@settings(max_examples=60)
@given(data=st.data())
def test_no_bending_of_an_update_makes_a_reader_stumble(
    kit: Kit, readers: dict[str, Channel], data: st.DataObject
) -> None:
    recorded = payloads(kit.channel)
    raw = recorded[data.draw(st.sampled_from(sorted(recorded)))]
    bent = bend(raw, data.draw(st.randoms(use_true_random=False)), data.draw(ODD))
    for event in events_in(readers[kit.channel], bent):
        assert_sound(event, kit.channel)


def bend(raw: Any, dice: random.Random, odd: Any) -> Any:
    """The same update with one thing in it left out, or put in another's place."""
    places = list(_places(raw))
    bent = json.loads(json.dumps(raw))
    if not places:
        return bent
    *way, last = dice.choice(places)
    holder = bent
    for step in way:
        holder = holder[step]
    if dice.random() < 0.3:
        del holder[last]
    else:
        holder[last] = odd
    return bent


def _places(value: Any) -> Iterator[tuple[Any, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (step,)
        yield from ((step, *further) for further in _places(inner))


def assert_sound(event: Event, channel: str) -> None:
    """It can be kept and found again, and says where it came from."""
    assert event.address.channel == channel
    assert event.id
    assert event.address.chat
    if isinstance(event, Happened):
        assert event.at.tzinfo is not None
        return
    assert event.sent_at.tzinfo is not None
    assert Incoming.from_data(json.loads(json.dumps(event.as_data()))) == event
