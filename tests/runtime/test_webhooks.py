"""Where vendors call us: what is theirs is kept, what is not is turned away, and nothing takes us down."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from sqlalchemy.exc import OperationalError

from bot.channels.port import Forged, Raw
from bot.errors import BadInput
from bot.runtime.webhooks import add_hooks
from storage.database import Database
from tests.runtime.post import PostOffice, letter

SECRET = "a secret of the test"
LIMIT = 1024 * 1024


@dataclass(frozen=True)
class PostHook:
    """Genuine is what carries the secret."""

    path: str = "/post"
    pages: Mapping[str, str] = field(default_factory=lambda: {"/verifier.html": "<p>it is us</p>"})

    def read(self, headers: Mapping[str, str], body: bytes) -> Sequence[Raw]:
        if headers.get("X-Secret") != SECRET:
            raise Forged
        if not body or body == b"{}":
            return ()
        data: Any = json.loads(body)
        if not isinstance(data, dict):
            raise BadInput("This request could not be read.")
        return [data]


@dataclass
class Served:
    """The post office where vendors reach it."""

    office: PostOffice
    server: TestServer

    async def post(self, body: bytes | AsyncIterator[bytes], secret: str = SECRET) -> int:
        data = BytesIO(body) if isinstance(body, bytes) else body
        url, headers = self.server.make_url("/post"), {"X-Secret": secret}
        async with ClientSession() as http, http.post(url, data=data, headers=headers) as response:
            status = response.status
        await self.office.reception.stop(5)
        return status

    async def send_raw(self, request: bytes, *, then_close: bool = True) -> bytes:
        """What comes back for these bytes."""
        assert self.server.port is not None
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        writer.write(request)
        await writer.drain()
        if then_close:
            writer.close()
        answer = b"" if then_close else await reader.read(15)
        writer.close()
        return answer


@asynccontextmanager
async def served(database: Database, folder: Path) -> AsyncIterator[Served]:
    office = PostOffice(database, folder)
    app = web.Application(client_max_size=LIMIT)
    add_hooks(app, office.reception, [replace(office.connection, hook=PostHook())], slowest=0.3)
    server = TestServer(app, host="127.0.0.1")
    async with server:
        yield Served(office, server)


def as_body(raw: Mapping[str, object]) -> bytes:
    return json.dumps(raw).encode()


def test_a_genuine_call_is_kept_and_answered_once_however_often_it_comes(
    database: Database, tmp_path: Path
) -> None:
    async def run() -> tuple[list[int], list[str]]:
        async with served(database, tmp_path) as post:
            calls = [post.post(as_body(letter(1, "one"))) for _call in range(5)]
            return await asyncio.gather(*calls), post.office.heard_back

    assert asyncio.run(run()) == ([200] * 5, ["Heard one"])


@pytest.mark.parametrize("secret", ["", "another", SECRET.upper(), SECRET + " and more"])
def test_a_forged_call_is_turned_away_and_nothing_of_it_kept(
    database: Database, tmp_path: Path, secret: str
) -> None:
    async def run() -> tuple[int, list[str]]:
        async with served(database, tmp_path) as post:
            return await post.post(as_body(letter(1, "one")), secret), post.office.said

    assert asyncio.run(run()) == (403, [])


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_genuine_call_that_makes_no_sense_is_taken_so_that_it_does_not_come_again(
    database: Database, tmp_path: Path, body: bytes
) -> None:
    async def run() -> tuple[int, list[str]]:
        async with served(database, tmp_path) as post:
            return await post.post(body), post.office.said

    assert asyncio.run(run()) == (200, [])


def test_a_call_too_large_is_refused_and_one_as_large_as_may_be_is_not(
    database: Database, tmp_path: Path
) -> None:
    async def run() -> list[int]:
        async with served(database, tmp_path) as post:
            whole = as_body(letter(1, "x" * (LIMIT - 100)))
            return [await post.post(whole), await post.post(whole + b" " * 200)]

    assert asyncio.run(run()) == [200, 413]


def test_a_call_that_does_not_come_to_its_end_is_given_up(database: Database, tmp_path: Path) -> None:
    async def drip() -> AsyncIterator[bytes]:
        for sign in as_body(letter(1, "one")):
            yield bytes([sign])
            await asyncio.sleep(0.05)

    async def run() -> tuple[int, list[str]]:
        async with served(database, tmp_path) as post:
            return await post.post(drip()), post.office.said

    assert asyncio.run(run()) == (408, [])


def test_a_call_cut_off_in_the_middle_leaves_nothing_and_takes_nothing_down(
    database: Database, tmp_path: Path
) -> None:
    body = as_body(letter(1, "one"))
    head = f"POST /post HTTP/1.1\r\nHost: x\r\nX-Secret: {SECRET}\r\nContent-Length: {len(body)}\r\n\r\n"
    chunked = f"POST /post HTTP/1.1\r\nHost: x\r\nX-Secret: {SECRET}\r\nTransfer-Encoding: chunked\r\n\r\n"

    async def run() -> tuple[bytes, bytes, int, list[str]]:
        async with served(database, tmp_path) as post:
            for cut in (0, 1, len(body) // 2, len(body) - 1):
                await post.send_raw(head.encode() + body[:cut])
            await post.send_raw(head.encode()[:40])
            waited = await post.send_raw(head.encode() + body[:-1], then_close=False)
            garbled = await post.send_raw(chunked.encode() + b"zz\r\n" + body, then_close=False)
            return waited, garbled, await post.post(as_body(letter(2, "two"))), post.office.heard_back

    waited, garbled, status, heard = asyncio.run(run())
    assert waited == b"HTTP/1.1 408 Re"
    assert garbled[:12].endswith(b" 400")
    assert (status, heard) == (200, ["Heard two"])


def test_what_cannot_be_kept_just_now_is_not_acknowledged(database: Database, tmp_path: Path) -> None:
    write = database.write

    async def fails(_work: object, **_more: object) -> None:
        raise OperationalError("", None, Exception())

    async def run() -> tuple[list[int], list[str]]:
        async with served(database, tmp_path) as post:
            database.write = fails  # type: ignore[method-assign, assignment]
            statuses = [await post.post(as_body(letter(1, "one")))]
            database.write = write  # type: ignore[method-assign]
            statuses.append(await post.post(as_body(letter(1, "one"))))
            return statuses, post.office.heard_back

    assert asyncio.run(run()) == ([500, 200], ["Heard one"])


def test_the_pages_a_vendor_looks_for_are_there_and_the_hook_itself_shows_nothing(
    database: Database, tmp_path: Path
) -> None:
    async def run() -> tuple[str, int]:
        async with served(database, tmp_path) as post, ClientSession() as http:
            async with http.get(post.server.make_url("/verifier.html")) as page:
                text = await page.text()
            async with http.get(post.server.make_url("/post")) as hook:
                return text, hook.status

    assert asyncio.run(run()) == ("<p>it is us</p>", 405)
