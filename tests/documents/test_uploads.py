"""What is sent is kept under the name of what it really is, or refused with a reason."""

import hashlib
import io
import unicodedata
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.conversation.messages import Attachment
from bot.documents.uploads import ALLOWED, LIMIT, MIMES, Verdict, accept, clean_name, judge
from bot.errors import UnreadableDocument
from bot.texts import _, speaking
from storage.files import FileStore


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    + chunk(b"IDAT", zlib.compress(b"\0\0"))
    + chunk(b"IEND", b"")
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9"
GIF = b"GIF89a\1\0\1\0\0\0\0;"
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0/\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
AAC = b"\xff\xf1\x60\x40\x01\x7f\xfc" + bytes(4)
OGG = b"OggS\0\x02" + bytes(22) + b"OpusHead"
MP3 = b"\xff\xfb\x90\0" + bytes(413)
MP4 = b"\0\0\0\x18ftypisom\0\0\x02\0isommp42"
M4A = b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom"
MOV = b"\0\0\0\x14ftypqt  \0\0\0\0qt  "


def word() -> bytes:
    document, stream = Document(), io.BytesIO()
    document.add_paragraph("Báo cáo sáu tháng")
    document.save(stream)
    return stream.getvalue()


def excel() -> bytes:
    workbook, stream = Workbook(), io.BytesIO()
    workbook.worksheets[0].append(["Mã", "Chủ đề"])
    workbook.save(stream)
    return stream.getvalue()


