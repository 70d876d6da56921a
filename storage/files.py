"""Uploads by SHA-256: a file is in the store whole, or not at all."""

import fcntl
import hashlib
import math
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any


@dataclass
class Draft:
    """An upload under way: written beside the store, and gone unless it is kept."""

    path: Path
    _stream: IO[bytes]
    _root: Path
    _digest: Any = field(default_factory=hashlib.sha256)
    size: int = 0

    def write(self, chunk: bytes) -> None:
        self._stream.write(chunk)
        self._digest.update(chunk)
        self.size += len(chunk)

    def flush(self) -> None:
        """Make everything written so far readable at `path`."""
        self._stream.flush()

    def keep(self) -> str:
        """Move the upload into the store, on disk before this returns; its SHA-256 in hex."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        sha256: str = self._digest.hexdigest()
        target = _place(self._root, sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _locked(self._root, fcntl.LOCK_SH):
            self.path.replace(target)
        for folder in (target.parent, self._root):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return sha256


@dataclass(frozen=True)
class FileStore:
    """A folder of uploads; the same bytes are kept once."""

    root: Path

    @contextmanager
    def draft(self) -> Iterator[Draft]:
        """A new upload; what is not kept by the end of the block is removed."""
        waiting = self.root / "incoming"
        waiting.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=waiting)
        with os.fdopen(handle, "wb") as stream:
            draft = Draft(Path(name), stream, self.root)
            try:
                yield draft
            finally:
                draft.path.unlink(missing_ok=True)

    def put(self, content: bytes) -> str:
        """Keep `content`; its SHA-256 in hex."""
        with self.draft() as draft:
            draft.write(content)
            return draft.keep()

    def kept_before(self, moment: datetime) -> set[str]:
        """The digests of uploads that nobody has sent since then."""
        found = self.root.glob("[0-9a-f][0-9a-f]/*")
        return {path.name for path in found if _touched(path) < moment.timestamp()}

    def discard(self, sha256: str, before: datetime) -> bool:
        """Remove an upload, unless it has been sent again since then; whether it is gone."""
        path = self.path(sha256)
        with _locked(self.root, fcntl.LOCK_EX):
            if _touched(path) >= before.timestamp():
                return False
            path.unlink(missing_ok=True)
        return True

    def abandon(self, before: datetime) -> None:
        """Remove what was left of uploads that were cut off before then."""
        for path in (self.root / "incoming").glob("*"):
            if _touched(path) < before.timestamp():
                path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove every upload."""
        shutil.rmtree(self.root, ignore_errors=True)

    def path(self, sha256: str) -> Path:
        """Where the bytes with this digest lie."""
        return _place(self.root, sha256)


@contextmanager
def _locked(root: Path, how: int) -> Iterator[None]:
    """Keeping files excludes removing them, in every process that has this folder."""
    folder = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(folder, how)
        yield
    finally:
        os.close(folder)


def _touched(path: Path) -> float:
    """When the file was last written; for ever from now where there is none."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def _place(root: Path, sha256: str) -> Path:
    return root / sha256[:2] / sha256
