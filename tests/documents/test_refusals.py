"""What is no plan is refused with a sentence, and never with anything else."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.documents.plan_reader import LARGEST_BYTES, plan_from_blocks, read_plan
from bot.documents.tables_txt import read_txt
from bot.domain.plan import Plan
from bot.errors import UnreadableDocument

WRONG_KIND = "{name} is not the kind of file its name says."


def _refusal(path: Path) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_plan(path)
    return caught.value.message


def _write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("k.txt", b"", "{name} is empty."),
        ("k.docx", b"", "{name} is empty."),
        ("k.txt", b" \n\t\n", "{name} is empty."),
        ("k.txt", b"PK\x03\x04rest", WRONG_KIND),
        ("k.txt", bytes(range(256)) * 20, WRONG_KIND),
        ("k.txt", b"\xc3\x28 khong doc duoc", "The text in {name} cannot be read; save it as UTF-8."),
        ("k.txt", b"Xin chao", "No table of goals or tasks was found in {name}."),
        (
            "k.txt",
            "STT\tNhiệm vụ\tLộ trình\tChủ trì\n".encode() + b"1\tAa\tBb\tCc\n" * 2001,
            "{name} has more than {limit} goals and tasks; that is no ward's plan.",
        ),
        ("k.docx", b"\xd0\xcf\x11\xe0 old word", WRONG_KIND),
        ("k.xlsx", b"Xin chao", WRONG_KIND),
        ("k.docx", b"PK\x03\x04" + b"x" * 900, "{name} is damaged and cannot be read."),
        ("k.doc", b"\xd0\xcf\x11\xe0", "{name} cannot be read; use .docx, .txt or .xlsx."),
        ("k.docm", b"PK", "{name} cannot be read; use .docx, .txt or .xlsx."),
        ("k.txt", b"a" * (LARGEST_BYTES + 1), "{name} is larger than {limit} MB."),
    ],
)
def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    assert _refusal(_write(tmp_path, name, data)) == message


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "k.txt") == "{name} cannot be opened."
    (tmp_path / "folder.txt").mkdir()
    assert _refusal(tmp_path / "folder.txt") == "{name} cannot be opened."


def test_a_word_file_without_a_plan_is_refused(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Họ tên", "Lê Văn Mẫu"
    document.save(str(tmp_path / "k.docx"))
    assert _refusal(tmp_path / "k.docx") == "No table of goals or tasks was found in {name}."


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"xl/workbook.xml": b"<a/>"}, WRONG_KIND),
        ({"word/document.xml": b"0" * (201 * 1024 * 1024)}, "{name} unpacks to more than can be read."),
        (
            {"word/document.xml": b"", "word/vbaProject.bin": b"x"},
            "{name} holds macros; save it without them.",
        ),
        (
            {"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'},
            "{name} is damaged and cannot be read.",
        ),
        ({"word/document.xml": b"<a/>"}, "{name} is damaged and cannot be read."),
    ],
    ids=["a sheet", "a bomb", "macros", "entities", "half a file"],
)
def test_an_archive_that_is_no_sound_word_file_is_refused(
    tmp_path: Path, members: dict[str, bytes], message: str
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    assert _refusal(_write(tmp_path, "k.docx", buffer.getvalue())) == message


CELL = st.sampled_from(
    [
        "STT",
        "Mục tiêu",
        "Nhiệm vụ",
        "Lộ trình",
        "Cơ quan chủ trì",
        "Phối hợp",
        "I",
        "1",
        "1.1",
        "#",
        "",
        "-",
        "Phòng A, Công an",
        "tiếp",
        "1 (tiếp)",
        "<p>đối thoại</p>",
        "Nơi nhận:",
        "95%",
        "Năm 2026",
        "ngày / /2026",
    ]
)
LINE = st.one_of(st.lists(CELL, max_size=7).map("\t".join), st.text(max_size=30))


@settings(max_examples=300, deadline=None)
@given(st.lists(LINE, max_size=14).map("\n".join), st.booleans())
def test_any_text_is_a_plan_or_refused(text: str, headed: bool) -> None:
    header = "STT\tMục tiêu\tLộ trình\tCơ quan chủ trì\tCơ quan phối hợp\n" if headed else ""
    try:
        plan = plan_from_blocks(read_txt((header + text).encode("utf-8", "surrogatepass"), "k.txt"), "k.txt")
    except UnreadableDocument:
        return
    codes = [*(goal.code for goal in plan.goals), *(task.code for task in plan.tasks)]
    assert isinstance(plan, Plan)
    assert len(codes) == len(set(codes)) > 0


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400), kind=st.sampled_from([".txt", ".docx", ".xlsx"]), zipped=st.booleans())
def test_any_bytes_are_a_plan_or_refused(tmp_path: Path, data: bytes, kind: str, zipped: bool) -> None:
    if zipped:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("word/document.xml" if kind == ".docx" else "xl/workbook.xml", data)
        data = buffer.getvalue()
    with pytest.raises(UnreadableDocument):
        read_plan(_write(tmp_path, f"k{kind}", data))
