"""The schedule comes in by code, again and again, and goes out to calendars and the public page."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from icalendar import Calendar
from sqlmodel import Session

from bot.documents.schedule_reader import MeetingRow, read_schedule
from bot.services.meetings import (
    difference_as_text,
    import_schedule,
    public_calendar,
    status_of,
    title_of,
    upcoming,
)
from storage.meetings import find_meeting, list_meetings, subscribe
from storage.tables import Meeting
from storage.vocabulary import MeetingStatus
from tests.services.questions import NOW, SAMPLES, fill_schedule
from tests.ward import ZONE

HEAD = (
    "Mã,Loại,Chủ đề,Đối tượng,Bắt đầu,Kết thúc,Địa điểm,Chủ trì,Hình thức,Trạng thái,Kết luận,"
    "Lặp lại,Ngày nghỉ"
)


def weekly(folder: Path, until: str, starts: str = "2026-05-05") -> list[MeetingRow]:
    file = folder / "lich.csv"
    row = f"TD,Tiếp công dân,Định kỳ,,{starts} 08:00,{starts} 11:00,Phòng 1,,Trực tiếp,Sắp diễn ra,,"
    file.write_text(f"{HEAD}\n{row}thứ 3 hằng tuần đến {until},bỏ qua\n", encoding="utf-8")
    return read_schedule(file, lambda _day: True)


def bring(session: Session, rows: list[MeetingRow], now: datetime = NOW) -> str:
    return difference_as_text(import_schedule(session, rows, source="lich.csv", zone=ZONE, now=now))


def known(session: Session) -> list[str]:
    return [meeting.code for meeting in list_meetings(session)]


def test_the_same_schedule_twice_changes_nothing(session: Session) -> None:
    rows = read_schedule(SAMPLES / "lich.csv", lambda _day: True)

    assert bring(session, rows) == "Thêm 24 buổi."
    assert bring(session, rows) == "Lịch không có gì thay đổi."
    assert len(known(session)) == 24


def test_a_meeting_is_changed_by_its_code_and_others_stay(session: Session) -> None:
    fill_schedule(session)
    (row,) = [row for row in read_schedule(SAMPLES / "lich.csv", lambda _day: True) if row.code == "DT-0515"]

    assert bring(session, [replace(row, place="Sân vận động")]) == "Thay đổi 1 buổi: DT-0515"
    meeting = find_meeting(session, "dt-0515")
    assert meeting is not None
    assert meeting.place == "Sân vận động"
    assert len(known(session)) == 24


def test_dates_a_rule_no_longer_has_go_and_what_has_been_stays(session: Session, tmp_path: Path) -> None:
    bring(session, weekly(tmp_path, "02/06/2026"))
    told = bring(session, weekly(tmp_path, "19/05/2026"))

    assert told == "2 ngày không còn trong lịch lặp lại: TD-0526, TD-0602"
    assert known(session) == ["TD-0505", "TD-0512", "TD-0519"]
    bring(session, weekly(tmp_path, "26/05/2026", starts="2026-05-19"))
    assert known(session) == ["TD-0505", "TD-0519", "TD-0526"]


def test_a_followed_date_that_goes_is_kept_as_cancelled(session: Session, tmp_path: Path) -> None:
    bring(session, weekly(tmp_path, "26/05/2026"))
    followed = find_meeting(session, "TD-0526")
    assert followed is not None
    assert followed.id is not None
    subscribe(session, "web", "an", followed.id, NOW)
    told = bring(session, weekly(tmp_path, "19/05/2026"))

    assert told.splitlines() == [
        "1 ngày không còn trong lịch lặp lại: TD-0526",
        "Ghi là đã hủy, vì có người nhờ nhắc: TD-0526",
        "Đã báo cho 1 người theo dõi.",
    ]
    assert followed.status is MeetingStatus.CANCELLED


def test_next_year_never_takes_over_the_code_of_a_meeting_that_has_been(
    session: Session, tmp_path: Path
) -> None:
    bring(session, weekly(tmp_path, "05/05/2026"))
    next_year = [
        replace(row, starts=row.starts.replace(year=2027), ends=row.ends.replace(year=2027))
        for row in weekly(tmp_path, "05/05/2026")
    ]
    bring(session, next_year)
    bring(session, next_year)

    assert known(session) == ["TD-0505", "TD-20270505"]


def test_the_public_page_lists_what_is_still_to_come(session: Session) -> None:
    fill_schedule(session)
    listed = upcoming(session, NOW)

    assert [meeting.code for meeting in listed[:3]] == ["TD-0512", "DT-0515", "TD-0519"]
    assert (title_of(listed[0]), status_of(listed[0])) == ("Tiếp công dân định kỳ", "Sắp diễn ra")
    assert title_of(listed[1]) == "Đối thoại: Thu hồi đất, tái định cư dự án cầu mới"
    assert {status_of(meeting) for meeting in listed} == {"Sắp diễn ra", "Đã hủy", "Hoãn"}


def test_the_calendar_has_every_meeting_under_its_code(session: Session) -> None:
    fill_schedule(session)
    events = Calendar.from_ical(public_calendar(session, NOW, ZONE, "ward.example")).walk("VEVENT")
    by_code = {str(event["UID"]).partition("@")[0]: event for event in events}

    assert len(by_code) == 24
    assert str(by_code["DT-0522"]["STATUS"]) == "CANCELLED"
    assert b"DTSTART:20260515T013000Z" in by_code["DT-0515"].to_ical()


def test_moments_are_read_in_the_ward_s_zone(session: Session) -> None:
    fill_schedule(session)
    meeting = session.get(Meeting, 1)

    assert meeting is not None
    assert meeting.starts_at.astimezone(ZONE).date() == date(2026, 4, 7)
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=2)
