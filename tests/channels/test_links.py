"""Links to files lead to the file they were made for, for a week, and to nothing else."""

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.links import LIVES, FileLinks
from bot.conversation.messages import Document
from bot.domain.signed import seal

NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
KEY = b"k" * 32
SHA = "0123456789abcdef" * 4


def links(moment: datetime = NOW, key: bytes = KEY) -> FileLinks:
    return FileLinks(key, "https://a.vn", lambda: moment)


def parts(link: str) -> tuple[str, str]:
    """The token and the name in a link, as the route gets them."""
    _address, _f, rest = link.partition("/f/")
    token, _slash, name = rest.partition("/")
    return token, unquote(name)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120))
def test_a_link_leads_to_its_file_under_its_name(name: str) -> None:
    file = Document(name, "application/pdf", SHA)
    link = links().to(file)

    assert link.startswith("https://a.vn/f/")
    assert link.isascii()
    assert link.count("/") == 5
    assert links().opened(*parts(link)) == file


def test_a_link_is_the_same_file_however_often_it_is_followed_until_it_lapses() -> None:
    file = Document("Kế hoạch.docx", "application/msword", SHA)
    token, name = parts(links().to(file))

    assert links(NOW + LIVES - timedelta(seconds=1)).opened(token, name) == file
    assert links(NOW + LIVES).opened(token, name) is None


def test_what_we_did_not_make_leads_nowhere() -> None:
    token, name = parts(links().to(Document("a.txt", "text/plain", SHA)))
    upload = seal(KEY, "upload", f"{SHA}:text/plain", NOW + LIVES)

    assert links(key=b"another key").opened(token, name) is None
    assert links().opened(upload, name) is None
    assert links().opened(token[:-1], name) is None
    assert links().opened("", name) is None
    assert links().opened("../../etc/passwd", name) is None
