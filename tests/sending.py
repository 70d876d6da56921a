"""A channel where people cannot send documents, and the links somebody gets there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientResponse, FormData

from bot.channels.port import Capabilities, Part, Raw, Receipt
from bot.conversation.messages import Address, Event
from bot.services.desk import open_desk
from bot.services.upload_links import upload_link
from bot.services.ward import ChannelFacts
from storage.vocabulary import Role
from tests.runtime.house import House
from tests.ward import signed_in

NARROW = "narrow"
FACTS = ChannelFacts("Kênh hẹp", lambda _facts, _code: "", receives_files=False)


@dataclass(frozen=True)
class NarrowChannel:
    """Keeps what was said to each chat."""

    name: str = NARROW
    said: dict[str, list[str]] = field(default_factory=dict)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(2_000, "utf16", 0, receives_files=False)

    def receive(self, _raw: Raw) -> Sequence[Event]:
        return ()

    async def send(self, address: Address, part: Part) -> Receipt:
        self.said.setdefault(address.chat, []).append(part.text)
        return Receipt(str(part.id))


class NarrowHouse(House):
    """A house on that channel; `line` keeps what it said there."""

    def __init__(self, folder: Path, *more: Any, **changed: Any) -> None:
        self.line = NarrowChannel()
        super().__init__(folder, *more, channels={NARROW: FACTS}, lines={NARROW: self.line}, **changed)
        self.sign_in()

    def sign_in(self, chat: str = "an", name: str = "Hồ Na") -> None:
        """Let somebody who reports sign in there."""
        with self.database.session() as session:
            person = signed_in(session, name, Role.FOCAL, f"Đơn vị của {name}", chat, channel=NARROW)
            person.locale = self.ward.locale

    def give_link(self, chat: str = "an") -> str:
        """The path of the link this chat is given now."""
        with self.database.session() as session:
            link = upload_link(open_desk(session, self.ward, Address(NARROW, chat), self.now))
        assert link is not None
        return urlsplit(link).path

    def heard(self, chat: str = "an") -> list[str]:
        """What that chat was told."""
        return self.line.said.get(chat, [])


def form(*files: tuple[str, bytes], number: str = "") -> FormData:
    data = FormData(default_to_multipart=True)
    if number:
        data.add_field("n", number)
    for name, content in files:
        data.add_field("file", content, filename=name)
    return data


async def words_of(response: ClientResponse) -> list[str]:
    """The lines of a page's body that a person reads, and its status before them."""
    main = re.search(r"<main>(.*?)</main>", await response.text(), re.DOTALL)
    assert main is not None
    words = (line.strip() for line in re.sub(r"<[^>]+>", "\n", main[1]).splitlines())
    return [str(response.status), *(line for line in words if line)]


def kept(house: House) -> list[bytes]:
    return [path.read_bytes() for path in house.files.root.rglob("*") if path.is_file()]
