"""The doctor asks every channel at once; one that hangs or breaks costs only its own line."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.http import Http
from bot.channels.port import Capabilities, Checked, Connection, Fetch, Menus, Part, Raw, Receipt
from bot.conversation.messages import Address, Event
from bot.errors import ChannelError, Refusal
from bot.runtime.checking import ask_all, ask_vendors, reach
from bot.services.alarms import Told, raise_alarm
from bot.services.doctor import Finding, examine, used_up
from bot.services.quotas import Usage
from bot.texts import speaking
from tests.databases import migrated
from tests.ward import NOW

Examine = Callable[[], Awaitable[Sequence[Checked]]]
INTERNET = "Check that this machine reaches the internet, then look again."
CAN = Capabilities(text_limit=100, unit="characters", buttons=0)


@dataclass(frozen=True)
class Deaf:
    """A channel that is only looked at."""

    name: str
    capabilities: Capabilities = CAN

    def receive(self, _raw: Raw) -> Sequence[Event]:
        return ()

    async def send(self, _address: Address, _part: Part) -> Receipt:
        raise ChannelError(Refusal.REJECTED)


def connected(label: str, examine: Examine) -> Connection:
    async def begin(_menus: Menus) -> dict[str, str]:
        return {}

    def fetch(_source: str) -> object:
        raise ChannelError(Refusal.REJECTED)

    def sign_in(_facts: Mapping[str, str], _code: str) -> str:
        return ""

    fetching: Fetch = fetch  # type: ignore[assignment]
    return Connection(Deaf(label.lower()), label, begin, fetching, examine, sign_in)


async def well() -> Sequence[Checked]:
    return [Checked("Token works."), Checked("Swift has no webhook.", "Set one.", True)]


async def hangs() -> Sequence[Checked]:
    await asyncio.Event().wait()
    return ()


async def refuses() -> Sequence[Checked]:
    raise ChannelError(Refusal.REJECTED, "secret-token")


async def breaks() -> Sequence[Checked]:
    raise LookupError("secret-token")


def test_each_channel_is_asked_and_none_keeps_the_others_waiting() -> None:
    both = asyncio.Barrier(2)

    async def meets() -> Sequence[Checked]:
        await both.wait()
        return [Checked("They met.")]

    named: dict[str, Examine] = {"Slow": hangs, "Swift": well, "Left": meets, "Post": refuses, "Mute": breaks}
    named |= {"Right": meets, "Idle": hangs}
    with speaking("en"):
        found = asyncio.run(ask_all([connected(label, look) for label, look in named.items()], patience=3))
    assert found == [
        Finding("Slow does not answer within 3 seconds.", INTERNET, True),
        Finding("Swift: Token works."),
        Finding("Swift has no webhook.", "Set one.", True),
        Finding("Left: They met."),
        Finding("Post does not answer (rejected).", INTERNET, True),
        Finding("Mute could not be examined (LookupError).", INTERNET, True),
        Finding("Right: They met."),
        Finding("Idle does not answer within 3 seconds.", INTERNET, True),
    ]


@pytest.mark.parametrize(
    ("status", "said", "mark"),
    [
        (200, "answers, where", "✓"),
        (503, "answers, where", "✓"),
        (502, "but not with the assistant (502)", "!"),
    ],
)
def test_the_address_vendors_call_is_tried(status: int, said: str, mark: str) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status)

    async def tried() -> Finding:
        application = web.Application()
        application.router.add_get("/healthz", answer)
        http = Http()
        async with TestServer(application, host="127.0.0.1") as server:
            found = await reach(http, str(server.make_url("")).rstrip("/"))
        await http.close()
        return found

    with speaking("en"):
        found = asyncio.run(tried())
    assert said in found.text
    assert str(found)[0] == mark


def test_an_address_nobody_listens_on_is_trouble() -> None:
    async def tried() -> Finding:
        http = Http()
        found = await reach(http, "http://127.0.0.1:1", patience=2)
        await http.close()
        return found

    assert asyncio.run(tried()).is_trouble


def test_where_no_channel_is_set_up_nobody_is_asked(tmp_path: Path) -> None:
    assert ask_vendors(tmp_path / "new", NOW) == []
    assert not (tmp_path / "new").exists()


def test_what_is_used_of_a_month_is_told_with_advice_once_it_runs_out() -> None:
    with speaking("en"):
        found = used_up([Usage("post", "Post", 2400, 3000, 12, 50), Usage("swift", "Swift", 5, 100, 0, 0)])
    assert [str(each).splitlines() for each in found] == [
        [
            "! Post: 2400 of 3000 messages of this month are used.",
            "    → Show people another channel before it runs out.",
        ],
        ["✓ Post: 12 of at most 50 people use it."],
        ["✓ Swift: 5 of 100 messages of this month are used."],
    ]


def test_an_alarm_that_is_open_is_trouble(tmp_path: Path) -> None:
    database = migrated(f"sqlite:///{tmp_path / 'ward.db'}")
    with database.session() as session:
        raise_alarm(session, "channel:post", Told("⚠️ {channel} is down.", {"channel": "Post"}), NOW)
    database.close()
    found = [str(each).splitlines()[0] for each in examine(tmp_path, NOW)]
    assert "✗ Post is down." in found
