from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from bot.errors import BadInput
from bot.services.board import Board, Unlinked, board, board_as_text
from bot.services.dating import extend
from bot.services.reminders import remind_due
from bot.services.snapshots import take_due
from storage.obligations import reports_of
from storage.tables import Obligation, Seat
from storage.vocabulary import ObligationKind, ProgressState
from tests.reporting import CULTURE, OFFICE, seed, unit_called, ward_at
from tests.services.owing import mark_sent
from tests.services.test_progress import send
from tests.ward import NOW


def told(session: Session, tmp_path: Path) -> None:
    seed(session, ward_at(tmp_path))
    send(session)
    send(session, "3.2", state=ProgressState.BLOCKED, percent=None, text="thiếu kinh phí")
    session.flush()


def test_each_unit_has_what_it_owes_and_has_told(session: Session, tmp_path: Path) -> None:
    told(session, tmp_path)
    assert board(session, None, NOW, ward_at(tmp_path)).as_data() == {
        "period": "2026-H1",
        "due": "2026-06-15",
        "units": [
            _line("Phòng Văn hóa", due=6),
            _line("Văn phòng", due=2, submitted=2, blocked=1),
            _line("Trung tâm một cửa", due=1),
        ],
        "totals": {"due": 9, "submitted": 2, "accepted": 0, "returned": 0, "late": 0, "blocked": 1},
    }


def _line(unit: str, **counts: int) -> dict[str, object]:
    none = {"due": 0, "submitted": 0, "accepted": 0, "returned": 0, "late": 0, "blocked": 0}
    return {"unit": unit, **none, **counts}


def test_what_is_not_told_after_the_due_date_is_late_where_a_reminder_had_reached_the_unit(
    memory_session: Session, tmp_path: Path
) -> None:
    told(memory_session, tmp_path)
    ward = ward_at(tmp_path)
    remind_due(memory_session, ward, NOW.replace(day=26))
    mark_sent(memory_session)
    on_the_day = board(memory_session, None, NOW.replace(month=6, day=15), ward)
    the_day_after = board(memory_session, None, NOW.replace(month=6, day=16), ward)
    assert (on_the_day.totals.late, the_day_after.totals.late) == (0, 6)
    assert [line.unreached for line in the_day_after.units] == [0, 0, 1]
    assert "Trung tâm một cửa: quá hạn nhưng chưa nhắc tới được." in board_as_text(the_day_after)


def test_who_was_given_longer_is_not_late_before_that_day(memory_session: Session, tmp_path: Path) -> None:
    told(memory_session, tmp_path)
    ward = ward_at(tmp_path)
    (report,) = [
        one
        for one in reports_of(memory_session, "2026-H1")
        if one.unit_id == unit_called(memory_session, CULTURE)
    ]
    extend(memory_session, report, date(2026, 6, 22), NOW, person_id=1)
    shown = board(memory_session, None, NOW.replace(month=6, day=17), ward)
    assert [(line.extended, line.counts.late, line.unreached) for line in shown.units] == [
        (date(2026, 6, 22), 0, 0),
        (None, 0, 0),
        (None, 0, 1),
    ]


def test_what_the_office_and_units_owe_around_meetings_is_shown(
    memory_session: Session, tmp_path: Path
) -> None:
    told(memory_session, tmp_path)
    unit = unit_called(memory_session, CULTURE)
    for kind, text in ((ObligationKind.DUTY, ""), (ObligationKind.CONCLUSION, "Sửa vỉa hè")):
        row = {"key": kind.value, "kind": kind, "unit_id": unit, "due": date(2026, 6, 30), "text": text}
        memory_session.add(Obligation.model_validate({**row, "reason": "publish"}))
    memory_session.flush()
    shown = board(memory_session, None, NOW, ward_at(tmp_path))
    assert [(each.words, each.unit) for each in (*shown.duties, *shown.conclusions)] == [
        ("Công bố kết quả đối thoại ngày 30/6/2026", ""),
        ("Kết luận đối thoại ngày 30/6/2026: “Sửa vỉa hè”", "Phòng Văn hóa"),
    ]


def test_a_closed_period_says_up_to_when(memory_session: Session, tmp_path: Path) -> None:
    told(memory_session, tmp_path)
    ward, later = ward_at(tmp_path), NOW.replace(month=6, day=16)
    before = board(memory_session, None, later, ward).closed
    take_due(memory_session, ward, later)
    after = board(memory_session, None, later, ward).closed
    assert (before, after) == (None, datetime(2026, 6, 15, 17, tzinfo=UTC))


def test_what_was_stuck_is_not_once_it_is_told_otherwise(memory_session: Session, tmp_path: Path) -> None:
    told(memory_session, tmp_path)
    ward = ward_at(tmp_path)
    before = board(memory_session, None, NOW, ward).stuck
    send(memory_session, "3.2", state=ProgressState.DONE, percent=100)
    after = board(memory_session, None, NOW, ward).stuck
    assert [(each.code, each.text, each.receipt) for each in before] == [
        ("3.2", "thiếu kinh phí", "2026-00002")
    ]
    assert after == ()


def test_those_who_have_not_signed_in_are_named(memory_session: Session, tmp_path: Path) -> None:
    told(memory_session, tmp_path)
    assert board(memory_session, None, NOW, ward_at(tmp_path)).unlinked == (
        Unlinked("Trung tâm một cửa", "Bùi Tú"),
    )


def test_a_unit_without_a_focal_point_is_named(memory_session: Session, tmp_path: Path) -> None:
    seed(memory_session, ward_at(tmp_path))
    for held in memory_session.exec(select(Seat).where(Seat.unit_id == unit_called(memory_session, OFFICE))):
        held.person_id = None
    memory_session.flush()
    assert Unlinked(OFFICE) in board(memory_session, None, NOW, ward_at(tmp_path)).unlinked


def test_an_unknown_period_is_refused_and_none_at_all_is_an_empty_board(
    memory_session: Session, tmp_path: Path
) -> None:
    ward = ward_at(tmp_path)
    empty = board(memory_session, None, NOW, ward)
    assert empty == Board(None, None)
    assert (empty.as_data()["units"], empty.as_data()["totals"]["due"]) == ([], 0)
    with pytest.raises(BadInput):
        board(memory_session, "2026-H7", NOW, ward)


def test_the_table_for_the_command_line_adds_up(memory_session: Session, tmp_path: Path) -> None:
    told(memory_session, tmp_path)
    text = board_as_text(board(memory_session, "2026-h1", NOW, ward_at(tmp_path)))
    assert [line.split() for line in text.splitlines()[2:]] == [
        ["Phòng", "Văn", "hóa", "6", "0", "0", "0"],
        ["Văn", "phòng", "2", "2", "0", "1"],
        ["Trung", "tâm", "một", "cửa", "1", "0", "0", "0"],
        ["Tất", "cả", "đơn", "vị", "9", "2", "0", "1"],
    ]


def test_a_closed_period_stays_until_all_have_told_or_it_takes_no_more(
    memory_session: Session, tmp_path: Path
) -> None:
    told(memory_session, tmp_path)
    ward = ward_at(tmp_path)
    shown = [board(memory_session, None, NOW + timedelta(days=days), ward).period for days in (0, 60, 100)]
    assert shown == ["2026-H1", "2026-H1", "2026"]


def test_the_number_of_queries_does_not_grow_with_the_units(memory_session: Session, tmp_path: Path) -> None:
    told(memory_session, tmp_path)
    queries = []
    engine = memory_session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *_args: queries.append(1))
    board(memory_session, None, NOW, ward_at(tmp_path))
    assert len(queries) <= 16
