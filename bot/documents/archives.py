"""What an Office file must be before anything opens it: a sound zip, not too large unpacked, no macros."""

import io
import re
import zipfile
import zlib

from bot.errors import UnreadableDocument

LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 3000
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError, RuntimeError)


def check_archive(data: bytes, name: str, member: str) -> None:
    """Raises UnreadableDocument unless `data` is a plain Office file whose main part is `member`."""
    if not data.startswith(b"PK"):
        raise UnreadableDocument("{name} is not the kind of file its name says.", name=name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive, name, member)
    except BROKEN as error:
        raise UnreadableDocument("{name} is damaged and cannot be read.", name=name) from error


def _check_members(archive: zipfile.ZipFile, name: str, member: str) -> None:
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
        raise UnreadableDocument("{name} unpacks to more than can be read.", name=name)
    names = {info.filename for info in infos}
    if member not in names:
        raise UnreadableDocument("{name} is not the kind of file its name says.", name=name)
    kinds = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if b"macroEnabled" in kinds or any(part.lower().endswith("vbaproject.bin") for part in names):
        raise UnreadableDocument("{name} holds macros; save it without them.", name=name)
    for info in infos:
        if info.filename.lower().endswith((".xml", ".rels")):
            with archive.open(info) as stream:
                opening = stream.read(4096)
            if re.search(rb"<!\x00?(?:DOCTYPE|ENTITY|D\x00O\x00C)", opening):
                raise UnreadableDocument("{name} is damaged and cannot be read.", name=name)
