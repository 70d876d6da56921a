"""A running demonstration ward for the browser, on a clock of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import DESKTOP, PHONE, Chromium, chromium, is_installed
from tests.browser.driving import Browser
from tests.browser.serving import demonstration
from tests.story.house import KillableHouse
from tests.story.script import MORNING


@pytest.fixture(scope="package")
def running() -> Iterator[Chromium]:
    """One browser for all tests; each visits it as somebody else."""
    if not is_installed():
        pytest.skip("needs Chromium and its driver, see .ci/run")
    with chromium() as running:
        yield running


@pytest.fixture(scope="package")
def house(running: Chromium, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KillableHouse]:
    """One process for all browser tests."""
    with demonstration(tmp_path_factory.mktemp("ward")) as house:
        yield house


@pytest.fixture
def mortal(running: Chromium, tmp_path: Path) -> Iterator[KillableHouse]:
    """One for a test that kills it."""
    with demonstration(tmp_path / "ward") as house:
        yield house


@pytest.fixture
def phone(house: KillableHouse, running: Chromium) -> Iterator[Browser]:
    """A citizen's phone, the page open and its welcome said."""
    with running.visit(PHONE, now=MORNING) as page:
        page.open(house.address)
        page.wait_for_replies(1)
        yield page


@pytest.fixture
def desk(house: KillableHouse, running: Chromium) -> Iterator[Browser]:
    """A citizen's desk, the page open and its welcome said."""
    with running.visit(DESKTOP, now=MORNING) as page:
        page.open(house.address)
        page.wait_for_replies(1)
        yield page
