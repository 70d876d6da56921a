"""The office makes the duties of law its own."""

import pytest
from sqlmodel import Session

from bot.domain.duties import Name
from bot.services.duty_list import duties_as_data, duties_as_text, rule_told, source_told
from bot.services.duty_rules import duties_in_force
from handlers.duties import PART
from tests.services.owing import WARD, WORKS, owing
from tests.services.test_duties import NOW
from tests.ward import WardTalk, router_of


@pytest.fixture
def office(session: Session) -> WardTalk:
    return WardTalk(owing(session), router_of(PART), WARD, "chi", now=NOW)


def test_a_duty_is_confirmed_with_two_taps(office: WardTalk) -> None:
    (listed,) = office.hear("nghĩa vụ theo luật")
    assert len(listed.choices) == 5
    (shown,) = office.press("Công bố đối thoại (chưa xác nhận)", listed)
    assert shown.text.splitlines() == [
        "Công bố đối thoại trước ít nhất 7 ngày.",
        "Căn cứ: Luật Tổ chức chính quyền địa phương số 72/2025/QH15 (theo hiểu biết của trợ lý, chưa được "
        "phường xác nhận).",
        "Đơn vị phụ trách: Phòng Văn hóa.",
    ]
    (noted, _again) = office.press("Xác nhận đúng", shown)
    assert noted.text == "✅ Đã ghi: Công bố đối thoại trước ít nhất 7 ngày."
    assert duties_in_force(office.session)[Name.ANNOUNCE].confirmed


def test_number_unit_and_source_are_edited(office: WardTalk) -> None:
    office.hear("/duties")
    office.hear("Công bố đối thoại (chưa xác nhận)")
    office.hear("Sửa con số")
    assert office.texts("mười")[0].startswith("Xin nhập một con số.")
    assert office.texts("400")[0].startswith("Con số phải từ 1 đến 60.")
    office.hear("10")
    office.hear("Đơn vị khác")
    assert office.texts("Phòng Mây")[0].startswith("Không có đơn vị nào tên “Phòng Mây”.")
    office.hear("Phòng Hạ tầng")
    office.hear("Sửa căn cứ")
    office.hear("Quy chế của phường, Điều 4")
    duty = duties_in_force(office.session)[Name.ANNOUNCE]
    assert (duty.number, duty.unit_id, duty.source) == (10, WORKS, "Quy chế của phường, Điều 4")
    assert "announce: Công bố đối thoại trước ít nhất 10 ngày." in duties_as_text(office.session)
    (data,) = (each for each in duties_as_data(office.session) if each["name"] == "announce")
    assert (data["unit"], data["confirmed"]) == ("Phòng Hạ tầng", False)


def test_a_number_alone_is_no_source(office: WardTalk) -> None:
    office.hear("/duties")
    office.hear("Công bố đối thoại (chưa xác nhận)")
    office.hear("Sửa căn cứ")
    assert office.texts("5")[0].startswith("Xin ghi căn cứ bằng vài chữ.")
    assert not duties_in_force(office.session)[Name.ANNOUNCE].source.isdigit()


def test_a_duty_is_switched_off_and_on(office: WardTalk) -> None:
    office.hear("/duties")
    office.hear("Đối thoại hằng năm (chưa xác nhận)")
    assert office.texts("Không nhắc việc này") == ["✅ Đã ghi: không nhắc việc này nữa."]
    (listed,) = office.hear("/duties")
    assert "Đối thoại hằng năm (đang tắt)" in [label for _value, label in listed.choices]
    office.press("Đối thoại hằng năm (đang tắt)", listed)
    office.hear("Nhắc việc này")
    assert duties_in_force(office.session)[Name.YEARLY].on


def test_only_the_office_may(office: WardTalk) -> None:
    focal = WardTalk(office.session, router_of(PART), WARD, "an", now=NOW)
    assert focal.texts("/duties") == ["Chưa hiểu."]


def test_a_duty_says_since_when_the_law_asks_for_it(memory_session: Session) -> None:
    receive = duties_in_force(memory_session)[Name.RECEIVE]
    assert f"{rule_told(receive)} {source_told(receive)}" == (
        "Chủ tịch trực tiếp tiếp công dân ít nhất 2 ngày mỗi tháng. Căn cứ: Luật số 136/2025/QH15 về tiếp "
        "công dân, từ ngày 1/7/2026 (theo hiểu biết của trợ lý, chưa được phường xác nhận)."
    )
