"""Conclusions of dialogues, read clause by clause."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.conclusions import Clause, pair_clauses, read_conclusion, read_due, split_clauses

HELD = date(2026, 3, 20)
NAMES = {
    "Phòng Kinh tế, Hạ tầng và Đô thị": 1,
    "Công an phường": 2,
    "Văn phòng HĐND và UBND phường": 3,
    "Ủy ban nhân dân phường": 4,
    "Ban Chỉ huy quân sự phường": 5,
    "VP": 6,
}


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Bổ sung hai thùng rác; quét ngõ 06 ngày/tuần từ 15/5/2026", 2),
        ("Đồng ý mở lối đi. Hẹn trả lời trước 30.4.2026.", 2),
        ("1. Sửa đèn\n2. Lát vỉa hè", 2),
        ("Thu 2.500 đồng mỗi lượt", 1),
        ("- Sửa đèn;\n- Lát vỉa hè.", 2),
        ("  ;; .", 0),
    ],
)
def test_sentences_and_semicolons_divide_and_dots_in_numbers_do_not(text: str, clauses: int) -> None:
    assert len(split_clauses(text)) == clauses


@pytest.mark.parametrize(
    ("clause", "due"),
    [
        ("Công khai giá trước 30/4/2026", date(2026, 4, 30)),
        ("Công khai giá trước ngày 30/4", date(2026, 4, 30)),
        ("Xong chậm nhất ngày 15/5", date(2026, 5, 15)),
        ("Hoàn thành trong quý II/2026", date(2026, 6, 30)),
        ("Xong trước tháng 6/2026", date(2026, 5, 31)),
        ("Làm từ 1/5 đến 15/5/2026", date(2026, 5, 15)),
        ("Quét ngõ từ 15/5/2026", None),
        ("Xong trước mùa mưa", None),
        ("Họp ngày 10 hằng tháng", None),
        ("Sửa đèn trước 1/2/2026", None),
        ("Sửa đèn", None),
    ],
)
def test_a_day_is_read_where_one_is_surely_named(clause: str, due: date | None) -> None:
    assert read_due(clause, HELD) == due


@pytest.mark.parametrize(
    ("clause", "unit"),
    [
        ("Phòng Kinh tế Hạ tầng và Đô thị công khai giá", 1),
        ("Giao Công an phường lắp biển báo, báo cáo UBND phường", 2),
        ("Giao VP HĐND & UBND niêm yết lịch", 3),
        ("Công an chủ trì, phối hợp với Ban CHQS phường tuần tra", 2),
        ("Công an phường và Ban Chỉ huy quân sự phường tuần tra", None),
        ("Đã trả lời tại Văn phòng HĐND và UBND phường", None),
        ("Sửa đèn đường", None),
        ("Bà con báo công an khi có việc", None),
    ],
)
def test_a_unit_is_read_where_one_alone_is_to_act(clause: str, unit: int | None) -> None:
    assert read_conclusion(clause, NAMES, HELD)[0].unit_id == unit


def test_the_same_clause_counts_once_and_keeps_its_words() -> None:
    found = read_conclusion("Sửa đèn ngõ 3; Sửa đèn ngõ 3; Công an phường dẹp chợ cóc.", NAMES, HELD)
    assert found == (Clause("Sửa đèn ngõ 3"), Clause("Công an phường dẹp chợ cóc", 2))


def test_after_an_edit_unchanged_and_similar_clauses_are_known_again() -> None:
    before = ["Sửa đèn ngõ 3 trước 1/5", "Lát vỉa hè phố chợ", "Dẹp chợ cóc"]
    after = ["Dẹp chợ cóc", "Sửa đèn ngõ 3 trước 15/5", "Trồng cây ở công viên"]
    assert pair_clauses(before, after) == {2: 0, 0: 1}


pieces = st.lists(st.text(alphabet="aăâbcdđeê 0123456789/.;,\n-–và", max_size=30), max_size=5)


@settings(max_examples=80, deadline=None)
@given(pieces.map(";".join), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_whatever_is_written_is_read_without_losing_clauses(text: str, held: date) -> None:
    found = read_conclusion(text, NAMES, held)
    assert [clause.text for clause in found] == list(split_clauses(text))
    assert all(clause.due is None or clause.due >= held for clause in found)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(alphabet="abc ", max_size=8), max_size=5), st.randoms(use_true_random=False))
def test_clauses_in_another_order_are_all_known_again(clauses: list[str], random: object) -> None:
    after = list(reversed(clauses))
    pairs = pair_clauses(clauses, after)
    assert len(pairs) == len(clauses)
    assert sorted(pairs.values()) == list(range(len(after)))
