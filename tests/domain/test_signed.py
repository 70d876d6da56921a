"""Sealed links open what they were sealed for, until they lapse, and nothing else ever."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.signed import seal, unseal

KEY = b"k" * 32
NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=7)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.!/ ệ"


@given(WORDS, WORDS.filter(lambda purpose: "\0" not in purpose))
def test_what_was_sealed_is_opened_with_the_same_key_for_the_same_purpose(payload: str, purpose: str) -> None:
    token = seal(KEY, purpose, payload, LATER)

    assert unseal(KEY, purpose, token, NOW) == payload
    assert unseal(b"another" * 5, purpose, token, NOW) is None
    assert unseal(KEY, f"{purpose}x", token, NOW) is None


@given(st.data())
def test_a_token_with_any_sign_changed_added_or_left_out_opens_nothing(data: st.DataObject) -> None:
    token = seal(KEY, "file", data.draw(WORDS), LATER)
    at = data.draw(st.integers(0, len(token)))
    left_out = data.draw(st.integers(0, 3))
    put_in = data.draw(st.text(st.sampled_from(SIGNS), max_size=3))
    forged = token[:at] + put_in + token[at + left_out :]
    assume(forged != token)

    assert unseal(KEY, "file", forged, NOW) is None


@given(st.text(max_size=80))
def test_no_words_at_all_open_anything_or_do_harm(words: str) -> None:
    assert unseal(KEY, "file", words, NOW) is None


@pytest.mark.parametrize(
    ("passed", "opened"),
    [
        (timedelta(), "x"),
        (timedelta(days=7, seconds=-1), "x"),
        (timedelta(days=7), None),
        (timedelta(days=999), None),
    ],
)
def test_a_link_lapses_to_the_second(passed: timedelta, opened: str | None) -> None:
    assert unseal(KEY, "file", seal(KEY, "file", "x", LATER), NOW + passed) == opened


@given(WORDS)
def test_a_token_is_safe_in_an_address(payload: str) -> None:
    assert set(seal(KEY, "file", payload, LATER)) <= set(SIGNS[:64])
