"""How a Zalo bot is heard: asked again and again, or called; what was sent is fetched, and answered once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.channels.outside import Outside
from bot.channels.port import Forged
from bot.channels.zalo_bot.channel import sign_in
from bot.clock import utc_now
from bot.conversation.messages import Answer, Say
from bot.conversation.router import Router
from bot.conversation.steps import Chat
from bot.documents.uploads import accept
from bot.errors import BadInput, ChannelError, Refusal
from bot.runtime.inbox import Intake
from bot.runtime.lines import Line, Lines
from bot.runtime.outbox import Sender
from bot.runtime.reception import Reception
from bot.services.desk import Desk
from bot.services.ward import Ward
from tests.channels.zalo_bot.house import Bench, bench
from tests.documents.test_uploads import AAC, JPEG, PDF, PNG
from tests.fakes.vendor import Fault
from tests.fakes.zalo_bot.api import Rules
from tests.fakes.zalo_bot.server import HEADER

SECRET = "a-secret-of-our-own"


@asynccontextmanager
async def heard(at: Bench) -> AsyncIterator[list[str]]:
    """The line runs; what was understood of each message, with the fate of its files."""
    said: list[str] = []

    def hear(_chat: Chat[Desk], answer: Answer) -> Say:
        files = [f"{file.name.partition('-')[0]} {file.mime}{file.problem}" for file in answer.files]
        said.append(" + ".join([answer.text, *files]))
        return Say("Đã nhận.")

    around, connection = at.around, at.connection
    ward = Ward(around.settings.zone, around.files, "http://127.0.0.1")
    channels = {connection.channel.name: connection.channel}
    sender = Sender(around.database, channels, lambda _session, row, _now: row.say, utc_now)
    router = Router({}, [], hear, lambda _chat: Say("?"), hear)
    intake = Intake(around.database, router, ward, around.clock, sender.wake)
    connections = {connection.channel.name: connection}
    reception = Reception(
        around.database, intake, connections, around.files, accept, around.clock, album_wait=0.1
    )
    lines = Lines([Line(connection, reception, lambda _locale, _roles: ())])
    lines.start()
    try:
        yield said
    finally:
        await lines.stop()
        await reception.stop(5)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.002)


def test_what_is_said_between_idle_answers_is_heard_and_answered(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path, Rules(longest_wait=0.05, only_while_polling=True)) as at:
            async with heard(at) as said:
                for number in range(12):
                    await asyncio.sleep(0.03)
                    await until(lambda: at.vendor.api.poll is not None)
                    await at.vendor.say(f"chat-{number}", str(number))
                await until(lambda: len(at.vendor.sent) == 12)
            assert sorted(said, key=int) == [str(number) for number in range(12)]
            assert at.vendor.api.lost == []

    asyncio.run(doing())


def test_what_waited_is_answered_and_a_repeat_only_once(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            for text in ("một", "hai", "ba"):
                await at.vendor.say(text, text)
            await at.vendor.repeat()
            await at.vendor.deliver({"event_name": "message.hologram.received", "message": {"text": "x"}})
            await at.vendor.say("bốn", "bốn")
            async with heard(at) as said:
                await until(lambda: len(at.vendor.sent) == 4)
            assert sorted(said) == sorted(["một", "hai", "ba", "bốn"])

    asyncio.run(doing())


def test_pictures_and_a_voice_are_fetched_and_pictures_sent_together_are_one_message(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            await at.vendor.attach("an", ("1.jpg", JPEG), ("2.png", PNG), text="Ảnh hội nghị")
            await at.vendor.attach("an", ("loi.aac", AAC))
            at.vendor.rules.photo_field = "photo"
            await at.vendor.attach("binh", ("1.jpg", JPEG))
            await at.vendor.attach("chi", ("1.jpg", b"\xff\xd8\xff<script>"))
            async with heard(at) as said:
                await until(lambda: len(at.vendor.sent) == 4)
            problem = "anh-20260601-0800.jpg chứa hai loại tệp trong một nên không nhận được."
            assert set(said) - {f"anh {problem}"} >= {
                "Ảnh hội nghị + anh image/jpeg + anh image/png",
                " + ghi audio/aac",
                " + anh image/jpeg",
            }
            assert len(said) == 4

    asyncio.run(doing())


def test_a_person_sees_that_an_answer_is_on_its_way(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            await at.vendor.say("an", "Xin chào")
            await at.connection.courtesy(at.vendor.api.queue[0])
            await at.connection.courtesy({"event_name": "message.unsupported.received"})
            assert at.vendor.api.calls == [("sendChatAction", {"chat_id": "an", "action": "typing"})]

    asyncio.run(doing())


@pytest.mark.parametrize(
    ("fault", "kind", "after"),
    [
        (Fault("status", 401), Refusal.REJECTED, None),
        (Fault("status", 404), Refusal.REJECTED, None),
        (Fault("status", 403), Refusal.TEMPORARY, None),
        (Fault("status", 429, retry_after=3), Refusal.THROTTLED, timedelta(seconds=3)),
        (Fault("status", 500), Refusal.TEMPORARY, None),
        (Fault("status", 200, code=401), Refusal.REJECTED, None),
        (Fault("garbage"), Refusal.TEMPORARY, None),
        (Fault("drop_before"), Refusal.UNCERTAIN, None),
    ],
)
def test_only_a_refused_token_needs_a_person(
    tmp_path: Path, fault: Fault, kind: Refusal, after: timedelta | None
) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            assert at.connection.polled is not None
            for method, doing in (
                ("getUpdates", at.connection.polled.poll),
                ("getMe", lambda: at.connection.begin(lambda _locale, _roles: ())),
            ):
                at.vendor.fail_on(method, fault)
                with pytest.raises(ChannelError) as told:
                    await doing()
                assert (told.value.refusal, told.value.after) == (kind, after)

    asyncio.run(doing())


@pytest.mark.parametrize("fault", [Fault("status", 408), Fault("status", 200, code=408)])
def test_an_idle_answer_is_no_failure(tmp_path: Path, fault: Fault) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            assert at.connection.polled is not None
            at.vendor.fail_on("getUpdates", fault)
            assert await at.connection.polled.poll() == []

    asyncio.run(doing())


def test_a_webhook_that_stands_in_the_way_of_polling_is_taken_away(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            at.vendor.api.webhook = ("https://elsewhere.example/", "x" * 8)
            facts = await at.connection.begin(lambda _locale, _roles: ())
            assert at.vendor.api.webhook is None
            assert facts == {
                "id": "1459232241454765289",
                "name": "Bot Phường Mẫu",
                "account": "bot.VDKyGxQvc",
            }
            assert sign_in(facts, "MA-SO") == "https://zalo.me/bot.VDKyGxQvc"
            at.vendor.api.webhook = ("https://elsewhere.example/", "x" * 8)
            assert at.connection.polled is not None
            with pytest.raises(ChannelError) as told:
                await at.connection.polled.poll()
            assert told.value.refusal is Refusal.TEMPORARY
            assert at.vendor.api.webhook is None

    asyncio.run(doing())


@pytest.mark.parametrize("wrapped", [False, True])
def test_by_webhook_calls_are_read_flat_and_wrapped(tmp_path: Path, wrapped: bool) -> None:
    async def doing() -> None:
        async with bench(tmp_path, Rules(wrapped=wrapped), zalo_bot_mode="webhook") as at:
            assert at.connection.polled is None
            await at.connection.begin(lambda _locale, _roles: ())
            await at.vendor.say("an", "Xin chào")
            await at.vendor.repeat()
            await at.vendor.unsupported("an", bare=True)
            # The first call is the probe of setWebhook, without a word.
            assert (at.ours.heard, at.vendor.answers) == ([0, 1, 1, 1], [200, 200, 200])

    asyncio.run(doing())


def test_a_webhook_the_vendor_cannot_reach_is_set_all_the_same_and_told_in_the_log(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path, zalo_bot_mode="webhook") as at:
            at.vendor.api.outcome = "webhook.err.tls"
            with structlog.testing.capture_logs() as logs:
                await at.connection.begin(lambda _locale, _roles: ())
            assert at.vendor.api.webhook is not None
            event, outcome = "webhook_not_verified", "webhook.err.tls"
            assert logs == [
                {"event": event, "outcome": outcome, "channel": "zalo_bot", "log_level": "warning"}
            ]
            at.vendor.fail_on("setWebhook", Fault("status", 400))
            with pytest.raises(ChannelError) as told:
                await at.connection.begin(lambda _locale, _roles: ())
            assert told.value.refusal is Refusal.TEMPORARY

    asyncio.run(doing())


JSON = {"Content-Type": "application/json"}
TEXT = b'{"event_name": "message.text.received", "message": {}}'


def test_only_calls_with_the_secret_are_read(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path, zalo_bot_mode="webhook", zalo_bot_secret=SECRET) as at:
            hook = at.connection.hook
            assert hook is not None
            ours: dict[str, Any] = JSON | {HEADER: SECRET}
            assert len(hook.read(ours, TEXT)) == 1
            assert [hook.read(headers, b"") for headers in ({}, ours, JSON)] == [(), (), ()]
            assert hook.read({}, TEXT) == ()
            for forged in (JSON, JSON | {HEADER: "x"}, JSON | {HEADER: SECRET.upper()}, JSON | {HEADER: "ệ"}):
                with pytest.raises(Forged):
                    hook.read(forged, TEXT)
            for body in (b"{", b"\xff", b"[" * 100_000):
                with pytest.raises(BadInput):
                    hook.read(ours, body)

    asyncio.run(doing())


async def fetched(fetch: Callable[[str], AsyncIterator[bytes]], url: str) -> bytes:
    return b"".join([chunk async for chunk in fetch(url)])


def test_files_are_fetched_also_where_they_have_moved(tmp_path: Path) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            link = at.vendor.keep(PDF)
            assert await fetched(at.connection.fetch, link) == PDF
            assert await fetched(at.connection.fetch, link.replace("/cdn/", "/moved/")) == PDF
            with pytest.raises(ChannelError) as told:
                await fetched(at.connection.fetch, f"{link}0")
            assert told.value.refusal is Refusal.REJECTED

    asyncio.run(doing())


@pytest.mark.parametrize(
    "url",
    [
        "http://photo.example.vn/1.jpg",
        "https://127.0.0.1/1.jpg",
        "https://[::1]/1.jpg",
        "https://10.0.0.1/1.jpg",
        "https://2130706433/1.jpg",
        "https://0x7f.1/1.jpg",
        "https://localhost/1.jpg",
        "file:///etc/passwd",
        "https://",
        "https://[/",
    ],
)
def test_no_file_is_fetched_from_our_own_network(tmp_path: Path, url: str) -> None:
    async def doing() -> None:
        async with bench(tmp_path) as at:
            with pytest.raises(ChannelError) as told:
                await fetched(Outside(at.around.http).fetch, url)
            assert told.value.refusal is Refusal.REJECTED

    asyncio.run(doing())
