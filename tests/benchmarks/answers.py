"""Answers a second over 500 stored meetings, against what an FAQ bot does: the nearest known question.

The peer looks its question up among as many known ones as there are meetings and reads no schedule; the floor
is only reading the schedule.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import quantiles

from rapidfuzz import process
from rapidfuzz.fuzz import WRatio
from sqlmodel import Session

from bot.services.answers import answer
from bot.services.meetings_read import stored_meetings
from storage.tables import Meeting
from storage.vocabulary import MeetingKind, MeetingMode, MeetingStatus
from tests.databases import migrated
from tests.services.questions import NOW, cases
from tests.ward import ZONE

MEETINGS = 500
ROUNDS = 5
TOPICS = (
    "Đất đai, bồi thường",
    "Rác thải, môi trường",
    "Thuế, vỉa hè",
    "Giáo dục",
    "Nhà trọ, an ninh trật tự",
)
AUDIENCES = ("Mọi công dân", "Hộ kinh doanh", "Thanh niên", "Người cao tuổi", "Công nhân")


def compare() -> Iterator[str]:
    """Ours, the peer and the floor, each with its median and its slowest in a hundred."""
    asked = [case.question for case in cases()]
    with tempfile.TemporaryDirectory() as folder:
        database = migrated(f"sqlite:///{folder}/ward.db")
        with Session(database.writer) as session:
            session.add_all(_meeting(number) for number in range(MEETINGS))
            session.commit()

        def ours(question: str) -> None:
            with Session(database.reader) as session:
                answer(session, question, NOW, ZONE)

        def floor(_question: str) -> None:
            with Session(database.reader) as session:
                stored_meetings(session, ZONE)

        known = [f"{question} {number}" for number, question in enumerate(asked * 3)][:MEETINGS]

        def peer(question: str) -> None:
            process.extractOne(question, known, scorer=WRatio)

        speeds = {}
        measured = {"ours": ours, "nearest question": peer, "reading only": floor}
        for name, take in measured.items():
            speeds[name], line = _measure(take, asked)
            yield f"{name:>17}: {line}"
        database.close()
    yield f"ratio to the nearest question: {speeds['ours'] / speeds['nearest question']:.2f}"


def _measure(take: Callable[[str], None], asked: list[str]) -> tuple[float, str]:
    for question in asked:
        take(question)
    seconds = []
    for question in asked * ROUNDS:
        began = time.perf_counter()
        take(question)
        seconds.append(time.perf_counter() - began)
    speed, cuts = len(seconds) / sum(seconds), quantiles(seconds, n=100)
    return speed, f"{speed:6.0f} answers/s, p50 {cuts[49] * 1000:5.2f} ms, p99 {cuts[98] * 1000:5.2f} ms"


def _meeting(number: int) -> Meeting:
    starts = NOW + timedelta(days=number - MEETINGS // 3)
    dialogue = number % 3 == 0
    return Meeting(
        code=f"M-{number}",
        kind=MeetingKind.DIALOGUE if dialogue else MeetingKind.RECEPTION,
        topic=f"{TOPICS[number % len(TOPICS)]} {number}" if dialogue else "Tiếp công dân định kỳ",
        audience=AUDIENCES[number % len(AUDIENCES)] if dialogue else AUDIENCES[0],
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        place=f"Nhà văn hóa tổ dân phố {number % 12 + 1}" if dialogue else "Phòng tiếp công dân",
        chair="Chủ tịch UBND phường" if number % 2 else "Phó Chủ tịch UBND phường",
        mode=MeetingMode.IN_PERSON,
        status=MeetingStatus.UPCOMING,
        as_of=NOW,
    )
