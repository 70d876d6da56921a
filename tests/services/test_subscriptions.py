"""Reminders of meetings: written once when due, true when sent, and a change told at once."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.documents.schedule_reader import MeetingRow, read_schedule
from bot.services.meetings import import_schedule
from bot.services.subscriptions import recheck_subscription, remind_subscribers
from bot.services.ward import Ward
from storage.files import FileStore
from storage.meetings import find_meeting, subscribe, unsubscribe
from storage.tables import Meeting, Outbox
from storage.vocabulary import MeetingStatus, MessageKind
from tests.services.questions import NOW, SAMPLES, fill_schedule
from tests.ward import ZONE

DUE = datetime(2026, 5, 14, 8, tzinfo=ZONE)


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(ZONE, FileStore(tmp_path), "https://ward.example")


@pytest.fixture
def followed(session: Session) -> Meeting:
    """The dialogue of 15/5, followed by one chat."""
    fill_schedule(session)
    meeting = find_meeting(session, "DT-0515")
    assert meeting is not None
    assert meeting.id is not None
    subscribe(session, "web", "an", meeting.id, NOW)
    return meeting


def rows() -> list[MeetingRow]:
    return read_schedule(SAMPLES / "lich.csv", lambda _day: True)


def bring(session: Session, now: datetime, **changes: Any) -> int:
    """Import the schedule with the dialogue of 15/5 changed; how many were told."""
    changed = [replace(row, **changes) if row.code == "DT-0515" else row for row in rows()]
    return import_schedule(session, changed, source="lich.csv", zone=ZONE, now=now).told


def written(session: Session) -> list[Outbox]:
    return list(session.exec(select(Outbox)).all())


def test_a_reminder_is_written_the_day_before_at_eight_and_once(
    session: Session, ward: Ward, followed: Meeting
) -> None:
    assert remind_subscribers(session, ward, DUE - timedelta(minutes=1)) == 0
    assert remind_subscribers(session, ward, DUE) == 1
    assert remind_subscribers(session, ward, DUE + timedelta(hours=5)) == 0
    (row,) = written(session)

    assert (row.kind, row.channel, row.chat) == (MessageKind.SUBSCRIPTION, "web", "an")
    assert "Thứ Sáu 15/5/2026, ngày mai, 8h30–11h00" in row.say["text"]
    assert [value for value, _label in row.say["choices"]] == [
        f"/ics {followed.code}",
        f"/unremind {followed.code}",
    ]


def test_after_days_asleep_a_reminder_still_matters_until_the_meeting_begins(
    session: Session, ward: Ward, followed: Meeting
) -> None:
    assert remind_subscribers(session, ward, followed.starts_at + timedelta(minutes=1)) == 0
    assert remind_subscribers(session, ward, followed.starts_at - timedelta(hours=1)) == 1


def test_a_reminder_is_dropped_where_it_is_no_longer_wanted_or_is_late(
    session: Session, ward: Ward, followed: Meeting
) -> None:
    remind_subscribers(session, ward, DUE)
    (row,) = written(session)

    assert recheck_subscription(session, row, ward, DUE) is not None
    assert recheck_subscription(session, row, ward, followed.starts_at) is None
    unsubscribe(session, "web", "an")
    assert recheck_subscription(session, row, ward, DUE) is None


def test_a_cancelled_meeting_is_told_at_once_and_not_reminded_of(
    session: Session, ward: Ward, followed: Meeting
) -> None:
    remind_subscribers(session, ward, DUE)
    assert bring(session, DUE, status=MeetingStatus.CANCELLED) == 1
    assert bring(session, DUE, status=MeetingStatus.CANCELLED) == 0
    reminder, notice = written(session)

    assert recheck_subscription(session, reminder, ward, DUE) is None
    told = recheck_subscription(session, notice, ward, DUE)
    assert told is not None
    assert told["text"].startswith("Buổi Ông/Bà theo dõi đã thay đổi.\n⚠️ Buổi này đã hủy.")


def test_a_moved_meeting_is_told_and_reminded_of_again(
    session: Session, ward: Ward, followed: Meeting
) -> None:
    remind_subscribers(session, ward, DUE)
    later = datetime(2026, 5, 21, 8, 30)  # noqa: DTZ001 - as the schedule writes it
    assert bring(session, DUE, starts=later, ends=later + timedelta(hours=2)) == 1
    session.expire_all()

    assert remind_subscribers(session, ward, DUE) == 0
    assert remind_subscribers(session, ward, DUE + timedelta(days=6)) == 1
    old, notice, again = written(session)
    assert recheck_subscription(session, old, ward, DUE) is None
    told = recheck_subscription(session, notice, ward, DUE)
    assert told is not None
    assert "Thứ Năm 21/5/2026" in told["text"]
    assert recheck_subscription(session, again, ward, DUE + timedelta(days=6)) is not None


def test_a_meeting_called_off_without_a_notice_rewrites_its_reminder(
    session: Session, ward: Ward, followed: Meeting
) -> None:
    remind_subscribers(session, ward, DUE)
    followed.status = MeetingStatus.CANCELLED
    session.add(followed)
    session.flush()
    (row,) = written(session)
    told = recheck_subscription(session, row, ward, DUE)

    assert told is not None
    assert "⚠️ Buổi này đã hủy." in told["text"]
