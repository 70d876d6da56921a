"""Messages to people who leave, or to channels that go: nobody pays, calls or waits in vain."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.services.alarms import Told, raise_alarm
from bot.services.call_words import calls_say
from bot.services.calls import Why, call_list
from bot.services.costs import bill
from bot.services.obligations import lay_out
from bot.services.pushes import recheck
from bot.services.reminders import remind_due
from bot.services.routes import choose
from bot.services.waiting import review
from bot.services.ward import Ward
from bot.texts import speaking
from storage.outbox import enqueue
from storage.tables import Outbox, Person, Seat
from storage.vocabulary import Delivery, MessageKind, Role
from tests.services.linked import (
    MORNING,
    OPEN,
    PAYING,
    TIMED,
    block,
    link,
    only,
    refuse,
    to,
    unlink_all,
    ward_with,
)
from tests.services.owing import AN, BINH, CHI, CULTURE, SCHOOL, owing
from tests.ward import NOW

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WARD = ward_with(PAYING)
WITHOUT_OPEN = replace(WARD, channels={TIMED: WARD.channels[TIMED]})


@pytest.fixture
def memory(memory_session: Session) -> Session:
    return held(memory_session)


def held(session: Session) -> Session:
    """An's digest, for which only money opens the way."""
    lay_out(owing(session), WARD, NOW)
    only(session, AN, TIMED, heard=MORNING - 3 * DAY)
    remind_due(session, WARD, MORNING)
    assert [(row.state, row.held) for row in to(session, AN)] == [(Delivery.QUEUED, "paid")]
    return session


def replace_holder(session: Session, person_id: int, role: Role = Role.FOCAL) -> None:
    newcomer = Person(name="Người mới")
    session.add(newcomer)
    session.flush()
    for seat in session.exec(select(Seat).where(Seat.person_id == person_id, Seat.role == role)):
        seat.person_id = newcomer.id
    session.flush()


def deactivate(session: Session, person_id: int) -> None:
    person = session.get(Person, person_id)
    assert person is not None
    person.active = False
    session.flush()


def reviewed(session: Session, ward: Ward = WARD) -> list[tuple[str, Delivery]]:
    """What has become of An's messages an hour later."""
    review(session, ward, MORNING + HOUR)
    return [(row.channel, row.state) for row in to(session, AN)]


def called(session: Session, ward: Ward = WARD) -> list[tuple[str, Why]]:
    found = call_list(session, ward, MORNING + HOUR)
    return [(call.place.name, call.why) for call in found if call.person_id != BINH]


def test_nobody_pays_to_remind_who_has_been_replaced(session: Session) -> None:
    replace_holder(held(session), AN)
    assert reviewed(session) == [(TIMED, Delivery.DROPPED)]
    assert bill(session, WARD, MORNING + HOUR) is None
    assert called(session) == [("Người mới", Why.UNLINKED)]


def test_nobody_calls_or_pays_for_who_has_left(memory: Session) -> None:
    [digest] = to(memory, AN)
    refuse(memory, digest, "gone")
    deactivate(memory, AN)
    assert called(memory) == []
    assert reviewed(memory) == [(TIMED, Delivery.DROPPED)]


def test_a_notice_to_somebody_of_the_office_who_has_left_calls_for_no_call(memory: Session) -> None:
    enqueue(
        memory,
        channel=TIMED,
        chat="chi",
        kind=MessageKind.NOTICE,
        say={"text": "Vướng mắc"},
        now=MORNING,
        person_id=CHI,
    )
    [notice] = to(memory, CHI)
    refuse(memory, notice, "gone")
    assert "Chi" in [name for name, _why in called(memory)]
    deactivate(memory, CHI)
    assert "Chi" not in [name for name, _why in called(memory)]


def test_who_has_blocked_or_left_the_chat_is_called_and_not_paid_for(memory: Session) -> None:
    [digest] = to(memory, AN)
    block(memory, digest)
    assert reviewed(memory) == [(TIMED, Delivery.HANDED)]
    assert bill(memory, WARD, MORNING + HOUR) is None
    assert called(memory) == [("An", Why.GONE)]


def test_who_moved_to_another_channel_is_told_there_and_not_paid_for(memory: Session) -> None:
    unlink_all(memory, AN)
    link(memory, AN, OPEN, at=MORNING - DAY)
    assert reviewed(memory) == [(OPEN, Delivery.QUEUED)]


