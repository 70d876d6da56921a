from pathlib import Path

import pytest
from sqlmodel import Session

from storage.progress import files_of
from storage.vocabulary import ProgressState
from tests.reporting import file, labels, say, seed, stored, talk, ward_at
from tests.ward import WardTalk


@pytest.fixture
def minh(memory_session: Session, tmp_path: Path) -> WardTalk:
    """The focal point of one unit with two tasks."""
    ward = ward_at(tmp_path)
    seed(memory_session, ward)
    return talk(memory_session, ward, "minh")


def test_an_update_is_six_answers_and_a_receipt(minh: WardTalk) -> None:
    asked = minh.hear("cập nhật tiến độ")
    assert asked[0].text == (
        "Đồng chí báo cáo việc nào? Còn 2/2 việc chưa báo cáo 6 tháng đầu năm 2026.\n"
        "Chọn một việc, hoặc gõ mã hay vài từ của việc đó."
    )
    assert labels(asked) == [
        "3.1 Rà soát thủ tục hành chính và niêm yết công khai",
        "3.2 Tập huấn kỹ năng tiếp dân cho công chức",
    ]
    assert labels(say(minh, "1")) == ["Đang làm", "Hoàn thành", "Vướng mắc", "Chưa làm"]
    assert labels(say(minh, "đang làm")) == ["25%", "50%", "75%", "Chưa ước lượng được"]
    say(minh, "80")
    asked = say(minh, "Đã niêm yết 12 thủ tục.")
    assert asked[0].text.startswith("Đồng chí có tệp đính kèm không?")
    assert "20 MB" in asked[0].text
    summary = say(minh, "Không có tệp")
    assert summary[0].text == (
        "Đồng chí xem lại nhiệm vụ 3.1 trước khi gửi.\n"
        "Văn phòng, 6 tháng đầu năm 2026\n"
        "Trạng thái: Đang làm, 80%\n"
        "Nội dung: Đã niêm yết 12 thủ tục."
    )
    assert labels(summary) == ["Gửi", "Sửa trạng thái", "Sửa nội dung", "Thêm tệp", "Huỷ"]
    assert stored(minh.session) == []
    done = say(minh, "Gửi")
    assert done[0].text == (
        "✅ Đã nhận. Số biên nhận 2026-00001.\n"
        "Còn 1 việc chưa báo cáo, hạn Thứ Hai 15/6/2026, còn 25 ngày làm việc."
    )
    assert labels(done) == ["Báo cáo việc tiếp theo", "Đã báo cáo"]
    (row,) = stored(minh.session)
    assert (row.state, row.percent, row.text) == (ProgressState.IN_PROGRESS, 80, "Đã niêm yết 12 thủ tục.")


def test_the_next_task_is_offered_first_and_the_told_one_marked(minh: WardTalk) -> None:
    say(minh, "3.1 xong", "gửi")
    assert labels(minh.hear("cập nhật")) == [
        "3.2 Tập huấn kỹ năng tiếp dân cho công chức",
        "✅ 3.1 Rà soát thủ tục hành chính và niêm yết công khai",
    ]
    last = say(minh, "3.2", "xong", "bỏ qua", "không có tệp", "gửi")
    assert "Đơn vị đã báo cáo đủ 6 tháng đầu năm 2026." in last[0].text


def test_a_sentence_is_only_confirmed(minh: WardTalk) -> None:
    summary = minh.hear("3.1 xong 80%, đã niêm yết 12 thủ tục")
    assert "Trạng thái: Đang làm, 80%\nNội dung: đã niêm yết 12 thủ tục" in summary[0].text
    assert "2026-00001" in say(minh, "gửi")[0].text


def test_a_sentence_about_somebody_elses_task_is_told_so(minh: WardTalk) -> None:
    assert minh.texts("4.2 hoàn thành") == ["Nhiệm vụ 4.2 không thuộc phần việc của đơn vị đồng chí."]
    assert minh.texts("9.9 hoàn thành") == ["Chưa hiểu."]
    assert minh.texts("ngày 3.1 đối thoại gì") == ["Chưa hiểu."]


def test_a_sentence_in_answer_to_the_state_leaves_nothing_more_to_ask(minh: WardTalk) -> None:
    asked = say(minh, "/update 3.2", "xong 40%, đã mở 2 lớp")
    assert asked[0].text.startswith("Đồng chí có tệp đính kèm không?")


def test_words_and_codes_find_a_task(minh: WardTalk) -> None:
    assert "Nhiệm vụ 3.2" in say(minh, "/update", "tap huan")[0].text
    say(minh, "quay lại")
    assert "Nhiệm vụ 3.1" in say(minh, "3.1")[0].text
    say(minh, "quay lại")
    assert "không có việc nào khớp" in say(minh, "trồng rừng")[0].text


def test_what_is_stuck_needs_its_words(minh: WardTalk) -> None:
    asked = minh.hear("3.1 vướng mắc")
    assert asked[0].text.startswith("Vướng mắc ở đâu, cần hỗ trợ gì?")
    assert labels(asked) == []
    done = say(minh, "thiếu kinh phí", "gửi")
    assert "Bộ phận tổng hợp đã được báo ngay." in done[0].text


