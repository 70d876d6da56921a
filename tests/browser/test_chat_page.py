"""The chat page in a real browser: light, quiet, usable on a phone and by keyboard, and text stays text."""

import asyncio
import json
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.driving import DESKTOP, PHONE, Browser, browser
from tests.story.house import KillableHouse

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FIRST_LOAD = 60_000
TARGET = 44


def widest_overflow(page: Browser) -> int:
    """How many pixels the page is wider than its window."""
    script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.driver.execute_script(script))


def requested(page: Browser) -> list[str]:
    """Every address the browser has asked for."""
    entries = page.driver.get_log("performance")  # type: ignore[no-untyped-call]
    messages = [json.loads(entry["message"])["message"] for entry in entries]
    return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]


def test_a_citizen_is_answered_on_a_phone(house: KillableHouse) -> None:
    with browser(PHONE) as page:
        page.open(house.address)
        page.type("bao giờ đối thoại về đất đai")
        page.wait_for("Nhà văn hóa khu dân cư số 2")

        assert widest_overflow(page) == 0
        assert page.complaints() == []


def test_the_page_asks_nobody_else_and_is_light(house: KillableHouse) -> None:
    with browser(PHONE) as page:
        page.open(house.address)
        page.type("chào")
        page.driver.implicitly_wait(1)
        addresses = requested(page)
        script = "return performance.getEntries().reduce((sum, e) => sum + (e.transferSize || 0), 0)"
        size = int(page.driver.execute_script(script))

    assert [url for url in addresses if not url.startswith((house.address, "data:"))] == []
    assert 0 < size < FIRST_LOAD


def test_markup_in_a_message_is_shown_as_text(house: KillableHouse) -> None:
    hostile = "<img src=x onerror=document.title='taken'><script>document.title='taken'</script>"
    with browser(DESKTOP) as page:
        page.open(house.address)
        title = page.driver.title
        page.type(hostile)
        page.wait_for("<script>")

        assert page.driver.title == title
        assert page.driver.find_elements(By.CSS_SELECTOR, "#log img, #log script") == []


def test_everything_can_be_reached_by_keyboard(house: KillableHouse) -> None:
    with browser(DESKTOP) as page:
        page.open(house.address)
        page.type("trợ giúp")
        page._wait_until(
            lambda: page.driver.find_elements(By.CSS_SELECTOR, ".choices button") != [], "a menu"
        )
        names = []
        for _stop in range(15):
            ActionChains(page.driver).send_keys(Keys.TAB).perform()
            focused = page.driver.switch_to.active_element
            names.append(focused.accessible_name)

    assert all(names)
    assert len(set(names)) > 4


def test_buttons_are_large_enough_for_a_thumb(house: KillableHouse) -> None:
    with browser(PHONE) as page:
        page.open(house.address)
        page.type("trợ giúp")
        page._wait_until(
            lambda: page.driver.find_elements(By.CSS_SELECTOR, ".choices button") != [], "a menu"
        )
        buttons = page.driver.find_elements(By.CSS_SELECTOR, "button")
        heights = [button.size["height"] for button in buttons if button.is_displayed()]

    assert heights
    assert min(heights) >= TARGET


def test_what_was_said_is_there_after_a_reload_and_after_a_restart(house: KillableHouse) -> None:
    with browser(PHONE) as page:
        page.open(house.address)
        page.type("lịch tiếp công dân")
        page.wait_for("Phòng tiếp công dân")
        page.driver.refresh()
        page.wait_for("Phòng tiếp công dân")
        house.kill()
        asyncio.run(house.start())
        page.type("cảm ơn")
        page.wait_for("cảm ơn")
        page._wait_until(
            lambda: len(page.driver.find_elements(By.CSS_SELECTOR, ".said:not(.me)")) >= 2, "a reply"
        )


def test_a_chosen_file_shows_its_fate(house: KillableHouse, tmp_path: Path) -> None:
    file = tmp_path / "ke hoach.txt"
    file.write_text("noi dung", encoding="utf-8")
    with browser(PHONE) as page:
        page.open(house.address)
        page.type("chào")
        page.attach(str(file))
        page.wait_for("ke hoach.txt")

        assert widest_overflow(page) == 0
        assert page.complaints() == []
