"""A ward that owes something: three units, a group, three tasks, and a focal point in two of the units."""

from datetime import datetime
from itertools import count
from pathlib import Path

from sqlmodel import Session, col, select

from bot.services.obligations import settle
from bot.services.ward import Ward
from storage.files import FileStore
from storage.tables import (
    Identity,
    Obligation,
    Outbox,
    Person,
    PlanItem,
    PlanItemUnit,
    PlanVersion,
    Progress,
    Reminder,
    Seat,
    Unit,
    UnitMember,
)
from storage.vocabulary import Delivery, ItemKind, ObligationState, Part, ProgressState, Role
from tests.ward import NOW, ZONE

WARD = Ward(ZONE, FileStore(Path("unused")), "http://127.0.0.1")
CULTURE, WORKS, SCHOOL, EVERYBODY = 1, 2, 3, 4
AN, BINH, CHI = 1, 2, 3
DUTY = "Định kỳ báo cáo 06 tháng, 01 năm gửi về cơ quan tổng hợp."
TASKS = {
    1: ("1.1", "Tuyên truyền, vận động người dân", "Thường xuyên"),
    2: ("2.1", "Xây dựng mô hình", "Năm 2026, năm 2027"),
    3: ("3.1", "Sơ kết, khen thưởng", "Hằng năm"),
}
PARTS = [
    (1, EVERYBODY, Part.LEAD),
    (2, WORKS, Part.LEAD),
    (2, CULTURE, Part.COORDINATING),
    (3, CULTURE, Part.LEAD),
]
_receipts = count(1)


def owing(session: Session) -> Session:
    """Fill an empty ward; An is the focal point of culture, Bình of works, Chị Chi sits in the office."""
    version = PlanVersion(imported_at=NOW, source="x", sha256="", document={"duties": [DUTY]})
    session.add(version)
    names = ("Phòng Văn hóa", "Phòng Hạ tầng", "Trường học")
    session.add_all(Unit(id=n, code=f"U{n}", name=name) for n, name in enumerate(names, 1))
    session.add(Unit(id=EVERYBODY, code="ALL", name="Các đơn vị", is_group=True))
    session.flush()
    session.add_all(UnitMember(group_id=EVERYBODY, unit_id=unit) for unit in (CULTURE, WORKS, SCHOOL))
    for n, (code, text, roadmap) in TASKS.items():
        task = {"kind": ItemKind.TASK, "code": code, "heading": "", "text": text, "roadmap": roadmap}
        session.add(PlanItem.model_validate({**task, "id": n, "position": n, "version_id": version.id}))
    session.flush()
    session.add_all(
        PlanItemUnit(item_id=item, unit_id=unit, part=part, position=n, written="")
        for n, (item, unit, part) in enumerate(PARTS)
    )
    people = [("An", CULTURE, Role.FOCAL), ("Bình", WORKS, Role.FOCAL), ("Chi", CULTURE, Role.OFFICE)]
    session.add_all(Person(name=name) for name, _unit, _role in people)
    session.flush()
    for n, (name, unit, role) in enumerate(people, 1):
        session.add(Seat(unit_id=unit, role=role, person_id=n, since=NOW))
        session.add(Identity(person_id=n, channel="web", chat=name.lower(), linked_at=NOW))
    session.flush()
    return session


def tell(
    session: Session,
    unit: int,
    item: int,
    period: str,
    now: datetime,
    state: ProgressState = ProgressState.IN_PROGRESS,
) -> None:
    """A unit's update of a task, stored and judged."""
    held = Progress.unit_id == unit, Progress.item_id == item, Progress.period_code == period
    version = len(session.exec(select(Progress).where(*held)).all()) + 1
    receipt = f"{now.year}-{next(_receipts)}"
    session.add(
        Progress(
            receipt=receipt,
            unit_id=unit,
            item_id=item,
            period_code=period,
            version=version,
            state=state,
            channel="web",
            created_at=now,
        )
    )
    session.flush()
    settle(session, unit, period, now)


def states(session: Session) -> dict[str, ObligationState]:
    session.expire_all()
    return {row.key: row.state for row in session.exec(select(Obligation).order_by(col(Obligation.id)))}


def outbox(session: Session) -> list[Outbox]:
    session.expire_all()
    return list(session.exec(select(Outbox).order_by(col(Outbox.id))))


def reminders(session: Session) -> list[tuple[str, int, int]]:
    """(obligation, rung, person) of everything said, in order."""
    wanted = select(Obligation.key, Reminder.rung, Reminder.person_id).join(
        Reminder, col(Reminder.obligation_id) == col(Obligation.id)
    )
    return [(key, rung, person) for key, rung, person in session.exec(wanted.order_by(col(Reminder.id)))]


def mark_sent(session: Session) -> None:
    for row in outbox(session):
        if row.state is Delivery.QUEUED:
            row.state = Delivery.SENT
            session.add(row)
    session.flush()
