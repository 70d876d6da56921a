"""Paid messages: none leaves before the office has seen what it costs, and none beyond the budget."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.services.budget import left_to_spend
from bot.services.costs import bill, bill_say, pay, refuse, tell_costs
from bot.services.obligations import lay_out
from bot.services.pushes import look, recheck
from bot.services.reminders import remind_due
from bot.services.waiting import review
from bot.texts import speaking
from storage.conversations import note_heard
from storage.outbox import due_chats, settle
from storage.vocabulary import Delivery, MessageKind
from tests.services.linked import MORNING, PAYING, TIMED, link, only, to, ward_with
from tests.services.owing import AN, BINH, CHI, CULTURE, outbox, owing, tell
from tests.ward import NOW

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WARD = ward_with(PAYING)


def held(session: Session) -> Session:
    """An's and Bình's digests, for which only money opens the way."""
    lay_out(owing(session), WARD, NOW)
    for person in (AN, BINH):
        only(session, person, TIMED, heard=MORNING - 3 * DAY)
    remind_due(session, WARD, MORNING)
    return session


@pytest.fixture
def memory(memory_session: Session) -> Session:
    return held(memory_session)


def sendable(session: Session) -> list[tuple[str, str]]:
    return due_chats(session, MORNING + DAY, [TIMED], {})


def test_nothing_is_paid_for_without_the_office_s_word(session: Session) -> None:
    held(session)
    look(session, WARD, MORNING)
    assert sendable(session) == []
    [notice] = to(session, CHI)
    assert notice.say["text"].splitlines() == [
        "2 tin nhắc chỉ gửi được bằng tin có phí: An (Phòng Văn hóa), Bình (Phòng Hạ tầng).",
        "Gửi 2 tin, mỗi tin 200 đ, hết 400 đ.",
        "Tháng này đã chi 0 đ trong mức 1.000 đ.",
    ]
    upto = max(row.id or 0 for row in outbox(session) if row.paid)
    assert notice.say["choices"] == [
        [f"/pay {upto} 400", "Gửi (400 đ)"],
        [f"/unpaid {upto}", "Không gửi, để tôi gọi"],
    ]
    shown = bill(session, WARD, MORNING)
    assert shown is not None
    assert pay(session, shown, "person:3", MORNING) == 2
    assert sendable(session) == [(TIMED, "oa-1"), (TIMED, "oa-2")]
    assert left_to_spend(session, WARD, MORNING) == {TIMED: 600}
    assert bill(session, WARD, MORNING) is None
    assert recheck(session, notice, WARD, MORNING) is None


def test_the_office_is_shown_a_bill_once_a_day_in_office_hours(memory: Session) -> None:
    assert [tell_costs(memory, WARD, MORNING + n * HOUR) for n in (-2, 0, 2, 24)] == [0, 1, 0, 1]


def test_what_is_not_paid_for_is_called_about(memory: Session) -> None:
    shown = bill(memory, WARD, MORNING)
    assert shown is not None
    assert refuse(memory, shown, "person:3", MORNING) == 2
    assert [(row.state, row.paid, row.held, row.error) for row in outbox(memory)] == [
        (Delivery.HANDED, False, None, "window_closed")
    ] * 2
    assert left_to_spend(memory, WARD, MORNING) == {TIMED: 1_000}


def test_a_bill_beyond_the_budget_offers_to_send_only_what_fits(memory: Session) -> None:
    narrow = ward_with(replace(PAYING, budget=300))
    shown = bill(memory, narrow, MORNING)
    assert shown is not None
    assert (len(shown.waiting), len(shown.ids), shown.cost) == (2, 1, 200)
    with speaking("vi"):
        assert bill_say(shown).text.splitlines()[-1] == "Mức chi không đủ cho 1 tin, nhờ đồng chí gọi điện."
    pay(memory, shown, "person:3", MORNING)
    rest = bill(memory, narrow, MORNING)
    assert rest is not None
    with speaking("vi"):
        assert [choice.label for choice in bill_say(rest).choices] == ["Không gửi, để tôi gọi"]


def test_who_writes_meanwhile_is_told_free_of_charge(memory: Session) -> None:
    note_heard(memory, TIMED, "oa-1", MORNING + HOUR)
    review(memory, WARD, MORNING + HOUR)
    assert [(row.paid, row.held) for row in outbox(memory)] == [(False, None), (True, "paid")]
    shown = bill(memory, WARD, MORNING + HOUR)
    assert shown is not None
    assert shown.names == ("Bình (Phòng Hạ tầng)",)


def test_a_window_the_vendor_closed_early_is_not_tried_free_again_and_again(memory: Session) -> None:
    mine, _other = outbox(memory)
    note_heard(memory, TIMED, mine.chat, MORNING - HOUR)
    mine.tried = [{"channel": TIMED, "refusal": "window_closed"}]
    memory.add(mine)
    memory.flush()
    review(memory, WARD, MORNING + HOUR)
    assert [(row.paid, row.held) for row in outbox(memory)] == [(True, "paid")] * 2


def test_what_was_reported_meanwhile_is_not_paid_for(memory: Session) -> None:
    for item in (1, 2, 3):
        tell(memory, CULTURE, item, "2026-H1", MORNING)
    review(memory, WARD, MORNING)
    assert [row.state for row in outbox(memory)] == [Delivery.DROPPED, Delivery.QUEUED]


def test_without_an_answer_for_two_working_days_people_are_called(memory: Session) -> None:
    for days in (1, 2):
        review(memory, WARD, MORNING + days * DAY)
        assert {row.state for row in outbox(memory)} == {
            1: {Delivery.QUEUED},
            2: {Delivery.HANDED},
        }[days]


def test_what_came_to_a_closed_chat_is_handed_to_people_or_refused(memory: Session) -> None:
    mine, other = outbox(memory)
    other.held, other.person_id, other.paid, other.kind = "window", None, False, MessageKind.SUBSCRIPTION
    mine.held, mine.paid = "window", False
    memory.add_all([mine, other])
    memory.flush()
    review(memory, WARD, MORNING)
    assert [(row.state, row.error, row.held) for row in outbox(memory)] == [
        (Delivery.HANDED, "window_closed", None),
        (Delivery.REFUSED, "window_closed", None),
    ]


def test_a_paid_message_that_left_counts_in_its_month_alone(memory: Session) -> None:
    shown = bill(memory, WARD, MORNING)
    assert shown is not None
    pay(memory, shown, "person:3", MORNING)
    for row in outbox(memory):
        settle(memory, row.id or 0, Delivery.SENT, sent_at=MORNING)
    assert left_to_spend(memory, WARD, MORNING) == {TIMED: 600}
    assert left_to_spend(memory, WARD, MORNING + 7 * DAY) == {TIMED: 1_000}


def test_a_ward_that_pays_for_nothing_is_shown_no_bill(memory: Session) -> None:
    link(memory, CHI, TIMED, at=MORNING)
    assert tell_costs(memory, ward_with(), MORNING) == 0
