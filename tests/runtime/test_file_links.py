"""Links to files we hand out, over a real server: to be followed by anybody who has one, for a while."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.conversation.messages import Document
from tests.runtime.house import PICTURE, Client, House
from tests.runtime.test_hostile_input import visit

NOTHING = "There is nothing at this address."


def link_to(house: House, mime: str = "image/png", name: str = "Ảnh họp.png") -> str:
    return urlsplit(house.links.to(Document(name, mime, house.files.put(PICTURE)))).path


@pytest.mark.parametrize(
    ("mime", "how"),
    [("image/png", "inline"), ("image/svg+xml", "attachment"), ("application/pdf", "attachment")],
)
def test_pictures_are_shown_and_other_files_are_saved(tmp_path: Path, mime: str, how: str) -> None:
    house = House(tmp_path)

    async def doing(client: Client) -> list[Any]:
        answer = await client.get(link_to(house, mime))
        names = ("Content-Type", "Content-Disposition", "Cache-Control")
        return [answer.status, await answer.read(), *(answer.headers[name] for name in names)]

    name = "%E1%BA%A2nh%20h%E1%BB%8Dp.png"
    assert visit(house, doing) == [200, PICTURE, mime, f"{how}; filename*=UTF-8''{name}", "private"]


def test_a_vendor_may_ask_first_then_fetch_in_pieces_and_again(tmp_path: Path) -> None:
    house = House(tmp_path)

    async def doing(client: Client) -> list[Any]:
        link = link_to(house)
        head = await client.head(link)
        piece = await client.get(link, headers={"Range": "bytes=0-3"})
        again = [await (await client.get(link)).read() for _ in range(3)]
        return [head.status, head.headers["Content-Length"], piece.status, await piece.read(), *again]

    assert visit(house, doing) == [200, str(len(PICTURE)), 206, PICTURE[:4], *[PICTURE] * 3]


@pytest.mark.parametrize(("days", "status"), [(6, 200), (8, 404)])
def test_a_link_lives_for_a_week(tmp_path: Path, days: int, status: int) -> None:
    house = House(tmp_path)

    async def doing(client: Client) -> int:
        link = link_to(house)
        house.pass_time(days=days)
        return (await client.get(link)).status

    assert visit(house, doing) == status


def test_a_false_link_and_a_file_that_is_gone_are_one_sentence(tmp_path: Path) -> None:
    house = House(tmp_path)

    async def doing(client: Client) -> list[Any]:
        link = link_to(house)
        _empty, _f, token, name = link.split("/")
        sha256 = house.files.put(PICTURE)
        false = (f"/f/{token[:-1]}/{name}", f"/f/{sha256}/{name}", f"/f/x/{name}", f"/f/{token}/../../{name}")
        told = [await client.get(each) for each in false]
        house.files.path(sha256).unlink()
        told.append(await client.get(link))
        return [(each.status, NOTHING in await each.text()) for each in told]

    assert visit(house, doing) == [(404, True)] * 5
