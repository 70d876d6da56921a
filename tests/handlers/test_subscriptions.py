"""Asking to be reminded, and no longer; and taking a meeting along as a file."""

from datetime import timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from sqlmodel import Session, select

from bot.services.ward import Ward
from storage.files import FileStore
from storage.tables import Subscription
from tests.handlers.test_citizen import ROUTER, labels
from tests.services.questions import fill_schedule
from tests.ward import ZONE, WardTalk


@pytest.fixture
def talk(memory_session: Session, tmp_path: Path) -> WardTalk:
    fill_schedule(memory_session)
    return WardTalk(memory_session, ROUTER, Ward(ZONE, FileStore(tmp_path), "https://ward.example"))


def _followed(session: Session) -> int:
    return len(session.exec(select(Subscription)).all())


def test_a_tap_is_the_consent_and_the_moment_is_told(talk: WardTalk) -> None:
    said = talk.press("Nhắc tôi", talk.hear("ngày 15/5 đối thoại ở đâu")[0])

    assert said[0].text == ("✅ Sẽ nhắc Ông/Bà lúc 8h00, Thứ Năm 14/5/2026; nếu có thay đổi sẽ báo ngay.")
    assert labels(said) == ["Thêm vào lịch điện thoại", "Không nhắc nữa"]
    assert _followed(talk.session) == 1
    talk.hear(press="/remind DT-0515")
    assert _followed(talk.session) == 1
    assert labels(talk.hear("ngày 15/5 đối thoại ở đâu"))[0] == "Không nhắc nữa"


def test_asked_late_the_reminder_comes_two_hours_before_or_not_at_all(talk: WardTalk) -> None:
    talk.now += timedelta(days=1)
    assert "lúc 11h30, Thứ Ba 12/5/2026" in talk.hear(press="/remind TD-0512")[0].text
    talk.hear(press="/unremind TD-0512")
    talk.now += timedelta(hours=3)
    assert "sắp bắt đầu, lúc 13h30" in talk.hear(press="/remind TD-0512")[0].text


def test_one_word_ends_all_reminders(talk: WardTalk) -> None:
    for code in ("DT-0515", "DT-0520"):
        talk.hear(press=f"/remind {code}")

    assert talk.texts("thôi không nhận thông báo nữa") == ["Đã dừng nhắc 2 buổi."]
    assert _followed(talk.session) == 0
    assert talk.texts("đừng nhắc nữa") == ["Ông/Bà chưa nhờ nhắc buổi nào ở đây."]


def test_one_reminder_can_be_ended_and_taken_up_again(talk: WardTalk) -> None:
    stopped = talk.press("Không nhắc nữa", talk.hear(press="/remind DT-0515")[0])

    assert stopped[0].text.startswith("Đã dừng nhắc: Đối thoại: Thu hồi đất")
    assert "Sẽ nhắc" in talk.press("Vẫn nhắc tôi", stopped[0])[0].text


@pytest.mark.parametrize("code", ["DT-0522", "TD-0505", "DT-0529"])
def test_what_will_not_be_held_cannot_be_followed(talk: WardTalk, code: str) -> None:
    assert talk.texts(press=f"/remind {code}")[0].startswith("Buổi này không còn gì để nhắc.")
    assert _followed(talk.session) == 0


@pytest.mark.parametrize("command", ["/remind X-1", "/unremind X-1", "/ics X-1", "/remind", "/ics ' OR 1=1"])
def test_a_meeting_that_is_gone_is_said_to_be(talk: WardTalk, command: str) -> None:
    assert talk.texts(press=command)[0] == "Buổi này không còn trong lịch."


def test_a_meeting_is_handed_out_as_a_file_for_any_calendar(talk: WardTalk, tmp_path: Path) -> None:
    said = talk.hear(press="/ics DT-0515")
    (file,) = said[0].files
    written = Calendar.from_ical(talk.ward.files.path(file.sha256).read_bytes())
    (event,) = written.walk("VEVENT")

    assert (file.name, file.mime) == ("DT-0515.ics", "text/calendar")
    assert str(event["UID"]) == "DT-0515@ward.example"
    assert str(event["LOCATION"]) == "Hội trường tầng 3"
