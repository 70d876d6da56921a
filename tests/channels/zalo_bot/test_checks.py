"""What the doctor finds out about a Zalo bot, and what it tells the operator to do."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.channels.port import Checked
from bot.texts import speaking
from tests.channels.zalo_bot.house import Bench, bench
from tests.fakes.vendor import Fault

POLLING, WEBHOOK = "polling", "webhook"
KNOWN = Checked("Zalo Bot: the token works, the bot is Bot Phường Mẫu.")
AGAIN = "Wait a while and run doctor again."


def examined(
    folder: Path, mode: str, prepare: Callable[[Bench], Awaitable[None]] | None = None, **chosen: Any
) -> list[Checked]:
    async def doing() -> list[Checked]:
        async with bench(folder, zalo_bot_mode=mode, **chosen) as at:
            if prepare is not None:
                await prepare(at)
            with speaking("en"):
                return list(await at.connection.examine())

    return asyncio.run(doing())


async def begun(at: Bench) -> None:
    await at.connection.begin(lambda _locale, _roles: ())


def test_a_sound_bot_by_polling(tmp_path: Path) -> None:
    by_polling = Checked("Zalo Bot: heard by polling.")
    assert examined(tmp_path, POLLING) == [KNOWN, by_polling]


def test_a_sound_bot_by_webhook(tmp_path: Path) -> None:
    _known, where, tested = found = examined(tmp_path, WEBHOOK, begun)
    assert where.text.startswith("Zalo Bot: the webhook is set to http://127.0.0.1:")
    assert tested == Checked("Zalo Bot: the platform reaches the webhook.")
    assert not any(one.is_trouble or one.advice for one in found)


@pytest.mark.parametrize("code", [401, 404])
def test_a_refused_token_says_where_to_take_another(tmp_path: Path, code: int) -> None:
    async def refuse(at: Bench) -> None:
        at.vendor.fail_on("getMe", Fault("status", code))

    advice = (
        "In Zalo open Zalo Bot Manager, choose the bot, take its token anew "
        "and put it into BOT_ZALO_BOT_TOKEN; then start again."
    )
    assert examined(tmp_path, POLLING, refuse) == [
        Checked(f"Zalo Bot: the token is refused ({code}).", advice, True)
    ]


def test_a_platform_that_is_down_is_no_fault_of_the_token(tmp_path: Path) -> None:
    async def down(at: Bench) -> None:
        at.vendor.fail_on("getMe", Fault("status", 500))

    assert examined(tmp_path, POLLING, down)[0] == Checked(
        "Zalo Bot: the platform answers with error 500.", AGAIN, True
    )


def test_without_a_way_to_the_platform_the_address_is_told_without_the_token(tmp_path: Path) -> None:
    (trouble,) = examined(tmp_path, POLLING, zalo_bot_api="http://127.0.0.1:9")
    assert trouble == Checked(
        "Zalo Bot: no answer from http://127.0.0.1:9 (ClientConnectorError).",
        "Check that this machine reaches the internet, and BOT_ZALO_BOT_API.",
        True,
    )


def test_a_webhook_of_somebody_else_is_told(tmp_path: Path) -> None:
    async def taken(at: Bench) -> None:
        at.vendor.api.webhook, at.vendor.api.webhook_set = ("https://elsewhere.example/", "x" * 8), True

    assert examined(tmp_path, POLLING, taken)[1].text == (
        "Zalo Bot: a webhook is set, so that polling hears nothing."
    )
    other = examined(tmp_path, WEBHOOK, taken)[1]
    assert other.is_trouble
    assert other.advice.startswith("Start again to set it")


def test_a_webhook_that_was_never_set_is_told(tmp_path: Path) -> None:
    assert examined(tmp_path, WEBHOOK)[1] == Checked(
        "Zalo Bot: no webhook is set.", "It is set at the next start: make run", True
    )


@pytest.mark.parametrize(
    ("outcome", "advice"),
    [
        ("webhook.err.tls", "Give the proxy a certificate of a known authority"),
        ("webhook.http.403", "Let the proxy pass POST /zalo/bot on"),
        ("webhook.http.5xx", "The assistant must be running"),
        ("webhook.err.dns", "Check that the name of BOT_PUBLIC_URL leads here"),
    ],
)
def test_a_webhook_that_is_not_reached_says_what_to_mend(tmp_path: Path, outcome: str, advice: str) -> None:
    async def failing(at: Bench) -> None:
        await begun(at)
        at.vendor.api.outcome = outcome

    trouble = examined(tmp_path, WEBHOOK, failing)[2]
    assert trouble.text == f"Zalo Bot: the platform does not reach the webhook ({outcome})."
    assert trouble.advice.startswith(advice)
    assert trouble.is_trouble


def test_a_webhook_that_was_tested_too_often_is_no_trouble(tmp_path: Path) -> None:
    async def often(at: Bench) -> None:
        await begun(at)
        at.vendor.api.tests_left = 0

    assert examined(tmp_path, WEBHOOK, often)[2] == Checked(
        "Zalo Bot: the webhook was tested too often today.", "Run doctor again tomorrow."
    )