def test_what_waits_on_a_channel_that_is_no_longer_set_up_goes_another_way(session: Session) -> None:
    lay_out(owing(session), WARD, NOW)
    unlink_all(session, AN)
    link(session, AN, OPEN, at=NOW)
    remind_due(session, WARD, MORNING)
    link(session, AN, "web", at=NOW, chat="an")
    assert reviewed(session, WARD) == [(OPEN, Delivery.QUEUED)]
    assert reviewed(session, WITHOUT_OPEN) == [("web", Delivery.QUEUED)]


def test_what_waits_there_and_can_go_no_other_way_is_called_about(memory_session: Session) -> None:
    lay_out(owing(memory_session), WARD, NOW)
    unlink_all(memory_session, AN)
    link(memory_session, AN, OPEN, at=NOW)
    remind_due(memory_session, WARD, MORNING)
    assert reviewed(memory_session, WITHOUT_OPEN) == [(OPEN, Delivery.HANDED)]
    assert called(memory_session, WITHOUT_OPEN) == [("An", Why.UNLINKED)]


def test_an_alarm_is_not_left_on_a_channel_that_is_no_longer_set_up(memory_session: Session) -> None:
    owing(memory_session)
    link(memory_session, CHI, OPEN, at=MORNING)
    chi = memory_session.get(Person, CHI)
    assert chi is not None
    chi.preferred = OPEN
    raise_alarm(memory_session, "token:x", Told("No message waits."), MORNING)
    assert [row.channel for row in to(memory_session, CHI)] == [OPEN]
    review(memory_session, WITHOUT_OPEN, MORNING)
    assert [row.channel for row in to(memory_session, CHI)] == ["web"]


def test_two_people_of_one_name_are_two_on_the_bill_and_told_apart_on_the_list(memory: Session) -> None:
    twin = Person(name="An")
    memory.add(twin)
    memory.flush()
    memory.add(Seat(unit_id=SCHOOL, role=Role.FOCAL, person_id=twin.id, since=NOW))
    only(memory, twin.id or 0, TIMED, heard=MORNING - 3 * DAY)
    remind_due(memory, WARD, MORNING)
    shown = bill(memory, WARD, MORNING)
    assert shown is not None
    assert len(shown.names) == 2
    unlink_all(memory, AN, twin.id or 0)
    review(memory, WARD, MORNING + HOUR)
    with speaking("en"):
        said = calls_say(call_list(memory, WARD, MORNING + HOUR))
    assert [choice.label for choice in said.choices if "An" in choice.label] == [
        "Called An, Phòng Văn hóa",
        "Called An, Trường học",
    ]


def notice(session: Session, key: str = "calls:x") -> Outbox:
    """Something the office is told, written to Chi's web chat."""
    say: dict[str, Any] = {"text": "⚠️", "choices": [], "files": [], "link": None}
    enqueue(
        session,
        channel="web",
        chat="chi",
        kind=MessageKind.NOTICE,
        say=say,
        now=MORNING,
        key=key,
        person_id=CHI,
    )
    return next(row for row in to(session, CHI) if row.key == key)


@pytest.mark.parametrize("subject", ["spend", "calls", "alarm", "well", "blocked"])
def test_what_is_the_office_s_is_not_told_to_who_has_left_it(memory: Session, subject: str) -> None:
    [digest] = to(memory, BINH)
    refuse(memory, digest, "gone")
    written = notice(memory, f"{subject}:x")
    assert recheck(memory, written, WARD, MORNING) is not None
    memory.add(Seat(unit_id=CULTURE, role=Role.HEAD, person_id=CHI, since=NOW))
    replace_holder(memory, CHI, Role.OFFICE)
    assert recheck(memory, written, WARD, MORNING) is None


def test_a_notice_follows_its_reader_who_has_signed_out_where_it_waited(memory: Session) -> None:
    written = notice(memory, "blocked:x")
    unlink_all(memory, CHI)
    link(memory, CHI, OPEN, at=MORNING)
    assert recheck(memory, written, WARD, MORNING) is not None
    way = choose(memory, WARD, written, MORNING)
    assert way is not None
    assert way.address.channel == OPEN


def test_a_notice_is_never_shown_to_who_sits_at_its_readers_browser_now(memory: Session) -> None:
    written = notice(memory, "blocked:x")
    unlink_all(memory, CHI)
    link(memory, BINH, "web", at=MORNING, chat="chi")
    way = choose(memory, WARD, written, MORNING)
    assert way is not None
    assert way.held == "window"
