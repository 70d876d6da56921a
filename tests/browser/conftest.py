"""A running demonstration ward for the browser, on a clock of its own."""

import asyncio
from collections.abc import Iterator

import pytest

from bot.services.demo import fill
from tests.browser.driving import DESKTOP, PHONE, Browser, browser, is_installed
from tests.story.house import KillableHouse
from tests.story.script import MORNING


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KillableHouse]:
    """One process for all browser tests; each browser is somebody else."""
    if not is_installed():
        pytest.skip("needs Chromium and its driver, see .ci/run")
    house = KillableHouse(tmp_path_factory.mktemp("ward"))
    house.set_clock(MORNING)
    house.do(lambda session, ward: fill(session, ward, MORNING))
    asyncio.run(house.start())
    yield house
    house.stop()


@pytest.fixture
def phone(house: KillableHouse) -> Iterator[Browser]:
    """A citizen's phone, the page open and its welcome said."""
    with browser(PHONE, now=MORNING) as page:
        page.open(house.address)
        page.wait_for_replies(1)
        yield page


@pytest.fixture
def desk(house: KillableHouse) -> Iterator[Browser]:
    """A citizen's desk, the page open and its welcome said."""
    with browser(DESKTOP, now=MORNING) as page:
        page.open(house.address)
        page.wait_for_replies(1)
        yield page
