"""Asking for longer in the chat, by buttons and in typed words."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from storage.vocabulary import Decision, Role
from tests.handlers.longer_talks import begin, extensions, number, talk_of
from tests.services.linked import unlink_all
from tests.services.longer import (
    DUNG,
    EM,
    MORNING,
    REASON,
    WANTED,
    asked,
    governed,
    notices,
    report,
    seat,
)
from tests.services.owing import AN, CULTURE, tell
from tests.ward import WardTalk

GONE = "Không xin gia hạn việc này được nữa: việc đã xong hoặc không thuộc đơn vị của đồng chí."


@pytest.fixture
def talk(session: Session) -> WardTalk:
    return talk_of(governed(session), "an")


@pytest.fixture
def quick(memory_session: Session) -> WardTalk:
    return talk_of(governed(memory_session), "an")


def test_longer_is_asked_for_in_four_typed_answers(talk: WardTalk) -> None:
    (which,) = talk.hear("xin gia hạn")
    assert which.text == "Đồng chí xin gia hạn việc nào?"
    (until,) = talk.hear("1")
    assert until.text.splitlines() == [
        "“Báo cáo kỳ 6 tháng đầu năm 2026” có hạn Thứ Hai 15/6/2026, còn 14 ngày làm việc.",
        "Đồng chí cần đến ngày nào? Chọn hoặc gõ một ngày, muộn nhất Thứ Năm 13/8/2026.",
    ]
    assert [label for _value, label in until.choices] == [
        "Thứ Năm 18/6/2026 (thêm 3 ngày làm việc)",
        "Thứ Hai 22/6/2026 (thêm 5 ngày làm việc)",
        "Thứ Hai 29/6/2026 (thêm 10 ngày làm việc)",
    ]
    (why,) = talk.hear("22/6/2026")
    assert why.text.startswith("Đồng chí cho biết lý do xin gia hạn, tối đa 500 ký tự")
    (check,) = talk.hear(REASON)
    assert check.text.splitlines() == [
        "Đồng chí kiểm tra lại: xin gia hạn “Báo cáo kỳ 6 tháng đầu năm 2026” đến Thứ Hai 22/6/2026.",
        f"Lý do: {REASON}",
    ]
    (done,) = talk.hear("gửi")
    assert done.text.splitlines() == [
        f"✅ Đã gửi đơn xin gia hạn số {number(talk)}: “Báo cáo kỳ 6 tháng đầu năm 2026” đến "
        "Thứ Hai 22/6/2026.",
        "Người quyết định: Dũng, Em. Có kết quả, trợ lý sẽ báo đồng chí ngay.",
        "Trong lúc chờ, hạn vẫn là Thứ Hai 15/6/2026, còn 14 ngày làm việc và trợ lý vẫn nhắc.",
    ]
    assert notices(talk.session, "asked").keys() == {DUNG, EM}


@pytest.mark.parametrize(
    ("typed", "wanted"), [("thứ 6 ngày 19/6", date(2026, 6, 19)), ("2", WANTED), ("30/6", date(2026, 6, 30))]
)
def test_a_day_is_picked_or_typed_as_people_write_it(quick: WardTalk, typed: str, wanted: date) -> None:
    begin(quick).hear(typed)
    quick.hear(REASON)
    quick.hear("gửi")
    assert [one.wanted for one in extensions(quick)] == [wanted]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("15/6/2026", "Ngày đó không muộn hơn hạn hiện nay là Thứ Hai 15/6/2026."),
        ("1/1/2030", "Chỉ có thể xin đến Thứ Năm 13/8/2026 là muộn nhất."),
        ("31/2/2026", "ngày/tháng/năm"),
        ("tháng sau", "ngày/tháng/năm"),
        ("sớm thôi", "ngày/tháng/năm"),
    ],
)
def test_a_day_that_makes_no_sense_is_asked_for_again(quick: WardTalk, typed: str, said: str) -> None:
    (again,) = begin(quick).hear(typed)
    assert "Đồng chí cần đến ngày nào?" in again.text
    assert said in again.text
    assert extensions(quick) == []


def test_a_button_of_another_conversation_is_no_day(quick: WardTalk) -> None:
    (again,) = begin(quick).hear(press="/nothing")
    assert "Đồng chí cần đến ngày nào?" in again.text


@pytest.mark.parametrize("typed", ["", "x" * 501])
def test_no_reason_or_too_long_a_one_is_asked_for_again(quick: WardTalk, typed: str) -> None:
    begin(quick).hear("2")
    assert "Đồng chí cho biết lý do xin gia hạn" in quick.texts(typed)[0]
    assert extensions(quick) == []


def test_day_and_reason_can_be_changed_before_it_is_sent(quick: WardTalk) -> None:
    begin(quick).hear("2")
    (check,) = quick.hear(REASON)
    assert [label for _value, label in check.choices][::3] == ["Gửi", "Huỷ"]
    quick.hear("2")
    (check,) = quick.hear("1")
    assert "đến Thứ Năm 18/6/2026" in check.text
    quick.press("Sửa lý do", check)
    quick.hear("Mưa bão")
    assert quick.texts("ừm")[0].startswith("Chưa có gì được gửi")
    quick.hear("Gửi")
    assert [(one.wanted, one.reason) for one in extensions(quick)] == [(date(2026, 6, 18), "Mưa bão")]


def test_what_is_open_from_before_is_kept(quick: WardTalk) -> None:
    begin(quick).hear("2")
    assert quick.texts("gia hạn")[0].startswith("Việc này đang làm dở")
    quick.hear(REASON)
    quick.hear("gửi")
    assert len(extensions(quick)) == 1


def test_a_new_request_says_that_it_replaces_the_open_one(quick: WardTalk) -> None:
    asked(quick.session)
    (until,) = quick.hear(f"/extend {report(quick.session).id}")
    assert "Đã có đơn xin đến Thứ Hai 22/6/2026 đang chờ; đơn mới sẽ thay đơn đó." in until.text
    for typed in ("1", REASON, "gửi"):
        quick.hear(typed)
    assert [one.decision for one in extensions(quick)] == [Decision.REPLACED, Decision.ASKED]


def test_what_was_reported_before_it_is_sent_cannot_be_asked_for(quick: WardTalk) -> None:
    begin(quick).hear("2")
    quick.hear(REASON)
    for item in (1, 2, 3):
        tell(quick.session, CULTURE, item, "2026-H1", MORNING)
    assert quick.texts("gửi") == [GONE]
    assert extensions(quick) == []
    assert quick.texts(f"/extend {report(quick.session).id}") == [GONE]


def test_who_has_no_unit_to_report_for_cannot_ask(quick: WardTalk) -> None:
    assert talk_of(quick.session, "stranger").texts("/extend") == ["Heard /extend"]
    assert talk_of(quick.session, "chi").texts("/extend 1") == ["Heard /extend 1"]
    assert talk_of(quick.session, "stranger").texts("/grant 1") == ["Heard /grant 1"]


def test_nothing_owed_says_so(quick: WardTalk) -> None:
    unlink_all(quick.session, AN)
    seat(quick.session, "Lan", Role.FOCAL, 4)
    assert talk_of(quick.session, "lan").texts("/extend") == ["Hiện không có việc nào có thể xin gia hạn."]


def test_a_day_that_has_come_before_it_is_sent_is_asked_for_again(quick: WardTalk) -> None:
    quick.now += timedelta(days=18)
    begin(quick).hear("16/6/2026")
    quick.hear(REASON)
    quick.pass_time(days=4)
    sorry, again = quick.texts("gửi")
    assert sorry == "Ngày đó đã đến hoặc đã qua; đồng chí chọn một ngày muộn hơn."
    assert "Đồng chí cần đến ngày nào?" in again
    assert extensions(quick) == []
