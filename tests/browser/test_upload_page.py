"""The page under an upload link in a real browser, on a phone: files chosen, sent, and heard in the chat."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.house import ROUTER
from storage.tables import Identity
from tests.browser.chromium import PHONE, Chromium
from tests.browser.driving import Browser
from tests.browser.serving import served
from tests.browser.test_chat_page import SIDEWAYS, TARGET
from tests.reporting import person_called, seed
from tests.runtime.house import PICTURE
from tests.sending import NARROW, NarrowHouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LONG = "Báo cáo tổng hợp công tác dân vận chính quyền năm 2026 của Phòng Văn hóa.txt"
PRESSED = "button, label, a"


@pytest.fixture(scope="module")
def narrow(running: Chromium, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[NarrowHouse, str]]:
    """A house on a channel that carries no files, and its address."""
    house = NarrowHouse(tmp_path_factory.mktemp("narrow"), ROUTER, locale="vi")
    with house.database.session() as session:
        seed(session, house.ward, house.now)
        minh = person_called(session, "Đỗ Minh")
        session.add(Identity(person_id=minh, channel=NARROW, chat="minh", linked_at=house.now))
    with served(house) as address:
        yield house, address


@pytest.fixture
def page(narrow: tuple[NarrowHouse, str], running: Chromium) -> Iterator[Browser]:
    """A phone on which a new link has been opened."""
    house, address = narrow
    house.line.said.clear()
    with running.visit(PHONE) as phone:
        phone.open(address + house.give_link("minh"))
        yield phone


@pytest.fixture
def papers(tmp_path: Path) -> list[str]:
    (tmp_path / LONG).write_text("Nội dung", encoding="utf-8")
    (tmp_path / "chup.png").write_bytes(PICTURE)
    (tmp_path / "cai-dat.exe").write_bytes(b"MZ\0\0")
    return [str(tmp_path / name) for name in (LONG, "chup.png", "cai-dat.exe")]


def choose(page: Browser, picker: str, *paths: str) -> None:
    page.find(picker)[0].send_keys("\n".join(paths))


def names(page: Browser) -> list[str]:
    return [row.text for row in page.find("#chosen li span")]


def send(page: Browser) -> None:
    page.find("#send")[0].click()
    page.wait_until(lambda: page.find("#sent") != [], "thanks")


def too_small(page: Browser) -> list[str]:
    shown = [each for each in page.find(PRESSED) if each.is_displayed()]
    assert shown
    return [each.text for each in shown if min(each.size["height"], each.size["width"]) < TARGET]


def test_files_and_a_photo_are_sent_together_and_heard_in_the_chat(
    narrow: tuple[NarrowHouse, str], page: Browser, papers: list[str]
) -> None:
    choose(page, "#files", papers[0], papers[2])
    choose(page, "#camera", papers[1])
    assert names(page) == [LONG, "cai-dat.exe", "chup.png"]
    assert (page.measure(SIDEWAYS), too_small(page)) == (0, [])
    page.find("#chosen button")[1].click()
    assert names(page) == [LONG, "chup.png"]
    send(page)

    assert page.find("#sent")[0].text == "✅ Cảm ơn đồng chí, trợ lý đã nhận 2 tệp."
    assert [row.text for row in page.find("main li")] == [f"📎 {LONG}", "📎 chup.png"]
    assert "Quay lại Kênh hẹp" in page.find("main")[0].text
    assert page.focused().get_attribute("id") == "sent"
    assert (page.measure(SIDEWAYS), too_small(page), page.complaints()) == (0, [], [])
    said, *_asked = narrow[0].heard("minh")
    assert said.startswith("📎 Đã nhận 2 tệp."), said


def test_more_can_be_sent_by_the_same_link(
    narrow: tuple[NarrowHouse, str], page: Browser, papers: list[str]
) -> None:
    for paper in papers[:2]:
        choose(page, "#files", paper)
        send(page)
        page.find(".more")[0].click()
        page.wait_until(lambda: page.find("#files") != [], "the form again")

    assert len(narrow[0].heard("minh")) == 2


def test_what_could_not_be_sent_is_kept_to_be_sent_again(page: Browser, papers: list[str]) -> None:
    choose(page, "#files", *papers[:2])
    offline = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.driver.execute_cdp_cmd("Network.enable", {})
    page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", offline)
    page.find("#send")[0].click()
    page.wait_until(lambda: page.find("#said")[0].text.startswith("Chưa gửi được."), "why")
    assert names(page) == [LONG, "chup.png"]

    page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {**offline, "offline": False})
    send(page)
    assert page.find("#sent")[0].text == "✅ Cảm ơn đồng chí, trợ lý đã nhận 2 tệp."


def test_without_scripts_the_same_form_works(
    narrow: tuple[NarrowHouse, str], page: Browser, papers: list[str]
) -> None:
    page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    page.reload()
    choose(page, "#files", *papers)
    send(page)

    assert page.find("#sent")[0].text == "✅ Cảm ơn đồng chí, trợ lý đã nhận 2 tệp."
    assert len(page.find("main li")) == 3
    assert "".join(narrow[0].heard("minh")).count("📎 Đã nhận 2 tệp.") == 1


def test_a_file_too_large_is_told_before_it_is_sent(page: Browser, tmp_path: Path) -> None:
    (tmp_path / "phim.mp4").write_bytes(b"0" * (21 << 20))
    choose(page, "#files", str(tmp_path / "phim.mp4"))

    assert page.find("#said")[0].text == "phim.mp4 lớn hơn 20 MB; xin gửi tệp nhỏ hơn."
    assert names(page) == []
    assert not page.find("#send")[0].is_enabled()


def test_a_link_that_lapses_while_files_are_chosen_says_where_to_get_another(
    narrow: tuple[NarrowHouse, str], page: Browser, papers: list[str]
) -> None:
    choose(page, "#files", papers[0])
    narrow[0].pass_time(minutes=31)
    page.find("#send")[0].click()
    page.wait_until(lambda: page.find("form") == [], "no form")

    assert "nhắn “gửi tệp”" in page.find("[role=alert]")[0].text
    assert narrow[0].heard("minh") == []


def test_a_screen_reader_and_a_keyboard_find_their_way(page: Browser, papers: list[str]) -> None:
    choose(page, "#files", papers[1])
    there = page.tab_to("Gửi")

    assert there == ["Chọn tệp", "Chụp ảnh", "Bỏ chup.png", "Gửi"]
    assert page.find("html")[0].get_attribute("lang") == "vi"
    assert [bool(heading.text) for heading in page.find("h1")] == [True]
