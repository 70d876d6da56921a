"""Files sent by a link, over a real server: into the one chat it was given in, once, while it lives."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.conversation.messages import Address
from bot.services.privacy import forget
from storage.tables import Identity, Person, Seat
from tests.runtime.house import PICTURE, Client, House
from tests.runtime.test_hostile_input import visit
from tests.sending import NARROW, NarrowHouse, form, kept, words_of

ENDED = "This link no longer works. Please ask for a new one in the chat: type “send files”."


def test_files_reach_the_chat_and_each_is_told_its_fate(tmp_path: Path) -> None:
    house = NarrowHouse(tmp_path)

    async def doing(client: Client) -> tuple[list[str], list[str]]:
        files = form(("a.png", PICTURE), ("ho so.exe", b"MZ\0\0"))
        return await words_of(await client.post(house.give_link(), data=files)), house.heard()

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
    house = NarrowHouse(tmp_path)

    async def doing(client: Client) -> tuple[list[str], Any]:
        response = await client.get(house.give_link())
        names = ("Cache-Control", "Referrer-Policy", "Set-Cookie")
        return (await words_of(response))[:2], [response.headers.get(name) for name in names]

    (status, first), headers = visit(house, doing)
    assert (status, first.partition(" Send PDF")[0]) == (
        "200",
        "They go into your conversation on Kênh hẹp.",
    )
    assert headers == ["no-store", "no-referrer", None]


def test_only_this_page_may_send_a_form(tmp_path: Path) -> None:
    house = NarrowHouse(tmp_path)

    async def doing(client: Client) -> list[bool]:
        pages = [await client.get(path) for path in (house.give_link(), "/", "/lich")]
        return ["form-action 'self'" in page.headers["Content-Security-Policy"] for page in pages]

    assert visit(house, doing) == [True, False, False]


def test_the_same_form_again_has_one_effect(tmp_path: Path) -> None:
    house = NarrowHouse(tmp_path)

    async def doing(client: Client) -> list[str]:
        link = house.give_link()
        number = re.search(r'name="n" value="([^"]+)"', await (await client.get(link)).text())
        assert number is not None
        for _ in range(3):
            await client.post(link, data=form(("a.png", PICTURE), number=number[1]))
        return house.heard()

    assert visit(house, doing) == ["a.png: ok"]


def test_other_files_under_the_same_number_are_another_message(tmp_path: Path) -> None:
    house = NarrowHouse(tmp_path)

    async def doing(client: Client) -> list[str]:
        for name in ("a.png", "b.png", "a.png"):
            await client.post(house.give_link(), data=form((name, PICTURE), number="1"))
        return house.heard()

    assert visit(house, doing) == ["a.png: ok", "b.png: ok"]


def test_two_chats_may_use_the_same_number(tmp_path: Path) -> None:
    house = NarrowHouse(tmp_path)
    house.sign_in("ha", "Trần Hà")

    async def doing(client: Client) -> list[list[str]]:
        for chat in ("an", "ha"):
            files = form((f"{chat}.png", PICTURE), number="1")
            await client.post(house.give_link(chat), data=files)
        return [house.heard(chat) for chat in ("an", "ha")]

    assert visit(house, doing) == [["an.png: ok"], ["ha.png: ok"]]


@pytest.mark.parametrize("minutes", [29, 31])
def test_a_link_lapses_and_a_new_one_works(tmp_path: Path, minutes: int) -> None:
    house = NarrowHouse(tmp_path)

    async def doing(client: Client) -> list[list[str]]:
        old = house.give_link()
        house.pass_time(minutes=minutes)
        links = (old, house.give_link())
        return [
            (await words_of(await client.post(link, data=form(("a.png", PICTURE)))))[:2] for link in links
        ]

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
    house = NarrowHouse(tmp_path)

    async def doing(client: Client) -> list[Any]:
        links = falsified(house.give_link())
        pages = [await words_of(await client.get(link)) for link in links]
        sent = [await words_of(await client.post(link, data=form(("a.png", PICTURE)))) for link in links]
        return [*pages, *sent]

    assert visit(house, doing) == [["404", ENDED]] * 12
    assert kept(house) == []


def test_no_link_opens_anything_before_one_was_given(tmp_path: Path) -> None:
    async def doing(client: Client) -> list[str]:
        return await words_of(await client.get("/gui-tep/abc"))

    assert visit(NarrowHouse(tmp_path), doing) == ["404", ENDED]


def test_a_link_to_a_file_is_no_link_to_send_files(tmp_path: Path) -> None:
    house = NarrowHouse(tmp_path)

    async def doing(client: Client) -> list[int]:
        token = house.give_link().rpartition("/")[2]
        return [(await client.get(f"/f/{token}/a.png")).status]

    assert visit(house, doing) == [404]


def test_who_asked_to_be_forgotten_leaves_no_link_that_works(tmp_path: Path) -> None:
    house = NarrowHouse(tmp_path)

    async def doing(client: Client) -> list[list[str]]:
        old = house.give_link()
        with house.database.session() as session:
            forget(session, Address(NARROW, "an"), house.now)
        gone = await words_of(await client.get(old))
        house.pass_time(minutes=1)
        with house.database.session() as session:
            session.add(Identity(person_id=1, channel=NARROW, chat="an", linked_at=house.now))
        return [gone, await words_of(await client.get(old))]

    assert visit(house, doing) == [["404", ENDED]] * 2


def test_the_page_speaks_the_language_of_its_chat(tmp_path: Path) -> None:
    house = NarrowHouse(tmp_path, locale="vi")

    async def doing(client: Client) -> list[str]:
        link = house.give_link()
        with house.database.session() as session:
            for person in session.exec(select(Person)):
                person.locale = "en"
        asked = await words_of(await client.get(link))
        sent = await words_of(await client.post(link, data=form(("a.exe", b"MZ"))))
        return [asked[1], *sent[1:3]]

    assert visit(house, doing) == [
        "They go into your conversation on Kênh hẹp.",
        "⚠️ No file could be taken.",
        "⚠️ a.exe is of a kind that cannot be taken.",
    ]


def test_the_link_of_somebody_who_has_left_office_takes_nothing(tmp_path: Path) -> None:
    house = NarrowHouse(tmp_path)

    async def doing(client: Client) -> list[list[str]]:
        link = house.give_link()
        with house.database.session() as session:
            for seat in session.exec(select(Seat)):
                seat.person_id = None
        sent = await client.post(link, data=form(("a.png", PICTURE)))
        return [await words_of(await client.get(link)), await words_of(sent)]

    assert visit(house, doing) == [["404", ENDED]] * 2
    assert kept(house) == []


def test_files_that_come_after_their_sender_was_forgotten_are_not_taken(tmp_path: Path) -> None:
    house = NarrowHouse(tmp_path)

    async def doing(client: Client) -> list[str]:
        link = house.give_link()

        async def slowly() -> Any:
            yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
            with house.database.session() as session:
                forget(session, Address(NARROW, "an"), house.now)
            yield PICTURE + b"\r\n--x--\r\n"

        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        return await words_of(await client.post(link, data=slowly(), headers=headers))

    assert visit(house, doing) == ["404", ENDED]
    assert house.heard() == []


def test_a_channel_that_is_no_longer_set_up_takes_nothing(tmp_path: Path) -> None:
    link = NarrowHouse(tmp_path).give_link()

    async def doing(client: Client) -> list[str]:
        return await words_of(await client.get(link))

    assert visit(House(tmp_path), doing) == ["404", ENDED]
