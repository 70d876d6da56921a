"""Going on leave by chat: the days, the deputy, who is told, and coming back."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from bot.conversation.messages import Say
from bot.conversation.router import Router
from bot.services.desk import Desk
from bot.services.obligations import lay_out
from bot.services.pushes import look, recheck
from handlers.leave import PART
from handlers.nudges import PART as NUDGES
from storage.journal import entries_about
from storage.tables import Identity, Person, Seat
from storage.vocabulary import Delivery, Event, MessageKind, Role
from tests.services.owing import AN, BINH, CHI, CULTURE, WARD, WORKS, mark_sent, outbox, owing
from tests.ward import NOW, WardTalk

MORNING = datetime(2026, 5, 26, 1, tzinfo=UTC)


def _router() -> Router[Desk]:
    parts = (PART, NUDGES)
    return Router(
        flows={flow.name: flow for part in parts for flow in part.flows},
        commands=[command for part in parts for command in part.commands],
        fallback=lambda _chat, answer: Say(f"Heard {answer.text}"),
        help=lambda _chat: Say("Help."),
        files=lambda _chat, _answer: Say("Files."),
        recognisers=PART.recognisers,
    )


@pytest.fixture
def talk(session: Session) -> WardTalk:
    return begun(session)


@pytest.fixture
def quick(memory_session: Session) -> WardTalk:
    return begun(memory_session)


def begun(session: Session) -> WardTalk:
    """An, who shares culture with Lan, on Tuesday 26/5, its report due on 15/6."""
    lay_out(owing(session), WARD, NOW)
    lan = Person(id=4, name="Nguyễn Thị Lan")
    session.add(lan)
    session.flush()
    session.add(Seat(unit_id=CULTURE, role=Role.HEAD, person_id=4, since=NOW))
    session.add(Identity(person_id=4, channel="web", chat="lan", linked_at=NOW))
    session.flush()
    return WardTalk(session, _router(), WARD, now=MORNING)


def chat(talk: WardTalk, name: str) -> WardTalk:
    return WardTalk(talk.session, talk.router, WARD, name, now=talk.now)


def told(talk: WardTalk, person: int, kind: MessageKind = MessageKind.NOTICE) -> list[str]:
    rows = [row for row in outbox(talk.session) if row.person_id == person and row.kind is kind]
    return [row.say["text"] for row in rows]


def go(talk: WardTalk, said: str = "nghỉ phép đến thứ 6", deputy: str = "Bình") -> str:
    talk.hear(said)
    talk.hear(deputy)
    return talk.texts("Đúng")[0]


def test_a_leave_takes_its_days_from_what_was_said_and_tells_the_deputy(talk: WardTalk) -> None:
    (asked,) = talk.hear("Tôi nghỉ phép đến thứ 6")
    assert [label for _value, label in asked.choices] == ["Nguyễn Thị Lan", "Chi", "Không có ai"]
    (check,) = talk.texts("Binh")
    assert check == (
        "Đồng chí nghỉ từ Thứ Ba 26/5/2026 đến hết Thứ Sáu 29/5/2026; đồng chí Bình làm thay, được báo ngay "
        "và được báo cáo thay đơn vị. Đúng không?"
    )
    assert talk.texts("Đúng")[0].startswith("✅ Đã ghi nhận. Đã báo cho đồng chí Bình.")
    assert told(talk, BINH) == [
        "Đồng chí An nghỉ từ Thứ Ba 26/5/2026 đến hết Thứ Sáu 29/5/2026 và nhờ đồng chí làm thay.\n"
        "Trong thời gian đó, nhắc việc của đơn vị được gửi đến đồng chí; đồng chí được báo cáo và trả lời "
        "thay.\n"
        "Đến lúc đó không có việc nào đến hạn."
    ]
    lines = entries_about(talk.session, [1, 2, 3, 4, 5], Event.AWAY)
    assert {(line.person_id, line.detail["deputy"], line.detail["until"]) for line in lines} == {
        (AN, BINH, "2026-05-29")
    }


def test_the_deputy_hears_what_is_due_and_says_what_is_theirs_to_do(talk: WardTalk) -> None:
    go(talk)
    look(talk.session, WARD, MORNING)
    assert told(talk, AN, MessageKind.REMINDER) == []
    (digest,) = told(talk, BINH, MessageKind.REMINDER)
    assert digest.startswith("⏰ ")
    assert chat(talk, "bình").texts("/tasks")[0].startswith("⏰ Đồng chí còn 5 việc")


def test_a_leave_over_the_due_day_says_what_falls_due(quick: WardTalk) -> None:
    go(quick, "nghỉ phép đến 20/6", "Nguyen Thi Lan")
    assert told(quick, 4)[0].splitlines()[2] == (
        "Đến lúc đó có 1 việc đến hạn, gần nhất: Thứ Hai 15/6/2026, còn 14 ngày làm việc."
    )


def test_a_digest_already_queued_is_not_said_to_who_is_away_and_comes_up_on_return(
    talk: WardTalk,
) -> None:
    session = talk.session
    look(session, WARD, MORNING)
    (queued,) = [row for row in outbox(session) if row.person_id == AN]
    go(talk, "nghỉ phép đến thứ 6", "Nguyễn Thị Lan")
    assert recheck(session, queued, WARD, MORNING) is None
    queued.state = Delivery.DROPPED
    session.flush()
    back = datetime(2026, 6, 1, 2, tzinfo=UTC)
    look(session, WARD, back)
    assert len(told(talk, AN, MessageKind.REMINDER)) == 2
    look(session, WARD, back)
    assert told(talk, AN) == []


def test_who_is_back_and_was_told_nothing_since_hears_once_what_stands(quick: WardTalk) -> None:
    session = quick.session
    look(session, WARD, MORNING)
    mark_sent(session)
    go(quick)
    mark_sent(session)
    back = datetime(2026, 6, 1, 2, tzinfo=UTC)
    for _again in range(2):
        look(session, WARD, back)
    assert [text.splitlines()[:2] for text in told(quick, AN)] == [
        [
            "Đồng chí đã hết thời gian nghỉ: nhắc việc lại được gửi đến đồng chí.",
            "⏰ Đồng chí còn 3 việc cần báo cáo kỳ 6 tháng đầu năm 2026.",
        ]
    ]


def test_back_early_ends_it_and_tells_the_deputy(talk: WardTalk) -> None:
    go(talk)
    talk.pass_time(days=1)
    said = talk.texts("Tôi đã đi làm lại")
    assert said[0] == "✅ Đã ghi nhận đồng chí đi làm lại; nhắc việc lại gửi đến đồng chí."
    assert said[1].startswith("⏰ Đồng chí còn 3 việc")
    assert told(talk, BINH)[-1].startswith("Đồng chí An đã đi làm lại")
    assert talk.texts("/returned") == [
        "Chưa ghi nhận đợt nghỉ nào của đồng chí; nhắc việc vẫn gửi đến đồng chí."
    ]
    assert chat(talk, "bình").texts("/tasks")[0].startswith("⏰ Đồng chí còn 2 việc")


def test_a_deputy_may_decline_once_and_both_sides_are_told(talk: WardTalk) -> None:
    go(talk)
    (row,) = [row for row in outbox(talk.session) if row.person_id == BINH]
    decline = next(value for value, _label in row.say["choices"] if value.startswith("/decline"))
    binh = chat(talk, "bình")
    assert binh.hear(press=decline)[0].text == (
        "Đã ghi nhận đồng chí không làm thay; đã báo cho đồng chí An."
    )
    assert binh.hear(press=decline)[0].text == "Đồng chí không còn là người làm thay trong đợt nghỉ đó."
    assert told(talk, AN)[0].startswith("Đồng chí Bình không nhận làm thay được từ Thứ Ba 26/5/2026")
    assert told(talk, 4)[0].startswith("Đồng chí An nghỉ từ")
    assert recheck(talk.session, row, WARD, MORNING) is None


def test_without_anybody_the_head_is_told_at_once(quick: WardTalk) -> None:
    assert go(quick, "tôi nghỉ phép đến thứ 6", "Không có ai").startswith(
        "✅ Đã ghi nhận. Đã báo cho người nhận nhắc việc thay đồng chí."
    )
    assert told(quick, 4)[0].splitlines()[0].endswith("không có người làm thay.")
    assert told(quick, CHI) == []


def test_the_days_may_be_picked_or_typed_and_changed(quick: WardTalk) -> None:
    quick.hear("/away")
    assert quick.texts("hôm qua")[0].startswith("Ngày đó đã qua.")
    assert quick.texts("chưa biết")[0].startswith("Chưa rõ ngày cuối")
    assert quick.texts("từ 28/5 đến 2/6") == [
        "Ai làm thay đồng chí? Chọn, hoặc gõ họ tên một người trong phường."
    ]
    assert quick.texts("Tèo")[0].startswith("Không có ai tên đó")
    assert "từ Thứ Năm 28/5/2026 đến hết Thứ Ba 2/6/2026" in quick.texts("bình")[0]
    quick.hear("Ngày khác")
    assert "từ Thứ Ba 26/5/2026 đến hết Thứ Năm 28/5/2026" in quick.texts("3 ngày")[0]


def test_a_name_that_several_have_is_asked_about(quick: WardTalk) -> None:
    quick.session.add(Person(id=5, name="Bình", locale="vi"))
    quick.session.flush()
    quick.session.add(Seat(unit_id=WORKS, role=Role.HEAD, person_id=5, since=NOW))
    quick.session.flush()
    quick.hear("nghỉ phép đến thứ 6")
    (asked,) = quick.hear("Bình")
    assert [label for _value, label in asked.choices] == [
        "Bình, Phòng Hạ tầng",
        "Bình, Phòng Hạ tầng",
        "Không có ai",
    ]


def test_who_is_away_themselves_is_not_proposed(quick: WardTalk) -> None:
    go(chat(quick, "bình"), "nghỉ phép đến thứ 6", "Không có ai")
    quick.hear("nghỉ phép đến thứ 6")
    assert quick.texts("Bình")[0].startswith("Không có ai tên đó")


def test_a_citizen_has_no_leave(quick: WardTalk) -> None:
    assert chat(quick, "x").texts("tôi nghỉ phép") == ["Heard tôi nghỉ phép"]
    assert quick.texts("/decline_deputy 99999999999999999999")[0].startswith("Đồng chí bấm nút")
    assert quick.texts("/decline_deputy 77")[0].startswith("Đợt nghỉ đó đã kết thúc")
