"""What goes over the wire between Zalo and an official account: signatures, buttons, empty calls."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.port import Forged
from bot.channels.zalo_oa.client import proof
from bot.channels.zalo_oa.hook import Hook, signature, verifier_page
from bot.channels.zalo_oa.messages import pressed, text_message

APP, SECRET, STAMP = "360846524940903967", "OAsecretKeyExample", "1540368141908"
MAC = "1a97ff386e8d605f9c7c38934d274b8ae8b431a4664666b4e18a2c3182287f84"
BODY = (
    '{"app_id":"360846524940903967","sender":{"id":"246845883529197922"},'
    '"recipient":{"id":"388613280878808645"},"user_id_by_app":"552177279717587730",'
    '"event_name":"user_send_text","message":{"text":"Xin chào","msg_id":"96d3cdf3af150460909"},'
    '"timestamp":"1540368141908"}'
).encode()
THEN = datetime(2018, 10, 24, 9, tzinfo=UTC)
HOOK = Hook(APP, SECRET, lambda: THEN)


def test_a_call_is_signed_as_zalo_documents_it() -> None:
    assert signature(APP, BODY, STAMP, SECRET) == MAC


def test_the_use_of_a_token_is_proved_as_zalo_documents_it() -> None:
    expected = "2e2b9904b3e58aecdef31853b34ba6a6db82323ca1c5517d4bbf25d2938de838"

    assert proof("AppSecretExample", "AccessTokenExample") == expected


@pytest.mark.parametrize("name", ["X-ZEvent-Signature", "x-zevent-signature"])
@pytest.mark.parametrize("mark", [f"mac={MAC}", f"mac={MAC.upper()}", MAC])
def test_a_signed_call_is_read(name: str, mark: str) -> None:
    assert HOOK.read({name: mark}, BODY) == (json.loads(BODY),)


def test_the_time_of_signing_may_stand_in_a_header_alone() -> None:
    headers = {"X-ZEvent-Signature": f"mac={signature(APP, b'{}', STAMP, SECRET)}"}

    assert HOOK.read(headers | {"X-ZEvent-Timestamp": STAMP}, b"{}") == ({},)


@pytest.mark.parametrize("oa_id", ["388613280878808645", "246845883529197922"])
def test_a_call_signed_with_the_number_of_the_account_is_read(oa_id: str) -> None:
    headers = {"X-ZEvent-Signature": f"mac={signature(oa_id, BODY, STAMP, SECRET)}"}

    assert HOOK.read(headers, BODY) == (json.loads(BODY),)


@pytest.mark.parametrize("body", [b"", b"{}", b" {} \n"])
def test_an_empty_call_without_a_signature_is_a_trial_and_holds_nothing(body: bytes) -> None:
    assert HOOK.read({"User-Agent": "Java"}, body) == ()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, BODY),
        ({"X-ZEvent-Signature": "mac="}, BODY),
        ({"X-ZEvent-Signature": f"mac={MAC[:-1]}5"}, BODY),
        ({"X-ZEvent-Signature": f"mac={MAC}"}, BODY.replace(b"Xin", b"Xim")),
        ({"X-ZEvent-Signature": f"mac={MAC}"}, BODY.replace(b"1540368141908", b"1540368141909")),
        ({"X-ZEvent-Signature": f"mac={MAC}"}, BODY[:-10]),
        ({"X-ZEvent-Signature": f"mac={MAC}"}, b"{}"),
        ({"X-ZEvent-Signature": f"mac={MAC}"}, b"[]"),
        ({"X-ZEvent-Signature": f"mac={MAC}"}, b"\xff\x00"),
        ({"X-ZEvent-Signature": "mac=\udc80"}, BODY),
        ({"X-ZEvent-Signature": f"mac={MAC}"}, b"[" * 100_000),
        ({"X-ZEvent-Signature": f"mac={MAC}"}, b'{"oa_id":"\\ud800","timestamp":"\\ud800"}'),
        ({}, b'{"event_name":"user_send_text"}'),
    ],
)
def test_anything_else_is_a_forgery(headers: Mapping[str, str], body: bytes) -> None:
    with pytest.raises(Forged):
        HOOK.read(headers, body)


def test_a_genuine_call_of_long_ago_is_somebody_sending_it_again() -> None:
    later = Hook(APP, SECRET, lambda: THEN + timedelta(days=31))

    assert later.read({"X-ZEvent-Signature": f"mac={MAC}"}, BODY) == ()


def test_a_call_of_long_ago_that_names_its_time_in_a_header_alone_is_as_old() -> None:
    later = Hook(APP, SECRET, lambda: THEN + timedelta(days=31))
    headers = {"X-ZEvent-Signature": f"mac={signature(APP, b'{}', STAMP, SECRET)}"}

    assert later.read(headers | {"X-ZEvent-Timestamp": STAMP}, b"{}") == ()


def test_the_page_by_which_zalo_knows_the_domain() -> None:
    ((path, page),) = verifier_page("Kz9_a-1").items()

    assert path == "/zalo_verifierKz9_a-1.html"
    assert 'content="Kz9_a-1"' in page
    assert verifier_page("") == {}


@pytest.mark.parametrize("value", ["12:3", "0:0", "/start", "/why 12", "/start AB CD"])
def test_a_press_comes_back_as_what_its_button_carries(value: str) -> None:
    (button,) = text_message("1", "Chọn:", ((value, "Nhãn"),))["message"]["attachment"]["payload"]["buttons"]

    assert (button["type"], button["title"]) == ("oa.query.hide", "Nhãn")
    assert pressed(button["payload"]) == value


@pytest.mark.parametrize(
    "text", ["12:3", "/start", "#", "#12", "# 12:3", "#họp", "#/", "#/ a", "số #1:2", ""]
)
def test_what_people_type_is_no_press(text: str) -> None:
    assert pressed(text) is None


@settings(max_examples=50)
@given(
    st.from_regex(
        r"(\d{1,6}:\d{1,2}|/[a-z]{1,20}( [\w-]{1,20})?)",
        fullmatch=True,
        alphabet=st.characters(codec="ascii"),
    )
)
def test_every_value_survives_its_way_there_and_back(value: str) -> None:
    assert pressed(f"#{value}") == value
