"""A real Chromium, headless, that reaches nothing but this machine, for one visitor after another."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import ClientSession
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from tests.browser.driving import Browser

PHONE, DESKTOP = (360, 740), (1180, 800)
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--lang=vi",
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
)
_CLOCK = """
const real = Date, ahead = {now} - real.now();
Date = class extends real {{
  constructor(...parts) {{ if (parts.length) super(...parts); else super(real.now() + ahead); }}
  static now() {{ return real.now() + ahead; }}
}};
"""


def is_installed() -> bool:
    return shutil.which("chromium") is not None and shutil.which("chromedriver") is not None


@contextmanager
def chromium() -> Iterator["Chromium"]:
    """One process of it, for as long as the block lasts."""
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or "chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with tempfile.TemporaryDirectory() as profile:
        for flag in (*_FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        driver = Chrome(options=options, service=Service(shutil.which("chromedriver")))
        try:
            yield Chromium(driver, driver.current_window_handle)
        finally:
            driver.quit()


@dataclass(frozen=True)
class Chromium:
    """A running one; between visitors it shows its first, empty window."""

    driver: Chrome
    first_window: str

    @contextmanager
    def visit(
        self, size: tuple[int, int], *, dark: bool = False, now: datetime | None = None
    ) -> Iterator[Browser]:
        """Somebody new, showing pages of `size` CSS pixels, their own clock at `now`.

        What they store is in a context of their own, what is emulated in a window of it; both go with them.
        """
        context = self._tell("Target.createBrowserContext")["browserContextId"]
        asked = {"url": "about:blank", "browserContextId": context}
        self.driver.switch_to.window(self._tell("Target.createTarget", **asked)["targetId"])
        try:
            self._pretend(size, dark, now)
            self._forget_logs()
            yield Browser(self.driver)
        finally:
            self._tell("Target.disposeBrowserContext", browserContextId=context)
            self.driver.switch_to.window(self.first_window)

    def _pretend(self, size: tuple[int, int], dark: bool, now: datetime | None) -> None:
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == PHONE}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        if size == PHONE:
            self.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
        self.driver.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Ho_Chi_Minh"})
        if now is not None:
            clock = _CLOCK.format(now=int(now.astimezone(UTC).timestamp() * 1000))
            self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": clock})
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})

    def _forget_logs(self) -> None:
        """The driver keeps one log for all windows, and gives every line once."""
        for kind in ("browser", "performance"):
            self.driver.get_log(kind)  # type: ignore[no-untyped-call]

    def _tell(self, method: str, **asked: str) -> dict[str, str]:
        """Have the browser itself do something that the driver passes on to pages only."""
        return asyncio.run(self._told(method, asked))

    async def _told(self, method: str, asked: dict[str, str]) -> dict[str, str]:
        address = f"http://{self.driver.capabilities['goog:chromeOptions']['debuggerAddress']}"
        async with ClientSession() as http:
            async with http.get(f"{address}/json/version") as answer:
                door = (await answer.json())["webSocketDebuggerUrl"]
            async with http.ws_connect(door) as line:
                await line.send_json({"id": 1, "method": method, "params": asked})
                said = await line.receive_json()
                while said.get("id") != 1:
                    said = await line.receive_json()
        done: dict[str, str] = said["result"]
        return done
