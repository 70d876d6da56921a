"""Lists are read by column name, whatever program wrote them."""

import io
import zipfile
from contextlib import suppress
from datetime import datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.documents.rows import LARGEST_FILE, MOST_ROWS, Row, read_rows
from bot.errors import UnreadableDocument

KNOWN = {"Mã": "code", "Chủ đề": "topic", "Ghi chú": "note"}
REQUIRED = ("code", "topic")
PLAIN = "Mã,Chủ đề,Ghi chú\nA,Vỉa hè,một\nB,Rác thải,hai\n"
ROWS = [
    Row(2, {"code": "A", "topic": "Vỉa hè", "note": "một"}),
    Row(3, {"code": "B", "topic": "Rác thải", "note": "hai"}),
]


def read(tmp_path: Path, content: bytes | str, name: str = "lich.csv") -> list[Row]:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_rows(path, KNOWN, REQUIRED)


def book(*sheets: list[list[object]]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for rows in sheets:
        sheet = workbook.create_sheet()
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_reads_the_same(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, PLAIN.encode(encoding)) == ROWS


def test_the_vietnamese_code_page_comes_out_composed(tmp_path: Path) -> None:
    decomposed = "Ma\u0303,Chu\u0309 đê\u0300\nA,Vi\u0309a he\u0300\n"
    assert read(tmp_path, decomposed.encode("cp1258")) == [Row(2, {"code": "A", "topic": "Vỉa hè"})]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    assert read(tmp_path, PLAIN.replace(",", delimiter)) == ROWS


def test_columns_stand_in_any_order_and_any_case_and_others_are_left_out(tmp_path: Path) -> None:
    content = "STT; CHU  DE *;ma\n1;Vỉa hè;A\n"
    assert read(tmp_path, content) == [Row(2, {"topic": "Vỉa hè", "code": "A"})]


def test_lines_count_from_the_top_of_the_file_past_titles_blank_rows_and_quoted_newlines(
    tmp_path: Path,
) -> None:
    content = 'LỊCH ĐỐI THOẠI\n\nMã,Chủ đề\nA,"Vỉa hè,\nlòng đường"\n,\n\nB,Rác\n'
    assert read(tmp_path, content) == [
        Row(4, {"code": "A", "topic": "Vỉa hè,\nlòng đường"}),
        Row(8, {"code": "B", "topic": "Rác"}),
    ]


def test_a_short_row_is_filled_and_cells_beyond_the_header_are_kept_apart(tmp_path: Path) -> None:
    content = "Mã,Chủ đề\nA\nB,Rác thải,thoát nước,,\n"
    assert read(tmp_path, content) == [
        Row(2, {"code": "A", "topic": ""}),
        Row(3, {"code": "B", "topic": "Rác thải"}, ("thoát nước",)),
    ]


def test_excel_dates_times_and_numbers_are_written_out(tmp_path: Path) -> None:
    content = book(
        [
            ["Mã", "Chủ đề", "Ghi chú"],
            [12.0, datetime.fromisoformat("2026-05-07 08:30"), 1.5],
            ["A", time(8, 5), True],
        ]
    )
    assert read(tmp_path, content, "lich.xlsx") == [
        Row(2, {"code": "12", "topic": "2026-05-07 08:30", "note": "1.5"}),
        Row(3, {"code": "A", "topic": "08:05", "note": "True"}),
    ]


def test_the_sheet_with_the_header_is_read_from_below_its_title(tmp_path: Path) -> None:
    content = book([["Ghi chú"], ["x"]], [["LỊCH"], [], ["Chủ đề", "Mã"], ["Rác", "A"], [], ["Vỉa hè", "B"]])
    assert read(tmp_path, content, "lich.xlsx") == [
        Row(4, {"topic": "Rác", "code": "A"}),
        Row(6, {"topic": "Vỉa hè", "code": "B"}),
    ]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("lich.csv", b"", "lich.csv is empty."),
        ("lich.csv", b" \r\n", "lich.csv is empty."),
        ("lich.csv", "Mã,Ghi chú\nA,x\n".encode(), "lich.csv lacks these columns: Chủ đề."),
        ("lich.csv", b"x,y\n1,2\n", "lich.csv lacks these columns: Mã, Chủ đề."),
        ("lich.csv", "Mã,Chủ đề,mã\nA,x,B\n".encode(), "lich.csv has the column Mã twice."),
        ("lich.csv", 'Mã,Chủ đề\nA,x\nB,"y\nC,z\n'.encode(), "Line 3: the quotation marks do not match."),
        ("lich.csv", b"\x00\x01\x02\x03", "lich.csv is not a .csv or .xlsx file."),
        ("lich.csv", b"%PDF-1.7\n\x00\x01", "lich.csv is not a .csv or .xlsx file."),
        ("lich.docx", PLAIN.encode(), "lich.docx is not a .csv or .xlsx file."),
        ("lich.xlsx", b"PK\x03\x04 nothing", "lich.xlsx is damaged and cannot be read."),
        ("lich.xlsx", book([["Mã"], ["A"]]), "lich.xlsx lacks these columns: Chủ đề."),
        ("lich.xlsx", book([["Mã", "Chủ đề", "Mã"], ["A", "b"]]), "lich.xlsx has the column Mã twice."),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str, content: bytes, problem: str) -> None:
    with pytest.raises(UnreadableDocument) as told:
        read(tmp_path, content, name)
    assert str(told.value) == problem


def test_a_file_that_is_not_there_or_too_large_or_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="cannot be opened"):
        read_rows(tmp_path / "none.csv", KNOWN, REQUIRED)
    with pytest.raises(UnreadableDocument, match="larger than 10 MB"):
        read(tmp_path, b"a" * (LARGEST_FILE + 1))
    assert len(read(tmp_path, "Mã,Chủ đề\n" + "A,x\n" * MOST_ROWS)) == MOST_ROWS
    with pytest.raises(UnreadableDocument, match="more than 20000 rows"):
        read(tmp_path, "Mã,Chủ đề\n" + "A,x\n" * (MOST_ROWS + 1))


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            for _chunk in range(201):
                member.write(b" " * (1024 * 1024))
    with pytest.raises(UnreadableDocument, match="unpacks to more than can be read"):
        read(tmp_path, stream.getvalue(), "lich.xlsx")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rows")


SOUND = book([["Mã", "Chủ đề"], ["A", datetime.fromisoformat("2026-05-07")]])


@given(st.binary() | st.binary().map(lambda tail: b"PK\x03\x04" + tail), st.sampled_from(["a.csv", "a.xlsx"]))
def test_any_bytes_are_rows_or_an_explained_failure(scratch: Path, content: bytes, name: str) -> None:
    with suppress(UnreadableDocument):
        assert read(scratch, content, name) == []


@given(st.integers(4, len(SOUND) - 1), st.binary(min_size=1, max_size=40))
def test_a_damaged_workbook_is_rows_or_an_explained_failure(scratch: Path, at: int, noise: bytes) -> None:
    damaged = SOUND[:at] + noise + SOUND[at + len(noise) :]
    with suppress(UnreadableDocument):
        assert len(read(scratch, damaged, "a.xlsx")) <= 1
