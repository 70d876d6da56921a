"""Units are told apart in a cell, and recognised whatever their spelling."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.units import group_key, is_group, same_unit, split_units, suggest_code, unit_key

CELLS = {
    "Phòng Văn hóa-Xã hội, Phòng Kinh tế, Hạ tầng và Đô thị": (
        "Phòng Văn hóa-Xã hội",
        "Phòng Kinh tế, Hạ tầng và Đô thị",
    ),
    "Văn phòng HĐND và UBND phường, phòng Văn hóa-Xã hội, các cơ quan, đơn vị": (
        "Văn phòng HĐND và UBND phường",
        "phòng Văn hóa-Xã hội",
        "các cơ quan, đơn vị",
    ),
    "Các phòng ban; Cơ quan, đơn vị": ("Các phòng ban", "Cơ quan, đơn vị"),
    "Các phòng, ban, Trung tâm, đơn vị, Công an phường": (
        "Các phòng, ban, Trung tâm, đơn vị",
        "Công an phường",
    ),
    "Công an và Ban Chỉ huy quân sự phường": ("Công an", "Ban Chỉ huy quân sự phường"),
    "- Phòng Văn hóa\n- Phòng Kinh tế,\nHạ tầng và Đô thị": (
        "Phòng Văn hóa",
        "Phòng Kinh tế, Hạ tầng và Đô thị",
    ),
    "Văn phòng HĐND và\nUBND phường": ("Văn phòng HĐND và UBND phường",),
    "Ban Xây dựng Đảng Đảng ủy phường": ("Ban Xây dựng Đảng Đảng ủy phường",),
    "Phòng Kinh tế (Phòng cũ, Phòng mới), Công an": ("Phòng Kinh tế (Phòng cũ, Phòng mới)", "Công an"),
    " ,; ": (),
}


def test_a_very_long_cell_is_divided_all_the_same() -> None:
    assert split_units("Phòng A và " * 5000) == (*["Phòng A"] * 4999, "Phòng A và")
    assert split_units("Phòng A, " * 5000) == ("Phòng A",) * 5000


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_divided_only_where_another_unit_begins(cell: str) -> None:
    assert split_units(cell) == CELLS[cell]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Phòng Văn hóa- Xã hội", "phòng Văn hoá – Xã hội phường Hoa Mai"),
        ("Trung tâm phục vụ HCC", "Trung tâm phục vụ hành chính công phường"),
        ("VĂN PHÒNG HĐND VÀ UBND PHƯỜNG", "Văn phòng HĐND và UBND phường"),
        ("Các cơ quan, đơn vị", "cơ quan đơn vị"),
    ],
)
def test_spellings_of_one_unit_are_the_same(a: str, b: str) -> None:
    assert same_unit(a, b) is True


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Phòng Văn hóa-Xã hội", "Phòng Kinh tế"),
        ("Ủy ban nhân dân phường", "Ủy ban nhân dân thành phố"),
        ("Đảng ủy phường", "Đảng ủy Ủy ban nhân dân phường"),
        ("", ""),
    ],
)
def test_different_units_are_not_the_same(a: str, b: str) -> None:
    assert same_unit(a, b) is False


def test_society_is_not_mistaken_for_a_commune() -> None:
    assert unit_key("PHÒNG VĂN HÓA - XÃ HỘI") == "phongvanhoaxahoi"


def test_groups_are_told_from_units() -> None:
    names = ["Các cơ quan, đơn vị", "doanh nghiệp nhà nước", "Phòng Kinh tế", "Công an phường"]
    assert [is_group(name) for name in names] == [True, True, False, False]


def test_a_code_is_the_initials_and_numbered_where_taken() -> None:
    assert suggest_code("Phòng Văn hóa-Xã hội", set()) == "PVHXH"
    assert suggest_code("Phòng Văn hóa-Xã hội", {"PVHXH", "PVHXH2"}) == "PVHXH3"
    assert suggest_code("Văn phòng HĐND và UBND phường", set()) == "VPHDNDUBND"
    assert suggest_code("???", set()) == "DV"


WORDS = st.sampled_from(["Phòng", "Kinh tế", "các", "đơn vị", "và", "UBND", "phường", "Ban", "Hội", "Đô thị"])
CELL = st.lists(st.one_of(WORDS, st.sampled_from([",", ";", "\n", "(", ")", "-"])), max_size=14).map(" ".join)


@given(st.one_of(CELL, st.text(max_size=60)))
def test_dividing_loses_no_word_and_leaves_tidy_names(cell: str) -> None:
    names = split_units(cell)
    assert all(name == " ".join(name.split()) != "" for name in names)
    joined = [word for word in re.findall(r"\w+", " ".join(names)) if word.lower() not in {"và", "cùng"}]
    whole = unicodedata.normalize("NFC", cell)
    assert joined == [word for word in re.findall(r"\w+", whole) if word.lower() not in {"và", "cùng"}]


@given(st.lists(CELL, max_size=6))
def test_codes_are_ascii_and_never_repeat(names: list[str]) -> None:
    taken: list[str] = []
    for name in names:
        taken.append(suggest_code(name, taken))
    assert len(set(taken)) == len(names)
    assert all(re.fullmatch("[A-Z0-9]+", code) for code in taken)


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("các trường học thuộc UBND phường Hoa Mai", True),
        ("Các trường học trực thuộc Ủy ban nhân dân xã", True),
        ("Trường học trên địa bàn phường", True),
        ("Các trường học thuộc thành phố", False),
        ("Các trường học có liên quan", False),
    ],
)
def test_a_group_s_name_may_or_may_not_say_that_it_is_the_ward_s(name: str, same: bool) -> None:
    assert (group_key(name) == group_key("Các trường học")) is same
