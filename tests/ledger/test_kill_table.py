"""Killed at each step of the way out, on both databases: what arrives of reminders, escalations, answers."""

import asyncio
import os
import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.services.pushes import look
from bot.texts import _, speaking
from storage.database import Database
from storage.tables import Identity, Outbox
from storage.vocabulary import Delivery, Role
from tests import processes
from tests.databases import migrated
from tests.ledger import dying
from tests.ledger.dying import NAME, Point
from tests.ledger.wards import POST, WARD, Somebody, Task, settle_ward
from tests.runtime.enforcing import Enforcing

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("kills")]
ONCE, MARKED = "once", "twice, marked"
AT = {
    "reminder": datetime(2026, 6, 9, 1, tzinfo=UTC),
    "escalation": datetime(2026, 6, 16, 1, tzinfo=UTC),
    "reply": datetime(2026, 6, 9, 1, tzinfo=UTC),
}
# When there was something to say before the day on which it is late; the last just before closing time.
BEFORE = (AT["reminder"], datetime(2026, 6, 15, 1, tzinfo=UTC), datetime(2026, 6, 15, 9, 59, tzinfo=UTC))
PACED = replace(WARD, channels={NAME: WARD.channels[POST]})
TO = {"reminder": "chat-1", "escalation": "chat-2", "reply": "chat-1"}
# A reminder may be said once more, marked, where it may not have arrived; an answer is not.
TABLE = {
    Point.BEFORE_WRITTEN: {"reminder": ONCE, "escalation": ONCE, "reply": ONCE},
    Point.WRITTEN: {"reminder": ONCE, "escalation": ONCE, "reply": ONCE},
    Point.LEASED: {"reminder": "once, marked", "escalation": "once, marked", "reply": "never"},
    Point.ON_ITS_WAY: {"reminder": MARKED, "escalation": MARKED, "reply": ONCE},
    Point.ANSWERED: {"reminder": MARKED, "escalation": MARKED, "reply": ONCE},
    Point.SETTLED: {"reminder": ONCE, "escalation": ONCE, "reply": ONCE},
}


def prepare(database: Database, kind: str) -> None:
    """A focal point and a head; for an escalation, what they have heard until the day it is late."""
    people = (
        Somebody(((Role.FOCAL, 1),), (NAME,)),
        Somebody(((Role.HEAD, 1),), (NAME,)),
    )
    with database.session() as session:
        settle_ward(session, (Task("Thường xuyên", 1),), people)
        for identity in session.scalars(select(Identity)):
            identity.chat = identity.chat.replace(NAME, "chat")
    for now in BEFORE if kind == "escalation" else ():
        with database.session() as session:
            look(session, PACED, now)
            for row in session.scalars(select(Outbox)):
                row.state, row.sent_at = Delivery.SENT, row.sent_at or now


def run(folder: Path, database: str, vendor: Enforcing, kind: str, point: Point, *moments: datetime) -> int:
    said = ",".join(moment.isoformat() for moment in moments)
    arguments = [str(folder), vendor.url, said, kind, point.value]
    environment = {**os.environ, "BOT_DATABASE_URL": database, "BOT_DATA_DIR": str(folder)}
    done = processes.run(dying.run, *arguments, environment=environment, timeout=120)
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr
    return done.returncode


def outcome(vendor: Enforcing, chat: str) -> str:
    with speaking("vi"):
        mark = _("(This message may have reached you before.)")
    heard = [arrival.text for arrival in vendor.taken if arrival.chat == chat]
    marked = [text for text in heard if text.startswith(mark)]
    times = {0: "never", 1: "once", 2: "twice"}.get(len(heard), f"{len(heard)} times")
    return times + (", marked" if marked else "")


@pytest.mark.parametrize("kind", ["reminder", "escalation", "reply"])
@pytest.mark.parametrize("where", ["sqlite", "postgresql"])
def test_killed_at_each_step_it_arrives_as_promised(
    where: str, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async def each(point: Point, folder: Path, url: str) -> str:
        vendor = Enforcing(1_000, slow=1.0 if point is Point.ON_ITS_WAY else 0.0)
        async with vendor.open():
            at = AT[kind]
            died = await asyncio.to_thread(run, folder, url, vendor, kind, point, at)
            assert died == -signal.SIGKILL
            vendor.slow = 0.0
            later = [at + timedelta(minutes=minutes) for minutes in (2, 4, 9)]
            assert await asyncio.to_thread(run, folder, url, vendor, kind, Point.NEVER, *later) == 0
        return outcome(vendor, TO[kind])

    found = {}
    for point in TABLE:
        folder = tmp_path / point.name
        folder.mkdir()
        url = f"sqlite:///{folder / 'ward.db'}" if where == "sqlite" else request.getfixturevalue("postgres")
        database = migrated(url)
        prepare(database, kind)
        database.close()
        found[point] = asyncio.run(each(point, folder, url))
        print(f"{where:10} {kind:10} {point.value:50} {found[point]}")

    assert found == {point: cells[kind] for point, cells in TABLE.items()}
