"""A real Chromium, headless, that reaches nothing but this machine."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PHONE, DESKTOP = (360, 740), (1180, 800)
PATIENCE = 15
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


def is_installed() -> bool:
    return shutil.which("chromium") is not None and shutil.which("chromedriver") is not None


@contextmanager
def browser(size: tuple[int, int], *, dark: bool = False) -> Iterator["Browser"]:
    """A new browser without a past, showing pages of `size` CSS pixels."""
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or "chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with tempfile.TemporaryDirectory() as profile:
        for flag in (*_FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        driver = Chrome(options=options, service=Service(shutil.which("chromedriver")))
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 2, "mobile": size == PHONE}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
        try:
            yield Browser(driver)
        finally:
            driver.quit()


class Browser:
    """What a person does on the chat page."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def open(self, address: str) -> None:
        self.driver.get(address)

    def type(self, text: str) -> None:
        """Write into the box and press Enter."""
        box = self.driver.find_element(By.ID, "box")
        box.send_keys(text)
        box.send_keys(Keys.ENTER)

    def press(self, label: str) -> None:
        """Click the newest button that reads so."""
        self._wait_until(lambda: self._buttons(label) != [], f"a button {label}")
        self._buttons(label)[-1].click()

    def attach(self, *paths: str) -> None:
        self.driver.find_element(By.ID, "picker").send_keys("\n".join(paths))

    def wait_for(self, words: str, times: int = 1) -> None:
        """Wait until the assistant has said these words."""
        self._wait_until(lambda: self.spoken().count(words) >= times, words)

    def spoken(self) -> str:
        """All that stands in the conversation."""
        return self.driver.find_element(By.ID, "log").text

    def picture(self, path: str) -> None:
        self.driver.execute_script(
            "const log = document.getElementById('log'); if (log) log.scrollTop = 1e9;"
        )
        self.driver.save_screenshot(path)

    def complaints(self) -> list[str]:
        """What the browser itself found wrong: errors of scripts, refusals of the content policy."""
        entries = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [entry["message"] for entry in entries if entry["level"] == "SEVERE"]

    def _buttons(self, label: str) -> list[WebElement]:
        buttons = self.driver.find_elements(By.CSS_SELECTOR, ".choices button:not([disabled])")
        return [button for button in buttons if button.text == label]

    def _wait_until(self, holds: Callable[[], bool], wanted: str) -> None:
        message = f"not on the page: {wanted}"
        WebDriverWait(self.driver, PATIENCE).until(lambda _driver: holds(), message)
