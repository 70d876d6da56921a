from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.services.alarms import Told, raise_alarm
from bot.services.reminders import remind_due
from bot.services.snapshots import take_due
from storage.tables import Obligation
from tests.reporting import CULTURE, labels, say, seed, talk, unit_called, ward_at
from tests.services.owing import mark_sent
from tests.ward import WardTalk

VALUES: dict[str, str | int] = {"channel": "Bưu cục", "minutes": 15}


@pytest.fixture
def tong(memory_session: Session, tmp_path: Path) -> WardTalk:
    """Somebody of the office, after one unit has reported both its tasks."""
    ward = ward_at(tmp_path)
    seed(memory_session, ward)
    minh = talk(memory_session, ward, "minh")
    say(minh, "3.1 xong 80%, đã niêm yết", "gửi", "3.2 vướng mắc: thiếu kinh phí", "gửi")
    return talk(memory_session, ward, "tong")


def test_the_point_comes_first_then_who_has_not_reported(tong: WardTalk) -> None:
    said = tong.hear("ai chưa báo cáo")
    assert said[0].text == (
        "1/3 đơn vị đã báo cáo đủ 6 tháng đầu năm 2026; tổng cộng 2/9 việc đã báo cáo.\n"
        "Hạn: Thứ Hai 15/6/2026, còn 25 ngày làm việc.\n"
        "⚠️ 1 việc đang vướng mắc.\n"
        "1 đầu mối còn thiếu hoặc chưa đăng nhập.\n"
        "\n"
        "Phòng Văn hóa: 0/6 việc\n"
        "Trung tâm một cửa: 0/1 việc"
    )
    assert labels(said) == ["Xem các vướng mắc", "Ai chưa đăng nhập"]


def test_what_is_stuck_is_shown_in_its_words(tong: WardTalk) -> None:
    shown = tong.press("Xem các vướng mắc", tong.hear("/board")[-1])
    assert shown[0].text == "⚠️ Văn phòng, nhiệm vụ 3.2: “thiếu kinh phí” (biên nhận 2026-00002)"


def test_who_has_not_signed_in_is_named(tong: WardTalk) -> None:
    shown = tong.press("Ai chưa đăng nhập", tong.hear("/board")[-1])
    assert shown[0].text.splitlines()[1:] == ["Bùi Tú (Trung tâm một cửa)"]


def test_the_late_are_told_after_the_due_date(tong: WardTalk) -> None:
    remind_due(tong.session, tong.ward, tong.now.replace(day=26))
    mark_sent(tong.session)
    tong.pass_time(days=40)
    lines = tong.hear("/board")[0].text.splitlines()
    assert "⏰ 1 đơn vị quá hạn, tổng cộng 6 việc." in lines
    assert "⏰ Phòng Văn hóa: 0/6 việc, quá hạn" in lines
    assert "1 đơn vị quá hạn nhưng chưa nhắc tới được." in lines
    assert "Trung tâm một cửa: 0/1 việc, quá hạn nhưng chưa nhắc tới được" in lines


def test_it_says_that_a_period_is_closed(tong: WardTalk) -> None:
    tong.pass_time(days=40)
    take_due(tong.session, tong.ward, tong.now)
    assert tong.hear("/board")[0].text.splitlines()[1] == (
        "Hạn: Thứ Hai 15/6/2026, đã qua 4 ngày làm việc. "
        "Đã khóa sổ lúc 0h00 Thứ Ba 16/6/2026; báo cáo gửi sau ghi vào phần bổ sung."
    )


def test_what_is_owed_around_meetings_is_behind_a_choice(tong: WardTalk) -> None:
    unit = unit_called(tong.session, CULTURE)
    row = {"key": "c", "kind": "conclusion", "unit_id": unit, "due": date(2026, 6, 30), "text": "Sửa vỉa hè"}
    tong.session.add(Obligation.model_validate(row))
    tong.session.flush()
    (said,) = tong.hear("/board")
    assert (
        "Quanh các buổi đối thoại, tiếp dân: còn 0 việc theo luật và 1 kết luận chưa xong."
        in said.text.splitlines()
    )
    shown = tong.press("Việc quanh các buổi họp", said)
    assert shown[0].text == "Phòng Văn hóa: Kết luận đối thoại ngày 30/6/2026: “Sửa vỉa hè”, hạn 30/6/2026."


def test_leaders_see_the_board_and_others_do_not(tong: WardTalk) -> None:
    leader, focal = (talk(tong.session, tong.ward, chat) for chat in ("binh", "minh"))
    assert leader.hear("tình hình")[0].text.startswith("1/3 đơn vị")
    assert focal.texts("tình hình") == ["Chưa hiểu."]


def test_the_office_sees_what_is_wrong_with_a_channel_first(tong: WardTalk) -> None:
    told = Told("⚠️ {channel} has not answered for {minutes} minutes; messages there wait.", VALUES)
    raise_alarm(tong.session, "channel:post", told, tong.now)
    leader = talk(tong.session, tong.ward, "binh")
    assert tong.hear("/board")[0].text.startswith("⚠️ Bưu cục không trả lời đã 15 phút")
    assert not leader.hear("/board")[0].text.startswith("⚠️")


def test_an_odd_argument_is_one_clear_sentence(tong: WardTalk) -> None:
    assert tong.texts("/board 2031-H1 x") == ["Không có kỳ báo cáo x; các kỳ đang có: 2026-H1, 2026."]
    assert tong.texts("/board p99")[0] == "Không còn đơn vị nào nữa."
    assert tong.texts("/board blocked p99") == ["Không còn mục nào nữa."]


def test_history_shows_who_when_and_where_from_and_leads_to_a_new_version(tong: WardTalk) -> None:
    minh = talk(tong.session, tong.ward, "minh")
    said = minh.hear("đã báo cáo")
    assert said[0].text == (
        "Các báo cáo gần nhất:\n"
        "2026-00002: nhiệm vụ 3.2, Vướng mắc (Đỗ Minh, 9h00 Thứ Hai 11/5/2026, web)\n"
        "2026-00001: nhiệm vụ 3.1, Đang làm, 80% (Đỗ Minh, 9h00 Thứ Hai 11/5/2026, web)"
    )
    say(minh, "3.1 xong", "gửi")
    (newest,) = minh.hear("/history 3.1")
    assert "2026-00003: nhiệm vụ 3.1, bản 2, Hoàn thành (Đỗ Minh" in newest.text
    one = minh.press("Nhiệm vụ 3.1: xem và sửa", said[-1])
    assert "“đã niêm yết”" in one[0].text
    asked = minh.press("Báo cáo lại việc này", one[-1])
    assert labels(asked)[0] == "Giữ nguyên: Hoàn thành"


def test_the_office_sees_every_units_history(tong: WardTalk) -> None:
    said = tong.hear("/history 3.2")
    assert "(Đỗ Minh, Văn phòng, 9h00 Thứ Hai 11/5/2026, web)" in said[0].text
    assert labels(said) == []
    assert tong.texts("/history 9.9") == ["Kế hoạch không có nhiệm vụ 9.9."]
    citizen = talk(tong.session, tong.ward, "dan")
    assert citizen.texts("biên nhận") == ["Chưa hiểu."]
