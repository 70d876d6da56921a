"""Reading the ledger in a chat: any unit's for the office, one's own for its people, a page at a time."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.services.obligations import lay_out
from bot.services.reminders import remind_due
from handlers.account import PART
from storage.journal import note
from storage.tables import Obligation
from storage.vocabulary import Event
from tests.services.owing import AN, WARD, owing
from tests.services.test_account import FIRST
from tests.ward import NOW, WardTalk, router_of


@pytest.fixture
def quick(memory_session: Session) -> Session:
    lay_out(owing(memory_session), WARD, NOW)
    remind_due(memory_session, WARD, FIRST)
    return memory_session


def talk(session: Session, chat: str) -> WardTalk:
    return WardTalk(session, router_of(PART), WARD, chat, now=FIRST + timedelta(hours=1))


def test_the_office_reads_any_unit_and_day_and_goes_into_an_entry(quick: Session) -> None:
    chi = talk(quick, "chi")
    (said,) = chi.hear("Sổ việc Phòng Hạ tầng 26/5/2026")
    assert said.text.splitlines() == [
        "Sổ việc Phòng Hạ tầng, Thứ Ba 26/5/2026: 3 mục.",
        "Báo cáo kỳ 6 tháng đầu năm 2026: hạn 15/6/2026, chưa xong; đã nhắc 1 lần.",
        "Báo cáo kỳ năm 2026: hạn 15/12/2026, chưa xong.",
        "Nhiệm vụ 2.1: hạn 31/12/2026, chưa xong.",
    ]
    (entry,) = chi.press("Báo cáo kỳ 6 tháng đầu năm 2026", said)
    assert entry.text.splitlines()[3] == "9h00 26/5/2026: nhắc Bình (đầu mối) qua Trang web: đang chờ gửi."
    (back,) = chi.press("Cả sổ ngày đó", entry)
    assert back.text == said.text


def test_a_long_entry_is_read_a_page_at_a_time(quick: Session) -> None:
    for n in range(8):
        note(quick, [1], Event.NOTED, FIRST + timedelta(minutes=n), person_id=AN)
    one = quick.get(Obligation, 1)
    assert one is not None
    chi = talk(quick, "chi")
    (first,) = chi.hear("/ledger U1 #1")
    (second,) = chi.press("Xem tiếp", first)
    assert (len(first.text.splitlines()), len(second.text.splitlines())) == (6, 6)
    assert "Sắp tới" in "".join(chi.texts(f"/ledger U1 {NOW.date() + timedelta(days=15)} #1 p3"))


def test_whoever_names_no_unit_sees_their_own_or_is_asked(quick: Session) -> None:
    assert talk(quick, "an").texts("sổ nhắc việc")[0].startswith("Sổ việc Phòng Văn hóa, Thứ Ba 26/5/2026")
    (asked,) = talk(quick, "chi").hear("/ledger")
    assert [label for _value, label in asked.choices] == ["Phòng Văn hóa", "Phòng Hạ tầng", "Trường học"]


def test_others_ledgers_are_not_for_a_focal_point_and_none_for_a_citizen(quick: Session) -> None:
    (said,) = talk(quick, "an").hear("/ledger U2")
    assert said.text == "Đồng chí chỉ xem được sổ việc của đơn vị mình."
    assert [label for _value, label in said.choices] == ["Phòng Văn hóa"]
    assert talk(quick, "dan").texts("sổ việc Phòng Hạ tầng") == ["Chưa hiểu."]


def test_what_makes_no_sense_is_one_sentence(quick: Session) -> None:
    chi = talk(quick, "chi")
    assert chi.texts("/ledger U9")[0].startswith("Không có đơn vị nào tên là “U9”.")
    assert chi.texts("/ledger U1 1/1/2027")[0].startswith("Ngày đó chưa tới")
    assert chi.texts("/ledger U1 1/1/2026") == [
        "Ngày đó Phòng Văn hóa không có việc nào đến hạn hay đang chờ."
    ]
    assert chi.texts("/ledger U1 #999 p99") == ["Không còn mục nào nữa."]
