"""What an Office file is, old or new, looked at from inside and never opened by an Office program."""

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath

from bot.documents.archives import BROKEN
from bot.errors import UnreadableDocument

LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 5_000
MOST_SHRUNK = 100
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_CHUNK = 1 << 16
_TYPES = "[Content_Types].xml"
_PARTS = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx", "ppt/presentation.xml": ".pptx"}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
}
_PROGRAMS = (
    ".exe",
    ".dll",
    ".scr",
    ".com",
    ".bat",
    ".cmd",
    ".ps1",
    ".vbs",
    ".js",
    ".jar",
    ".msi",
    ".lnk",
    ".hta",
)
_STREAMS = {"WordDocument": ".doc", "Workbook": ".xls", "Book": ".xls", "PowerPoint Document": ".ppt"}
_MACRO_STREAMS = ("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros")
_ENTRY = 128


def package_kind(data: bytes, name: str) -> str:
    """`.docx`, `.xlsx`, `.pptx`, `.odt` or `.ods`. Raises UnreadableDocument for every other zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(archive.infolist(), name)
            kind = _kind(archive, name)
            _check_sound(archive, data, name)
            return kind
    except BROKEN as error:
        raise _damaged(name) from error


def ole_kind(data: bytes, name: str, suffix: str) -> str:
    """`.doc`, `.xls` or `.ppt`; `suffix` decides where one holds another. Raises UnreadableDocument."""
    if _holds(data, "EncryptedPackage"):
        raise UnreadableDocument("{name} is locked with a password; send it without one.", name=name)
    if any(_holds(data, stream) for stream in _MACRO_STREAMS):
        raise UnreadableDocument("{name} holds macros; save it without them.", name=name)
    kinds = [kind for stream, kind in _STREAMS.items() if _holds(data, stream)]
    if not kinds:
        raise UnreadableDocument("{name} is of a kind that cannot be taken.", name=name)
    return suffix if suffix in kinds else kinds[0]


def _kind(archive: zipfile.ZipFile, name: str) -> str:
    members = {info.filename for info in archive.infolist()}
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise UnreadableDocument("{name} is locked with a password; send it without one.", name=name)
    kinds = [kind for part, kind in _PARTS.items() if part in members and _TYPES in members]
    if "mimetype" in members and not kinds:
        kind = _OPEN_DOCUMENT.get(_opening(archive, "mimetype").strip())
        kinds = [kind] if kind else []
    if len(kinds) != 1:
        raise UnreadableDocument("{name} is an archive; send the files in it one by one.", name=name)
    scripts = any(member.startswith(("Basic/", "Scripts/")) for member in members)
    macros = any(PurePosixPath(member.lower()).name.startswith("vbaproject") for member in members)
    if scripts or macros or (_TYPES in members and b"macroenabled" in _opening(archive, _TYPES).lower()):
        raise UnreadableDocument("{name} holds macros; save it without them.", name=name)
    if any(member.lower().endswith(_PROGRAMS) for member in members):
        raise UnreadableDocument("{name} has a program inside and cannot be taken.", name=name)
    return kinds[0]


def _check_size(members: Sequence[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(info.file_size for info in members)
    packed = sum(info.compress_size for info in members)
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED or unpacked > MOST_SHRUNK * max(packed, 1):
        raise UnreadableDocument("{name} unpacks to more than can be read.", name=name)


def _check_sound(archive: zipfile.ZipFile, data: bytes, name: str) -> None:
    """Every member unpacks, and nothing stands before, behind or outside the archive."""
    end = data.rfind(b"PK\x05\x06")
    members = archive.infolist()
    paths = [info.filename for info in members]
    outside = any(path.startswith("/") or ".." in path.split("/") for path in paths)
    if outside or len(set(paths)) != len(paths) or archive.comment or end + 22 != len(data):
        raise _damaged(name)
    if min(info.header_offset for info in members) != 0:
        raise _damaged(name)
    for info in members:
        with archive.open(info) as stream:
            while stream.read(_CHUNK):
                continue


def _opening(archive: zipfile.ZipFile, member: str) -> bytes:
    with archive.open(member) as stream:
        return stream.read(1 << 20)


def _holds(data: bytes, stream: str) -> bool:
    """Whether an OLE directory entry (MS-CFB 2.6: 128 bytes, name first, in UTF-16) has this name."""
    name = re.escape(stream.encode("utf-16-le") + b"\0\0")
    return any(match.start() % _ENTRY == 0 for match in re.finditer(name, data))


def _damaged(name: str) -> UnreadableDocument:
    return UnreadableDocument("{name} is damaged and cannot be read.", name=name)
