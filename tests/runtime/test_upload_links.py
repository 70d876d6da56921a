"""Files sent by a link, over a real server: into the one chat it was given in, once, while it lives."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, FormData
from sqlmodel import select

from bot.conversation.messages import Address
from bot.runtime.web_chat import AT_MOST
from bot.services.privacy import forget
from storage.tables import Identity, Outbox
from tests.runtime.house import PICTURE, Client, House
from tests.runtime.test_hostile_input import visit
from tests.sending import CHANNELS, NARROW, given_link, sign_in

ENDED = "This link no longer works. Please ask for a new one in the chat: type “send files”."
NONE_CHOSEN = "No file was chosen yet."


def house_at(folder: Path, **changed: Any) -> House:
    house = House(folder, channels=CHANNELS, **changed)
    sign_in(house)
    return house


def form(*files: tuple[str, bytes], number: str = "") -> FormData:
    data = FormData(default_to_multipart=True)
    if number:
        data.add_field("n", number)
    for name, content in files:
        data.add_field("file", content, filename=name)
    return data


async def shown(response: ClientResponse) -> list[str]:
    """The lines of a page's body that a person reads, and its status before them."""
    main = re.search(r"<main>(.*?)</main>", await response.text(), re.DOTALL)
    assert main is not None
    words = (line.strip() for line in re.sub(r"<[^>]+>", "\n", main[1]).splitlines())
    return [str(response.status), *(line for line in words if line)]


def heard(house: House, chat: str = "an") -> list[str]:
    """What has been said in the chat."""
    with house.database.session() as session:
        said = session.scalars(select(Outbox).where(Outbox.channel == NARROW, Outbox.chat == chat))
        return [row.say["text"] for row in said]


def kept(house: House) -> list[bytes]:
    return [path.read_bytes() for path in house.files.root.rglob("*") if path.is_file()]


def test_files_reach_the_chat_and_each_is_told_its_fate(tmp_path: Path) -> None:
    house = house_at(tmp_path)

    async def doing(client: Client) -> tuple[list[str], list[str]]:
        files = form(("a.png", PICTURE), ("ho so.exe", b"MZ\0\0"))
        return await shown(await client.post(given_link(house), data=files)), heard(house)

    problem = "ho so.exe is of a kind that cannot be taken."
    assert visit(house, doing) == (
        [
            "200",
            "✅ Thank you, 1 file has arrived.",
            "📎 a.png",
            f"⚠️ {problem}",
            "Go back to Kênh hẹp to continue; the answer is there.",
            "Send more files",
        ],
        [f"a.png: ok\nho so.exe: {problem}"],
    )


def test_the_page_needs_no_cookie_and_says_what_will_happen(tmp_path: Path) -> None:
    house = house_at(tmp_path)

    async def doing(client: Client) -> tuple[list[str], Any]:
        response = await client.get(given_link(house))
        names = ("Cache-Control", "Referrer-Policy", "Set-Cookie")
        return (await shown(response))[:2], [response.headers.get(name) for name in names]

    (status, first), headers = visit(house, doing)
    assert (status, first.partition(" Send PDF")[0]) == (
        "200",
        "They go into your conversation on Kênh hẹp.",
    )
    assert headers == ["no-store", "no-referrer", None]


def test_only_this_page_may_send_a_form(tmp_path: Path) -> None:
    house = house_at(tmp_path)

    async def doing(client: Client) -> list[bool]:
        pages = [await client.get(path) for path in (given_link(house), "/", "/lich")]
        return ["form-action 'self'" in page.headers["Content-Security-Policy"] for page in pages]

    assert visit(house, doing) == [True, False, False]


def test_the_same_form_again_has_one_effect(tmp_path: Path) -> None:
    house = house_at(tmp_path)

    async def doing(client: Client) -> list[str]:
        link = given_link(house)
        number = re.search(r'name="n" value="([^"]+)"', await (await client.get(link)).text())
        assert number is not None
        for _ in range(3):
            await client.post(link, data=form(("a.png", PICTURE), number=number[1]))
        return heard(house)

    assert visit(house, doing) == ["a.png: ok"]


