from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.conversation.messages import Attachment
from storage.progress import files_of
from tests.reporting import file, labels, say, seed, stored, talk, ward_at
from tests.ward import WardTalk

BAD = Attachment("ke-toan.exe", size=5, problem="ke-toan.exe thuộc loại tệp chưa nhận được.")


@pytest.fixture
def minh(memory_session: Session, tmp_path: Path) -> WardTalk:
    ward = ward_at(tmp_path)
    seed(memory_session, ward)
    return talk(memory_session, ward, "minh")


def kept(chat: WardTalk) -> list[str]:
    """The names of the files of the last update."""
    row = stored(chat.session)[-1]
    assert row.id is not None
    return [each.name for each in files_of(chat.session, row.id)]


def test_one_bad_file_of_ten_costs_only_itself(minh: WardTalk) -> None:
    say(minh, "/update 3.1", "hoàn thành", "đã họp")
    album = tuple(BAD if n == 4 else file(f"{n}.pdf") for n in range(10))
    said = minh.hear(files=album)
    assert said[0].text.startswith("📎 Đã nhận 9 tệp.\n⚠️ ke-toan.exe thuộc loại tệp chưa nhận được.\n\n")
    say(minh, "xong", "gửi")
    assert kept(minh) == [f"{n}.pdf" for n in range(10) if n != 4]


def test_text_then_files_then_text(minh: WardTalk) -> None:
    say(minh, "/update 3.1", "hoàn thành", "đã họp")
    minh.hear(files=(file("a.pdf"),))
    said = minh.hear("đã chụp ảnh", files=(file("b.pdf"),))
    assert said[0].text.startswith("📎 Đã nhận 1 tệp.\n\nĐã thêm vào nội dung báo cáo.")
    summary = minh.hear("xong")
    assert "Nội dung: đã họp đã chụp ảnh\n📎 a.pdf, b.pdf" in summary[0].text
    minh.hear("gửi")
    assert stored(minh.session)[-1].text == "đã họp\nđã chụp ảnh"


def test_files_come_before_anything_is_said(minh: WardTalk) -> None:
    minh.hear("/update")
    minh.hear(files=(file("a.pdf"),))
    summary = say(minh, "3.1", "hoàn thành", "đã họp")
    assert "📎 a.pdf" in summary[0].text


def test_the_same_file_twice_is_one(minh: WardTalk) -> None:
    say(minh, "/update 3.1", "hoàn thành", "bỏ qua")
    minh.hear(files=(file("a.pdf"), replace(file("a.pdf"), name="b.pdf")))
    say(minh, "xong", "gửi")
    assert kept(minh) == ["a.pdf"]


def test_files_are_left_out_again(minh: WardTalk) -> None:
    say(minh, "/update 3.1", "hoàn thành", "bỏ qua")
    minh.hear(files=(file("a.pdf"),))
    asked = minh.hear("bỏ các tệp")
    assert labels(asked) == ["Không có tệp"]
    say(minh, "không có tệp", "gửi")
    assert kept(minh) == []


def test_a_file_out_of_the_blue_asks_for_its_task(minh: WardTalk) -> None:
    said = minh.hear(files=(file("anh.jpg"), BAD))
    assert said[0].text == ("📎 Đã nhận 1 tệp.\n⚠️ ke-toan.exe thuộc loại tệp chưa nhận được.")
    assert said[1].text.startswith("Đồng chí báo cáo việc nào?")
    assert "📎 anh.jpg" in say(minh, "3.2", "hoàn thành", "bỏ qua")[0].text


def test_words_sent_with_the_file_are_what_was_done(minh: WardTalk) -> None:
    minh.hear("ảnh họp dân khu phố 3", files=(file("anh.jpg"),))
    summary = say(minh, "3.2", "hoàn thành")
    assert "Nội dung: ảnh họp dân khu phố 3\n📎 anh.jpg" in summary[0].text


def test_a_sentence_sent_with_the_file_is_the_whole_update(minh: WardTalk) -> None:
    said = minh.hear("3.1 xong 80%, đã họp", files=(file("anh.jpg"),))
    assert "Đang làm, 80%\nNội dung: đã họp\n📎 anh.jpg" in said[-1].text


def test_only_bad_files_begin_nothing(minh: WardTalk) -> None:
    (said,) = minh.hear(files=(BAD,))
    assert said.text.startswith("⚠️ ke-toan.exe thuộc loại tệp chưa nhận được.\nCó thể gửi PDF")
    assert minh.texts("xin chào") == ["Chưa hiểu."]


def test_a_citizen_is_told_what_files_are_for(minh: WardTalk) -> None:
    citizen = talk(minh.session, minh.ward, "dan")
    (said,) = citizen.hear(files=(file("don.pdf"),))
    assert said.text == (
        "Trợ lý chỉ nhận tệp kèm báo cáo của các đơn vị, nên tệp này không được ghi nhận. "
        "Cần hỏi gì, xin cứ viết bằng chữ."
    )


def test_more_files_than_fit_are_told(minh: WardTalk) -> None:
    minh.hear("/update 3.1")
    said = minh.hear(files=tuple(file(f"{n}.pdf") for n in range(22)))
    assert said[0].text.startswith("📎 Đã nhận 20 tệp.\nMỗi lần báo cáo kèm tối đa 20 tệp.")
