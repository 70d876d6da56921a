"""The office's list of days off: all of it, or every line that is wrong."""

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.documents.calendar_reader import DayRow, read_calendar
from bot.errors import AssistantError, BadInput
from bot.texts import explain

TODAY = date(2026, 11, 25)
DAYS = st.dates(date(2025, 1, 1), date(2031, 12, 31))


def write(folder: Path, text: str) -> Path:
    path = folder / "lich.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_days_and_spans_are_read(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Ngày;Loại;Lý do\n5/2/2027;Nghỉ;Nghỉ Tết\ntừ 9/2 đến 10/2/2027;nghỉ;Tết\n13/02/2027;làm bù;\n",
    )
    assert read_calendar(path, TODAY) == [
        DayRow(2, date(2027, 2, 5), False, "Nghỉ Tết"),
        DayRow(3, date(2027, 2, 9), False, "Tết"),
        DayRow(3, date(2027, 2, 10), False, "Tết"),
        DayRow(4, date(2027, 2, 13), True, ""),
    ]


def test_a_workbook_with_true_dates_is_read(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["NGÀY", "LOẠI", "LÝ DO"])
    sheet.append([date(2027, 2, 5), "Nghỉ", "Nghỉ Tết"])
    path = tmp_path / "lich.xlsx"
    book.save(path)
    assert read_calendar(path, TODAY) == [DayRow(2, date(2027, 2, 5), False, "Nghỉ Tết")]


def test_every_bad_row_is_told_with_its_line(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Ngày,Loại,Lý do\n5/2/2027,Nghỉ,Tết\n5/2/2027,Làm bù,x\n5/2,Nghỉ,Tết\n1/1/2019,Nghỉ,Tết\n"
        "6/2/2027,Họp,x\n31/2/2027,Nghỉ,\n",
    )
    with pytest.raises(BadInput) as caught:
        read_calendar(path, TODAY)
    assert explain(caught.value).splitlines() == [
        "Dòng 3: ngày 05/02/2027 đã có ở dòng 2.",
        "Dòng 4: cột Ngày không có ngày kèm năm trong “5/2”.",
        "Dòng 5: ngày phải nằm trong các năm 2025–2031.",
        "Dòng 6: cột Loại không có giá trị “Họp”.",
        "Dòng 7: cột Ngày không có ngày kèm năm trong “31/2/2027”.",
        "Dòng 7: cột Lý do còn trống.",
    ]


def test_a_list_without_its_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"Ngày|columns"):
        read_calendar(write(tmp_path, "a,b\n1,2\n"), TODAY)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        DAYS, st.tuples(st.booleans(), st.sampled_from(["Nghỉ Tết", "Bão, mất điện"])), max_size=20
    )
)
def test_what_is_written_is_read(days: dict[date, tuple[bool, str]]) -> None:
    lines = [
        f'{day:%d/%m/%Y},{"Làm bù" if works else "Nghỉ"},"{name}"' for day, (works, name) in days.items()
    ]
    with TemporaryDirectory() as folder:
        read = read_calendar(write(Path(folder), "\n".join(["Ngày,Loại,Lý do", *lines])), TODAY)
    assert [(row.line, row.day, row.works, row.name) for row in read] == [
        (line, day, *said) for line, (day, said) in enumerate(days.items(), 2)
    ]


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(0, 30))
def test_a_span_is_each_of_its_days(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    if last.year > 2031:
        return
    row = f"{first:%d/%m/%Y} - {last:%d/%m/%Y},Nghỉ,Bão"
    with TemporaryDirectory() as folder:
        read = read_calendar(write(Path(folder), f"Ngày,Loại,Lý do\n{row}\n"), TODAY)
    assert [one.day for one in read] == [first + timedelta(days=n) for n in range(more + 1)]


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_sent_is_read_or_refused(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lich.csv"
        path.write_bytes(f"Ngày,Loại,Lý do\n{text}".encode("utf-8", "replace"))
        with suppress(AssistantError):
            assert all(row.name or row.works for row in read_calendar(path, TODAY))
