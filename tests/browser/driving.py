"""What a person does in front of a browser, and what they see of it."""

import json
from collections.abc import Callable

from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE, LOOKS = 60, 0.1
MOST_STOPS = 20


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
        WebDriverWait(self.driver, PATIENCE, LOOKS).until(lambda _driver: holds(), message)

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
