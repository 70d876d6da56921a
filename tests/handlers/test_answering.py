"""What else can be answered to a reminder; and “seen”, which stops nothing."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.conversation.messages import Say
from bot.conversation.router import Command, Router
from bot.services.desk import Desk
from bot.services.reminders import remind_due
from handlers.answering import PART as ANSWERING
from handlers.nudges import PART as NUDGES
from storage.journal import entries_about
from storage.tables import Outbox
from storage.vocabulary import Delivery, Event
from tests.services.longer import MORNING, another, asked, governed, report
from tests.services.owing import AN, CULTURE, WARD, mark_sent, outbox, reminders, tell
from tests.ward import NOW, WardTalk

THANKS = "✅ Cảm ơn đồng chí, đã ghi nhận. Lần nhắc tới: {day}, nếu đến lúc đó chưa báo cáo xong."


def talk_of(session: Session, chat: str = "an") -> WardTalk:
    parts = (ANSWERING, NUDGES)
    router: Router[Desk] = Router(
        flows={flow.name: flow for part in parts for flow in part.flows},
        commands=[
            *(command for part in parts for command in part.commands),
            *(Command(name, lambda _chat, _answer: Say("Begun.")) for name in ("/update", "/extend")),
        ],
        fallback=lambda _chat, answer: Say(f"Heard {answer.text}"),
        help=lambda _chat: Say("Help."),
        files=lambda _chat, _answer: Say("Files."),
    )
    return WardTalk(session, router, WARD, chat, now=MORNING)


def reminded(session: Session) -> WardTalk:
    remind_due(session, WARD, MORNING)
    mark_sent(session)
    return talk_of(session)


@pytest.fixture
def talk(session: Session) -> WardTalk:
    return reminded(governed(session))


@pytest.fixture
def quick(memory_session: Session) -> WardTalk:
    return reminded(governed(memory_session))


def states(talk: WardTalk) -> list[Delivery]:
    talk.session.expire_all()
    return [row.state for row in talk.session.exec(select(Outbox).where(Outbox.person_id == AN))]


def noted(talk: WardTalk) -> int:
    return len(entries_about(talk.session, [report(talk.session).id or 0], Event.NOTED))


def test_the_answers_come_most_likely_first_each_about_the_one_thing_that_is_due(talk: WardTalk) -> None:
    one = report(talk.session).id
    (said,) = talk.hear("/answer")
    assert said.text.splitlines() == [
        "“Báo cáo kỳ 6 tháng đầu năm 2026” có hạn Thứ Hai 15/6/2026, còn 14 ngày làm việc.",
        "Đồng chí trả lời thế nào?",
    ]
    assert said.choices == (
        (f"/seen {one}", "Đã nhận"),
        (f"/later {one}", "Nhắc lại sau"),
        (f"/extend {one}", "Xin gia hạn"),
        (f"/notmine {one}", "Không phải việc của tôi"),
        ("/away", "Tôi đang nghỉ"),
        (f"/why {one}", "Vì sao tôi bị nhắc?"),
    )


def test_where_longer_is_asked_for_that_is_said(quick: WardTalk) -> None:
    asked(quick.session)
    assert "Đã xin gia hạn đến Thứ Hai 22/6/2026, đang chờ quyết định." in quick.texts("trả lời khác")[0]


def test_of_several_things_the_first_is_named(quick: WardTalk) -> None:
    another(quick.session)
    (said,) = quick.hear("/answer")
    assert said.text.startswith("Có 2 việc đến hạn; sớm nhất là “Báo cáo kỳ 6 tháng đầu năm 2026”")
    assert [value for value, _label in said.choices][:2] == ["/seen", "/later"]


def test_with_nothing_due_the_answers_are_not_offered(quick: WardTalk) -> None:
    quick.now = NOW
    assert quick.texts("/answer")[0].startswith("Hiện đồng chí chưa có việc nào đến hạn.")


def test_the_office_is_offered_what_it_can_use(quick: WardTalk) -> None:
    office = talk_of(quick.session, "chi")
    office.pass_time(days=24)
    (said,) = office.hear("/answer")
    if said.choices and said.choices[0][0].startswith("/seen"):
        assert {value.split()[0] for value, _label in said.choices} == {"/seen", "/later", "/away"}


def test_seen_is_thanked_for_says_what_is_next_and_stops_nothing(talk: WardTalk) -> None:
    assert states(talk) == [Delivery.SENT]
    (said,) = talk.hear("ok đã nhận")
    assert said.text == THANKS.format(day="Thứ Năm 4/6/2026")
    assert states(talk) == [Delivery.ACKNOWLEDGED]
    assert noted(talk) == 1
    assert talk.texts(press=f"/seen {report(talk.session).id}") == [said.text]
    assert noted(talk) == 1
    assert remind_due(talk.session, WARD, MORNING + timedelta(days=9)) == 2
    assert [row for row in reminders(talk.session) if row[2] == AN][-1][1] == -7


def test_each_reminder_is_noted_as_seen_for_itself(quick: WardTalk) -> None:
    quick.hear("đã nhận")
    quick.pass_time(days=9)
    remind_due(quick.session, WARD, quick.now)
    mark_sent(quick.session)
    quick.pass_time(hours=1)
    assert quick.texts("đã thấy") == [THANKS.format(day="Thứ Tư 10/6/2026")]
    assert (noted(quick), set(states(quick))) == (2, {Delivery.ACKNOWLEDGED})


@pytest.mark.parametrize("state", [Delivery.QUEUED, Delivery.REFUSED, Delivery.DROPPED, Delivery.HANDED])
def test_what_has_not_arrived_is_not_seen(quick: WardTalk, state: Delivery) -> None:
    for row in outbox(quick.session):
        row.state = state
    quick.session.flush()
    quick.hear("/seen")
    assert states(quick) == [state]


def test_what_may_have_arrived_is_seen(quick: WardTalk) -> None:
    for row in outbox(quick.session):
        row.state = Delivery.UNCERTAIN
    quick.session.flush()
    quick.hear("/seen")
    assert states(quick) == [Delivery.ACKNOWLEDGED]


def test_after_putting_it_off_the_next_reminder_is_that_day(quick: WardTalk) -> None:
    quick.hear("/later")
    quick.hear("ngày mai")
    assert quick.texts("/seen") == [THANKS.format(day="Thứ Tư 27/5/2026")]


def test_seen_is_a_sign_of_life_where_nothing_is_due(quick: WardTalk) -> None:
    for item in (1, 2, 3):
        tell(quick.session, CULTURE, item, "2026-H1", MORNING)
    assert quick.texts(press="/seen") == ["Cảm ơn đồng chí. Tôi sẽ tiếp tục nhắc ở kênh này."]
    assert talk_of(quick.session, "stranger").texts("/seen") == ["Heard /seen"]
    assert states(quick) == [Delivery.SENT]
