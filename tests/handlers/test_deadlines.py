"""The office confirms a proposed day with one tap, or sets another."""

from datetime import date

import pytest
from sqlmodel import Session, select

from bot.conversation.messages import Say
from bot.conversation.router import Router
from bot.services.deadlines import list_deadlines
from bot.services.desk import Desk
from handlers.deadlines import PART
from storage.rules import set_day
from storage.tables import PlanVersion
from tests.services.owing import WARD, owing
from tests.ward import NOW, WardTalk

ROUTER: Router[Desk] = Router(
    flows={flow.name: flow for flow in PART.flows},
    commands=PART.commands,
    fallback=lambda _chat, answer: Say(f"Heard {answer.text}"),
    help=lambda _chat: Say("Help."),
    files=lambda _chat, _answer: Say("Files."),
)


@pytest.fixture
def talk(session: Session) -> WardTalk:
    return WardTalk(owing(session), ROUTER, WARD, "chi", now=NOW)


@pytest.fixture
def quick(memory_session: Session) -> WardTalk:
    return WardTalk(owing(memory_session), ROUTER, WARD, "chi", now=NOW)


def dues(talk: WardTalk) -> list[tuple[str, str, bool]]:
    return [(each.period, str(each.due), each.confirmed) for each in list_deadlines(talk.session)]


def test_the_proposed_day_is_confirmed_with_one_tap(talk: WardTalk) -> None:
    (said,) = talk.hear("Hạn báo cáo")
    assert said.text.splitlines() == [
        "Kỳ 6 tháng đầu năm 2026: chốt số liệu 14/6/2026, hạn Thứ Hai 15/6/2026, còn 25 ngày làm việc, chưa "
        "xác nhận.",
        "Kỳ năm 2026: chốt số liệu 14/12/2026, hạn Thứ Ba 15/12/2026, còn 153 ngày làm việc, chưa xác nhận.",
        "Kế hoạch không ghi ngày: hạn dự kiến là ngày làm việc đầu tiên sau ngày chốt số liệu.",
    ]
    assert [label for _value, label in said.choices] == [
        "Xác nhận 15/6/2026",
        "Xác nhận 15/12/2026",
        "Ngày khác cho kỳ 6 tháng đầu năm 2026",
        "Ngày khác cho kỳ năm 2026",
        "Để sau",
    ]
    (confirmed,) = talk.press("Xác nhận 15/6/2026", said)
    assert confirmed.text == (
        "✅ Đã xác nhận: báo cáo kỳ 6 tháng đầu năm 2026 có hạn Thứ Hai 15/6/2026, còn 25 ngày làm việc. "
        "Lịch nhắc tính theo ngày này."
    )
    assert dues(talk) == [("2026-H1", "2026-06-15", True), ("2026", "2026-12-15", False)]


def test_another_day_is_typed_and_refused_with_the_reason_before_the_floor(quick: WardTalk) -> None:
    quick.hear("/deadlines")
    (asked,) = quick.hear("ngày khác cho kỳ năm 2026")
    assert asked.text.startswith("Báo cáo kỳ năm 2026 cần nộp trước ngày nào? Sớm nhất là Thứ Ba 15/12/2026")
    (refused,) = quick.hear("14/12/2026")
    assert refused.text.startswith(
        "Ngày 14/12/2026 quá sớm: số liệu chốt ngày 14/12/2026, hạn nộp sớm nhất là ngày làm việc kế tiếp, "
        "Thứ Ba 15/12/2026."
    )
    assert quick.texts("15/12/2028")[0].startswith("Ngày 15/12/2028 cách xa ngày chốt số liệu")
    assert quick.texts("một lúc nào đó")[0].startswith("Chưa đọc được một ngày cụ thể")
    assert quick.texts("31/2/2026")[0].startswith("Chưa đọc được một ngày cụ thể")
    assert quick.texts("thứ Sáu ngày 18 tháng 12 năm 2026")[0].startswith(
        "✅ Đã xác nhận: báo cáo kỳ năm 2026"
    )
    assert dues(quick)[1] == ("2026", "2026-12-18", True)


def test_a_confirmed_day_can_still_be_changed(quick: WardTalk) -> None:
    for label in ("Xác nhận 15/6/2026", "Xác nhận 15/12/2026"):
        quick.hear("/deadlines")
        quick.hear(label)
    (said,) = quick.hear("/deadlines")
    assert said.text.splitlines()[-1] == "Mọi hạn đã được xác nhận; vẫn có thể đặt ngày khác."
    quick.hear("Ngày khác cho kỳ 6 tháng đầu năm 2026")
    quick.hear("19/06/2026")
    assert dues(quick)[0] == ("2026-H1", "2026-06-19", True)


def test_a_confirmed_day_that_is_off_is_said_and_another_offered_first(quick: WardTalk) -> None:
    (said,) = quick.hear("hạn báo cáo")
    quick.press("Xác nhận 15/6/2026", said)
    set_day(quick.session, date(2026, 6, 15), works=False, name="Bão", now=NOW, by="command")
    (said,) = quick.hear("hạn báo cáo")
    assert said.text.splitlines()[0].endswith("đã xác nhận nhưng là ngày nghỉ.")
    assert said.choices[0][1] == "Ngày khác cho kỳ 6 tháng đầu năm 2026"


def test_not_now_changes_nothing(quick: WardTalk) -> None:
    quick.hear("/deadlines")
    assert quick.texts("Để sau") == ["Chưa thay đổi gì; các đơn vị vẫn thấy hạn là dự kiến, chưa xác nhận."]
    assert [confirmed for *_rest, confirmed in dues(quick)] == [False, False]


def test_without_a_plan_the_office_is_told_to_read_it_in(memory_session: Session) -> None:
    talk = WardTalk(owing(memory_session), ROUTER, WARD, "chi", now=NOW)
    (version,) = memory_session.exec(select(PlanVersion)).all()
    version.document = {}
    memory_session.flush()
    assert talk.texts("/deadlines") == ["Chưa có kỳ báo cáo nào: cơ quan tổng hợp cần nạp kế hoạch trước."]


def test_focal_points_and_citizens_do_not_set_days(quick: WardTalk) -> None:
    for chat in ("an", "ai do"):
        assert WardTalk(quick.session, ROUTER, WARD, chat).texts("/deadlines") == ["Heard /deadlines"]
