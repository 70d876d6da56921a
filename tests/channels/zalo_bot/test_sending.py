"""What leaves through a Zalo bot, and what becomes of it when something goes wrong."""

import asyncio
import unicodedata
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from bot.channels.http import Http
from bot.channels.port import Part, Receipt
from bot.channels.render import render
from bot.channels.zalo_bot.client import Client
from bot.conversation.messages import Address, Document, Spoken
from bot.errors import ChannelError, Refusal
from tests.channels.zalo_bot.house import Bench, bench
from tests.fakes.vendor import Fault, What
from tests.fakes.zalo_bot.api import TOKEN, Rules

AN = Address("zalo_bot", "6ede9afa66b88fe6d6a9")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


async def say(at: Bench, spoken: Spoken) -> list[Receipt]:
    channel = at.connection.channel
    parts = render(1, spoken, channel.capabilities, at.around.links.to)
    return [await channel.send(AN, part) for part in parts]


async def refusal(at: Bench, part: Part | None = None) -> ChannelError:
    with pytest.raises(ChannelError) as told:
        await at.connection.channel.send(AN, part or Part(1, 0, "Xin chào"))
    return told.value


def test_text_arrives_as_it_was_typed_and_never_formatted(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            (receipt,) = await say(at, Spoken("< & _ * [ ] {red}đỏ{/red} **đậm**"))
            (sent,) = at.vendor.sent
            assert (sent.text, sent.vendor_id) == (
                "< & _ * [ ] {red}đỏ{/red} **đậm**",
                receipt.vendor_id,
            )
            assert at.vendor.api.calls == [("sendMessage", {"chat_id": AN.chat, "text": sent.text})]

    asyncio.run(doing())


@pytest.mark.parametrize("sign", ["ệ", "a", "👍", "e\u0323\u0302", "👩🏽\u200d🚒", "क\u093c"])
@pytest.mark.parametrize("more", [-1, 0, 1])
def test_text_near_the_limit_arrives_whole(tmp_path: Path, sign: str, more: int) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            text = (sign * 2_000)[: 2_000 // units(sign) * len(sign)]
            text = text + "." * (2_000 - units(text)) if more == 0 else text
            text = text[: len(text) - len(sign)] if more < 0 else text + sign * (more > 0)
            await say(at, Spoken(text))
            texts = [sent.text for sent in at.vendor.sent]
            assert "".join(texts) == unicodedata.normalize("NFC", text)
            assert all(units(piece) <= 2_000 for piece in texts)

    asyncio.run(doing())


def test_two_thousand_vietnamese_letters_are_one_message_and_one_more_makes_two(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            await say(at, Spoken("ệ" * 2_000))
            await say(at, Spoken("ệ" * 2_001))
            assert [len(sent.text) for sent in at.vendor.sent] == [2_000, 2_000, 1]

    asyncio.run(doing())


def test_signs_that_grow_when_composed_are_cut_again(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            await at.connection.channel.send(AN, Part(1, 0, "\u0958" * 1_500))
            assert [len(sent.text) for sent in at.vendor.sent] == [2_000, 1_000]

    asyncio.run(doing())


def test_choices_are_a_numbered_menu_that_a_number_answers(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            await say(at, Spoken("Đồng chí đồng ý?", (("3:0", "Có"), ("3:1", "Không"))))
            await at.vendor.press(AN.chat, "Không")
            assert [sent.text for sent in at.vendor.sent] == ["Đồng chí đồng ý?\n\n1. Có\n2. Không"]
            assert at.vendor.api.queue[0]["message"]["text"] == "2"

    asyncio.run(doing())


def test_a_picture_is_fetched_from_us_as_often_as_the_vendor_likes(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            file = Document("Biểu đồ tháng 6.png", "image/png", at.around.files.put(PNG))
            await say(at, Spoken("Tiến độ", files=(file,)))
            assert [(sent.text, sent.files) for sent in at.vendor.sent] == [
                ("", (("Biểu đồ tháng 6.png", PNG),)),
                ("Tiến độ", ()),
            ]

    asyncio.run(doing())


def test_a_document_and_a_picture_the_vendor_refuses_are_named_with_their_links(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            sha256 = at.around.files.put(PNG)
            picture, report = Document("a.png", "image/png", sha256), Document("b.docx", "x/y", sha256)
            at.vendor.fail_on("sendPhoto", Fault("status", 400))
            await say(at, Spoken("Đây", files=(picture, report)))
            links = at.around.links
            assert [sent.text for sent in at.vendor.sent] == [
                f"📎 a.png {links.to(picture)}",
                f"Đây\n\n📎 b.docx {links.to(report)}",
            ]

    asyncio.run(doing())


def test_where_the_vendor_cannot_call_us_a_picture_is_named(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path, callable_=False) as at:
            file = Document("a.png", "image/png", at.around.files.put(PNG))
            await say(at, Spoken("Đây", files=(file,)))
            assert [sent.text for sent in at.vendor.sent] == [f"Đây\n\n📎 a.png {at.around.links.to(file)}"]

    asyncio.run(doing())


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("status", 400), Refusal.REJECTED),
        (Fault("status", 401), Refusal.TEMPORARY),
        (Fault("status", 403), Refusal.TEMPORARY),
        (Fault("status", 404), Refusal.REJECTED),
        (Fault("status", 408), Refusal.UNCERTAIN),
        (Fault("status", 425), Refusal.REJECTED),
        (Fault("status", 426), Refusal.REJECTED),
        (Fault("status", 429), Refusal.THROTTLED),
        (Fault("status", 500), Refusal.TEMPORARY),
        (Fault("status", 502), Refusal.TEMPORARY),
        (Fault("status", 504), Refusal.UNCERTAIN),
        (Fault("status", 200, code=403), Refusal.TEMPORARY),
        (Fault("status", 200, code=429), Refusal.THROTTLED),
        (Fault("status", 200, code=400), Refusal.REJECTED),
        (Fault("garbage"), Refusal.UNCERTAIN),
        (Fault("drop_before"), Refusal.UNCERTAIN),
        (Fault("drop_after"), Refusal.UNCERTAIN),
    ],
)
def test_each_failure_is_told_as_what_to_do_about_it(tmp_path: Path, fault: Fault, kind: Refusal) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            at.vendor.fail(fault)
            assert (await refusal(at)).refusal is kind
            await at.connection.channel.send(AN, Part(1, 0, "Xin chào"))

    asyncio.run(doing())


def test_the_vendor_says_how_long_to_wait_or_leaves_it_to_us(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path, Rules(per_second=1)) as at:
            at.vendor.fail(Fault("status", 429, retry_after=7))
            assert (await refusal(at)).after == timedelta(seconds=7)
            await at.connection.channel.send(AN, Part(1, 0, "Xin chào"))
            assert (await refusal(at)).after is None

    asyncio.run(doing())


def test_a_month_that_is_used_up_throttles(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path, Rules(per_month=1)) as at:
            await at.connection.channel.send(AN, Part(1, 0, "Xin chào"))
            assert (await refusal(at)).refusal is Refusal.THROTTLED

    asyncio.run(doing())


def test_somebody_who_blocked_the_bot_is_gone(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            await at.vendor.block(AN.chat)
            assert (await refusal(at)).refusal is Refusal.GONE

    asyncio.run(doing())


@pytest.mark.parametrize("what", ["hang", "nobody"])
def test_no_answer_is_uncertain_and_no_connection_is_not(tmp_path: Path, what: What | str) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            http = Http()
            api = at.vendor.url if what == "hang" else "http://127.0.0.1:9"
            at.vendor.fail(Fault("hang"))
            with pytest.raises(ChannelError) as told:
                await Client(http, api, TOKEN).ask("sendMessage", {"chat_id": "a", "text": "b"}, patience=0.2)
            await http.close()
            kind = Refusal.UNCERTAIN if what == "hang" else Refusal.TEMPORARY
            assert told.value.refusal is kind

    asyncio.run(doing())


def test_the_token_stands_in_no_error_log_or_representation(tmp_path: Path) -> None:
    async def doing() -> str:
        with structlog.testing.capture_logs() as logs:
            async with bench(tmp_path, zalo_bot_api="http://127.0.0.1:9") as at:
                error = await refusal(at)
                return f"{logs} {error!r} {error.values} {error.__context__!r} {at.connection.channel!r}"

    told = asyncio.run(doing())
    assert "abc-xyz" not in told
    assert "TEMPORARY" in told or "temporary" in told
