"""What a voice or a film was recorded as, told from its first bytes."""

_VOICES = (b"M4A ", b"M4B ")
_FILMS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"MSNV", b"dash")
_QUICKTIME = b"qt  "


def recording_kind(data: bytes, suffix: str) -> str | None:
    """The extension of a sound or a film, or None; a box that may hold either goes by its `suffix`."""
    if data.startswith(b"OggS"):
        return ".ogg"
    if data.startswith(b"ID3") or _is_layer_three(data):
        return ".mp3"
    if _is_adts(data):
        return ".aac"
    if data[4:8] != b"ftyp":
        return None
    brand = data[8:12]
    if brand == _QUICKTIME:
        return ".mov"
    if brand in _VOICES or (brand in _FILMS and suffix == ".m4a"):
        return ".m4a"
    return ".mp4" if brand in _FILMS else None


def _is_adts(data: bytes) -> bool:
    """Whether raw AAC begins: one frame, and another or the end right after it (ISO 13818-7)."""
    if not _is_adts_header(data, 0):
        return False
    after = (data[3] & 3) << 11 | data[4] << 3 | data[5] >> 5
    return after >= 7 and (after == len(data) or _is_adts_header(data, after))


def _is_adts_header(data: bytes, at: int) -> bool:
    head = data[at : at + 7]
    return len(head) == 7 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0


def _is_layer_three(data: bytes) -> bool:
    """Whether MPEG sound without a tag begins: a frame of layer III with a rate that exists."""
    head = data[:4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2 or head[1] & 0x18 == 0x08:
        return False
    return head[2] & 0xF0 not in {0, 0xF0} and head[2] & 0x0C != 0x0C
