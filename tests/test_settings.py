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
