"""One browser serves all tests, so none may find there what another has left."""

import pytest

from tests.browser.chromium import DESKTOP, PHONE, Chromium
from tests.story.house import KillableHouse
from tests.story.script import MORNING

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FACTS = """
const dark = matchMedia("(prefers-color-scheme: dark)").matches, shifted = !String(Date).includes("native");
return [document.cookie, localStorage.length, sessionStorage.length, history.length,
  innerWidth, navigator.maxTouchPoints > 0, dark, shifted];
"""
LEAVE = """
document.cookie = "left=1; path=/";
localStorage.left = sessionStorage.left = "1";
console.error("left");
"""


def test_a_visitor_finds_nothing_of_the_one_before(house: KillableHouse, running: Chromium) -> None:
    schedule = f"{house.address}/lich"
    offline = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    with running.visit(PHONE, dark=True, now=MORNING) as first:
        first.open(f"{house.address}/healthz")
        first.open(schedule)
        first.driver.execute_script(LEAVE)
        assert first.driver.execute_script(FACTS) == ["left=1", 1, 1, 3, 360, True, True, True]
        first.driver.execute_cdp_cmd("Network.enable", {})
        first.driver.execute_cdp_cmd("Network.emulateNetworkConditions", offline)
        first.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})

    with running.visit(DESKTOP) as second:
        assert (second.complaints(), second.requested()) == ([], [])
        second.open(schedule)
        assert second.driver.execute_script(FACTS) == ["", 0, 0, 2, 1180, False, False, False]
        assert second.complaints() == []
        assert schedule in second.requested()
