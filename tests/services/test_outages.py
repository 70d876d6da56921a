"""When nothing could be reported: a time without looks, and a channel in alarm; the clock invents none."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.services.alarms import Told, clear_alarm, raise_alarm
from bot.services.outages import beat, outages
from bot.services.pushes import look
from storage.outages import last_pulse
from storage.tables import Outage
from tests.services.owing import WARD, owing

NOW = datetime(2026, 6, 15, 2, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SILENT, WELL = Told("⚠️ {channel} has not answered", {"channel": "OA"}), Told("✅ It works.", {})


def down(session: Session) -> list[tuple[str, datetime, datetime | None]]:
    session.expire_all()
    return [(row.channel, row.began_at, row.ended_at) for row in session.exec(select(Outage))]


def beats(session: Session, *moments: datetime) -> None:
    for moment in moments:
        beat(session, moment)


def test_ten_minutes_without_a_look_are_an_outage_up_to_the_next(session: Session) -> None:
    beats(session, NOW, NOW + MINUTE, NOW + 11 * MINUTE)
    assert down(session) == []
    beats(session, NOW + 22 * MINUTE, NOW + 23 * MINUTE, NOW + 23 * MINUTE)
    assert down(session) == [("", NOW + 11 * MINUTE, NOW + 22 * MINUTE)]


def test_the_first_look_of_all_finds_nothing_amiss(session: Session) -> None:
    beats(session, NOW)
    assert (down(session), last_pulse(session, "look")) == ([], NOW)


def test_a_clock_put_back_an_hour_invents_and_loses_nothing(memory_session: Session) -> None:
    beats(memory_session, NOW - 2 * HOUR, NOW)
    before = down(memory_session)
    beats(memory_session, NOW - HOUR, NOW - 59 * MINUTE, NOW - 30 * MINUTE, NOW, NOW + MINUTE)
    assert down(memory_session) == before == [("", NOW - 2 * HOUR, NOW)]
    beats(memory_session, NOW + HOUR)
    assert down(memory_session)[1:] == [("", NOW + MINUTE, NOW + HOUR)]


def test_a_clock_that_had_run_days_ahead_takes_back_the_outage_it_invented(memory_session: Session) -> None:
    beats(memory_session, NOW, NOW + 3 * DAY, NOW + 3 * DAY + MINUTE)
    assert down(memory_session) == [("", NOW, NOW + 3 * DAY)]
    beats(memory_session, NOW + MINUTE, NOW + 2 * MINUTE, NOW + HOUR)
    assert down(memory_session) == [
        ("", NOW, NOW + MINUTE),
        ("", NOW + 2 * MINUTE, NOW + HOUR),
    ]


@pytest.mark.parametrize("again", [1, 2])
def test_a_channel_is_down_from_its_alarm_to_its_end(session: Session, again: int) -> None:
    for n in range(again):
        raise_alarm(session, "channel:oa", SILENT, NOW + n * MINUTE)
        raise_alarm(session, "channel:oa", Told("⚠️ refused", {}), NOW + (n + 1) * MINUTE)
    assert down(session) == [("oa", NOW, None)]
    assert outages(session, WARD, NOW - DAY, NOW + HOUR) == {"oa": [(NOW, NOW + HOUR)]}
    clear_alarm(session, "channel:oa", WELL, NOW + HOUR)
    clear_alarm(session, "channel:oa", WELL, NOW + 2 * HOUR)
    assert down(session) == [("oa", NOW, NOW + HOUR)]
    assert outages(session, WARD, NOW + 2 * HOUR, NOW + DAY) == {}


def test_an_alarm_about_something_else_is_no_outage(memory_session: Session) -> None:
    for subject in ("channel:oa:chores", "quota:oa:80", "calendar"):
        raise_alarm(memory_session, subject, SILENT, NOW)
        clear_alarm(memory_session, subject, WELL, NOW + HOUR)
    assert down(memory_session) == []


def test_a_look_is_noted(memory_session: Session) -> None:
    look(owing(memory_session), WARD, NOW)
    look(memory_session, WARD, NOW + HOUR)
    assert down(memory_session) == [("", NOW, NOW + HOUR)]
