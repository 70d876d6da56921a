"""The store of uploads: whole or not at all, and cleared of what nobody speaks of."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from bot.services.housekeeping import drop_unclaimed, forget_old_events
from storage.conversations import keep_state
from storage.files import FileStore
from storage.inbox import count_failed, keep_failed, remember
from storage.outbox import enqueue
from storage.progress import keep_file
from storage.tables import Inbox, SignInAttempt
from storage.vocabulary import MessageKind

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=8)


def old(files: FileStore, content: bytes) -> str:
    """A file kept long ago."""
    digest = files.put(content)
    os.utime(files.path(digest), (LONG_AGO.timestamp(),) * 2)
    return digest


def standing(files: FileStore) -> set[str]:
    return {path.name for path in files.root.rglob("*") if path.is_file()}


def test_only_old_uploads_that_no_row_speaks_of_are_removed(session: Session, tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    names = ("reported", "drafted", "parked", "said", "failed")
    kept = {name: old(files, name.encode()) for name in names}
    fresh = files.put(b"just now")
    os.utime(files.path(fresh), (NOW.timestamp() - 60,) * 2)
    old(files, b"a citizen's, never asked for")
    keep_file(session, sha256=kept["reported"], name="a", mime="", size=1, channel="web", chat="an", now=NOW)
    parked = [{"flow": "progress", "data": {"files": [{"sha256": kept["parked"]}]}}]
    state = {"data": {"files": [{"sha256": kept["drafted"]}]}, "parked": parked}
    keep_state(session, "seat", "7", state, NOW)
    said = {"text": "Đây.", "files": [{"name": "b", "mime": "", "sha256": kept["said"]}]}
    enqueue(session, channel="web", chat="an", kind=MessageKind.REPLY, say=said, now=NOW)
    keep_failed(session, "web", "1", {"files": [{"sha256": kept["failed"]}]}, NOW)
    session.commit()

    assert drop_unclaimed(session, files, NOW) == 1
    assert standing(files) == {*kept.values(), fresh}
    assert drop_unclaimed(session, files, NOW) == 0


def test_a_file_sent_again_while_old_ones_are_cleared_away_stays(tmp_path: Path) -> None:
    files = FileStore(tmp_path / "files")
    digest = old(files, b"twice")
    before = NOW - timedelta(days=7)
    found = files.kept_before(before)
    files.put(b"twice")

    assert found == {digest}
    assert not files.discard(digest, before)
    assert files.path(digest).read_bytes() == b"twice"


def test_what_is_left_of_an_upload_cut_off_by_a_kill_is_removed_a_day_later(
    session: Session, tmp_path: Path
) -> None:
    files = FileStore(tmp_path / "files")
    with files.draft() as draft:
        left, under_way = draft.path.with_name("left"), draft.path
        left.write_bytes(b"half")
        os.utime(left, (LONG_AGO.timestamp(),) * 2)
        drop_unclaimed(session, files, datetime.now(UTC))

        assert (left.exists(), under_way.exists()) == (False, True)


def test_a_store_that_was_never_used_is_tidy(session: Session, tmp_path: Path) -> None:
    assert drop_unclaimed(session, FileStore(tmp_path / "files"), NOW) == 0


def test_events_are_forgotten_after_three_months_but_those_that_failed(session: Session) -> None:
    for number, days in (("old", 91), ("new", 89)):
        remember(session, "web", number, NOW - timedelta(days=days))
    keep_failed(session, "web", "failed", {"text": "a"}, NOW - timedelta(days=400))
    session.add(Inbox(channel="web", update_id="cleared", received_at=NOW - timedelta(days=400), failed=None))
    for chat, days in (("an", 91), ("binh", 1)):
        tried = NOW - timedelta(days=days)
        session.add(SignInAttempt(channel="web", chat=chat, failures=5, last_at=tried))
    session.commit()
    forget_old_events(session, NOW)
    session.commit()

    left = {row.update_id for row in session.exec(select(Inbox))}
    assert left == {"new", "failed"}
    assert count_failed(session) == 1
    assert session.exec(select(SignInAttempt.chat)).all() == ["binh"]
