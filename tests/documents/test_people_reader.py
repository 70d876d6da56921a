"""A list of people is read whole, or every problem in it is told at once."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.documents.people_reader import PersonRow, read_people
from bot.errors import BadInput
from bot.texts import explain, speaking
from storage.vocabulary import Role

HEADER = "Mã đơn vị,Tên đơn vị,Thuộc nhóm,Người,Vai trò,Chức danh\n"


def read(tmp_path: Path, *lines: str) -> list[PersonRow]:
    path = tmp_path / "people.csv"
    path.write_text(HEADER + "\n".join(lines), encoding="utf-8")
    return read_people(path)


def problems(tmp_path: Path, *lines: str) -> list[str]:
    with speaking("en"), pytest.raises(BadInput) as told:
        read(tmp_path, *lines)
    return explain(told.value).splitlines()


def test_people_units_and_groups_are_read(tmp_path: Path) -> None:
    people = read(
        tmp_path,
        'VX,"Phòng Văn hóa, Xã hội",Các phòng; Các cơ quan ;,Lê Minh An,Đầu mối,Chuyên viên',
        'vx,"Phòng Văn hóa, Xã hội",,Trần Thu Hà,trưởng  đơn vị,',
        "VP,Văn phòng,,Đỗ Quang,TỔNG HỢP,",
        "UB,Ủy ban,,Vũ Bình,Lãnh đạo,Chủ tịch",
        "MT,Mặt trận,,,,",
        "DT,Đoàn thể,,,Đầu mối,",
    )
    office = "Phòng Văn hóa, Xã hội"
    assert people == [
        PersonRow(2, "VX", office, ("Các phòng", "Các cơ quan"), "Lê Minh An", Role.FOCAL, "Chuyên viên"),
        PersonRow(3, "VX", office, ("Các phòng", "Các cơ quan"), "Trần Thu Hà", Role.HEAD, ""),
        PersonRow(4, "VP", "Văn phòng", (), "Đỗ Quang", Role.OFFICE, ""),
        PersonRow(5, "UB", "Ủy ban", (), "Vũ Bình", Role.LEADER, "Chủ tịch"),
        PersonRow(6, "MT", "Mặt trận", (), "", Role.CITIZEN, ""),
        PersonRow(7, "DT", "Đoàn thể", (), "", Role.FOCAL, ""),
    ]


def test_people_whose_names_differ_only_by_a_mark_are_two(tmp_path: Path) -> None:
    people = read(tmp_path, "VP,Văn phòng,,Lê Nam,Đầu mối,", "VP,Văn phòng,,Lê Năm,Đầu mối,")
    assert [row.person for row in people] == ["Lê Nam", "Lê Năm"]


def test_markup_in_a_name_is_only_text(tmp_path: Path) -> None:
    name = "<script>alert(1)</script>"
    assert read(tmp_path, f"VP,Văn phòng,,{name},Đầu mối,")[0].person == name


def test_an_excel_list_is_read_as_well(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["DANH SÁCH ĐẦU MỐI"])
    sheet.append(["Người", "Vai trò", "Chức danh", "Mã đơn vị", "Tên đơn vị", "Thuộc nhóm"])
    sheet.append(["Lê An", "Đầu mối", None, "VP", "Văn phòng", None])
    workbook.save(tmp_path / "people.xlsx")
    assert read_people(tmp_path / "people.xlsx") == [
        PersonRow(3, "VP", "Văn phòng", (), "Lê An", Role.FOCAL, "")
    ]


def test_every_problem_is_told_with_its_line(tmp_path: Path) -> None:
    assert problems(
        tmp_path,
        "VP,Văn phòng,,Lê An,Đầu mối,",
        "VP,Văn phòng khác,,Lê Bình,Đầu mối,",
        "VP,văn phòng,,LÊ AN,đầu mối,",
        ",Không mã,,Lê Chi,Đầu mối,",
        "TC,,,Lê Dung,Giám đốc,",
        f"TH,Trường học,,{'x' * 201},Đầu mối,",
        "CA,Công an, nhóm,một,Đầu mối,Cán bộ,thừa",
    ) == [
        "Line 3: the unit VP has another name in line 2.",
        "Line 4: the same as line 2.",
        "Line 5: the column Mã đơn vị is empty.",
        "Line 6: the column Tên đơn vị is empty.",
        "Line 6: the column Vai trò does not know “Giám đốc”.",
        "Line 7: the column Người is longer than 200 letters.",
        "Line 8: there are more cells than columns; a text with commas needs quotation marks.",
    ]


def test_a_problem_is_told_in_vietnamese(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as told:
        read(tmp_path, "VP,Văn phòng,,Lê An,,")
    assert explain(told.value) == "Dòng 2: cột Vai trò không có giá trị “”."


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("people")


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_below_the_header_is_people_or_explained(scratch: Path, text: str) -> None:
    with suppress(BadInput):
        assert all(row.unit_code and row.unit_name for row in read(scratch, text))
