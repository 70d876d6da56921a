"""The office's call list and its bill in the chat: asked for, answered, and nobody else's."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.conversation.messages import Say
from bot.conversation.router import Router
from bot.services.desk import Desk
from bot.services.obligations import lay_out
from bot.services.reminders import remind_due
from handlers.calls import PART as CALLS
from handlers.spending import PART as SPENDING
from storage.vocabulary import Delivery
from tests.services.linked import MORNING, PAYING, TIMED, only, unlink_all, ward_with
from tests.services.owing import AN, BINH, outbox, owing
from tests.ward import NOW, WardTalk

WARD = ward_with(PAYING)


def _router() -> Router[Desk]:
    return Router(
        flows={},
        commands=[*CALLS.commands, *SPENDING.commands],
        fallback=lambda _chat, answer: Say(f"Heard {answer.text}"),
        help=lambda _chat: Say("Help."),
        files=lambda _chat, _answer: Say("Files."),
    )


def _talk(session: Session, chat: str = "chi") -> WardTalk:
    return WardTalk(session, _router(), WARD, chat, now=MORNING)


@pytest.fixture
def office(session: Session) -> WardTalk:
    lay_out(owing(session), WARD, NOW)
    unlink_all(session, AN, BINH)
    return _talk(session)


@pytest.fixture
def quick(memory_session: Session) -> WardTalk:
    lay_out(owing(memory_session), WARD, NOW)
    return _talk(memory_session)


def test_the_list_is_asked_for_and_closed_person_by_person(office: WardTalk) -> None:
    (said,) = office.hear("danh sách gọi")
    assert said.text.splitlines()[0] == "⚠️ Có 2 người cần đồng chí gọi điện vì tin nhắn không đến được."
    assert said.choices == (("/called 1", "Đã gọi An"), ("/called 2", "Đã gọi Bình"))
    (done,) = office.press("Đã gọi An", said)
    assert (done.text, done.choices) == (
        "✅ Đã ghi: đồng chí đã gọi An.",
        (("/calls", "Danh sách gọi điện"),),
    )
    assert office.texts(press="/called 1") == ["Không cần gọi An nữa."]
    assert [done.choices for done in office.press("Đã gọi Bình", said)] == [()]
    assert office.texts("gọi điện") == [
        "Không ai cần gọi điện: những người đang có việc đến hạn đều nhắn tin được."
    ]


@pytest.mark.parametrize("typed", ["/called", "/called x", "/called 999999999999", "/called 9", "/called ²"])
def test_a_name_that_is_not_on_the_list_is_answered_with_the_list(quick: WardTalk, typed: str) -> None:
    assert quick.texts(typed) == [
        "Không ai cần gọi điện: những người đang có việc đến hạn đều nhắn tin được."
    ]


def test_pages_that_do_not_exist_say_so(quick: WardTalk) -> None:
    unlink_all(quick.session, AN)
    assert quick.texts("/calls p9") == ["Không còn ai cần gọi nữa."]
    assert quick.texts("/calls p")[0].startswith("⚠️ Có 1 người")


def test_only_the_office_sees_list_and_bill(quick: WardTalk) -> None:
    focal = _talk(quick.session, "an")
    for typed in ("/calls", "/called 2", "/pay 1 200", "/unpaid 1", "/spending"):
        assert focal.texts(typed) == [f"Heard {typed}"]


def held(talk: WardTalk) -> WardTalk:
    for person in (AN, BINH):
        only(talk.session, person, TIMED, heard=MORNING - timedelta(days=3))
    remind_due(talk.session, WARD, MORNING)
    return talk


def test_the_bill_is_paid_as_it_was_shown_and_once(office: WardTalk) -> None:
    (shown,) = held(office).hear("chi phí")
    assert [label for _value, label in shown.choices] == ["Gửi (400 đ)", "Không gửi, để tôi gọi"]
    assert [said.text for said in office.press("Gửi (400 đ)", shown)] == ["✅ Đang gửi 2 tin, hết 400 đ."]
    assert {(row.paid, row.held) for row in outbox(office.session)} == {(True, None)}
    again = "Không có tin nào chờ gửi có phí. Tháng này đã chi 400 đ trong mức 1.000 đ."
    assert [said.text for said in office.press("Gửi (400 đ)", shown)] == [again]


def test_a_bill_that_has_grown_is_shown_anew_and_not_paid(quick: WardTalk) -> None:
    held(quick)
    (shown,) = quick.hear("/pay 99 200")
    assert "hết 400 đ" in shown.text
    assert {row.held for row in outbox(quick.session)} == {"paid"}


def test_not_paying_puts_people_on_the_call_list(quick: WardTalk) -> None:
    (shown,) = held(quick).hear("/spending")
    (done,) = quick.press("Không gửi, để tôi gọi", shown)
    assert done.text == "Không gửi tin có phí. 2 người đã vào danh sách gọi điện."
    assert {row.state for row in outbox(quick.session)} == {Delivery.HANDED}
    assert quick.texts(press=done.choices[0][0])[0].startswith("⚠️ Có 2 người")


def test_a_ward_that_never_pays_says_so(memory_session: Session) -> None:
    talk = WardTalk(owing(memory_session), _router(), ward_with(), "chi", now=MORNING)
    assert talk.texts("tin có phí") == [
        "Ở đây không gửi tin có phí: ai không nhắn được thì có trong danh sách gọi điện."
    ]
