"""The invented schedule, and what is asked of it with the answers that are right."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from bot.documents.schedule_reader import read_schedule
from bot.services.meetings import import_schedule
from tests.ward import ZONE

SAMPLES = Path(__file__).parents[1] / "samples"
NOW = datetime(2026, 5, 11, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """`first`: only the first meeting is told; else exactly `meetings`, with any of `allowed` beside them."""

    question: str
    intent: str
    meetings: tuple[str, ...]
    allowed: tuple[str, ...]
    first: bool

    def is_met(self, intent: str, meetings: tuple[str, ...]) -> bool:
        if intent != self.intent:
            return False
        if self.first:
            return meetings[:1] == self.meetings
        return set(self.meetings) <= set(meetings) <= {*self.meetings, *self.allowed}


def cases() -> list[Case]:
    lines = (SAMPLES / "cau-hoi.txt").read_text(encoding="utf-8").splitlines()
    return [read_case(line) for line in lines if line and not line.startswith("#")]


def fill_schedule(session: Session, now: datetime = NOW) -> None:
    rows = read_schedule(SAMPLES / "lich.csv", lambda _day: True)
    import_schedule(session, rows, source="lich.csv", zone=ZONE, now=now)


def read_case(line: str) -> Case:
    """One line: intent | meetings | question."""
    intent, codes, question = (part.strip() for part in line.split("|"))
    words = [] if codes == "-" else codes.split()
    return Case(
        question,
        intent,
        tuple(word.lstrip("^") for word in words if not word.startswith("+")),
        tuple(word.lstrip("+") for word in words if word.startswith("+")),
        any(word.startswith("^") for word in words),
    )
