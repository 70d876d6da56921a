"""A real Chromium, headless, that reaches nothing but this machine."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from selenium.webdriver import ActionChains, Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PHONE, DESKTOP = (360, 740), (1180, 800)
PATIENCE = 15
MOST_STOPS = 20
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
def browser(size: tuple[int, int], *, dark: bool = False, now: datetime | None = None) -> Iterator["Browser"]:
    """A new browser without a past, showing pages of `size` CSS pixels, its own clock at `now`."""
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or "chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with tempfile.TemporaryDirectory() as profile:
        for flag in (*_FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        driver = Chrome(options=options, service=Service(shutil.which("chromedriver")))
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == PHONE}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        if size == PHONE:
            driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
        driver.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Ho_Chi_Minh"})
        if now is not None:
            clock = _CLOCK.format(now=int(now.astimezone(UTC).timestamp() * 1000))
            driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": clock})
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
        try:
            yield Browser(driver)
        finally:
            driver.quit()


class Browser:
    """What a person does on the chat page, and what they see of it."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def open(self, address: str) -> None:
        self.driver.get(address)

    def reload(self) -> None:
        self.driver.refresh()

    def type(self, text: str) -> None:
        """Write into the box and press Enter."""
        box = self.driver.find_element(By.ID, "box")
        box.send_keys(text)
        box.send_keys(Keys.ENTER)

    def press(self, label: str) -> None:
        """Click the newest button that begins so."""
        self.wait_until(lambda: self._buttons(label) != [], f"a button {label}")
        button = self._buttons(label)[-1]
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
        button.click()

    def ask(self, text: str) -> None:
        """Write and wait for the reply."""
        before = self.replies()
        self.type(text)
        self.wait_until(lambda: self.replies() > before, f"a reply to {text}")

    def choose(self, label: str) -> None:
        """Press a button and wait for the reply."""
        before = self.replies()
        self.press(label)
        self.wait_until(lambda: self.replies() > before, f"a reply to {label}")

    def wait_for_replies(self, number: int) -> None:
        """Wait until the assistant has said so many messages."""
        self.wait_until(lambda: self.replies() >= number, f"{number} replies")

    def replies(self) -> int:
        """How many messages of the assistant stand in the conversation."""
        return len(self.find(".said:not(.me)"))

    def press_key(self, *keys: str) -> None:
        """Press keys wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def tab_to(self, name: str, *, back: bool = False) -> list[str]:
        """Press Tab until the focus is on what is called so; the names of all it came by."""
        passed: list[str] = []
        while not passed or passed[-1] != name:
            keys = ActionChains(self.driver)
            if back:
                keys.key_down(Keys.SHIFT)
            keys.send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
            passed.append(self.focused().accessible_name)
            assert len(passed) < MOST_STOPS, f"no way to {name}: {passed}"
        return passed

    def attach(self, *paths: str) -> None:
        self.driver.find_element(By.ID, "picker").send_keys("\n".join(paths))

    def wait_for(self, words: str, times: int = 1) -> None:
        """Wait until these words stand in the conversation."""
        self.wait_until(lambda: self.spoken().count(words) >= times, words)

    def wait_until(self, holds: Callable[[], bool], wanted: str) -> None:
        """Wait until it holds; fails saying what was wanted."""
        message = f"not on the page: {wanted}"
        WebDriverWait(self.driver, PATIENCE).until(lambda _driver: holds(), message)

    def spoken(self) -> str:
        """All that stands in the conversation."""
        return self.driver.find_element(By.ID, "log").text

    def find(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def focused(self) -> WebElement:
        return self.driver.switch_to.active_element

    def measure(self, script: str) -> int:
        """A number the page works out."""
        return int(self.driver.execute_script(f"return {script}"))

    def settle(self) -> None:
        """Let fonts, images and what is still being drawn come to rest."""
        script = "document.fonts.ready.then(() => requestAnimationFrame(() => setTimeout(arguments[0], 150)))"
        self.driver.execute_async_script(script)

    def picture(self, path: str) -> None:
        self.driver.save_screenshot(path)

    def complaints(self) -> list[str]:
        """What the browser itself found wrong: errors of scripts, refusals of the content policy."""
        entries = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [entry["message"] for entry in entries if entry["level"] == "SEVERE"]

    def requested(self) -> list[str]:
        """Every address a page has asked for since this was last called."""
        entries = self.driver.get_log("performance")  # type: ignore[no-untyped-call]
        messages = [json.loads(entry["message"])["message"] for entry in entries]
        sent = [m["params"] for m in messages if m["method"] == "Network.requestWillBeSent"]
        opened = [m["params"] for m in messages if m["method"] == "Network.webSocketCreated"]
        return [url for one in sent if not (url := one["request"]["url"]).startswith("chrome")] + [
            one["url"] for one in opened
        ]

    def _buttons(self, label: str) -> list[WebElement]:
        buttons = self.find(".choices button:not([disabled])")
        return [button for button in buttons if button.text.startswith(label)]
