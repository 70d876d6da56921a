"""The pages over a real server: uploads, files, headers, health, and the public schedule."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData

from tests.runtime.house import PICTURE, Client, House, another, greeted, hear

TOO_LARGE = "A file may be at most 0 MB. Please send a smaller one."
NOT_HERE = "This is not allowed from here. Please open the page again."


def visit(house: House, doing: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with house.open() as client:
            return await doing(client)

    return asyncio.run(run())


def form(*files: tuple[str, bytes], number: str | None = None) -> FormData:
    data = FormData()
    if number is not None:
        data.add_field("n", number)
    for name, content in files:
        data.add_field("file", content, filename=name)
    return data


def test_files_sent_together_become_one_message_in_order_and_a_bad_one_says_why(tmp_path: Path) -> None:
    async def doing(client: Client) -> list[Any]:
        socket = await greeted(client)
        files = form(("Ảnh 1.png", PICTURE), ("chạy.exe", b"MZ\x90\x00"))
        answer = await client.post("/chat/upload", data=files)
        return [answer.status, await answer.json(), (await hear(socket))["text"]]

    house = House(tmp_path)
    problem = "chạy.exe is of a kind that cannot be taken."
    assert visit(house, doing) == [
        200,
        {"files": [{"name": "Ảnh 1.png", "problem": ""}, {"name": "chạy.exe", "problem": problem}]},
        f"Ảnh 1.png: ok\nchạy.exe: {problem}",
    ]
    assert [path.read_bytes() for path in house.files.root.rglob("*") if path.is_file()] == [PICTURE]


def test_an_upload_sent_again_is_taken_once(tmp_path: Path) -> None:
    async def doing(client: Client) -> list[Any]:
        socket = await greeted(client)
        for _ in range(2):
            await client.post("/chat/upload", data=form(("a.png", PICTURE), number="same"))
        await socket.send_json({"text": "rồi"})
        return [(await hear(socket))["text"] for _ in range(2)]

    assert visit(House(tmp_path), doing) == ["a.png: ok", "Heard rồi"]


def test_a_file_over_the_limit_costs_only_itself(tmp_path: Path) -> None:
    async def doing(client: Client) -> tuple[int, Any]:
        files = form(("b.png", PICTURE * 20), ("a.png", PICTURE))
        answer = await client.post("/chat/upload", data=files)
        return answer.status, await answer.json()

    house = House(tmp_path, upload_limit=1000)
    told = [
        {"name": "a.png", "problem": ""},
        {"name": "b.png", "problem": "b.png is larger than 0 MB."},
    ]
    assert visit(house, doing) == (200, {"files": told})
    assert [path.read_bytes() for path in house.files.root.rglob("*") if path.is_file()] == [PICTURE]


def test_an_upload_far_over_the_limit_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    async def doing(client: Client) -> tuple[int, Any]:
        answer = await client.post("/chat/upload", data=form(("a.png", PICTURE), ("b.png", PICTURE * 100)))
        return answer.status, await answer.json()

    house = House(tmp_path, upload_limit=1000)
    assert visit(house, doing) == (413, {"error": TOO_LARGE})
    assert [path for path in house.files.root.rglob("*") if path.is_file()] == []


def test_an_upload_needs_a_cookie_and_our_own_page(tmp_path: Path) -> None:
    async def doing(client: Client) -> list[Any]:
        files = [("a.png", PICTURE)]
        elsewhere = {"Origin": "https://evil.example"}
        refused = [await client.post("/chat/upload", data=form(*files), headers=elsewhere)]
        async with another(client) as script:
            refused.append(await script.post("/chat/upload", data=form(*files)))
            return [(answer.status, await answer.json()) for answer in refused]

    assert visit(House(tmp_path), doing) == [(403, {"error": NOT_HERE})] * 2


BAD_BODIES = [
    ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\nbroken"),
    ({"Content-Type": "multipart/form-data"}, b"no boundary"),
    ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x--\r\n"),
    (
        {"Content-Type": "multipart/form-data; boundary=x"},
        b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y--\r\n--x--\r\n",
    ),
]


@pytest.mark.parametrize(("headers", "body"), BAD_BODIES, ids=range(len(BAD_BODIES)))
def test_an_upload_that_is_no_form_is_refused(tmp_path: Path, headers: dict[str, str], body: bytes) -> None:
    async def doing(client: Client) -> tuple[int, Any]:
        answer = await client.post("/chat/upload", data=body, headers=headers)
        return answer.status, await answer.json()

    assert visit(House(tmp_path), doing) == (400, {"error": "This request could not be read."})


def test_a_file_is_handed_only_to_the_chat_it_was_meant_for(tmp_path: Path) -> None:
    async def doing(client: Client) -> list[Any]:
        socket = await greeted(client)
        await socket.send_json({"text": "/file"})
        (file,) = (await hear(socket))["files"]
        mine = await client.get(file["url"])
        headers = [mine.headers[name] for name in ("Content-Disposition", "X-Content-Type-Options")]
        body = await mine.text()
        renamed = await client.get("/files/1/0/other.txt")
        beyond = await client.get("/files/1/1/x")
        async with another(client) as stranger:
            await stranger.get("/")
            theirs = await stranger.get(file["url"])
            return [file["name"], body, headers, renamed.status, beyond.status, theirs.status]

    quoted = "B%C3%A1o%20c%C3%A1o%20th%C3%A1ng%206.txt"
    assert visit(House(tmp_path), doing) == [
        "Báo cáo tháng 6.txt",
        "bao cao",
        [f"attachment; filename*=UTF-8''{quoted}", "nosniff"],
        404,
        404,
        404,
    ]


def test_the_page_is_strict_about_what_it_loads_and_gives_a_guarded_cookie(tmp_path: Path) -> None:
    async def doing(client: Client) -> tuple[str, list[str], str]:
        async with another(client) as fresh:
            answer = await fresh.get("/", headers={"Host": "phuong.example"})
            cookie = answer.headers["Set-Cookie"].partition("; ")[2]
            policy = answer.headers["Content-Security-Policy"]
            return policy, sorted(cookie.split("; ")), await answer.text()

    policy, cookie, body = visit(House(tmp_path, public_url="https://phuong.example"), doing)
    assert policy == (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        "connect-src 'self' ws://phuong.example wss://phuong.example; img-src 'self' data: blob:; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )
    assert cookie == ["HttpOnly", "Max-Age=31536000", "Path=/", "SameSite=Lax", "Secure"]
    assert 'aria-label="Write a message"' in body
    assert "$" not in body


def test_the_page_speaks_the_language_of_the_house(tmp_path: Path) -> None:
    async def doing(client: Client) -> str:
        return await (await client.get("/")).text()

    assert 'placeholder="Nhập tin nhắn"' in visit(House(tmp_path, locale="vi"), doing)


def test_script_and_style_are_ours_small_and_kept_by_the_browser(tmp_path: Path) -> None:
    async def doing(client: Client) -> list[Any]:
        page = await (await client.get("/")).text()
        address = page.partition('<script src="')[2].partition('"')[0]
        lasting = await client.get(address)
        bare = await client.get("/static/chat.js")
        same = await client.get("/static/chat.js", headers={"If-None-Match": bare.headers["ETag"]})
        style = await client.get("/static/chat.css")
        size = len(page.encode()) + len(await bare.read()) + len(await style.read())
        kept = [one.headers["Cache-Control"] for one in (lasting, bare)]
        gone = await client.get("/static/index.html")
        return [kept, same.status, style.content_type, gone.status, size < 60_000]

    assert visit(House(tmp_path), doing) == [
        ["public, max-age=31536000, immutable", "no-cache"],
        304,
        "text/css",
        404,
        True,
    ]


def test_the_schedule_is_shown_escaped_with_its_day_time_place_chair_and_state(tmp_path: Path) -> None:
    async def doing(client: Client) -> str:
        return await (await client.get("/lich")).text()

    body = visit(House(tmp_path, locale="vi"), doing)
    for shown in (
        "Thứ Hai 15/6/2026, còn 14 ngày",
        "8h00 – 10h30",
        "Đối thoại &lt;với&gt; thanh niên",
        "<dt>Địa điểm</dt><dd>Nhà văn hóa số 2</dd>",
        "<dt>Chủ trì</dt><dd>Bà Trần Thị Mẫu</dd>",
        "<dt>Tình trạng</dt><dd>Dự kiến</dd>",
        "Cập nhật ngày 1/6/2026",
    ):
        assert shown in body


def test_an_empty_schedule_says_so(tmp_path: Path) -> None:
    async def doing(client: Client) -> bool:
        return "<p>No meeting is planned yet.</p>" in await (await client.get("/lich")).text()

    assert visit(House(tmp_path, schedule=lambda _session, _now: []), doing)


def test_the_calendar_is_a_calendar(tmp_path: Path) -> None:
    async def doing(client: Client) -> tuple[str, bytes]:
        answer = await client.get("/calendar.ics")
        return answer.content_type, await answer.read()

    assert visit(House(tmp_path), doing) == ("text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


def test_health_is_good_where_all_is_well(tmp_path: Path) -> None:
    async def doing(client: Client) -> tuple[int, Any]:
        answer = await client.get("/healthz")
        return answer.status, await answer.json()

    assert visit(House(tmp_path), doing) == (
        200,
        {"status": "ok", "reasons": [], "alarms": []},
    )


def test_health_names_a_late_timetable_and_a_database_that_is_gone(tmp_path: Path) -> None:
    house = House(tmp_path)

    async def doing(client: Client) -> tuple[int, Any]:
        house.now += timedelta(minutes=10)
        house.database.reader.dispose()
        (tmp_path / "ward.db").rename(tmp_path / "gone.db")
        (tmp_path / "ward.db").mkdir()
        answer = await client.get("/healthz")
        return answer.status, await answer.json()

    late = "What is due has not been looked at for minutes."
    reasons = ["The database does not answer (OperationalError).", late]
    assert visit(house, doing) == (503, {"status": "failing", "reasons": reasons, "alarms": []})


def test_metrics_count_messages_by_channel_and_state_and_name_nobody(tmp_path: Path) -> None:
    async def doing(client: Client) -> str:
        socket = await greeted(client)
        await socket.send_json({"text": "bí mật", "n": "1"})
        await hear(socket), await hear(socket)
        return await (await client.get("/metrics")).text()

    body = visit(House(tmp_path), doing)
    assert 'outbox_messages{channel="web",state="sent"} 1.0' in body
    assert "bí mật" not in body


def test_what_is_not_there_is_told_on_a_short_page_and_a_bug_shows_nothing_of_itself(tmp_path: Path) -> None:
    def broken(_session: object, _now: object) -> Any:
        raise LookupError("secret detail")

    async def doing(client: Client) -> list[Any]:
        missing, failed = await client.get("/nothing"), await client.get("/lich")
        body = await failed.text()
        return [
            missing.status,
            "<h1>There is nothing at this address.</h1>" in await missing.text(),
            failed.status,
            "<h1>Something went wrong. Please try again.</h1>" in body,
            "secret" in body,
            "Server" in failed.headers,
        ]

    assert visit(House(tmp_path, schedule=broken), doing) == [404, True, 500, True, False, False]


def test_with_the_chat_turned_off_only_the_public_pages_remain(tmp_path: Path) -> None:
    async def doing(client: Client) -> list[Any]:
        home = await client.get("/", allow_redirects=False)
        upload = await client.post("/chat/upload", data=form(("a.png", PICTURE)))
        return [home.status, home.headers["Location"], upload.status, json.loads(await upload.text())]

    nothing = {"error": "There is nothing at this address."}
    assert visit(House(tmp_path, chat_is_on=False), doing) == [302, "/lich", 404, nothing]
