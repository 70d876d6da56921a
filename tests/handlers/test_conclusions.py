"""The office says of each conclusion who is to do it and by when."""

from datetime import date

import pytest
from sqlmodel import Session

from handlers.conclusions import PART
from storage.vocabulary import ObligationState
from tests.services.owing import CULTURE, WARD, WORKS
from tests.services.test_conclusions import LAMPS, NOW, held, rows
from tests.ward import WardTalk, router_of

OPEN, CANCELLED = ObligationState.OPEN, ObligationState.CANCELLED


@pytest.fixture
def office(session: Session) -> WardTalk:
    held(session)
    return WardTalk(session, router_of(PART), WARD, "chi", now=NOW)


def test_what_was_read_is_confirmed_with_a_tap_and_the_next_is_asked(office: WardTalk) -> None:
    (asked,) = office.hear("kết luận đối thoại")
    assert asked.text.splitlines() == [
        "Đối thoại ngày 5/5/2026 (Đường ngõ):",
        f"“{LAMPS}”",
        "Đơn vị: Phòng Hạ tầng.",
        "Hạn: Thứ Ba 30/6/2026, còn 35 ngày làm việc.",
        "Còn 1 kết luận nữa chờ xác nhận.",
    ]
    noted, following = office.press("Xác nhận", asked)
    assert noted.text == (
        "✅ Đã xác nhận: Phòng Hạ tầng thực hiện, hạn Thứ Ba 30/6/2026. Người dân xem được như vậy."
    )
    assert following.text.splitlines()[2:] == [
        "Đơn vị: chưa đọc được chắc chắn.",
        "Hạn: chưa đọc được chắc chắn.",
    ]
    assert [label for _value, label in following.choices] == [
        "Chọn đơn vị",
        "Chọn hạn",
        "Không theo dõi",
        "Để sau",
    ]


def test_unit_and_day_are_said_where_the_text_names_none(office: WardTalk) -> None:
    office.hear("/conclusions")
    office.hear("Để sau")
    office.hear("Chọn đơn vị")
    assert office.texts("Phòng Mây")[0].startswith("Không có đơn vị nào tên “Phòng Mây”.")
    office.hear("Phòng Văn hóa")
    office.hear("Chọn hạn")
    assert office.texts("khi nào cũng được")[0].startswith("Chưa đọc được một ngày")
    office.hear("31/7/2026")
    said = office.texts("Xác nhận")
    assert said[0].startswith("✅ Đã xác nhận: Phòng Văn hóa thực hiện")
    assert said[1].startswith("Đang theo dõi 1 kết luận:")
    assert rows(office.session)[1] == ("trồng thêm cây ở chợ", CULTURE, date(2026, 7, 31), True, OPEN)
    assert rows(office.session)[0][3] is False


@pytest.mark.parametrize("typed", ["1/1/2020", "4/5/2026", "1/1/2036"])
def test_no_conclusion_falls_due_before_its_dialogue_or_years_after(office: WardTalk, typed: str) -> None:
    office.hear("/conclusions")
    office.hear("Chọn ngày khác")
    (refused,) = office.texts(typed)
    assert refused.splitlines()[0] == f"{typed} không thể là hạn: buổi đối thoại diễn ra ngày 5/5/2026."


def test_what_is_not_followed_is_asked_about_no_more(office: WardTalk) -> None:
    office.hear("/conclusions")
    office.hear("Không theo dõi")
    said = office.texts("Không theo dõi")
    assert said == [
        "✅ Đã ghi: kết luận vẫn công khai, không giao và không nhắc ai.",
        "Không có kết luận đối thoại nào chờ xác nhận hay còn phải làm.",
    ]
    assert [state for *_rest, state in rows(office.session)] == [CANCELLED, CANCELLED]
    assert office.texts("/conclusions") == [said[1]]


def test_a_confirmed_one_is_taken_up_again(office: WardTalk) -> None:
    office.hear("/conclusions")
    office.hear("Xác nhận")
    (listed,) = office.hear("Không theo dõi")[1:]
    (again,) = office.hear(press=listed.choices[0][0])
    assert again.text.splitlines()[1] == f"“{LAMPS}”"
    office.hear("Chọn ngày khác")
    office.hear("15/7/2026")
    office.hear("Xác nhận")
    assert rows(office.session)[0] == (LAMPS, WORKS, date(2026, 7, 15), True, OPEN)


def test_only_the_office_may(office: WardTalk) -> None:
    focal = WardTalk(office.session, router_of(PART), WARD, "an", now=NOW)
    assert focal.texts("/conclusions") == ["Chưa hiểu."]
