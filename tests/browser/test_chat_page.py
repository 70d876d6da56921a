"""The chat page in a real browser: what people meet there, by hand, by key and by ear."""

import asyncio
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from storage.vocabulary import Role
from tests.browser.chromium import PHONE, Chromium
from tests.browser.driving import Browser
from tests.story.house import KillableHouse
from tests.story.script import MORNING

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FIRST_LOAD = 60_000
TARGET = 44
OPEN_BUTTONS = ".choices button:not([disabled])"
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
DOWNWARDS = "document.documentElement.scrollHeight - innerHeight"
TRANSFERRED = "performance.getEntries().reduce((sum, e) => sum + (e.transferSize || 0), 0)"


def test_a_first_visit_is_welcomed_with_what_can_be_asked(phone: Browser) -> None:
    assert "Kính chào Ông/Bà." in phone.spoken()
    assert "ví dụ “bao giờ có đối thoại về đất đai”" in phone.spoken()
    assert "/start" not in phone.spoken()
    assert next(button.text for button in phone.find(OPEN_BUTTONS)) == "Lịch đối thoại và tiếp công dân"


def test_a_long_talk_on_a_phone_moves_nothing_but_the_conversation(phone: Browser) -> None:
    for question in ("bao giờ đối thoại về đất đai", "lịch", "t5 tuan sau co tiep dan ko", "trợ giúp"):
        phone.ask(question)
    phone.ask("https://example.org/" + "a" * 200)

    assert "Nhà văn hóa khu dân cư số 2" in phone.spoken()
    assert (phone.measure(SIDEWAYS), phone.measure(DOWNWARDS)) == (0, 0)
    assert phone.complaints() == []


def test_a_long_answer_is_shown_from_its_first_line(phone: Browser) -> None:
    phone.ask("lịch")
    last = "[...document.querySelectorAll('.bubble')].at(-1).getBoundingClientRect()"
    head = "document.querySelector('header').getBoundingClientRect().bottom"
    height = phone.measure(f"{last}.height")

    assert height > phone.measure("innerHeight") / 2
    assert phone.measure(f"{last}.top - {head}") >= 0
    phone.reload()
    assert phone.measure(f"{last}.top - {head}") >= 0


def test_the_page_asks_nobody_else_and_is_light(house: KillableHouse, phone: Browser) -> None:
    ours = (house.address, house.address.replace("http", "ws"), "data:")
    assert [url for url in phone.requested() if not url.startswith(ours)] == []
    assert 0 < phone.measure(TRANSFERRED) < FIRST_LOAD
    assert phone.complaints() == []


def test_a_message_that_is_too_long_stays_in_the_box_to_be_shortened(phone: Browser) -> None:
    phone.driver.execute_script("document.getElementById('box').value = 'á'.repeat(20000)")
    phone.type("")
    phone.wait_for("20000")

    kept = phone.driver.execute_script("return document.getElementById('box').value.length")
    assert kept == 20000
    assert phone.find(".said.me") == []


def test_markup_in_a_message_is_shown_as_text(phone: Browser) -> None:
    title = phone.driver.title
    phone.ask("<img src=x onerror=document.title='taken'><script>document.title='taken'</script>")

    assert "<script>" in phone.spoken()
    assert phone.driver.title == title
    assert phone.find("#log img, #log script") == []


def test_no_script_but_the_page_s_own_is_run(phone: Browser) -> None:
    title = phone.driver.title
    phone.driver.execute_script(
        "const foreign = document.createElement('script');"
        "foreign.textContent = 'document.title = 1'; document.body.append(foreign);"
    )

    assert phone.driver.title == title
    assert ["Content Security Policy" in each for each in phone.complaints()] == [True]


def test_a_screen_reader_is_told_what_is_what(phone: Browser) -> None:
    (page,), (log,), (state,), (box,) = map(phone.find, ("html", "#log", "#state", "#box"))
    assert page.get_attribute("lang") == "vi"
    assert (log.aria_role, log.accessible_name) == ("log", "Cuộc trò chuyện")
    assert state.aria_role == "status"
    assert (box.aria_role, box.accessible_name) == ("textbox", "Nhập tin nhắn")
    phone.wait_until(lambda: log.get_attribute("aria-live") == "polite", "a log that is read out")
    phone.ask("trợ giúp")
    said = [line.get_attribute("textContent") or "" for line in phone.find(".bubble")]
    assert [line.partition(": ")[0] for line in said] == ["Trợ lý", "Tôi", "Trợ lý"]