def test_two_chats_may_use_the_same_number(tmp_path: Path) -> None:
    house = house_at(tmp_path)
    sign_in(house, "ha", "Trần Hà")

    async def doing(client: Client) -> list[list[str]]:
        for chat in ("an", "ha"):
            files = form((f"{chat}.png", PICTURE), number="1")
            await client.post(given_link(house, chat), data=files)
        return [heard(house, chat) for chat in ("an", "ha")]

    assert visit(house, doing) == [["an.png: ok"], ["ha.png: ok"]]


@pytest.mark.parametrize("minutes", [29, 31])
def test_a_link_lapses_and_a_new_one_works(tmp_path: Path, minutes: int) -> None:
    house = house_at(tmp_path)

    async def doing(client: Client) -> list[list[str]]:
        old = given_link(house)
        house.pass_time(minutes=minutes)
        links = (old, given_link(house))
        return [(await shown(await client.post(link, data=form(("a.png", PICTURE)))))[:2] for link in links]

    taken = ["200", "✅ Thank you, 1 file has arrived."]
    assert visit(house, doing) == [taken if minutes < 30 else ["404", ENDED], taken]


def falsified(link: str) -> Sequence[str]:
    head, _slash, token = link.rpartition("/")
    changed = "A" if token[20] != "A" else "B"
    return (
        f"{head}/{token[:20]}{changed}{token[21:]}",
        f"{head}/{token[:-4]}",
        f"{head}/{token}AAAA",
        f"{head}/x",
        f"{head}/%F0%9F%98%80",
        f"{head}/{'A' * 4000}",
    )


def test_a_forged_link_opens_nothing(tmp_path: Path) -> None:
    house = house_at(tmp_path)

    async def doing(client: Client) -> list[Any]:
        links = falsified(given_link(house))
        pages = [await shown(await client.get(link)) for link in links]
        sent = [await shown(await client.post(link, data=form(("a.png", PICTURE)))) for link in links]
        return [*pages, *sent]

    assert visit(house, doing) == [["404", ENDED]] * 12
    assert kept(house) == []


def test_no_link_opens_anything_before_one_was_given(tmp_path: Path) -> None:
    async def doing(client: Client) -> list[str]:
        return await shown(await client.get("/gui-tep/abc"))

    assert visit(house_at(tmp_path), doing) == ["404", ENDED]


def test_a_link_to_a_file_is_no_link_to_send_files(tmp_path: Path) -> None:
    house = house_at(tmp_path)

    async def doing(client: Client) -> list[int]:
        token = given_link(house).rpartition("/")[2]
        return [(await client.get(f"/f/{token}/a.png")).status]

    assert visit(house, doing) == [404]


def test_who_asked_to_be_forgotten_leaves_no_link_that_works(tmp_path: Path) -> None:
    house = house_at(tmp_path)

    async def doing(client: Client) -> list[list[str]]:
        old = given_link(house)
        with house.database.session() as session:
            forget(session, Address(NARROW, "an"), house.now)
        gone = await shown(await client.get(old))
        house.pass_time(minutes=1)
        with house.database.session() as session:
            session.add(Identity(person_id=1, channel=NARROW, chat="an", linked_at=house.now))
        return [gone, await shown(await client.get(old))]

    assert visit(house, doing) == [["404", ENDED]] * 2


def test_files_that_come_after_their_sender_was_forgotten_are_not_taken(tmp_path: Path) -> None:
    house = house_at(tmp_path)

    async def doing(client: Client) -> list[str]:
        link = given_link(house)

        async def slowly() -> Any:
            yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
            with house.database.session() as session:
                forget(session, Address(NARROW, "an"), house.now)
            yield PICTURE + b"\r\n--x--\r\n"

        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        return await shown(await client.post(link, data=slowly(), headers=headers))

    assert visit(house, doing) == ["404", ENDED]
    assert heard(house) == []


