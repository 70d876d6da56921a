"""How people get files to us: right here, or by a link where the channel carries none."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.conversation.messages import Address, Attachment
from bot.services.upload_links import PATH, opened
from bot.services.ward import ChannelFacts
from handlers.attachments import PART
from storage.tables import Identity
from storage.vocabulary import Role
from tests.reporting import file, person_called, router, say, seed, ward_at
from tests.sending import FACTS, NARROW
from tests.ward import NOW, WardTalk, signed_in

BAD = Attachment("ke-toan.exe", size=5, problem="ke-toan.exe thuộc loại tệp chưa nhận được.")
HALF_AN_HOUR = "Liên kết dùng được trong 30 phút."


def chat_on(session: Session, folder: Path, channel: str, chat: str = "minh") -> WardTalk:
    """A chat on a channel that carries files (`wide`) or on one that does not."""
    wide = ChannelFacts("Kênh rộng", lambda _facts, _code: "")
    ward = replace(ward_at(folder), channels={"wide": wide, NARROW: FACTS})
    if not session.get(Identity, 1):
        seed(session, ward)
        for name, other in (("wide", "minh"), (NARROW, "minh")):
            person_id = person_called(session, "Đỗ Minh")
            session.add(Identity(person_id=person_id, channel=name, chat=other, linked_at=NOW))
        session.flush()
    routed = router()
    return WardTalk(
        session, replace(routed, commands=[*routed.commands, *PART.commands]), ward, chat, channel=channel
    )


@pytest.fixture
def narrow(memory_session: Session, tmp_path: Path) -> WardTalk:
    return chat_on(memory_session, tmp_path, NARROW)


@pytest.fixture
def wide(memory_session: Session, tmp_path: Path) -> WardTalk:
    return chat_on(memory_session, tmp_path, "wide")


def leads_to(chat: WardTalk, link: str | None) -> Address | None:
    assert link is not None
    home, _path, token = link.rpartition("/")
    assert home == f"https://phuong.example{PATH}"
    return opened(chat.session, token, chat.now)


@pytest.mark.parametrize("words", ["/upload", "gửi tệp", "Đính kèm", "tai tep len", "gui file", "send files"])
def test_the_link_is_there_for_the_asking(narrow: WardTalk, words: str) -> None:
    (said,) = narrow.hear(words)
    first, *_allowed, last = said.text.splitlines()
    assert first == "Kênh này không chuyển được tệp: đồng chí gửi qua liên kết dưới đây."
    assert last == HALF_AN_HOUR
    assert leads_to(narrow, said.link) == Address(NARROW, "minh")


def test_where_files_can_be_sent_there_is_no_link(wide: WardTalk) -> None:
    (said,) = wide.hear("gửi tệp")
    assert said.text.startswith("Đồng chí gửi tệp ngay tại đây")
    assert said.link is None


def test_the_web_chat_takes_files_itself(memory_session: Session, tmp_path: Path) -> None:
    (said,) = chat_on(memory_session, tmp_path, "web").hear("gửi tệp")
    assert said.link is None


def test_a_citizen_is_given_no_link(memory_session: Session, tmp_path: Path) -> None:
    chat_on(memory_session, tmp_path, NARROW)
    citizen = chat_on(memory_session, tmp_path, NARROW, "dan")
    assert [(said.text, said.link) for said in citizen.hear("/upload")] == [("Chưa hiểu.", None)]


def test_every_question_that_takes_files_carries_the_link(narrow: WardTalk) -> None:
    (asked,) = say(narrow, "/update 3.1", "hoàn thành")
    assert asked.text.splitlines()[1:] == [
        "Tối đa 1000 ký tự; tệp kèm theo gửi qua liên kết dưới đây.",
        HALF_AN_HOUR,
    ]
    (files,) = say(narrow, "đã họp")
    assert files.text.startswith("Đồng chí có tệp đính kèm không? Gửi qua liên kết dưới đây")
    (more,) = narrow.hear(files=(file("a.pdf"),))
    assert more.text.endswith(f"Đã kèm: a.pdf. Có thể gửi thêm qua liên kết dưới đây.\n{HALF_AN_HOUR}")
    assert [leads_to(narrow, each.link) for each in (asked, files, more)] == [Address(NARROW, "minh")] * 3


def test_a_refused_file_out_of_the_blue_is_answered_with_the_link(narrow: WardTalk) -> None:
    (said,) = narrow.hear(files=(BAD,))
    assert said.text.splitlines()[0] == "⚠️ ke-toan.exe thuộc loại tệp chưa nhận được."
    assert leads_to(narrow, said.link) == Address(NARROW, "minh")


def test_asking_for_the_link_in_the_middle_of_a_report_loses_nothing(narrow: WardTalk) -> None:
    say(narrow, "/update 3.1", "hoàn thành")
    told, asked = narrow.hear("gửi tệp")
    assert told.link is not None
    assert asked.text.startswith("Đơn vị đã làm được gì?")
    (after,) = say(narrow, "đã họp")
    assert after.text.startswith("Đồng chí có tệp đính kèm không?")


def test_what_the_channel_does_not_let_through_is_told_in_the_middle_of_a_report(narrow: WardTalk) -> None:
    say(narrow, "/update 3.1", "hoàn thành")
    told, asked = narrow.hear(press="/unreadable")
    assert told.text == (
        "Kênh này không chuyển được nội dung vừa gửi. "
        f"Nếu là tệp, đồng chí gửi qua liên kết dưới đây.\n{HALF_AN_HOUR}"
    )
    assert leads_to(narrow, told.link) == Address(NARROW, "minh")
    assert asked.text.startswith("Đơn vị đã làm được gì?")


def test_where_files_come_through_the_rest_is_told_without_a_link(wide: WardTalk) -> None:
    (told,) = wide.hear(press="/unreadable")
    expected = "Nội dung vừa gửi không đến được trợ lý: ở đây chỉ nhận được chữ, ảnh và tệp."
    assert (told.text, told.link) == (expected, None)


def test_an_officer_who_reports_nothing_is_asked_as_an_officer(
    memory_session: Session, tmp_path: Path
) -> None:
    chat = chat_on(memory_session, tmp_path, "wide", "chi")
    signed_in(memory_session, "Chi", Role.OFFICE, chat="chi", channel="wide")
    (told,) = chat.hear(press="/unreadable")
    assert told.text == (
        "Tôi chỉ đọc được chữ nên chưa xem được nội dung đồng chí vừa gửi. Mời đồng chí viết bằng lời."
    )


def test_a_citizen_is_asked_to_write(memory_session: Session, tmp_path: Path) -> None:
    (told,) = chat_on(memory_session, tmp_path, NARROW, "dan").hear(press="/unreadable")
    assert (told.text, told.link) == (
        "Trợ lý chỉ đọc được chữ nên chưa xem được nội dung Ông/Bà vừa gửi. "
        "Ông/Bà viết câu hỏi bằng lời, trợ lý trả lời ngay.",
        None,
    )


def test_a_link_dies_with_the_sign_in_it_was_given_to(narrow: WardTalk) -> None:
    (said,) = narrow.hear("gửi tệp")
    linked = narrow.session.exec(select(Identity).where(Identity.channel == NARROW)).one()
    linked.person_id = person_called(narrow.session, "Lê An")
    narrow.session.flush()
    assert leads_to(narrow, said.link) is None


def test_a_link_is_the_chat_s_own(session: Session, tmp_path: Path) -> None:
    chat = chat_on(session, tmp_path, NARROW)
    (said,) = chat.hear("gửi tệp")
    assert leads_to(chat, said.link) == Address(NARROW, "minh")
    assert leads_to(chat, f"{said.link}x") is None
    chat.pass_time(minutes=31)
    assert leads_to(chat, said.link) is None
    assert leads_to(chat, chat.hear("gửi tệp")[0].link) == Address(NARROW, "minh")
