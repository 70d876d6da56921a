"""A schedule becomes dated meetings, or every problem in it is told at once."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.documents.schedule_reader import MeetingRow, read_schedule
from bot.errors import BadInput
from bot.texts import explain, speaking
from storage.vocabulary import MeetingKind, MeetingMode, MeetingStatus

COLUMNS = (
    "Mã,Loại,Chủ đề,Đối tượng,Bắt đầu,Kết thúc,Địa điểm,Chủ trì,"
    "Hình thức,Trạng thái,Kết luận,Lặp lại,Ngày nghỉ"
)


def weekdays_only(day: date) -> bool:
    return day.weekday() < 5


def read(tmp_path: Path, *lines: str, is_working: Callable[[date], bool] = weekdays_only) -> list[MeetingRow]:
    path = tmp_path / "lich.csv"
    path.write_text("\n".join((COLUMNS, *lines)), encoding="utf-8")
    return read_schedule(path, is_working)


def problems(tmp_path: Path, *lines: str) -> list[str]:
    with speaking("en"), pytest.raises(BadInput) as told:
        read(tmp_path, *lines)
    return explain(told.value).splitlines()


def line(
    code: str = "DT-1",
    starts: str = "2026-05-13 14:00",
    ends: str = "2026-05-13 16:30",
    status: str = "Sắp diễn ra",
    repeats: str = "",
    day_off: str = "",
) -> str:
    where = "Hội trường,Lê An,Trực tiếp"
    return f"{code},Đối thoại,Vỉa hè,Hộ dân,{starts},{ends},{where},{status},,{repeats},{day_off}"


def days(meetings: list[MeetingRow]) -> list[tuple[str, str]]:
    return [(meeting.code, f"{meeting.starts:%Y-%m-%d %H:%M}") for meeting in meetings]


def test_rows_become_meetings_in_order_of_time(tmp_path: Path) -> None:
    meetings = read(
        tmp_path,
        "TCD-1,tiep cong dan,Định kỳ,Mọi công dân,21/05/2026 8:00,21/05/2026 11:30,"
        "Phòng 1,Lê An,Trực tuyến,Huỷ,",
        '"DT-1",ĐỐI THOẠI,"Rác, nước",Hộ dân,2026-05-13 14:00,2026-05-13 16:30,'
        "Hội trường,Lê Bình,Trực tiếp,Đã diễn ra,Xong",
    )
    assert meetings == [
        MeetingRow(
            "DT-1",
            MeetingKind.DIALOGUE,
            "Rác, nước",
            "Hộ dân",
            datetime.fromisoformat("2026-05-13 14:00"),
            datetime.fromisoformat("2026-05-13 16:30"),
            "Hội trường",
            "Lê Bình",
            MeetingMode.IN_PERSON,
            MeetingStatus.HELD,
            "Xong",
            None,
        ),
        MeetingRow(
            "TCD-1",
            MeetingKind.RECEPTION,
            "Định kỳ",
            "Mọi công dân",
            datetime.fromisoformat("2026-05-21 08:00"),
            datetime.fromisoformat("2026-05-21 11:30"),
            "Phòng 1",
            "Lê An",
            MeetingMode.ONLINE,
            MeetingStatus.CANCELLED,
            "",
            None,
        ),
    ]


def test_an_excel_schedule_without_the_optional_columns_is_read(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(COLUMNS.split(",")[:-2])
    starts, ends = datetime.fromisoformat("2026-05-13 14:00"), datetime.fromisoformat("2026-05-13 16:30")
    sheet.append(["DT-1", "Đối thoại", "Rác", "", starts, ends, "Hội trường", "", "Trực tiếp", "Hoãn", None])
    workbook.save(tmp_path / "lich.xlsx")
    (meeting,) = read_schedule(tmp_path / "lich.xlsx", weekdays_only)
    assert (meeting.starts, meeting.ends, meeting.status) == (starts, ends, MeetingStatus.POSTPONED)


def test_a_repeating_row_becomes_dated_meetings_of_one_series(tmp_path: Path) -> None:
    meetings = read(tmp_path, line("TCD", repeats="Thứ 5 hằng tuần đến 28/05/2026"))
    assert days(meetings) == [
        ("TCD-0514", "2026-05-14 14:00"),
        ("TCD-0521", "2026-05-21 14:00"),
        ("TCD-0528", "2026-05-28 14:00"),
    ]
    assert {(meeting.series, meeting.ends - meeting.starts) for meeting in meetings} == {
        ("TCD", datetime.fromisoformat("2026-05-13 16:30") - datetime.fromisoformat("2026-05-13 14:00"))
    }


def test_a_day_off_is_handled_as_the_row_says(tmp_path: Path) -> None:
    repeats = "ngày 16 hằng tháng đến 30/05/2026"
    saturday = {
        "": [("TCD-0518", "2026-05-18 14:00")],
        "ngày làm việc gần nhất": [("TCD-0515", "2026-05-15 14:00")],
    }
    read_days = {said: days(read(tmp_path, line("TCD", repeats=repeats, day_off=said))) for said in saturday}
    assert read_days == saturday
    assert problems(tmp_path, line("TCD", repeats=repeats, day_off="bỏ qua")) == [
        "Line 2: the meeting falls on no day at all."
    ]


def test_the_year_is_added_where_two_codes_would_clash(tmp_path: Path) -> None:
    repeats = "ngày 15 hằng tháng đến 15/06/2027"
    codes = [meeting.code for meeting in read(tmp_path, line("TCD", repeats=repeats))]
    assert codes == [
        "TCD-0515",
        "TCD-20260615",
        "TCD-0715",
        "TCD-0817",
        "TCD-0915",
        "TCD-1015",
        "TCD-1116",
        "TCD-1215",
        "TCD-0115",
        "TCD-0215",
        "TCD-0315",
        "TCD-0415",
        "TCD-0517",
        "TCD-20270615",
    ]


def test_a_row_of_its_own_stands_in_for_the_repeated_meeting_of_that_day(tmp_path: Path) -> None:
    meetings = read(
        tmp_path,
        line("TCD", repeats="Thứ 5 hằng tuần đến 21/05/2026"),
        line("TCD-0514", "2026-05-14 08:00", "2026-05-14 09:00", "Hủy"),
        line("TCD-0521", "2026-05-20 08:00", "2026-05-20 09:00"),
    )
    assert [(m.code, m.starts.day, m.status, m.series) for m in meetings] == [
        ("TCD-0514", 14, MeetingStatus.CANCELLED, "TCD"),
        ("TCD-0521", 20, MeetingStatus.UPCOMING, None),
        ("TCD-20260521", 21, MeetingStatus.UPCOMING, "TCD"),
    ]


def test_every_problem_is_told_with_its_line(tmp_path: Path) -> None:
    assert problems(
        tmp_path,
        line(),
        line("dt-1"),
        line("DT-2", "2026-02-30 14:00"),
        line("DT-3", ends="2026-05-13 14:00"),
        line("DT-4", "14 giờ", "0026-05-13 16:30"),
        line("DT-5", status="Xong"),
        ",Họp,,Hộ dân,2026-05-13 14:00,2026-05-13 16:30,,Lê An,Zoom,Hoãn,",
        line("DT-6", repeats="khi cần"),
        line("DT-7", status="Đã diễn ra", repeats="Thứ 5 hằng tuần"),
        line("DT-8", repeats="Thứ 5 hằng tuần đến 01/01/2040"),
        line("DT-9") + ",thừa",
    ) == [
        "Line 3: the code dt-1 already stands in line 2.",
        "Line 4: the column Bắt đầu has no date and time in “2026-02-30 14:00”.",
        "Line 5: the meeting ends before it starts.",
        "Line 6: the column Bắt đầu has no date and time in “14 giờ”.",
        "Line 6: the column Kết thúc has no date and time in “0026-05-13 16:30”.",
        "Line 7: the column Trạng thái does not know “Xong”.",
        "Line 8: the column Mã is empty.",
        "Line 8: the column Chủ đề is empty.",
        "Line 8: the column Địa điểm is empty.",
        "Line 8: the column Loại does not know “Họp”.",
        "Line 8: the column Hình thức does not know “Zoom”.",
        "Line 9: “khi cần” does not say how the meeting repeats.",
        "Line 10: a meeting that repeats cannot be over; give the held one a line of its own.",
        "Line 11: the meeting repeats for more than five years.",
        "Line 12: there are more cells than columns; a text with commas needs quotation marks.",
    ]


def test_a_problem_is_told_in_vietnamese(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as told:
        read(tmp_path, line(ends="2026-05-13 13:00"))
    assert explain(told.value) == "Dòng 2: giờ kết thúc phải sau giờ bắt đầu."


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("schedule")


@given(
    st.lists(st.sampled_from([line(), line("A", repeats="Thứ 5 hằng tuần"), line("A-0514"), ",x", '"'])),
    st.text(st.characters(codec="utf-8")),
)
def test_any_lines_are_meetings_with_codes_of_their_own_or_explained(
    scratch: Path, lines: list[str], text: str
) -> None:
    with suppress(BadInput):
        codes = [meeting.code for meeting in read(scratch, *lines, text)]
        assert len(codes) == len(set(codes))
