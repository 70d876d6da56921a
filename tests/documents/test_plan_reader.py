"""A plan is read alike from text, Word and Excel."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from bot.documents.plan_reader import read_plan
from bot.domain.plan import Goal, Indicator, NamedUnit, Task

SAMPLE = Path(__file__).parents[1] / "samples" / "ke-hoach-nho.txt"
GOALS = (
    Goal(
        "I.1",
        "MỤC TIÊU CHUNG",
        "Giữ vững sự đồng thuận của Nhân dân trong phường.",
        "Thường xuyên",
        ("Phòng Văn hóa-Xã hội",),
        ("Phòng Văn hóa-Xã hội", "Phòng Kinh tế, Hạ tầng và Đô thị"),
    ),
    Goal(
        "II.1",
        "MỤC TIÊU ĐẾN NĂM 2030",
        "Mức độ hài lòng đạt tối thiểu 95%; ít nhất 02 mô hình “Khéo tay” được công nhận.",
        "Hàng năm",
        ("Các cơ quan, đơn vị",),
        (),
    ),
    Goal(
        "II.2",
        "MỤC TIÊU ĐẾN NĂM 2030",
        "Đến hết năm 2027, phường đạt chuẩn “Gần dân”.",
        "Năm 2026, năm 2028",
        ("Văn phòng HĐND và UBND phường",),
        ("Các cơ quan, đơn vị",),
    ),
)
TASKS = (
    Task(
        "1.1",
        "Công tác đối thoại với Nhân dân",
        "Tổ chức đối thoại định kỳ; công khai kết quả đối thoại, ghi lại ý kiến sau đối thoại; "
        "mở rộng đối thoại và đôi thoại số",
        "Thường xuyên",
        ("Văn phòng HĐND và UBND phường",),
        ("Các cơ quan, đơn vị",),
        "Kế hoạch",
    ),
    Task(
        "1.2",
        "Công tác đối thoại với Nhân dân",
        "Mở hòm thư góp ý.",
        "Quý III/2026",
        ("Trung tâm phục vụ hành chính công",),
        ("Phòng Văn hóa-Xã hội",),
        "Hòm thư",
    ),
    Task(
        "2.1",
        "Kiểm tra, giám sát",
        "Kiểm tra việc tiếp dân.",
        "Hàng năm",
        ("Phòng Văn hóa-Xã hội",),
        ("Các cơ quan, đơn vị",),
        "",
    ),
)
HEADER = ("TT", "Nhiệm vụ, giải pháp", "Sản phẩm", "Thời hạn", "Đơn vị chủ trì", "Đơn vị phối hợp", "Ghi chú")


def _write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _word(
    rows: Sequence[tuple[str, ...]], path: Path, *, merged: tuple[tuple[int, int, int, int], ...] = ()
) -> Path:
    document = Document()
    document.add_paragraph("KẾ HOẠCH")
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    for top, left, bottom, right in merged:
        table.cell(top, left).merge(table.cell(bottom, right))
    signature = document.add_table(rows=1, cols=2)
    signature.cell(0, 0).text = "Nơi nhận:\n- Lưu VT."
    signature.cell(0, 1).text = "TM. ỦY BAN NHÂN DÂN\nLê Văn Mẫu"
    document.save(str(path))
    return path


def test_rows_cut_by_a_page_are_joined_and_coded_in_order() -> None:
    plan = read_plan(SAMPLE)
    assert plan.goals == GOALS
    assert plan.tasks == TASKS


def test_the_document_s_own_facts_and_duties_are_read() -> None:
    plan = read_plan(SAMPLE)
    assert plan.document == {
        "title": "Thực hiện công tác dân vận trên địa bàn phường Hoa Mai giai đoạn 2026 - 2030",
        "number": "/KH-UBND",
        "date": "ngày tháng năm 2026",
        "issuer": "Ủy ban nhân dân phường Hoa Mai",
    }
    assert plan.duties == ("Định kỳ 06 tháng, các đơn vị báo cáo kết quả, gửi về Phòng Văn hóa-Xã hội.",)


def test_units_are_merged_under_their_usual_spelling() -> None:
    assert read_plan(SAMPLE).units == (
        NamedUnit("Phòng Văn hóa-Xã hội", ("Phòng Văn hóa- Xã hội",), False),
        NamedUnit("Phòng Kinh tế, Hạ tầng và Đô thị", (), False),
        NamedUnit("Các cơ quan, đơn vị", (), True),
        NamedUnit("Văn phòng HĐND và UBND phường", (), False),
        NamedUnit("Trung tâm phục vụ hành chính công", ("Trung tâm phục vụ HCC",), False),
    )


def test_goals_give_indicators() -> None:
    found = read_plan(SAMPLE).indicators
    assert [(one.goal, one.op, one.value, one.unit) for one in found] == [
        ("II.1", ">=", 95.0, "%"),
        ("II.1", ">=", 2.0, "mô hình"),
        ("II.2", "bool", None, ""),
    ]
    assert isinstance(found[0], Indicator)


def test_every_doubt_is_listed_and_nothing_is_mended() -> None:
    assert [(doubt.kind, doubt.where.split(":")[0]) for doubt in read_plan(SAMPLE).doubts] == [
        ("blank_number", "1"),
        ("blank_date", "3"),
        ("resolution_conflict", "22"),
        ("lead_also_coordinates", "I.1"),
        ("missing_coordinating", "II.1"),
        ("vague_owner", "II.1"),
        ("roadmap_against_text", "II.2"),
        ("empty_cell", "2.1"),
        ("likely_typo", "11"),
        ("likely_typo", "1.1"),
        ("likely_typo", "19"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_of_a_text_file_does_not_matter(tmp_path: Path, encoding: str) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    assert read_plan(_write(tmp_path, "k.txt", text.encode(encoding))) == read_plan(SAMPLE)


def test_line_ends_of_windows_do_not_matter(tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace("\n", "\r\n")
    assert read_plan(_write(tmp_path, "k.txt", text.encode())) == read_plan(SAMPLE)


def test_a_line_between_two_rows_is_listed_not_guessed(tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace(
        "2\tKiểm tra, giám sát", "Chữ lạc\n2\tKiểm tra, giám sát"
    )
    plan = read_plan(_write(tmp_path, "k.txt", text.encode()))
    assert plan.tasks == TASKS
    loose = [doubt.values for doubt in plan.doubts if doubt.kind == "loose_text"]
    assert loose == [{"text": "Chữ lạc"}]


def test_a_word_table_is_read_whatever_its_columns_and_merged_cells(tmp_path: Path) -> None:
    rows = [
        HEADER,
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"),
        ("I. Đối thoại", "", "", "", "", "", ""),
        ("1", "Mở hòm thư.", "Hòm thư", "Quý III/2026", "Phòng A\nPhòng B", "Công an", ""),
        ("2", "Mở đường dây nóng.", "Số máy", "Năm 2026", "", "", ""),
        ("", "Trả lời trong ngày.", "", "", "", "", "x"),
        HEADER,
        ("II", "Kiểm tra", "", "", "", "", ""),
        ("1", "Kiểm tra tiếp dân.", "Biên bản", "Hàng năm", "Phòng A", "Các đơn vị", ""),
    ]
    path = _word(rows, tmp_path / "k.docx", merged=((2, 0, 2, 6), (3, 4, 4, 4), (3, 5, 4, 5)))
    assert read_plan(path).tasks == (
        Task(
            "1.1", "Đối thoại", "Mở hòm thư.", "Quý III/2026", ("Phòng A", "Phòng B"), ("Công an",), "Hòm thư"
        ),
        Task(
            "1.2",
            "Đối thoại",
            "Mở đường dây nóng. Trả lời trong ngày.",
            "Năm 2026",
            ("Phòng A", "Phòng B"),
            ("Công an",),
            "Số máy",
        ),
        Task("2.1", "Kiểm tra", "Kiểm tra tiếp dân.", "Hàng năm", ("Phòng A",), ("Các đơn vị",), "Biên bản"),
    )


def test_a_table_cut_in_two_after_a_heading_is_still_one(tmp_path: Path) -> None:
    document = Document()
    first = [
        HEADER,
        ("1", "Đối thoại", "", "", "", "", ""),
        ("", "Mở hòm thư.", "", "Năm 2026", "Phòng A", "", ""),
        ("2", "Kiểm tra", "", "", "", "", ""),
    ]
    second = [("", "Kiểm tra tiếp dân.", "", "Hàng năm", "Phòng A", "Các đơn vị", "")]
    for rows in (first, second):
        table = document.add_table(rows=0, cols=len(HEADER))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        document.add_paragraph("")
    document.save(str(tmp_path / "k.docx"))

    tasks = read_plan(tmp_path / "k.docx").tasks
    assert [(task.code, task.group, task.text) for task in tasks] == [
        ("1.1", "Đối thoại", "Mở hòm thư."),
        ("2.1", "Kiểm tra", "Kiểm tra tiếp dân."),
    ]


def test_a_header_in_two_lines_is_understood(tmp_path: Path) -> None:
    rows = [
        ("STT", "Nội dung mục tiêu", "Tiến độ", "Cơ quan thực hiện", ""),
        ("", "", "", "Chủ trì", "Phối hợp"),
        ("1", "Đạt chuẩn.", "Năm 2027", "Phòng A", "Công an"),
    ]
    merged = ((0, 3, 0, 4), (0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2))
    assert read_plan(_word(rows, tmp_path / "k.docx", merged=merged)).goals == (
        Goal("I.1", "", "Đạt chuẩn.", "Năm 2027", ("Phòng A",), ("Công an",)),
    )


def test_a_sheet_is_read_and_its_signature_left_alone(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in [
        ("KẾ HOẠCH",),
        ("Công tác dân vận",),
        (),
        ("STT", "Nhiệm vụ", "Thời gian thực hiện", "Chủ trì", "Phối hợp", "Kết quả dự kiến"),
        (1, "Đối thoại", None, None, None, None),
        (None, "Mở hòm thư.", "Quý III/2026", "Phòng A", "Công an", "Hòm thư"),
        (None, "Mở đường dây nóng.", None, "Phòng B", "Công an", "Số máy"),
        (),
        ("Nơi nhận:", None, None, "TM. ỦY BAN NHÂN DÂN", None, None),
        ("- Lưu VT.", None, None, "Lê Văn Mẫu", None, None),
    ]:
        sheet.append(row)
    sheet.merge_cells("C6:C7")
    book.save(tmp_path / "k.xlsx")
    plan = read_plan(tmp_path / "k.xlsx")
    assert plan.document == {"title": "Công tác dân vận"}
    assert plan.tasks == (
        Task("1.1", "Đối thoại", "Mở hòm thư.", "Quý III/2026", ("Phòng A",), ("Công an",), "Hòm thư"),
        Task("1.2", "Đối thoại", "Mở đường dây nóng.", "Quý III/2026", ("Phòng B",), ("Công an",), "Số máy"),
    )