def test_a_channel_that_is_no_longer_set_up_takes_nothing(tmp_path: Path) -> None:
    link = given_link(house_at(tmp_path))

    async def doing(client: Client) -> list[str]:
        return await shown(await client.get(link))

    assert visit(House(tmp_path), doing) == ["404", ENDED]


def test_files_too_large_are_told_one_by_one_or_all_at_once(tmp_path: Path) -> None:
    house = house_at(tmp_path, upload_limit=1000)

    async def doing(client: Client) -> list[str]:
        files = form(("b.png", PICTURE * 20), ("a.png", PICTURE))
        larger = await shown(await client.post(given_link(house), data=files))
        far = await client.post(given_link(house), data=form(("c.png", PICTURE * 100)))
        return [*larger[1:4], str(far.status), (await shown(far))[-2]]

    assert visit(house, doing) == [
        "✅ Thank you, 1 file has arrived.",
        "📎 a.png",
        "⚠️ b.png is larger than 0 MB.",
        "413",
        "A file may be at most 0 MB. Please send a smaller one.",
    ]
    assert kept(house) == [PICTURE]


def test_a_form_that_stops_coming_is_given_up_and_leaves_nothing(tmp_path: Path) -> None:
    house = house_at(tmp_path, upload_patience=0.3)

    async def doing(client: Client) -> list[str]:
        async def drip() -> Any:
            yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + PICTURE
            await asyncio.sleep(3)
            yield b"\r\n--x--\r\n"

        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        return await shown(await client.post(given_link(house), data=drip(), headers=headers))

    told = visit(house, doing)
    assert (told[0], told[-2]) == (
        "408",
        "The file stopped coming, so it was not taken. Please send it again.",
    )
    assert (kept(house), heard(house)) == ([], [])


@pytest.mark.parametrize("files", [(), (("", b""), ("", b""))], ids=["none", "two pickers left alone"])
def test_a_form_without_a_file_says_so(tmp_path: Path, files: tuple[tuple[str, bytes], ...]) -> None:
    house = house_at(tmp_path)

    async def doing(client: Client) -> list[str]:
        told = await shown(await client.post(given_link(house), data=form(*files, number="1")))
        return [told[0], told[-2]]

    assert visit(house, doing) == ["400", NONE_CHOSEN]
    assert heard(house) == []


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    house = house_at(tmp_path)

    async def doing(client: Client) -> list[str]:
        return (await shown(await client.post(given_link(house), data=form(("rong.pdf", b"")))))[:3]

    assert visit(house, doing) == ["200", "⚠️ No file could be taken.", "⚠️ rong.pdf is empty."]


def test_what_is_no_form_is_refused_in_a_sentence(tmp_path: Path) -> None:
    house = house_at(tmp_path)

    async def doing(client: Client) -> list[list[str]]:
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        broken = await client.post(given_link(house), data=b"--x\r\nbroken", headers=headers)
        plain = await client.post(given_link(house), data=b"x", headers={"Content-Type": "text/plain"})
        return [[told[0], told[-2]] for told in (await shown(broken), await shown(plain))]

    assert visit(house, doing) == [
        ["400", "This request could not be read."],
        ["415", "This cannot be done."],
    ]


def test_a_link_used_too_fast_is_slowed_down(tmp_path: Path) -> None:
    house = house_at(tmp_path)

    async def doing(client: Client) -> list[int]:
        link = given_link(house)
        sent = [(await client.post(link, data=form(number="1"))).status for _ in range(AT_MOST + 1)]
        return sent[-2:]

    assert visit(house, doing) == [400, 429]


def test_a_name_with_markup_is_shown_as_text(tmp_path: Path) -> None:
    house = house_at(tmp_path)

    async def doing(client: Client) -> str:
        answer = await client.post(given_link(house), data=form(('<b>"x"&.png', PICTURE)))
        return await answer.text()

    assert "<li>📎 bx&amp;.png</li>" in visit(house, doing)
