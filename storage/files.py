"""Uploads by SHA-256: a file is in the store whole, or not at all."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
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
        self.path.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
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

    def clear(self) -> None:
        """Remove every upload."""
        shutil.rmtree(self.root, ignore_errors=True)

    def path(self, sha256: str) -> Path:
        """Where the bytes with this digest lie."""
        return _place(self.root, sha256)


def _place(root: Path, sha256: str) -> Path:
    return root / sha256[:2] / sha256
