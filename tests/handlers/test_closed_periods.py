"""What people are told once a period is closed, and what is still asked of them."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.services.nudging import nudge
from bot.services.pushes import look, recheck
from bot.services.snapshots import take_due
from main import main
from storage.people import find_officer
from storage.snapshots import snapshots_of
from storage.tables import Outbox
from tests.reporting import say, seed, talk, ward_at
from tests.services.owing import CULTURE, WARD, owing, tell
from tests.services.test_snapshots import CLOSES, H1, MORNING
from tests.ward import NOW


def test_a_receipt_says_that_the_period_was_closed(memory_session: Session, tmp_path: Path) -> None:
    ward = ward_at(tmp_path)
    seed(memory_session, ward)
    minh = talk(memory_session, ward, "minh")
    minh.now = CLOSES - timedelta(hours=10)
    before = say(minh, "3.1 xong 80%, đã niêm yết", "gửi")[0].text
    minh.now = MORNING
    after = say(minh, "3.2 xong 50%, đã họp", "gửi")[0].text
    said = "Báo cáo 6 tháng đầu năm 2026 đã khóa sổ hết Thứ Hai 15/6/2026; nội dung này ghi vào phần bổ sung."
    assert (said in before.splitlines(), said in after.splitlines()) == (False, True)


def test_with_the_clock_put_back_it_is_still_an_addendum(memory_session: Session, tmp_path: Path) -> None:
    ward = ward_at(tmp_path)
    seed(memory_session, ward)
    take_due(memory_session, ward, MORNING)
    minh = talk(memory_session, ward, "minh")
    minh.now = CLOSES - timedelta(hours=10)
    assert "ghi vào phần bổ sung" in say(minh, "3.1 xong 80%, đã niêm yết", "gửi")[0].text


def test_each_look_closes_what_has_to_be_closed(session: Session) -> None:
    owing(session)
    for at in (NOW, CLOSES, MORNING, MORNING + timedelta(days=1)):
        look(session, WARD, at)
    assert len(snapshots_of(session, H1)) == 1


def test_a_nudge_is_dropped_at_the_moment_of_sending_where_they_have_told(memory_session: Session) -> None:
    look(owing(memory_session), WARD, NOW)
    officer = find_officer(memory_session, "web", "bình")
    assert officer is not None
    nudge(memory_session, WARD, officer, code="2.1", unit="U1", now=NOW)
    (row,) = [row for row in memory_session.exec(select(Outbox)) if (row.key or "").startswith("nudge:")]
    before = recheck(memory_session, row, WARD, NOW)
    tell(memory_session, CULTURE, 2, H1, NOW + timedelta(minutes=1))
    after = recheck(memory_session, row, WARD, NOW + timedelta(minutes=2))
    assert (before, after) == (row.say, None)


def test_the_ledger_of_a_unit_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "--unit", "X", "--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "Không có đơn vị nào tên là “X”. Gần nhất: –.\n"
