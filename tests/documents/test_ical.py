"""The public calendar, as a calendar program reads it back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.documents.ical import PRODUCT, CalendarEvent, write_calendar

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
STAMP = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)


def event(
    code: str, day: int, *, cancelled: bool = False, title: str = "Vỉa hè", description: str = ""
) -> CalendarEvent:
    starts = datetime(2026, 5, day, 14, 0, tzinfo=ZONE)
    ends = starts + timedelta(hours=2, minutes=30)
    return CalendarEvent(code, title, starts, ends, "Hội trường, tầng 2", description, cancelled, STAMP)


def test_events_are_written_in_utc_in_order_with_their_codes() -> None:
    text = write_calendar([event("DT-0519", 19, cancelled=True), event("DT-0513", 13)], "Lịch phường", "ward")
    calendar = Calendar.from_ical(text)
    found = [
        (str(one["uid"]), one.decoded("dtstart"), one.decoded("dtend"), str(one["status"]))
        for one in calendar.walk("VEVENT")
    ]
    assert found == [
        (
            "DT-0513@ward",
            datetime(2026, 5, 13, 7, 0, tzinfo=UTC),
            datetime(2026, 5, 13, 9, 30, tzinfo=UTC),
            "CONFIRMED",
        ),
        (
            "DT-0519@ward",
            datetime(2026, 5, 19, 7, 0, tzinfo=UTC),
            datetime(2026, 5, 19, 9, 30, tzinfo=UTC),
            "CANCELLED",
        ),
    ]
    assert (str(calendar["prodid"]), str(calendar["x-wr-calname"])) == (PRODUCT, "Lịch phường")
    assert b"VTIMEZONE" not in text
    assert text.count(b"DTSTAMP:20260501T030000Z\r\n") == 2


def test_commas_line_breaks_and_stray_control_characters_cannot_break_out() -> None:
    text = write_calendar([event("A", 13, description="Một; hai\r\nEND:VEVENT\x00\x0b")], "Lịch", "ward")
    (one,) = Calendar.from_ical(text).walk("VEVENT")
    assert str(one["description"]) == "Một; hai\nEND:VEVENT"
    assert str(one["location"]) == "Hội trường, tầng 2"


def test_an_empty_calendar_is_still_a_calendar() -> None:
    assert Calendar.from_ical(write_calendar([], "Lịch", "ward")).walk("VEVENT") == []


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_title_leaves_one_event_and_short_lines(title: str) -> None:
    text = write_calendar([event("A", 13, title=title, description=title)], title, "ward")
    assert len(Calendar.from_ical(text).walk("VEVENT")) == 1
    assert all(len(part) <= 75 for part in text.split(b"\r\n"))
