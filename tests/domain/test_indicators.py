"""A goal's words become operator, value, unit and due day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.indicators import parse_number, read_due, read_indicators
from bot.domain.plan import Indicator


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("mức độ hài lòng đạt tối thiểu 95%", [(">=", 95.0, "%")]),
        ("100% cán bộ được bồi dưỡng", [("=", 100.0, "%")]),
        ("trên 1,5% hộ dân", [(">=", 1.5, "%")]),
        ("từ 80% trở lên người dân hài lòng", [(">=", 80.0, "%")]),
        ("đơn thư quá hạn không quá 2%", [("<=", 2.0, "%")]),
        ("ít nhất 01 mô hình “Khéo tay” được công nhận", [(">=", 1.0, "mô hình")]),
        ("có 1.000 lượt người tham gia", [("=", 1000.0, "lượt")]),
        ("huy động tối thiểu 2,5 tỷ đồng", [(">=", 2.5, "tỷ đồng")]),
        ("phường đạt chuẩn “Gần dân”", [("bool", None, "")]),
        ("xếp thứ 3 toàn thành phố", [("rank", 3.0, "")]),
        ("đạt thứ hạng tốt về Chỉ số A, Chỉ số B", [("rank", None, ""), ("rank", None, "")]),
        ("Giữ vững niềm tin của Nhân dân.", []),
        ("hàng năm thực hiện Chỉ thị số 15-CT/TU ngày 21/11/2022", []),
    ],
)
def test_a_clause_is_measured(text: str, measures: list[tuple[str, float | None, str]]) -> None:
    assert [(found.op, found.value, found.unit) for found in read_indicators("I.1", text)] == measures


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("trước ngày 30/6/2027", date(2027, 6, 30)),
        ("chậm nhất ngày 5 tháng 9 năm 2027", date(2027, 9, 5)),
        ("đến năm 2030", date(2030, 12, 31)),
        ("Đến hết năm 2027", date(2027, 12, 31)),
        ("trước năm 2030", date(2029, 12, 31)),
        ("trước tháng 6/2027", date(2027, 5, 31)),
        ("trong quý II/2027", date(2027, 6, 30)),
        ("đến hết tháng 2/2028", date(2028, 2, 29)),
        ("trước ngày 31/2/2027", None),
        ("Chỉ thị ngày 21/11/2022", None),
        ("hàng năm", None),
    ],
)
def test_the_last_day_allowed_is_read(text: str, due: date | None) -> None:
    assert read_due(text) == due


def test_a_due_day_said_first_holds_for_the_whole_sentence_only() -> None:
    text = "Đến năm 2028, 90% hộ dân hài lòng; 80% tổ chức hài lòng. Có ít nhất 3 mô hình mới."
    assert read_indicators("II.1", text) == (
        Indicator("II.1", "Đến năm 2028, 90% hộ dân hài lòng", "=", 90.0, "%", date(2028, 12, 31)),
        Indicator("II.1", "80% tổ chức hài lòng", "=", 80.0, "%", date(2028, 12, 31)),
        Indicator("II.1", "Có ít nhất 3 mô hình mới", ">=", 3.0, "mô hình", None),
    )


@given(st.integers(min_value=0, max_value=10**12))
def test_thousands_written_with_dots_are_read(number: int) -> None:
    assert parse_number(f"{number:,}".replace(",", ".")) == float(number)


@given(st.text(alphabet="0123456789.,% trênđếnămquý/<=≥;Chỉsố", max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert all(found.op in {"=", ">=", "<=", "bool", "rank"} for found in read_indicators("I.1", text))
