"""What goes wrong at a vendor becomes the same few refusals, whatever its wire looks like."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.conversation.messages import Spoken
from bot.errors import ChannelError, Refusal
from tests.contract.bench import Bench, opened
from tests.contract.kit import Kit
from tests.contract.kits import CHANNELS, SECRET

CASES = [(kit, name) for kit in CHANNELS for name in kit.outcomes]
PATIENCE = 2.5


async def refusal(bench: Bench, text: str = "lời nhắn riêng") -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await bench.send(Spoken(text, (("1:0", "Có"),)))
    return caught.value


@pytest.mark.parametrize(("kit", "name"), CASES, ids=[f"{kit.channel} {name}" for kit, name in CASES])
def test_a_message_that_is_not_taken_is_refused_for_its_reason(kit: Kit, name: str, tmp_path: Path) -> None:
    fault, expected = kit.outcomes[name]

    async def run() -> tuple[ChannelError, int]:
        async with opened(kit, tmp_path, patience=PATIENCE) as bench:
            await bench.vendor.say(bench.chat, "chào")
            await bench.hear("heard")
            bench.vendor.fail(fault)
            error = await refusal(bench)
            taken = sum("lời nhắn riêng" in sent.text for sent in bench.vendor.sent)
            await bench.send(Spoken("sau đó"))
            return error, taken

    error, taken = asyncio.run(run())
    assert error.refusal is expected
    assert taken == (1 if fault.what == "drop_after" else 0)
    if fault.retry_after is not None:
        assert error.after == timedelta(seconds=fault.retry_after)
    elif expected is Refusal.THROTTLED and kit.default_wait is None:
        assert error.after is None
    for private in ("lời nhắn", SECRET, "127.0.0.1", kit.chats[0]):
        assert private not in str(error)
        assert private not in repr(error)


@pytest.mark.parametrize("kit", CHANNELS, ids=lambda kit: kit.channel)
def test_whoever_has_blocked_us_is_gone(kit: Kit, tmp_path: Path) -> None:
    async def run() -> Refusal:
        async with opened(kit, tmp_path) as bench:
            await bench.vendor.say(bench.chat, "chào")
            await bench.hear("heard")
            await bench.vendor.block(bench.chat)
            return (await refusal(bench)).refusal

    assert asyncio.run(run()) is Refusal.GONE


@pytest.mark.parametrize("kit", CHANNELS, ids=lambda kit: kit.channel)
def test_a_vendor_that_is_not_there_has_not_got_it(kit: Kit, tmp_path: Path) -> None:
    async def run() -> Refusal:
        async with opened(kit, tmp_path) as bench:
            await bench.vendor.say(bench.chat, "chào")
            await bench.hear("heard")
            await bench.vendor.__aexit__(None, None, None)
            return (await refusal(bench)).refusal

    if kit.channel == "zalo_oa":
        pytest.skip("its server cannot be closed half way")
    assert asyncio.run(run()) is Refusal.TEMPORARY
