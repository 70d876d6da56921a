"""Whatever is typed: nothing breaks, and a date in any form reads back to itself."""

import time
import unicodedata
from datetime import date, timedelta
from datetime import time as clock_time

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.dates import DayPart, Interval, read_dates
from bot.language.intervals import Grain
from bot.language.normalise import fold
from tests.language.readings import MONDAY

VOCABULARY = """
ngày tháng năm tuần quý thứ chủ nhật hôm nay mai mốt kia qua sau trước tới này nữa từ đến hết đầu giữa cuối
rằm mùng tết âm lịch hai ba tư sáu mười lăm mươi 1 2 5 13 20 31 32 99 2026 13/5 31/2 10-20/5 8h 14h30 / - . ,
và hay trong mỗi hàng next friday may in from to week sáng chiều tối T5 CN giờ lần khu tổ số họp
"""
WORDS = VOCABULARY.split()
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
TYPED = st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join)


@given(TYPED, DAYS)
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_without_breaking(text: str, today: date) -> None:
    reading = read_dates(text, today)
    for each in filter(None, (reading.interval, *reading.alternatives)):
        assert each.start or each.end
        assert not (each.start and each.end) or each.start <= each.end
    assert reading.interval is None or not reading.alternatives
    assert len(reading.alternatives) != 1
    assert all(0 <= start < end <= len(text) for start, end in reading.spans)


@given(DAYS, DAYS)
@settings(max_examples=150, deadline=None)
def test_a_full_date_reads_back_in_every_form(when: date, today: date) -> None:
    forms = (
        f"{when.day}/{when.month}/{when.year}",
        f"{when:%d/%m/%Y}",
        f"{when:%d-%m-%Y}",
        f"{when:%d.%m.%y}",
        f"{when.isoformat()}",
        f"ngày {when.day} tháng {when.month} năm {when.year}",
        f"họp ngày {when.day} tháng {when.month} năm {when.year} ở đâu",
    )
    day = Interval(when, when, Grain.DAY)
    for form in forms:
        assert read_dates(form, today).interval == day
        assert read_dates(fold(form), today).interval == day
        assert read_dates(form.upper(), today).interval == day
        assert read_dates(unicodedata.normalize("NFD", form), today).interval == day


@given(DAYS)
@settings(max_examples=100, deadline=None)
def test_a_day_and_month_is_the_one_within_six_months(today: date) -> None:
    for ahead in (-150, -30, 0, 1, 60, 170):
        when = today + timedelta(days=ahead)
        if (when.day, when.month) != (29, 2):
            assert read_dates(f"ngày {when.day}/{when.month}", today).interval == Interval(
                when, when, Grain.DAY
            )


def test_marks_apart_or_capitals_change_nothing() -> None:
    for text in ("thứ sáu tuần sau", "từ mười lăm đến hai mươi tháng sáu", "rằm tháng giêng", "sáng mai"):
        expected = read_dates(text, MONDAY)
        assert read_dates(text.upper(), MONDAY).interval == expected.interval
        assert read_dates(unicodedata.normalize("NFD", text), MONDAY).interval == expected.interval


def test_spans_say_where_the_words_stood() -> None:
    text = "Cho hỏi sáng THỨ 5 tuần sau lúc 8h30 họp ở đâu"
    for written in (text, unicodedata.normalize("NFD", text)):
        reading = read_dates(written, MONDAY)
        stood = [unicodedata.normalize("NFC", written[start:end]) for start, end in reading.spans]
        assert stood == ["sáng", "THỨ 5 tuần sau", "8h30"]
        assert (reading.part, reading.time) == (DayPart.MORNING, clock_time(8, 30))


def test_a_long_text_takes_no_longer_than_a_blink() -> None:
    for text in ("mai " * 5000, "1, " * 5000, "thứ 2 và " * 2000, "13/5-" * 3000, "từ 5 đến " * 2000):
        started = time.perf_counter()
        read_dates(text, MONDAY)
        assert time.perf_counter() - started < 1