def package(members: dict[str, bytes], comment: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.comment = comment
    return stream.getvalue()


def ole(*streams: str) -> bytes:
    entries = (name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + b"".join(entries)


TYPES = b'<Types><Override PartName="/x" ContentType="application/xml"/></Types>'
SLIDES = package({"[Content_Types].xml": TYPES, "ppt/presentation.xml": b"<p/>"})
ODT = package({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"})
ODS = package({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<o/>"})
WORD, EXCEL = word(), excel()


def judged(tmp_path: Path, name: str, content: bytes) -> Verdict:
    path = tmp_path / "upload"
    path.write_bytes(content)
    return judge(path, name, len(content))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("a.png", PNG),
        ("a.jpg", JPEG),
        ("a.gif", GIF),
        ("a.webp", WEBP),
        ("a.heic", HEIC),
        ("a.aac", AAC),
        ("a.aac", AAC * 3),
        ("a.ogg", OGG),
        ("a.mp3", MP3),
        ("a.mp3", b"ID3\x04" + bytes(16)),
        ("a.m4a", M4A),
        ("a.m4a", MP4),
        ("a.mp4", MP4),
        ("a.mov", MOV),
        ("a.docx", WORD),
        ("a.xlsx", EXCEL),
        ("a.pptx", SLIDES),
        ("a.odt", ODT),
        ("a.ods", ODS),
        ("a.doc", ole("WordDocument")),
        ("a.xls", ole("Workbook")),
        ("a.ppt", ole("PowerPoint Document")),
        ("a.txt", "Đã làm xong".encode()),
        ("a.txt", "Đã làm xong".encode("utf-16")),
        ("a.csv", "Mã;Chủ đề\n".encode("utf-8-sig")),
    ],
)
def test_everything_an_office_sends_is_taken_as_it_is(tmp_path: Path, name: str, content: bytes) -> None:
    assert judged(tmp_path, name, content) == Verdict(name, MIMES[name[1:]])


@pytest.mark.parametrize(
    ("name", "content", "becomes"),
    [
        ("ảnh.pdf", PNG, "ảnh.png"),
        ("Báo cáo.JPEG", JPEG, "Báo cáo.JPEG"),
        ("chay.exe", PDF, "chay.pdf"),
        ("Báo cáo số 1.2", WORD, "Báo cáo số 1.2.docx"),
        ("bang.docx", EXCEL, "bang.xlsx"),
        ("", PNG, "tep.png"),
        ("ghi chu", b"xong", "ghi chu.txt"),
        ("cu.xls", ole("WordDocument", "Workbook"), "cu.xls"),
        ("ghi âm", AAC, "ghi âm.aac"),
        ("loi noi.oga", OGG, "loi noi.oga"),
        ("phim.avi", MP4, "phim.mp4"),
    ],
)
def test_a_wrong_extension_gives_way_to_the_right_one(
    tmp_path: Path, name: str, content: bytes, becomes: str
) -> None:
    assert judged(tmp_path, name, content).name == becomes


MACRO_TYPES = b"<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.pdf", b"", "a.pdf is empty."),
        ("a.docm", WORD, "a.docm holds macros; save it without them."),
        (
            "a.docx",
            package({"[Content_Types].xml": TYPES, "word/document.xml": b"", "word/vbaProject.bin": b"x"}),
            "a.docx holds macros; save it without them.",
        ),
        (
            "a.docx",
            package({"[Content_Types].xml": MACRO_TYPES, "word/document.xml": b""}),
            "a.docx holds macros; save it without them.",
        ),
        ("a.doc", ole("WordDocument", "_VBA_PROJECT"), "a.doc holds macros; save it without them."),
        ("a.doc", ole("EncryptedPackage"), "a.doc is locked with a password; send it without one."),
        ("a.doc", ole("Something"), "a.doc is of a kind that cannot be taken."),
        ("a.zip", package({"a.txt": b"x"}), "a.zip is an archive; send the files in it one by one."),
        ("a.docx", package({"a.txt": b"x"}), "a.docx is an archive; send the files in it one by one."),
        ("a.rar", b"Rar!\x1a\x07\x01\x00", "a.rar is an archive; send the files in it one by one."),
        (
            "a.docx",
            package({"[Content_Types].xml": TYPES, "word/document.xml": b"", "run.exe": b"MZ"}),
            "a.docx has a program inside and cannot be taken.",
        ),
        ("a.docx", WORD[: len(WORD) // 2], "a.docx is damaged and cannot be read."),
        ("a.docx", WORD + b"<script>", "a.docx is damaged and cannot be read."),
        (
            "a.docx",
            package({"[Content_Types].xml": TYPES, "word/document.xml": b"", "../x": b""}),
            "a.docx is damaged and cannot be read.",
        ),
        ("a.exe", b"MZ\x90\0\3\0\0\0", "a.exe is of a kind that cannot be taken."),
        ("a.pdf", b"MZ\x90\0\3\0\0\0", "a.pdf is not the kind of file its name says."),
        ("a.pdf", b"just words", "a.pdf is not the kind of file its name says."),
        ("a.html", b"<html></html>", "a.html is of a kind that cannot be taken."),
        ("a.txt", b"\n <!DOCTYPE html><p>", "a.txt is not the kind of file its name says."),
        ("a.svg", b"<svg onload='x()'/>", "a.svg is of a kind that cannot be taken."),
        ("a.aac", b"\xff\xf1 just two bytes of it", "a.aac is not the kind of file its name says."),
        ("a.mp3", b"just words", "a.mp3 is not the kind of file its name says."),
        ("a.mp4", MP4 + PDF, "a.mp4 is two kinds of file in one and cannot be taken."),
        ("a.js", b"alert(1)", "a.js is of a kind that cannot be taken."),
        ("a.txt", b"#!/bin/sh\n", "a.txt is not the kind of file its name says."),
        ("a.png", PNG + package({"a": b"b"}), "a.png is two kinds of file in one and cannot be taken."),
        ("a.pdf", PDF + WORD, "a.pdf is two kinds of file in one and cannot be taken."),
        ("a.gif", GIF + b"<script>x</script>", "a.gif is two kinds of file in one and cannot be taken."),
        ("a.png", PNG + PDF, "a.png is two kinds of file in one and cannot be taken."),
    ],
)
def test_what_may_not_be_sent_is_refused_with_the_reason(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    with pytest.raises(UnreadableDocument) as told:
        judged(tmp_path, name, content)
    assert str(told.value) == problem


@pytest.mark.parametrize(
    "padding",
    [{"word/a.xml": b" " * 5_000_000}, {f"word/{n}": str(n).encode() for n in range(5_000)}],
    ids=["shrunk more than a hundredfold", "too many members"],
)
def test_a_document_that_unpacks_to_too_much_is_refused(tmp_path: Path, padding: dict[str, bytes]) -> None:
    bomb = package({"[Content_Types].xml": TYPES, "word/document.xml": b"<w/>", **padding})
    with pytest.raises(UnreadableDocument, match="unpacks to more than can be read"):
        judged(tmp_path, "a.docx", bomb)


def test_the_limit_is_twenty_megabytes_and_is_told_in_advance(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(PDF)
    assert judge(path, "a.pdf", LIMIT) == Verdict("a.pdf", "application/pdf")
    with pytest.raises(UnreadableDocument, match="larger than 20 MB"):
        judge(path, "a.pdf", LIMIT + 1)
    assert "20 MB" in _(ALLOWED)


def test_an_accepted_upload_is_in_the_store_under_its_digest(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    with store.draft() as draft:
        draft.write(PNG)
        attachment = accept(draft, "C:\\anh\\ảnh.pdf")
    sha256 = hashlib.sha256(PNG).hexdigest()
    assert attachment == Attachment("ảnh.png", "image/png", len(PNG), sha256)
    assert store.path(sha256).read_bytes() == PNG


def test_a_refused_upload_says_why_and_leaves_nothing_behind(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    with store.draft() as draft, speaking("en"):
        draft.write(b"MZ\x90\0")
        attachment = accept(draft, "../chay.exe")
    assert attachment == Attachment("chay.exe", size=4, problem="chay.exe is of a kind that cannot be taken.")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\thư mục\\Báo cáo.docx", "Báo cáo.docx"),
        ("...ẩn.pdf", "ẩn.pdf"),
        ("hoa\u202efdp.exe", "hoafdp.exe"),
        ("a\x00b\nc.txt", "ab c.txt"),
        ("Ba\u0301o ca\u0301o.pdf", "Báo cáo.pdf"),
        ("..", "tep"),
        ("", "tep"),
        ("x" * 300 + ".docx", "x" * 115 + ".docx"),
        ('<b>"x".pdf', "bx.pdf"),
    ],
)
def test_a_name_is_made_safe_to_show(given_name: str, shown: str) -> None:
    assert clean_name(given_name) == shown


@given(st.text(max_size=400))
def test_a_clean_name_is_short_plain_and_stays_as_it_is(name: str) -> None:
    clean = clean_name(name)
    assert 0 < len(clean) <= 120
    assert clean == clean_name(clean) == unicodedata.normalize("NFC", clean)
    assert not clean.startswith(".")
    assert not any(unicodedata.category(sign)[0] == "C" or sign in "/\\" for sign in clean)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uploads")


BEGINNINGS = (b"", b"PK\x03\x04", b"%PDF-", PNG, AAC, MP3, MP4, ole(), WORD[:2000])


@given(st.sampled_from(BEGINNINGS), st.binary(), st.text(max_size=20))
def test_any_bytes_are_judged_or_refused_with_a_reason(
    scratch: Path, beginning: bytes, rest: bytes, name: str
) -> None:
    with suppress(UnreadableDocument):
        verdict = judged(scratch, name, beginning + rest)
        assert verdict.mime in MIMES.values()
        assert len(verdict.name) <= 120


@given(st.integers(0, len(WORD) - 1), st.binary(min_size=1, max_size=40))
def test_a_damaged_document_is_judged_or_refused_with_a_reason(scratch: Path, at: int, noise: bytes) -> None:
    with suppress(UnreadableDocument):
        judged(scratch, "a.docx", WORD[:at] + noise + WORD[at + len(noise) :])
