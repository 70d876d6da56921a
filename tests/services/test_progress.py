import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.conversation.messages import Address, Spoken
from bot.errors import BadInput, NotAllowed
from bot.services.obligations import lay_out
from bot.services.progress import Receipt, attached, history, recent, submit
from storage.database import Database
from storage.people import find_officer
from storage.plan import find_task
from storage.tables import Audit, Obligation, Outbox, StoredFile
from storage.vocabulary import ObligationKind, ObligationState, ProgressState
from tests.reporting import CULTURE, OFFICE, file, seed, stored, unit_called, ward_at
from tests.ward import NOW

H1 = "2026-H1"


def send(session: Session, code: str = "3.1", *, chat: str = "minh", **other: Any) -> Receipt:
    item = find_task(session, code)
    assert item is not None
    given: dict[str, Any] = {
        "unit_id": unit_called(session, OFFICE),
        "item_id": item.id,
        "period_code": H1,
        "state": ProgressState.IN_PROGRESS,
        "percent": 50,
        "text": "đã họp",
        "figures": {},
        "files": (),
        "officer": find_officer(session, "web", chat),
        "address": Address("web", chat),
        "now": NOW,
    }
    return submit(session, **{**given, **other})


@pytest.fixture
def ward(session: Session, tmp_path: Path) -> Session:
    """A ward on each database."""
    seed(session, ward_at(tmp_path))
    session.commit()
    return session


@pytest.fixture
def small(memory_session: Session, tmp_path: Path) -> Session:
    seed(memory_session, ward_at(tmp_path))
    return memory_session


def test_versions_follow_each_other_and_every_one_has_its_receipt(ward: Session) -> None:
    assert send(ward) == Receipt("2026-00001", 1)
    assert send(ward, percent=80) == Receipt("2026-00002", 2)
    assert send(ward, "3.2") == Receipt("2026-00003", 1)
    item = find_task(ward, "3.1")
    assert item is not None
    assert item.id is not None
    versions = history(ward, unit_called(ward, OFFICE), item.id, H1)
    assert [(v.receipt, v.percent, v.name, v.channel, v.at) for v in versions] == [
        ("2026-00001", 50, "Đỗ Minh", "web", NOW),
        ("2026-00002", 80, "Đỗ Minh", "web", NOW),
    ]
    newest = recent(ward, [unit_called(ward, OFFICE)], 2)
    assert [(item.code, version.receipt) for item, version in newest] == [
        ("3.2", "2026-00003"),
        ("3.1", "2026-00002"),
    ]


def test_receipts_begin_anew_each_reporting_year(ward: Session) -> None:
    lay_out(ward, ward_at(Path()), NOW.replace(year=2027))
    ward.flush()
    send(ward)
    assert send(ward, period_code="2027-H1").number == "2027-00001"
    assert send(ward, period_code="2027-H1").number == "2027-00002"


def test_receipts_sent_at_once_are_all_different(database: Database, tmp_path: Path) -> None:
    with database.session() as session:
        seed(session, ward_at(tmp_path))

    async def all_at_once() -> list[Receipt]:
        writes = (
            database.write(partial(send, code=code, percent=n), key=f"web:{n}")
            for n in range(12)
            for code in ("3.1", "3.2")
        )
        return await asyncio.gather(*writes)

    receipts = asyncio.run(all_at_once())
    assert sorted(receipt.number for receipt in receipts) == [f"2026-{n:05d}" for n in range(1, 25)]
    versions = [n for n in range(1, 13) for _code in range(2)]
    assert sorted(receipt.version for receipt in receipts) == versions


def test_files_are_kept_with_the_version_they_came_with(ward: Session) -> None:
    send(ward, files=(file("a.pdf"), file("b.pdf"), file("a.pdf")))
    (row,) = stored(ward)
    assert row.id is not None
    assert attached(ward, row.id) == (file("a.pdf"), file("b.pdf"))
    assert [kept.chat for kept in ward.exec(select(StoredFile))] == ["minh", "minh"]


def test_the_report_is_met_once_every_task_is_told(ward: Session) -> None:
    def state() -> ObligationState:
        wanted = select(Obligation).where(
            Obligation.kind == ObligationKind.REPORT,
            Obligation.period_code == H1,
            Obligation.unit_id == unit_called(ward, OFFICE),
        )
        ward.expire_all()
        return ward.exec(wanted).one().state

    send(ward)
    assert state() is ObligationState.OPEN
    send(ward, "3.2")
    assert state() is ObligationState.MET


def test_what_is_stuck_reaches_the_office_at_once_and_once(ward: Session) -> None:
    receipt = send(ward, state=ProgressState.BLOCKED, percent=None, text="thiếu kinh phí")
    assert receipt.told == 1
    (row,) = ward.exec(select(Outbox))
    assert (row.chat, row.key is not None, row.kind) == ("tong", True, "notice")
    said = Spoken.from_data(row.say)
    assert said.text == (
        "⚠️ Văn phòng đang vướng mắc ở nhiệm vụ 3.1.\n"
        "Rà soát thủ tục hành chính và niêm yết công khai\n"
        "Nội dung: “thiếu kinh phí”\n"
        "Người báo cáo: Đỗ Minh, số biên nhận 2026-00001."
    )
    assert said.choices == (("/board blocked", "Xem các vướng mắc"),)


def test_the_audit_knows_who_and_what_but_not_the_words(small: Session) -> None:
    send(small, text="rất riêng tư")
    (entry,) = small.exec(select(Audit).where(Audit.action == "report"))
    assert entry.actor.startswith("person:")
    assert entry.detail["receipt"] == "2026-00001"
    assert "riêng" not in str(entry)


def test_done_is_a_hundred_percent_and_not_started_none(small: Session) -> None:
    send(small, state=ProgressState.DONE, percent=None)
    send(small, state=ProgressState.NOT_STARTED, percent=0)
    assert [row.percent for row in stored(small)] == [100, None]


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "a" * 1001},
        {"percent": 101},
        {"percent": -1},
        {"state": ProgressState.DONE, "percent": 80},
        {"state": ProgressState.NOT_STARTED, "percent": 10},
        {"figures": {"II.1/1": float("inf")}},
        {"files": tuple(file(f"{n}.pdf") for n in range(21))},
        {"period_code": "2031"},
    ],
)
def test_what_cannot_be_is_refused_whole(small: Session, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        send(small, **wrong)
    assert stored(small) == []


def test_only_those_who_may_report_for_the_unit_do(small: Session) -> None:
    for refused in ({"chat": "tong"}, {"chat": "dan"}, {"chat": "an"}, {"code": "4.1"}):
        with pytest.raises(NotAllowed):
            send(small, **refused)
    with pytest.raises(NotAllowed):
        send(small, "3.1", chat="an", unit_id=unit_called(small, CULTURE))
    assert stored(small) == []
