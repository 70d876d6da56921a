"""What is said of being away, and what only sounds like it."""

from datetime import date

import pytest

from bot.language.leave_words import Absence, read_absence, says_away

TODAY = date(2026, 5, 11)


@pytest.mark.parametrize(
    "text",
    [
        "tôi nghỉ phép",
        "tôi đang nghỉ",
        "toi dang nghi",
        "nghỉ phép đến thứ 6",
        "Tôi xin nghỉ ốm hôm nay",
        "mai tôi đi công tác",
        "đi công tác đến 20/5",
        "từ mai em nghỉ 3 ngày",
    ],
)
def test_being_away_is_heard(text: str) -> None:
    assert says_away(text)


@pytest.mark.parametrize(
    "text",
    [
        "tôi nghĩ là chưa đủ hồ sơ",
        "toi nghi la chua du ho so",
        "thủ tục nghỉ phép của công chức",
        "bao giờ nghỉ Tết",
        "lịch đi công tác",
        "",
    ],
)
def test_what_only_sounds_like_it_is_not(text: str) -> None:
    assert not says_away(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("nghỉ phép đến thứ 6", Absence(ends=date(2026, 5, 15))),
        ("tôi nghỉ từ mai đến thứ 6", Absence(date(2026, 5, 12), date(2026, 5, 15))),
        ("mai tôi đi công tác", Absence(date(2026, 5, 12), date(2026, 5, 12))),
        ("tôi nghỉ phép hôm nay và ngày mai", Absence(date(2026, 5, 11), date(2026, 5, 12))),
        ("tuần này tôi nghỉ phép", Absence(date(2026, 5, 11), date(2026, 5, 17))),
        ("em nghỉ 3 ngày", Absence(days=3)),
        ("nghỉ phép hai tuần", Absence(days=10)),
        ("tôi nghỉ phép", Absence()),
    ],
)
def test_the_days_are_read(text: str, read: Absence) -> None:
    assert read_absence(text, TODAY) == read
