"""What the command for closed periods prints and writes."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.errors import BadInput, NotAllowed
from bot.services.obligations import lay_out
from bot.services.snapshot_words import snapshots_as_text, write_snapshots
from bot.services.snapshots import chosen_snapshots, take_due, verify
from main import main
from tests.services.owing import CULTURE, WARD, WORKS, owing, tell
from tests.services.test_snapshots import H1, MORNING
from tests.ward import NOW


@pytest.fixture
def closed(memory_session: Session) -> Session:
    lay_out(owing(memory_session), WARD, NOW)
    tell(memory_session, CULTURE, 1, H1, NOW)
    take_due(memory_session, WARD, MORNING)
    tell(memory_session, WORKS, 1, H1, MORNING)
    take_due(memory_session, WARD, MORNING + timedelta(days=1))
    return memory_session


def test_each_is_a_line_with_its_digest_and_whether_it_holds(closed: Session) -> None:
    rows = chosen_snapshots(closed, "2026-h1", None)
    said = snapshots_as_text(rows, WARD, [verify(closed, row) for row in rows]).splitlines()
    assert [line.partition(", SHA-256 ")[0] for line in said] == [
        "Bản khóa sổ 6 tháng đầu năm 2026, đến 0h00 ngày 16/6/2026: 1 báo cáo",
        "✅ Lập lại từ dữ liệu gốc, trùng khớp từng byte.",
        "Phần bổ sung 1 của 6 tháng đầu năm 2026, đến 0h00 ngày 17/6/2026: 1 báo cáo",
        "✅ Lập lại từ dữ liệu gốc, trùng khớp từng byte.",
    ]


def test_a_row_that_was_changed_is_told_apart_from_a_snapshot_that_was(closed: Session) -> None:
    (row,) = chosen_snapshots(closed, H1, 1)
    row.sha256 = "0" * 64
    assert "SHA-256 không khớp" in snapshots_as_text([row], WARD, [verify(closed, row)])


def test_they_are_written_as_they_are(closed: Session, tmp_path: Path) -> None:
    rows = chosen_snapshots(closed, H1, None)
    write_snapshots(rows, tmp_path / "chot.json", numbered=True)
    written = [(tmp_path / f"chot-{number}.json").read_bytes() for number in (0, 1)]
    assert written == [row.content.encode() for row in rows]


def test_what_there_is_not_is_said(closed: Session) -> None:
    for period, number, error in (("2026", 0, NotAllowed), (H1, 9, NotAllowed), ("2031", 0, BadInput)):
        with pytest.raises(error):
            chosen_snapshots(closed, period, number)


def test_the_command_says_in_a_sentence_what_it_cannot_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["snapshot", "--period", "2026-H1", "--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "Không có kỳ báo cáo 2026-H1; các kỳ đang có: –.\n"
