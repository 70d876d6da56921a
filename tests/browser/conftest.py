"""A running demonstration ward for the browser, on a clock of its own."""

import asyncio
from collections.abc import Iterator
from datetime import datetime

import pytest

from bot.services.demo import fill
from tests.browser.driving import is_installed
from tests.story.house import KillableHouse
from tests.ward import ZONE

MORNING = datetime(2026, 11, 25, 9, tzinfo=ZONE)


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