def test_everything_can_be_done_by_keyboard(desk: Browser) -> None:
    there = desk.tab_to("Nhập tin nhắn")
    desk.press_key("bao giờ đối thoại về đất đai", Keys.ENTER)
    desk.wait_for_replies(2)
    back = desk.tab_to("Nhắc tôi", back=True)
    outline = "parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
    assert desk.measure(outline) >= 2
    desk.press_key(Keys.ENTER)
    desk.wait_for("✅ Sẽ nhắc Ông/Bà")

    assert "" not in there + back
    assert desk.focused().accessible_name == "Nhập tin nhắn"


def test_all_that_is_pressed_is_large_enough_for_a_thumb(phone: Browser) -> None:
    phone.ask("bao giờ đối thoại về đất đai")
    phone.choose("Thêm vào lịch")
    pressed = [each for each in phone.find("button, header a, .chip, #box") if each.is_displayed()]

    assert len(pressed) > 6
    assert [each.text for each in pressed if each.size["height"] < TARGET] == []


def test_the_schedule_names_days_and_leads_back_to_the_chat(house: KillableHouse, running: Chromium) -> None:
    with running.visit(PHONE, now=MORNING) as page:
        page.open(f"{house.address}/lich")
        assert page.find("h2")[0].text == "Thứ Tư 25/11/2026, hôm nay"
        assert page.measure(SIDEWAYS) == 0
        assert [link.text for link in page.find("a") if link.size["height"] < TARGET] == []
        page.find("a")[0].click()
        page.wait_for("Kính chào Ông/Bà.")


def test_a_sign_in_code_leaves_the_address_and_is_sent_once(house: KillableHouse, running: Chromium) -> None:
    code = house.code_for(Role.OFFICE)
    with running.visit(PHONE, now=MORNING) as page:
        page.open(f"{house.address}/?start={code}")
        page.wait_for("Có phải đồng chí là")
        assert page.driver.current_url == f"{house.address}/"
        page.reload()
        page.wait_for("Có phải đồng chí là")
        page.choose("Đúng là tôi")
        page.wait_for("✅ Đã đăng nhập")
        page.driver.back()
        page.driver.forward()
        page.wait_for("✅ Đã đăng nhập")

        assert page.spoken().count("Có phải đồng chí là") == 1
        assert code not in page.spoken() + page.driver.current_url


def test_an_answered_question_closes_and_commands_stay_open(house: KillableHouse, running: Chromium) -> None:
    with running.visit(PHONE, now=MORNING) as page:
        page.open(f"{house.address}/?start={house.code_for(Role.LEADER)}")
        page.choose("Đúng là tôi")
        page.wait_for("Bảng theo dõi")
        assert [button.text for button in page.find("button[disabled]")] == ["Đúng là tôi", "Không phải tôi"]
        page.choose("Bảng theo dõi")
        page.choose("Hạn báo cáo")
        page.reload()
        page.wait_for("chốt số liệu")

        closed = [button.text for button in page.find("button[disabled]")]
        assert closed == ["Đúng là tôi", "Không phải tôi"]


def test_what_was_said_is_there_after_a_reload_and_after_a_restart(
    mortal: KillableHouse, running: Chromium
) -> None:
    with running.visit(PHONE, now=MORNING) as page:
        page.open(mortal.address)
        page.wait_for_replies(1)
        page.ask("lịch tiếp công dân")
        before = page.spoken()
        page.reload()
        assert page.spoken() == before
        mortal.kill()
        page.wait_until(lambda: page.find("#state")[0].text == "Đang kết nối lại…", "that it reconnects")
        page.type("cảm ơn")
        asyncio.run(mortal.start())
        page.wait_for_replies(3)

        assert page.find("#state")[0].text == ""
        assert page.spoken().count("cảm ơn") == 1


def test_a_chosen_file_shows_its_fate(phone: Browser, tmp_path: Path) -> None:
    name = "Báo cáo tổng hợp công tác dân vận chính quyền năm 2026 của Phòng Văn hóa.txt"
    (tmp_path / name).write_text("Nội dung", encoding="utf-8")
    (tmp_path / "phim.mp4").write_bytes(b"0" * (21 << 20))
    phone.attach(str(tmp_path / name), str(tmp_path / "phim.mp4"))
    phone.wait_for_replies(2)

    assert [chip.text for chip in phone.find(".me .chip")] == [name]
    assert [note.text for note in phone.find(".note")] == ["phim.mp4 lớn hơn 20 MB; xin gửi tệp nhỏ hơn."]
    assert phone.find("#tray li") == []
    assert (phone.measure(SIDEWAYS), phone.complaints()) == (0, [])
