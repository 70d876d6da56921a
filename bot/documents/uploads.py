"""What people send: judged by its content before it is kept, and given a name that is safe to show."""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bot.conversation.messages import Attachment
from bot.documents.packages import OLE, ole_kind, package_kind
from bot.documents.recordings import recording_kind
from bot.documents.rows import decode
from bot.errors import AssistantError, UnreadableDocument
from bot.texts import N_, explain
from storage.files import Draft

LIMIT = 20 * 1024 * 1024
LONGEST_NAME = 120
LONGEST_SUFFIX = 10
NAMELESS = "tep"
ALLOWED = N_(
    "Send PDF, Word, Excel, PowerPoint, OpenDocument, pictures, recordings, video or plain text, "
    "at most 20 MB a file."
)

MIMES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".heic": "image/heic",
    ".aac": "audio/aac",
    ".ogg": "audio/ogg",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
_ALSO = {
    ".jpeg": ".jpg",
    ".jfif": ".jpg",
    ".heif": ".heic",
    ".oga": ".ogg",
    ".opus": ".ogg",
    ".m4v": ".mp4",
}
_MACRO_NAMES = (".docm", ".dotm", ".xlsm", ".xltm", ".xlsb", ".xlam", ".pptm", ".potm", ".ppsm")
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_HIDDEN = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_ARCHIVES = (*_HIDDEN, b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00")
_MARKUP = ("<script", "<html", "<svg", "<!doctype html", "<iframe", "<body", "<?php")
_LONG_MARKUP = (b"<script", b"<!doctype html", b"<iframe")
_OPENING = 4096


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be kept: its safe name, with the extension of what it really is, and its type."""

    name: str
    mime: str


def accept(draft: Draft, name: str) -> Attachment:
    """Keep a sound upload; a refused one carries the reason in `problem`, in the locale in force."""
    draft.flush()
    try:
        verdict = judge(draft.path, name, draft.size)
    except AssistantError as error:
        return Attachment(clean_name(name), size=draft.size, problem=explain(error))
    return Attachment(verdict.name, verdict.mime, draft.size, draft.keep())


def judge(path: Path, name: str, size: int) -> Verdict:
    """Raises UnreadableDocument where the file is not one of those that may be sent."""
    name = clean_name(name)
    if size > LIMIT:
        raise UnreadableDocument("{name} is larger than {limit} MB.", name=name, limit=LIMIT >> 20)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument("{name} cannot be opened.", name=name) from error
    if not data:
        raise UnreadableDocument("{name} is empty.", name=name)
    suffix = _suffix(name)
    if suffix in _MACRO_NAMES:
        raise UnreadableDocument("{name} holds macros; save it without them.", name=name)
    kind = _kind(data, name, suffix)
    return Verdict(_named(name, kind), MIMES[kind])


def clean_name(name: str) -> str:
    """One line without path, control or direction marks, at most 120 letters, its extension kept."""
    last = name.replace("\\", "/").rstrip("/ ").rpartition("/")[2]
    shown = "".join(sign for sign in unicodedata.normalize("NFC", last) if _is_shown(sign))
    tidy = " ".join(unicodedata.normalize("NFC", shown).split()).strip(". ")
    return _shorten(tidy, PurePosixPath(tidy).suffix) or NAMELESS


def _is_shown(sign: str) -> bool:
    return sign not in '<>:"|?*' and (unicodedata.category(sign)[0] != "C" or sign in "\t\n\r")


def _shorten(name: str, suffix: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    suffix = suffix if len(suffix) <= LONGEST_SUFFIX else ""
    return name[: LONGEST_NAME - len(suffix)].rstrip(". ") + suffix


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _named(name: str, kind: str) -> str:
    """The name with the extension its content calls for."""
    suffix = _suffix(name)
    if kind in (suffix, _ALSO.get(suffix)):
        return name
    stem = name[: -len(suffix)] if re.fullmatch(r"\.(?=.*[a-z])[a-z0-9]{1,5}", suffix) else name
    return _shorten(stem + kind, kind)


def _kind(data: bytes, name: str, suffix: str) -> str:
    """The extension that fits the content."""
    if data.startswith(b"PK"):
        return package_kind(data, name)
    if data.startswith(OLE):
        return ole_kind(data, name, suffix)
    if data.startswith(_ARCHIVES):
        raise UnreadableDocument("{name} is an archive; send the files in it one by one.", name=name)
    kind = _signed_kind(data) or recording_kind(data, suffix)
    if kind:
        _refuse_two_in_one(data, name, kind)
        return kind
    if suffix in (".txt", ".csv", "") and decode(data) is not None and not _is_code(data):
        return suffix or ".txt"
    if suffix in MIMES or suffix in _ALSO:
        raise UnreadableDocument("{name} is not the kind of file its name says.", name=name)
    raise UnreadableDocument("{name} is of a kind that cannot be taken.", name=name)


def _signed_kind(data: bytes) -> str | None:
    if data.startswith(b"%PDF-"):
        return ".pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if data.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return ".gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return ".webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        return ".heic"
    return None


def _refuse_two_in_one(data: bytes, name: str, kind: str) -> None:
    """Raises UnreadableDocument where a file with a mark of its own is an archive, a page or a PDF too."""
    opening = data[:_OPENING].decode("latin-1").lower()
    other = zipfile.is_zipfile(io.BytesIO(data)) or any(mark in opening for mark in _MARKUP)
    if kind != ".pdf":
        folded = data.lower()
        other = other or any(mark in folded for mark in (*_LONG_MARKUP, *(a.lower() for a in _HIDDEN)))
        other = other or "%pdf-" in opening
    if other:
        raise UnreadableDocument("{name} is two kinds of file in one and cannot be taken.", name=name)


def _is_code(data: bytes) -> bool:
    """Whether text is a page or a script that something might run."""
    opening = (decode(data) or "")[:_OPENING].lower().lstrip("\ufeff \t\r\n")
    return opening.startswith(("<?xml", "#!", "{\\rtf")) or any(mark in opening for mark in _MARKUP)
