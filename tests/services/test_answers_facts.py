"""Whatever is stored and asked, an answer states only what is stored."""

import re
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from bot.services.answers import answer
from storage.tables import Meeting
from storage.vocabulary import MeetingKind, MeetingMode, MeetingStatus
from tests.memory import memory_engine
from tests.services.questions import NOW, cases
from tests.ward import ZONE

PLACES = ("Đình làng Thượng", "Hội trường B2", "Nhà văn hóa tổ dân phố 7", "Trường THPT Nguyễn Huệ")
CHAIRS = ("Chủ tịch Nguyễn Thị Hoa", "Phó Chủ tịch Trần Văn Bình", "Bí thư Lê Quang Minh", "")
TOPICS = ("Đất đai", "Rác thải", "Thuế và vỉa hè", "Tiếp công dân định kỳ", "Nhà trọ công nhân", "Giáo dục")
AUDIENCES = ("Mọi công dân", "Công nhân", "Thanh niên", "Người cao tuổi", "")
_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")
_CLOCK = re.compile(r"\b\d{1,2}h\d{2}\b")


@st.composite
def _meeting(draw: st.DrawFn) -> Meeting:
    days, hour = draw(st.integers(-40, 60)), draw(st.integers(7, 19))
    starts = datetime(2026, 5, 11, hour, tzinfo=ZONE) + timedelta(days=days)
    return Meeting(
        code=f"M-{draw(st.integers(0, 10**6))}",
        kind=draw(st.sampled_from(MeetingKind)),
        topic=draw(st.sampled_from(TOPICS)),
        audience=draw(st.sampled_from(AUDIENCES)),
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        place=draw(st.sampled_from(PLACES)),
        chair=draw(st.sampled_from(CHAIRS)),
        mode=draw(st.sampled_from(MeetingMode)),
        status=draw(st.sampled_from(MeetingStatus)),
        conclusion=draw(st.sampled_from(("", "Trả lời trước 1/6/2026"))),
        source="lich.xlsx",
        as_of=NOW,
    )


WORDS = (
    *(
        "khi nào",
        "ở đâu",
        "ai",
        "buổi",
        "đối thoại",
        "tiếp dân",
        "chủ tịch",
        "ngày 12/5",
        "31/12",
        "tuần sau",
    ),
    *("tháng 6", "rác", "đất", "kết quả", "nhắc tôi", "Nguyễn Văn Tèo", "Đình làng Hạ", "hội trường", "gặp"),
)
ASKED = st.one_of(
    st.sampled_from([case.question for case in cases()]),
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
    st.text(max_size=60),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_meeting(), max_size=8, unique_by=lambda meeting: meeting.code), ASKED)
def test_every_date_hour_place_and_name_of_an_answer_is_stored(meetings: list[Meeting], asked: str) -> None:
    engine = memory_engine()
    with Session(engine) as session:
        session.add_all(Meeting.model_validate(meeting.model_dump()) for meeting in meetings)
        session.flush()
        said = answer(session, asked, NOW, ZONE)
    engine.dispose()
    starts = [meeting.starts_at.astimezone(ZONE) for meeting in meetings]
    ends = [meeting.ends_at.astimezone(ZONE) for meeting in meetings]
    days = (*starts, *ends, NOW.astimezone(ZONE))
    dates = {f"{day.day}/{day.month}/{day.year}" for day in days}
    hours = {f"{moment.hour}h{moment.minute:02d}" for moment in (*starts, *ends)}
    stored = {meeting.code for meeting in meetings}

    assert set(_DATE.findall(said.text)) <= dates | {"1/6/2026"}
    assert set(_CLOCK.findall(said.text)) <= hours
    assert set(said.meetings) | set(said.suggested) <= stored
    for name in (*PLACES, *filter(None, CHAIRS)):
        known = any(name in (meeting.place, meeting.chair) for meeting in meetings)
        assert known or name not in said.text
    for invented in ("Nguyễn Văn Tèo", "Đình làng Hạ"):
        assert invented not in said.text
    if said.intent == "unknown":
        assert said.meetings == said.suggested == ()
