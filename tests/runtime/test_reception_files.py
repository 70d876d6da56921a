"""Files of what comes in: fetched before the turn, judged as uploads are, and told of where they are lost."""

import asyncio
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot.conversation.messages import Attachment
from storage.conversations import heard_at, keep_state, quiet_until
from storage.database import Database
from storage.files import Draft
from storage.outbox import enqueue, settle
from storage.people import find_identity
from storage.tables import Identity, Outbox, Person
from storage.vocabulary import Delivery, MessageKind
from tests.runtime.post import NOW, PostOffice, letter

LOST = "could not be fetched; please send it again."


def hear(office: PostOffice, *letters: dict[str, object]) -> list[str]:
    async def run() -> None:
        async with office.open():
            await office.hear(*letters)

    asyncio.run(run())
    return office.heard_back


def test_a_file_is_fetched_and_kept(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)

    assert hear(office, letter(1, "see", files=["a.txt"])) == ["see\na.txt: ok"]
    (kept,) = (tmp_path / "files").glob("[0-9a-f][0-9a-f]/*")
    assert kept.read_bytes() == b"the text of a.txt"


def test_an_album_is_one_message_and_one_bad_file_costs_no_other(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)
    names = [
        "1.txt",
        "2.txt",
        "gone.txt",
        "4.txt",
        "cut.txt",
        "6.txt",
        "large.pdf",
        "8.exe",
        "9.txt",
        "10.txt",
    ]
    album = [
        letter(number, "ten files" if number == 3 else "", files=[name], album="a")
        for number, name in enumerate(names)
    ]

    (said,) = hear(office, *album, album[0])

    assert said.splitlines() == [
        "ten files",
        "1.txt: ok",
        "2.txt: ok",
        f"gone.txt: gone.txt {LOST}",
        "4.txt: ok",
        f"cut.txt: cut.txt {LOST}",
        "6.txt: ok",
        "large.pdf: large.pdf is larger than 20 MB.",
        "8.exe: 8.exe is of a kind that cannot be taken.",
        "9.txt: ok",
        "10.txt: ok",
    ]
    assert list((tmp_path / "files" / "incoming").iterdir()) == [], "nothing half fetched is left"


def test_what_became_of_a_file_is_told_in_the_language_of_its_chat(
    database: Database, tmp_path: Path
) -> None:
    office = PostOffice(database, tmp_path)
    with database.session() as session:
        keep_state(session, "post", "an", {"memory": {"locale": "vi"}}, NOW)

    assert hear(office, letter(1, "xem", files=["gone.txt"])) == [
        "xem\ngone.txt: Chưa lấy được tệp gone.txt, xin gửi lại."
    ]


def test_a_file_that_never_comes_is_given_up_and_costs_no_other(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path, patience=0.5)
    album = [letter(number, files=[name], album="a") for number, name in enumerate(["1.txt", "hung.txt"])]

    assert hear(office, *album) == [f"1.txt: ok\nhung.txt: hung.txt {LOST}"]


def test_an_album_that_comes_in_pieces_is_still_one_message(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)

    async def run() -> None:
        async with office.open():
            for number in range(4):
                await office.reception.keep(
                    office.connection, [letter(number, files=[f"{number}.txt"], album="a")]
                )
                await asyncio.sleep(0.02)
            await office.hear(letter(9, "and?"))

    asyncio.run(run())

    assert office.heard_back == ["0.txt: ok\n1.txt: ok\n2.txt: ok\n3.txt: ok", "Heard and?"]


def test_two_albums_in_a_row_stay_two(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)
    album = [letter(number, files=[f"{number}.txt"], album="ab"[number // 2]) for number in range(4)]

    assert hear(office, *album) == ["0.txt: ok\n1.txt: ok", "2.txt: ok\n3.txt: ok"]


def test_a_disk_that_keeps_nothing_costs_the_file_and_not_the_message(
    database: Database, tmp_path: Path
) -> None:
    def full(_draft: Draft, _name: str) -> Attachment:
        raise OSError("no space left")

    office = PostOffice(database, tmp_path)
    office.reception.accept = full

    assert hear(office, letter(1, "see", files=["a.txt"]), letter(2, "two")) == [
        f"see\na.txt: a.txt {LOST}",
        "Heard two",
    ]


def test_who_blocked_us_is_not_reached_until_they_come_back(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)
    _link(database)

    def reachable() -> bool:
        with Session(database.reader) as session:
            identity = find_identity(session, "post", "an")
            assert identity is not None
            return identity.reachable

    hear(office, letter(1, happened="left"))
    assert not reachable()
    hear(office, letter(2, happened="came"))
    assert reachable()
    hear(office, letter(1, happened="left"))
    assert reachable(), "the same news again is no news"
    hear(office, letter(3, happened="left"))
    hear(office, letter(4, "I am here"))
    assert reachable()
    with Session(database.reader) as session:
        assert heard_at(session, "post", "an") == NOW


def test_what_the_form_gave_is_kept_for_those_who_signed_in(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)
    _link(database)
    hear(office, letter(1, happened="gave_phone", about="0900000000"))
    hear(office, letter(2, "", "somebody else", happened="gave_phone", about="0900000001"))

    with Session(database.reader) as session:
        identity = find_identity(session, "post", "an")
        assert identity is not None
        assert identity.phone == "0900000000"


def test_what_was_delivered_and_seen_is_noted(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)
    with database.session() as session:
        say: dict[str, Any] = {"text": "x", "choices": [], "files": [], "link": None}
        enqueue(session, channel="post", chat="an", kind=MessageKind.REPLY, say=say, now=NOW)
        session.flush()
        settle(session, 1, Delivery.SENT, vendor_id="post-1")
    hear(office, letter(1, happened="seen", about="post-1"), letter(2, happened="seen", about="never sent"))

    with Session(database.reader) as session:
        row = session.get(Outbox, 1)
        assert row is not None
        assert row.state is Delivery.ACKNOWLEDGED


def test_a_person_who_takes_over_quiets_us_in_that_chat_alone(database: Database, tmp_path: Path) -> None:
    office = PostOffice(database, tmp_path)
    said = hear(office, letter(1, happened="taken_over"), letter(2, "one"), letter(3, "one", "binh"))

    assert said == ["Heard one"]
    assert office.channel.sent == [("binh", "Heard one")]
    with Session(database.reader) as session:
        quiet = quiet_until(session, "post", "an")
        assert quiet is not None
        assert quiet > NOW


def _link(database: Database) -> None:
    with database.session() as session:
        person = Person(name="An")
        session.add(person)
        session.flush()
        session.add(Identity(person_id=person.id or 0, channel="post", chat="an", linked_at=NOW))
