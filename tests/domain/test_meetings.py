"""Meetings that match meet all that was said; where none does, the nearest is offered, not named."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.meetings import Dated, covers, find, looks_back, next_reception
from bot.language.understand import understand
from storage.vocabulary import MeetingKind, MeetingMode, MeetingStatus
from tests.ward import ZONE

NOW = datetime(2026, 5, 11, 9, tzinfo=ZONE)
TODAY = NOW.date()
DIALOGUE = Dated(
    "D-1",
    MeetingKind.DIALOGUE,
    "Rác thải",
    "Nhân dân tổ dân phố 3",
    NOW + timedelta(days=2),
    NOW + timedelta(days=2, hours=2),
    "Nhà văn hóa tổ dân phố 3",
    "Phó Chủ tịch UBND",
    MeetingMode.IN_PERSON,
    MeetingStatus.UPCOMING,
    "",
    "",
    NOW,
)
RECEPTION = replace(
    DIALOGUE,
    code="R-1",
    kind=MeetingKind.RECEPTION,
    topic="Tiếp công dân định kỳ",
    audience="Mọi công dân",
    place="Phòng tiếp công dân",
    chair="Chủ tịch UBND",
    starts=NOW + timedelta(days=3),
    ends=NOW + timedelta(days=3, hours=2),
)
LAST = replace(
    DIALOGUE,
    code="D-0",
    starts=NOW - timedelta(days=9),
    ends=NOW - timedelta(days=9, hours=-2),
    status=MeetingStatus.HELD,
)
ALL = (LAST, DIALOGUE, RECEPTION)


def found(question: str, meetings: tuple[Dated, ...] = ALL) -> list[str]:
    return [meeting.code for meeting in find(meetings, understand(question, TODAY), NOW).meetings]


def offered(question: str, meetings: tuple[Dated, ...] = ALL) -> list[str]:
    return [meeting.code for meeting in find(meetings, understand(question, TODAY), NOW).suggested]


def test_only_what_is_to_come_unless_the_past_is_asked_for() -> None:
    assert found("đối thoại về rác khi nào") == ["D-1"]
    assert found("kết luận đối thoại về rác") == ["D-0"]
    assert found("ngày 2/5 đối thoại gì") == ["D-0"]


def test_a_chair_is_not_a_deputy_and_a_deputy_not_a_chair() -> None:
    assert found("chủ tịch chủ trì buổi nào") == ["R-1"]
    assert found("phó chủ tịch chủ trì buổi nào") == ["D-1"]


def test_a_reception_takes_any_subject() -> None:
    assert found("tiếp dân về đất đai ngày nào") == ["R-1"]
    assert found("đối thoại về đất đai ngày nào") == []


def test_where_nothing_matches_the_nearest_alike_is_offered_and_not_named() -> None:
    assert (found("cuối tuần này có tiếp dân không"), offered("cuối tuần này có tiếp dân không")) == (
        [],
        ["R-1"],
    )
    assert offered("đối thoại về tôn giáo") == ["R-1"]
    assert offered("tiếp dân hôm nay", (LAST,)) == []


def test_what_is_off_comes_last_and_only_where_its_day_or_subject_is_asked_for() -> None:
    off = replace(
        DIALOGUE, code="D-2", status=MeetingStatus.CANCELLED, starts=DIALOGUE.starts - timedelta(hours=1)
    )

    assert found("ngày 13/5 có gì", (off, *ALL)) == ["D-1", "D-2"]
    assert found("tuần này có đối thoại không", (off, *ALL)) == ["D-1"]
    assert found("đối thoại về rác còn không", (off, RECEPTION)) == ["D-2"]
    assert found("buổi nào bị hủy", (off, *ALL)) == ["D-2"]


def test_hours_and_parts_of_the_day_narrow() -> None:
    evening = replace(DIALOGUE, code="D-3", starts=NOW.replace(hour=19), ends=NOW.replace(hour=21))

    assert found("tối nay có đối thoại không", (evening, *ALL)) == ["D-3"]
    assert found("sau 17h có buổi nào", (evening, *ALL)) == ["D-3"]
    assert found("buổi nào ngoài giờ hành chính", (evening, *ALL)) == ["D-3"]


def test_the_next_reception_skips_what_is_off_or_over() -> None:
    off = replace(RECEPTION, code="R-0", status=MeetingStatus.POSTPONED, starts=NOW + timedelta(days=1))

    assert next_reception((off, *ALL), NOW) == RECEPTION
    assert next_reception((LAST, DIALOGUE), NOW) is None


WORDS = st.sampled_from(
    [
        "khi nào",
        "buổi",
        "đối thoại",
        "tiếp dân",
        "tuần này",
        "ngày 13/5",
        "tháng 5",
        "chủ tịch",
        "phó chủ tịch",
        "về rác",
        "online",
        "tdp 3",
        "chiều",
        "kết luận",
        "công nhân",
        "gần nhất",
        "bị hủy",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_no_meeting_is_named_that_contradicts_the_question(words: list[str]) -> None:
    meaning = understand(" ".join(words), TODAY)
    result = find(ALL, meaning, NOW)

    assert not (result.meetings and result.suggested)
    for meeting in result.meetings:
        day: date = meeting.starts.date()
        assert covers(meaning.dates.interval, day)
        assert meaning.aim.kind in (None, meeting.kind)
        assert meaning.aim.mode in (None, meeting.mode)
        if meeting.is_over(NOW) and meaning.dates.interval is None:
            assert looks_back(meaning, NOW)
    assert all(not meeting.is_off and not meeting.is_over(NOW) for meeting in result.suggested)
