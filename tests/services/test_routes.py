"""The way to a person: what they prefer, what is free there now, and what is left when a channel refuses."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session

from bot.conversation.messages import Address
from bot.errors import ChannelError, Refusal
from bot.services.addresses import prefer
from bot.services.obligations import lay_out
from bot.services.reminders import remind_due
from bot.services.routes import Way, choose, first_ways, reroute, ways_to
from storage.tables import Outbox
from storage.vocabulary import Delivery, MessageKind
from tests.memory import memory_engine
from tests.services.linked import MORNING, OPEN, PAYING, TIMED, WINDOW, link, only, to, unlink_all, ward_with
from tests.services.owing import AN, BINH, outbox, owing
from tests.ward import NOW

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LONG_AGO = MORNING - 30 * DAY


@pytest.fixture
def people(session: Session) -> Session:
    lay_out(owing(session), ward_with(), NOW)
    return session


@pytest.fixture
def memory(memory_session: Session) -> Session:
    lay_out(owing(memory_session), ward_with(), NOW)
    return memory_session


def said(ways: list[Way]) -> list[tuple[str, bool, str | None]]:
    return [(way.address.channel, way.paid, way.held) for way in ways]


def row_to(session: Session, address: Address, person_id: int | None, **columns: Any) -> Outbox:
    """A message of this morning to an address."""
    where: dict[str, Any] = {"channel": address.channel, "chat": address.chat, "person_id": person_id}
    usual = {"kind": MessageKind.REMINDER, "say": {"text": "x"}, "not_before": MORNING, "created_at": MORNING}
    row = Outbox(**{**where, **usual, **columns})
    session.add(row)
    session.flush()
    return row


def test_the_preferred_channel_first_then_what_rings_then_what_was_linked_last(people: Session) -> None:
    unlink_all(people, AN)
    for n, channel in enumerate((OPEN, "web", TIMED)):
        link(people, AN, channel, at=MORNING - DAY + n * HOUR)
    assert said(ways_to(people, ward_with(), AN, MORNING)) == [
        (TIMED, False, None),
        (OPEN, False, None),
        ("web", False, None),
    ]
    prefer(people, AN, "web")
    prefer(people, AN, OPEN)
    assert [way.address.channel for way in ways_to(people, ward_with(), AN, MORNING)] == [OPEN, "web", TIMED]


def test_who_is_closed_on_one_channel_is_written_to_free_on_another(people: Session) -> None:
    unlink_all(people, AN)
    link(people, AN, TIMED, at=LONG_AGO, heard=MORNING - 3 * DAY)
    link(people, AN, OPEN, at=LONG_AGO)
    prefer(people, AN, TIMED)
    assert said(ways_to(people, ward_with(), AN, MORNING)) == [(OPEN, False, None)]
    assert said(ways_to(people, ward_with(PAYING), AN, MORNING)) == [
        (OPEN, False, None),
        (TIMED, True, "paid"),
    ]


def test_a_chat_was_heard_from_when_it_was_linked_at_least(memory: Session) -> None:
    unlink_all(memory, AN)
    link(memory, AN, TIMED, at=MORNING - DAY)
    assert said(ways_to(memory, ward_with(), AN, MORNING)) == [(TIMED, False, None)]
    assert said(ways_to(memory, ward_with(), AN, MORNING + DAY)) == []


def test_a_channel_that_is_no_longer_set_up_or_refuses_is_no_way(memory: Session) -> None:
    unlink_all(memory, AN)
    link(memory, AN, "gone", at=MORNING)
    link(memory, AN, OPEN, at=MORNING, reachable=False)
    assert ways_to(memory, ward_with(), AN, MORNING) == []


def test_nothing_is_paid_for_beyond_the_month_s_budget(memory: Session) -> None:
    only(memory, AN, TIMED, heard=MORNING - 3 * DAY)
    ward = ward_with(replace(PAYING, budget=500))
    sent = {"paid": True, "state": Delivery.SENT, "key": None}
    for n in range(2):
        assert len(ways_to(memory, ward, AN, MORNING)) == 1
        row_to(memory, Address(TIMED, f"{n}"), BINH, **sent, sent_at=MORNING - HOUR)
    assert ways_to(memory, ward, AN, MORNING) == []
    assert len(ways_to(memory, ward, AN, MORNING + 7 * DAY)) == 0
    heard_in_june = MORNING + 10 * DAY
    only(memory, AN, TIMED, heard=heard_in_june)
    assert said(ways_to(memory, ward, AN, heard_in_june + 3 * DAY)) == [(TIMED, True, "paid")]


def test_a_notice_is_never_worth_money(memory: Session) -> None:
    only(memory, AN, TIMED, heard=MORNING - 3 * DAY)
    assert ways_to(memory, ward_with(PAYING), AN, MORNING, MessageKind.NOTICE) == []


def test_a_reminder_that_would_cost_money_is_written_and_held(people: Session) -> None:
    only(people, AN, TIMED, heard=MORNING - 3 * DAY)
    assert remind_due(people, ward_with(PAYING), MORNING) == 2
    assert [(row.channel, row.paid, row.held) for row in outbox(people)] == [
        (TIMED, True, "paid"),
        ("web", False, None),
    ]


def test_what_was_written_to_a_chat_that_has_closed_goes_where_it_is_free(memory: Session) -> None:
    oa = only(memory, AN, TIMED, heard=MORNING - DAY)
    row = row_to(memory, oa, AN)
    assert choose(memory, ward_with(), row, MORNING) is None
    later = MORNING + 2 * DAY
    held = choose(memory, ward_with(), row, later)
    assert held is not None
    assert (held.address, held.held) == (oa, "window")
    bot = link(memory, AN, OPEN, at=later)
    free = choose(memory, ward_with(), row, later)
    assert free is not None
    assert (free.address, free.paid, free.held) == (bot, False, None)


def test_what_the_office_has_paid_for_goes_as_it_is_or_free(memory: Session) -> None:
    oa = only(memory, AN, TIMED, heard=MORNING - 3 * DAY)
    row = row_to(memory, oa, AN, paid=True)
    assert choose(memory, ward_with(PAYING), row, MORNING) is None
    oa = only(memory, AN, TIMED, heard=MORNING)
    way = choose(memory, ward_with(PAYING), row, MORNING)
    assert way is not None
    assert (way.address, way.paid) == (oa, False)
    assert [row.paid for row in outbox(memory)] == [False]


def test_what_waits_on_the_web_chat_goes_where_it_rings_unless_the_web_chat_is_preferred(
    memory: Session,
) -> None:
    row = row_to(memory, Address("web", "an"), AN)
    bot = link(memory, AN, OPEN, at=MORNING - DAY)
    way = choose(memory, ward_with(), row, MORNING)
    assert way is not None
    assert way.address == bot
    prefer(memory, AN, "web")
    assert choose(memory, ward_with(), row, MORNING) is None


def test_an_alarm_is_not_led_back_to_the_channel_it_is_about(memory: Session) -> None:
    link(memory, AN, OPEN, at=MORNING - DAY)
    columns = {"kind": MessageKind.NOTICE, "key": "alarm:bot:1"}
    assert choose(memory, ward_with(), row_to(memory, Address("web", "an"), AN, **columns), MORNING) is None


def test_a_free_chat_is_kept_whatever_is_preferred_meanwhile(memory: Session) -> None:
    oa = only(memory, AN, TIMED, heard=MORNING)
    link(memory, AN, OPEN, at=MORNING)
    prefer(memory, AN, OPEN)
    assert choose(memory, ward_with(), row_to(memory, oa, AN), MORNING) is None


def test_what_may_have_arrived_may_be_said_again_where_it_was(memory: Session) -> None:
    oa = only(memory, AN, TIMED, heard=MORNING)
    row = row_to(memory, oa, AN, tried=[{"channel": TIMED, "refusal": "uncertain", "part": 0}])
    assert choose(memory, ward_with(), row, MORNING) is None


def test_a_message_half_said_stays_where_it_is(memory: Session) -> None:
    oa = only(memory, AN, TIMED, heard=MORNING - 9 * DAY)
    assert choose(memory, ward_with(), row_to(memory, oa, AN, parts_sent=1), MORNING) is None


def test_a_citizen_s_chat_is_written_to_free_or_not_at_all(memory: Session) -> None:
    row = row_to(memory, Address(TIMED, "citizen"), None, kind=MessageKind.SUBSCRIPTION)
    way = choose(memory, ward_with(PAYING), row, MORNING)
    assert way is not None
    assert (way.paid, way.held) == (False, "window")
    refused = ChannelError(Refusal.WINDOW_CLOSED)
    assert reroute(memory, ward_with(PAYING), row, refused, MORNING) is None
    web = row_to(memory, Address("web", "citizen"), None, kind=MessageKind.SUBSCRIPTION)
    assert choose(memory, ward_with(PAYING), web, MORNING) is None


def test_after_a_refusal_each_other_way_is_tried_once(memory: Session) -> None:
    oa = only(memory, AN, TIMED, heard=MORNING)
    bot = link(memory, AN, OPEN, at=MORNING - HOUR)
    gone = ChannelError(Refusal.GONE)
    row = row_to(memory, oa, AN)
    way = reroute(memory, ward_with(), row, gone, MORNING)
    assert way is not None
    assert way.address == bot
    row.tried = [{"channel": oa.channel, "refusal": "gone"}]
    row.channel, row.chat = bot.channel, bot.chat
    memory.flush()
    assert reroute(memory, ward_with(), row, gone, MORNING) is None


def test_a_window_that_the_vendor_closed_sooner_may_be_paid_for_with_the_office_s_word(
    memory: Session,
) -> None:
    oa = only(memory, AN, TIMED, heard=MORNING)
    closed = ChannelError(Refusal.WINDOW_CLOSED)
    way = reroute(memory, ward_with(PAYING), row_to(memory, oa, AN), closed, MORNING)
    assert way == Way(oa, paid=True, held="paid")
    assert reroute(memory, ward_with(WINDOW), row_to(memory, oa, AN), closed, MORNING) is None
    assert reroute(memory, ward_with(PAYING), row_to(memory, oa, AN, paid=True), closed, MORNING) is None


def test_a_hundred_people_take_no_more_queries_than_one(session: Session) -> None:
    owing(session)
    only(session, AN, TIMED, heard=MORNING - 3 * DAY)
    asked: list[str] = []

    def count(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", count)
    first_ways(session, ward_with(PAYING), [AN], MORNING)
    one = len(asked)
    first_ways(session, ward_with(PAYING), range(1, 101), MORNING)
    event.remove(session.get_bind(), "before_cursor_execute", count)
    assert (one, len(asked) - one) == (2, 2)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([OPEN, TIMED, "web"]), st.integers(0, 400), st.booleans()), max_size=5
    ),
    st.sampled_from([WINDOW, PAYING, replace(PAYING, template=True), replace(PAYING, price=2_000)]),
    st.sampled_from([*MessageKind]),
)
def test_a_free_way_is_inside_its_window_and_a_paid_one_is_held(
    chats: list[tuple[str, int, bool]], window: object, kind: MessageKind
) -> None:
    engine = memory_engine(owing)
    ward = ward_with(window)  # type: ignore[arg-type]
    with Session(engine) as session:
        unlink_all(session, AN)
        for n, (channel, hours, reachable) in enumerate(chats):
            at = MORNING - timedelta(hours=hours)
            link(session, AN, channel, at=at, reachable=reachable, chat=str(n))
        ways = ways_to(session, ward, AN, MORNING, kind)
        assert [way.paid for way in ways] == sorted(way.paid for way in ways)
        for way in ways:
            facts = ward.channels.get(way.address.channel)
            assert way.held == ("paid" if way.paid else None)
            assert chats[int(way.address.chat)][2]
            if facts is not None and facts.free_for is not None and way.heard is not None:
                assert way.paid or way.heard + facts.free_for > MORNING
                assert not way.paid or facts.price <= facts.budget
    engine.dispose()


def test_the_digest_goes_to_the_next_chat_once_the_first_has_closed(memory: Session) -> None:
    unlink_all(memory, AN)
    link(memory, AN, TIMED, at=LONG_AGO, heard=MORNING - 3 * DAY)
    bot = link(memory, AN, OPEN, at=LONG_AGO)
    prefer(memory, AN, TIMED)
    remind_due(memory, ward_with(PAYING), MORNING)
    assert [(row.chat, row.paid, row.held) for row in to(memory, AN)] == [(bot.chat, False, None)]
