"""What vendors do on the wire becomes an answer or the right refusal, in the time allowed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.channels.http import LARGEST_ANSWER, LONGEST_WAIT, MOST_TO_ONE, Answer, Http
from bot.errors import ChannelError, Refusal

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def vendor(handler: Handler) -> AsyncIterator[tuple[Http, str]]:
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", handler)
    http = Http()
    async with TestServer(app, host="127.0.0.1", shutdown_timeout=0.1) as server:
        try:
            yield http, str(server.make_url("/"))
        finally:
            await http.close()


def call(handler: Handler, patience: float = 3.0) -> Answer:
    async def run() -> Answer:
        async with vendor(handler) as (http, url):
            return await http.call(url, json={}, patience=patience)

    return asyncio.run(run())


def refusal_of(handler: Handler) -> Refusal:
    with pytest.raises(ChannelError) as caught:
        call(handler)
    return caught.value.refusal


def stream(handler: Handler) -> bytes:
    async def run() -> bytes:
        async with vendor(handler) as (http, url):
            return b"".join([chunk async for chunk in http.stream(url, patience=3.0)])

    return asyncio.run(run())


def answering(status: int = 200, body: bytes = b"{}", **headers: str) -> Handler:
    async def answer(_request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, body=body, headers=named)

    return answer


async def hang(_request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(5)
    return web.Response()


async def drop(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def stop_half_way(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"ok": tr')
    assert request.transport is not None
    request.transport.abort()
    return response


async def stall_half_way(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"ok": tr')
    await asyncio.sleep(5)
    return response


async def garble(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.write(b"\x00\x01\x02 what is this\r\n\r\n")
    request.transport.close()
    return web.Response()


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 429, 500, 502, 504])
def test_whatever_status_a_vendor_answers_with_is_an_answer(status: int) -> None:
    answered = call(answering(status, b'{"code": 1}', Location="http://127.0.0.1:1/elsewhere"))
    assert (answered.status, answered.data) == (status, {"code": 1})


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"42", b"{", b"<html>", b"\xff\xfe\x00", b"[" * 99_999, b"9" * 9_999]
)
def test_what_is_no_object_is_no_data(body: bytes) -> None:
    assert call(answering(200, body)).data is None


def test_an_answer_without_end_is_read_no_further_than_a_sane_one_goes() -> None:
    sent: list[int] = []

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            sent.append(65_536)
            await response.write(b"a" * 65_536)

    assert call(endless, patience=10).data is None
    assert LARGEST_ANSWER <= sum(sent) < 10 * LARGEST_ANSWER


@pytest.mark.parametrize("handler", [hang, drop, stop_half_way, stall_half_way, garble])
def test_a_request_that_left_and_was_not_answered_may_have_arrived(handler: Handler) -> None:
    assert refusal_of(handler) is Refusal.UNCERTAIN


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}", "http://", "ftp://127.0.0.1/", "nonsense"])
def test_a_request_that_never_left_may_be_made_again(url: str) -> None:
    async def run() -> None:
        http = Http()
        try:
            await http.call(url.format(port=unused_port()), json={"token": "secret"})
        finally:
            await http.close()

    with pytest.raises(ChannelError) as caught:
        asyncio.run(run())
    assert caught.value.refusal is Refusal.TEMPORARY
    assert "127.0.0.1" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_an_answer_in_a_broken_coding_may_have_been_to_a_request_that_arrived() -> None:
    assert refusal_of(answering(200, b"no gzip", Content_Encoding="gzip")) is Refusal.UNCERTAIN


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        ("0", timedelta()),
        ("7", timedelta(seconds=7)),
        (" 30 ", timedelta(seconds=30)),
        ("999999999", LONGEST_WAIT),
        ("9" * 40, None),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("1.5", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", timedelta()),
        ("Wed, 21 Oct 2015 07:28:00", timedelta()),
        ("Wed, 21 Oct 2015 07:28:00 -0000", timedelta()),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT),
        ("Fri, 31 Dec 99999 23:59:59 GMT", None),
    ],
)
def test_how_long_a_vendor_asks_us_to_wait_is_read_or_left_alone(asked: str, wait: timedelta | None) -> None:
    assert call(answering(429, Retry_After=asked)).retry_after == wait


def test_a_vendor_that_asks_nothing_is_not_waited_for() -> None:
    assert call(answering(429)).retry_after is None


def test_a_moment_to_wait_for_is_as_far_as_it_is() -> None:
    moment = datetime.now(UTC) + timedelta(seconds=90)
    wait = call(answering(503, Retry_After=format_datetime(moment, usegmt=True))).retry_after
    assert wait is not None
    assert timedelta(seconds=80) < wait <= timedelta(seconds=90)


def test_bytes_come_whole_and_in_order() -> None:
    body = bytes(range(256)) * 2_000
    assert stream(answering(200, body)) == body


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_file_that_is_listed_and_refused_will_not_come(status: int) -> None:
    with pytest.raises(ChannelError) as caught:
        stream(answering(status))
    assert caught.value.refusal is Refusal.REJECTED


@pytest.mark.parametrize(
    "handler", [answering(500), answering(429), hang, drop, stop_half_way, stall_half_way]
)
def test_a_file_that_does_not_come_now_may_come_later(handler: Handler) -> None:
    with pytest.raises(ChannelError) as caught:
        stream(handler)
    assert caught.value.refusal is Refusal.TEMPORARY


def test_no_cookie_of_a_vendor_is_carried_about() -> None:
    seen: list[str] = []

    async def remember(request: web.Request) -> web.StreamResponse:
        seen.append(request.headers.get("Cookie", ""))
        return web.Response(headers={"Set-Cookie": "who=you"})

    async def run() -> None:
        async with vendor(remember) as (http, url):
            for _call in range(2):
                await http.call(url.replace("127.0.0.1", "localhost"))

    asyncio.run(run())
    assert seen == ["", ""]


def test_closed_before_it_was_used_there_is_nothing_to_close() -> None:
    asyncio.run(Http().close())


def test_a_slow_vendor_takes_no_connection_from_the_others() -> None:
    async def hang(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        return web.Response()

    async def run() -> Answer:
        async with vendor(hang) as (http, slow), TestServer(web.Application(), host="127.0.0.1") as other:
            waiting = [asyncio.create_task(http.call(slow, patience=4.5)) for _one in range(2 * MOST_TO_ONE)]
            await asyncio.sleep(0.3)
            answer = await http.call(str(other.make_url("/")), patience=3.0)
            for call in waiting:
                call.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
            return answer

    assert asyncio.run(run()).status == 404


def test_a_call_that_found_no_connection_has_not_left_and_may_be_tried_again() -> None:
    async def hang(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(5)
        return web.Response()

    async def run() -> list[Refusal]:
        async with vendor(hang) as (http, url):
            calls = [http.call(url, patience=3.0) for _one in range(MOST_TO_ONE + 1)]
            failed = await asyncio.gather(*calls, return_exceptions=True)
            return [error.refusal for error in failed if isinstance(error, ChannelError)]

    told = asyncio.run(run())
    assert (told.count(Refusal.UNCERTAIN), told.count(Refusal.TEMPORARY)) == (MOST_TO_ONE, 1)