def test_too_long_a_text_is_kept_to_be_shortened(minh: WardTalk) -> None:
    say(minh, "/update 3.1", "hoàn thành")
    asked = minh.hear("a" * 1001)
    assert asked[0].text.startswith("Nội dung dài quá 1 ký tự.")
    assert labels(asked)[0] == "Giữ 1000 ký tự đầu"
    minh.hear("Giữ 1000 ký tự đầu")
    say(minh, "không có tệp", "gửi")
    assert [len(row.text) for row in stored(minh.session)] == [1000]


def test_a_thousand_characters_fit(minh: WardTalk) -> None:
    asked = say(minh, "/update 3.1", "hoàn thành", "a" * 1000)
    assert asked[0].text.startswith("Đồng chí có tệp đính kèm không?")


def test_cancel_stores_nothing_and_leaves_what_was_sent(minh: WardTalk) -> None:
    say(minh, "3.1 xong 50%", "gửi")
    say(minh, "/update 3.1", "hoàn thành", "đã xong cả")
    assert minh.texts("huỷ") == ["Đã huỷ. Chưa có gì được gửi đi."]
    assert [row.percent for row in stored(minh.session)] == [50]


def test_back_asks_again_and_keeps_the_files(minh: WardTalk) -> None:
    say(minh, "/update 3.1", "đang làm")
    minh.hear(files=(file("a.pdf"),))
    say(minh, "50", "đã họp")
    asked = say(minh, "quay lại", "quay lại")
    assert "bao nhiêu phần trăm" in asked[0].text
    summary = say(minh, "70", "đã họp hai lần")
    assert "Đang làm, 70%" in summary[0].text
    assert "📎 a.pdf" in summary[0].text


def test_a_state_is_corrected_from_the_summary(minh: WardTalk) -> None:
    say(minh, "3.1 xong 80%, đã họp", "sửa trạng thái")
    summary = say(minh, "hoàn thành")
    assert "Trạng thái: Hoàn thành\nNội dung: đã họp" in summary[0].text
    say(minh, "sửa nội dung")
    assert "Nội dung: đã họp và báo cáo" in say(minh, "đã họp và báo cáo")[0].text


def test_an_old_button_is_harmless(minh: WardTalk) -> None:
    first = minh.hear("/update")
    minh.press("3.1 Rà soát thủ tục hành chính và niêm yết công khai", first[-1])
    again = minh.press("3.2 Tập huấn kỹ năng tiếp dân cho công chức", first[-1])
    assert again[0].text.startswith("Nút đó thuộc câu hỏi trước, nay không còn dùng.")
    assert "Nhiệm vụ 3.1" in again[0].text


def test_sending_twice_stores_once(minh: WardTalk) -> None:
    summary = minh.hear("3.1 xong")
    minh.press("Gửi", summary[-1])
    minh.press("Gửi", summary[-1])
    assert len(stored(minh.session)) == 1


def test_a_told_task_is_told_again_as_a_new_version(minh: WardTalk) -> None:
    say(minh, "/update 3.1", "đang làm", "50", "đã họp")
    minh.hear(files=(file("a.pdf"),))
    say(minh, "xong", "gửi")
    asked = minh.hear("/update 3.1")
    assert labels(asked)[0] == "Giữ nguyên: Đang làm, 50%"
    assert labels(say(minh, "hoàn thành"))[0] == "Giữ nguyên: “đã họp”"
    summary = minh.hear("Giữ nguyên: “đã họp”")
    assert "📎 a.pdf" in summary[0].text
    done = say(minh, "gửi")
    assert "Đây là bản thứ 2; các bản trước vẫn được lưu." in done[0].text
    first, second = stored(minh.session)
    assert (first.version, first.percent, second.version, second.percent) == (1, 50, 2, 100)
    assert second.id is not None
    assert [kept.name for kept in files_of(minh.session, second.id)] == ["a.pdf"]


def test_as_last_time_is_two_taps(minh: WardTalk) -> None:
    say(minh, "3.1 xong 60%, đã họp", "gửi")
    minh.pass_time(days=200)
    asked = minh.hear("/update 3.1")
    assert labels(asked)[0] == "Giống kỳ trước: Đang làm, 60%"
    summary = minh.hear("giống kỳ trước")
    assert "Đang làm, 60%\nNội dung: đã họp" in summary[0].text


def test_a_bare_percentage_is_a_state(minh: WardTalk) -> None:
    minh.hear("/update 3.1")
    assert minh.hear("80")[0].text.startswith("Đơn vị đã làm được gì?")


def test_a_sentence_about_another_task_is_taken_and_the_first_one_resumed(minh: WardTalk) -> None:
    say(minh, "/update 3.1")
    summary = minh.hear("3.2 hoàn thành, đã mở 2 lớp")
    assert "nhiệm vụ 3.2" in summary[0].text
    done = minh.hear("gửi")
    assert "Trở lại việc đang làm dở:\n\nNhiệm vụ 3.1 đến đâu rồi?" in done[-1].text


def test_the_code_of_the_task_asked_about_may_be_repeated(minh: WardTalk) -> None:
    say(minh, "/update 3.1")
    assert "Đơn vị đã làm được gì?" in minh.hear("3.1 xong 80%")[0].text
