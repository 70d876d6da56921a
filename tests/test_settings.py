"""Settings the operator gets wrong are all told at once, each with its fix."""

from datetime import time

import pytest

from bot.errors import BadInput
from bot.settings import read_settings


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("07:30-11:30,13:30-17:00", ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))),
        ("8:00 - 16:00", ((time(8), time(16)),)),
    ],
)
def test_office_hours_are_spans_in_order(
    monkeypatch: pytest.MonkeyPatch, text: str, spans: tuple[tuple[time, time], ...]
) -> None:
    monkeypatch.setenv("BOT_OFFICE_HOURS", text)
    assert read_settings().hours == spans


@pytest.mark.parametrize(
    "text",
    ["", "8-16", "08:00", "16:00-08:00", "08:00-12:00,11:00-17:00", "08:00-25:00", "8:00+07:00-16:00", "x"],
)
def test_other_hours_are_refused_with_the_fix(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("BOT_OFFICE_HOURS", text)
    with pytest.raises(BadInput) as refused:
        read_settings()
    assert "BOT_OFFICE_HOURS" in str(refused.value)


@pytest.mark.parametrize(
    ("named", "fix"),
    [
        ({"TELEGRAM_TOKEN": "no token"}, "BOT_TELEGRAM_TOKEN"),
        ({"TELEGRAM_TOKEN": "12:ab/../x"}, "BOT_TELEGRAM_TOKEN"),
        ({"TELEGRAM_MODE": "push"}, "BOT_TELEGRAM_MODE"),
        ({"TELEGRAM_SECRET": "short"}, "BOT_TELEGRAM_SECRET"),
        ({"ZALO_BOT_SECRET": "có dấu tiếng Việt"}, "BOT_ZALO_BOT_SECRET"),
        ({"ZALO_BOT_API": "bot.example"}, "BOT_…_API"),
        ({"ZALO_OA_APP_ID": "12"}, "BOT_ZALO_OA_REFRESH_TOKEN"),
        ({"ZALO_OA_SECRET": "key"}, "BOT_ZALO_OA_APP_ID"),
        ({"ZALO_OA_BUDGET": "-1"}, "BOT_ZALO_OA_BUDGET"),
        ({"TELEGRAM_TOKEN": "12:ab", "TELEGRAM_MODE": "webhook"}, "BOT_PUBLIC_URL"),
        ({"WEB_CHAT": "off"}, "BOT_WEB_CHAT"),
    ],
)
def test_a_channel_set_up_wrongly_is_refused_with_the_fix_and_without_the_value(
    monkeypatch: pytest.MonkeyPatch, named: dict[str, str], fix: str
) -> None:
    for name, value in named.items():
        monkeypatch.setenv(f"BOT_{name}", value)
    with pytest.raises(BadInput) as refused:
        read_settings()

    assert fix in str(refused.value)
    assert not [value for value in named.values() if len(value) > 4 and f" {value}" in str(refused.value)]


def test_mistakes_of_the_ward_and_of_its_channels_are_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PORT": "0", "TELEGRAM_TOKEN": "x", "ZALO_BOT_MODE": "x"}.items():
        monkeypatch.setenv(f"BOT_{name}", value)
    with pytest.raises(BadInput) as refused:
        read_settings()

    assert [line.split()[0] for line in str(refused.value).splitlines()[1:]] == [
        "BOT_TELEGRAM_TOKEN",
        "BOT_ZALO_BOT_MODE",
        "BOT_PORT",
    ]


def test_a_ward_may_do_without_the_web_chat_where_another_channel_is_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOT_WEB_CHAT", "off")
    monkeypatch.setenv("BOT_ZALO_BOT_TOKEN", " 123:abc ")
    settings = read_settings()

    assert settings.channels.zalo_bot_token is not None
    assert settings.channels.zalo_bot_token.get_secret_value() == "123:abc"
    assert "abc" not in repr(settings)


def test_a_webhook_on_this_very_machine_needs_no_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TELEGRAM_TOKEN", "12:ab")
    monkeypatch.setenv("BOT_TELEGRAM_MODE", "webhook")
    monkeypatch.setenv("BOT_PUBLIC_URL", "http://127.0.0.1:8080")

    assert read_settings().channels.needs_public_address
