"""Invented wards, each in a database of its own: units, tasks with roadmaps, people and where they chat."""

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.services.ward import ChannelFacts, Ward
from storage.database import Database
from storage.files import FileStore
from storage.tables import (
    Identity,
    Person,
    PlanItem,
    PlanItemUnit,
    PlanVersion,
    Seat,
    Unit,
    UnitMember,
)
from storage.vocabulary import ItemKind, Part, Role
from tests.databases import migrated
from tests.services.linked import sign_in

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
POST, WINDOW = "post", "window"
CHANNELS = {
    POST: ChannelFacts("Post", sign_in),
    WINDOW: ChannelFacts("Window", sign_in, free_for=timedelta(hours=48)),
}
WARD = replace(Ward(ZONE, FileStore(Path("unused")), "http://127.0.0.1"), channels=CHANNELS, web_chat=False)
DUTY = "Định kỳ báo cáo 06 tháng, 01 năm gửi về cơ quan tổng hợp."
UNITS, EVERYBODY = (1, 2, 3), 4
ROADMAPS = ("Thường xuyên", "Hằng năm", "Năm 2026, năm 2027", "15/9/2026", "Quý III năm 2026", "20/6/2026")


@dataclass(frozen=True)
class Task:
    """Its roadmap, and which unit or group leads it with whose help."""

    roadmap: str
    lead: int
    helps: tuple[int, ...] = ()


@dataclass(frozen=True)
class Somebody:
    """A person in these (role, unit) seats, with chats on these channels, of which some are blocked."""

    seats: tuple[tuple[Role, int], ...]
    channels: tuple[str, ...] = (POST,)
    blocked: tuple[str, ...] = ()


def settle_ward(session: Session, tasks: tuple[Task, ...], people: tuple[Somebody, ...]) -> None:
    """Fill an empty database: the people are numbered from 1 in this order, the tasks too."""
    version = PlanVersion(imported_at=BEGAN, source="x", sha256="", document={"duties": [DUTY]})
    session.add(version)
    session.add_all(Unit(id=n, code=f"U{n}", name=f"Phòng {n}") for n in UNITS)
    session.add(Unit(id=EVERYBODY, code="ALL", name="Các đơn vị", is_group=True))
    session.flush()
    session.add_all(UnitMember(group_id=EVERYBODY, unit_id=unit) for unit in UNITS)
    for n, task in enumerate(tasks, 1):
        row = {"kind": ItemKind.TASK, "code": f"{n}.1", "heading": "", "text": f"Việc {n}", "position": n}
        session.add(
            PlanItem.model_validate({**row, "id": n, "roadmap": task.roadmap, "version_id": version.id})
        )
        session.flush()
        parts = [(task.lead, Part.LEAD), *((unit, Part.COORDINATING) for unit in task.helps)]
        for position, (unit, part) in enumerate(parts):
            named = {"item_id": n, "unit_id": unit, "part": part, "position": position, "written": ""}
            session.add(PlanItemUnit.model_validate(named))
    for n, one in enumerate(people, 1):
        session.add(Person(name=f"Người {n}"))
        session.flush()
        for role, unit in one.seats:
            session.add(Seat(unit_id=unit, role=role, position=n, person_id=n, since=BEGAN))
        for channel in one.channels:
            chat, reachable = f"{channel}-{n}", channel not in one.blocked
            session.add(
                Identity(person_id=n, channel=channel, chat=chat, linked_at=BEGAN, reachable=reachable)
            )
        session.flush()


class Memory:
    """A migrated database, empty; on SQLite in memory, where nothing is slow."""

    def __init__(self, postgres: str | None = None) -> None:
        self.database = Database("sqlite://") if postgres is None else migrated(postgres)
        if postgres is None:
            self.empty()

    def empty(self) -> None:
        """As it was at first; on SQLite alone, where statements stay compiled from one ward to the next."""
        with self.database.writer.connect() as connection:
            _template().backup(connection.connection.driver_connection)  # type: ignore[arg-type]

    def do(self, work: Callable[[Session], T]) -> T:
        """One unit of work: a session of its own, committed at the end or not at all."""
        with self.database.session() as session:
            return work(session)

    def close(self) -> None:
        self.database.close()


@cache
def _template() -> sqlite3.Connection:
    """A migrated, empty database in memory, to be copied."""
    with tempfile.TemporaryDirectory() as folder:
        migrated(f"sqlite:///{folder}/ward.db").close()
        memory = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(f"{folder}/ward.db")) as file:
            file.backup(memory)
    return memory
