"""Closed periods in a chat."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.conversation.messages import Say
from bot.conversation.router import Router
from bot.services.desk import Desk
from bot.services.obligations import lay_out
from handlers.snapshots import PART
from storage.tables import Progress
from tests.services.owing import CULTURE, WARD, WORKS, owing, tell
from tests.services.test_snapshots import H1, MORNING
from tests.ward import NOW, WardTalk


def talk(session: Session, chat: str = "chi") -> WardTalk:
    router: Router[Desk] = Router(
        flows={},
        commands=PART.commands,
        fallback=lambda _chat, _answer: Say("Chưa hiểu."),
        help=lambda _chat: Say("Help."),
        files=lambda _chat, _answer: Say("Files."),
    )
    return WardTalk(session, router, WARD, chat, now=MORNING)


@pytest.fixture
def quick(memory_session: Session) -> Session:
    lay_out(owing(memory_session), WARD, NOW)
    tell(memory_session, CULTURE, 1, H1, NOW)
    return memory_session


def test_the_office_sees_what_was_kept_and_keeps_what_came_since(quick: Session) -> None:
    chi = talk(quick)
    (said,) = chi.hear("khóa sổ")
    assert said.text.splitlines() == [
        "Báo cáo 6 tháng đầu năm 2026 đã khóa sổ:",
        "Bản khóa sổ đến 0h00 ngày 16/6/2026: 1 báo cáo.",
        "✅ Lập lại từ dữ liệu gốc, trùng khớp từng byte.",
    ]
    tell(quick, WORKS, 1, H1, MORNING)
    chi.pass_time(hours=1)
    (added,) = chi.press("Ghi phần bổ sung ngay", said)
    assert added.text == "✅ Đã ghi. Phần bổ sung 1, đến 9h00 ngày 16/6/2026: 1 báo cáo."
    (shown,) = chi.press("Xem các bản đã khóa", added)
    assert shown.text.splitlines()[2] == "Phần bổ sung 1, đến 9h00 ngày 16/6/2026: 1 báo cáo."
    assert chi.texts("/addendum 2026-H1") == [
        "Từ lần khóa sổ gần nhất, 6 tháng đầu năm 2026 không có báo cáo mới."
    ]


def test_what_differs_is_said(quick: Session) -> None:
    chi = talk(quick)
    chi.hear("/snapshot")
    row = quick.get(Progress, 1)
    assert row is not None
    row.text = "khác"
    quick.flush()
    assert chi.texts("/snapshot 2026-H1")[0].splitlines()[-1].startswith("⚠️ Có bản không lập lại được")


def test_what_is_not_closed_and_who_may_not_see_it(quick: Session) -> None:
    early = talk(quick)
    early.now = MORNING - timedelta(days=30)
    assert early.texts("/snapshot")[0].startswith("Chưa kỳ báo cáo nào khóa sổ")
    assert early.texts("/snapshot 2026")[0].startswith("Báo cáo năm 2026 chưa khóa sổ")
    assert early.texts("/addendum 2031") == ["Không có kỳ báo cáo 2031; các kỳ đang có: 2026-H1, 2026."]
    assert talk(quick, "an").texts("/snapshot") == ["Chưa hiểu."]
