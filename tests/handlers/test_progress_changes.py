"""The world changes between asking and sending; what was entered is never lost."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.services.obligations import lay_out
from bot.services.plan import import_plan
from storage.tables import Seat
from tests.reporting import (
    OFFICE,
    file,
    labels,
    person_called,
    plan_without,
    say,
    seat,
    seed,
    stored,
    talk,
    ward_at,
)
from tests.ward import WardTalk


@pytest.fixture
def minh(memory_session: Session, tmp_path: Path) -> WardTalk:
    ward = ward_at(tmp_path)
    seed(memory_session, ward)
    return talk(memory_session, ward, "minh")


def reimport(chat: WardTalk, *gone: str) -> None:
    import_plan(chat.session, plan_without(*gone), source="test", sha256="", now=chat.now)
    lay_out(chat.session, chat.ward, chat.now)
    chat.session.flush()


def test_a_task_dropped_by_a_new_plan_moves_the_draft_to_another(minh: WardTalk) -> None:
    say(minh, "3.1 xong 80%, đã họp")
    minh.hear(files=(file("a.pdf"),))
    reimport(minh, "3.1")
    said = minh.hear("gửi")
    assert said[0].text == (
        "Kế hoạch đã thay đổi: nhiệm vụ này không còn trong kế hoạch.\n"
        "Nội dung đã nhập vẫn còn: mời chọn nhiệm vụ phù hợp."
    )
    summary = minh.hear("3.2")
    assert "Đang làm, 80%\nNội dung: đã họp\n📎 a.pdf" in summary[0].text
    minh.hear("gửi")
    assert [row.text for row in stored(minh.session)] == ["đã họp"]


def test_a_dropped_task_is_not_offered(minh: WardTalk) -> None:
    minh.hear("/update")
    reimport(minh, "3.1")
    assert "không có việc nào khớp" in minh.hear("3.1")[0].text
    assert "Nhiệm vụ 3.2" in minh.hear("3.2")[0].text


def test_somebody_replaced_in_mid_sentence_is_told(minh: WardTalk) -> None:
    say(minh, "3.1 xong 80%, đã họp")
    person_id = person_called(minh.session, "Đỗ Minh")
    held = minh.session.exec(select(Seat).where(col(Seat.person_id) == person_id)).one()
    held.person_id = None
    minh.session.flush()
    said = minh.hear("gửi")
    assert said[0].text.startswith(
        "Chỉ đầu mối hoặc trưởng đơn vị được báo cáo thay đơn vị. Nội dung đã nhập vẫn còn ở đây."
    )
    assert stored(minh.session) == []


def test_a_period_that_closed_is_told_and_the_next_one_counts(minh: WardTalk) -> None:
    say(minh, "3.1 xong 80%, đã họp")
    minh.pass_time(days=120)
    lay_out(minh.session, minh.ward, minh.now)
    assert minh.hear("chào")[0].text.startswith("Đã lâu")
    said = minh.hear("gửi")
    assert said[0].text == "Kỳ báo cáo đó đã khép; nội dung này sẽ tính cho năm 2026."
    minh.hear("gửi")
    assert [row.period_code for row in stored(minh.session)] == ["2026"]


def test_a_colleague_who_was_faster_is_named_before_sending(minh: WardTalk) -> None:
    seat(minh.session, "Lê An", OFFICE)
    an = talk(minh.session, minh.ward, "an")
    say(minh, "3.1 xong 80%, đã họp")
    say(an, "3.1 xong 50%, mới họp", "gửi")
    said = minh.hear("gửi")
    assert said[0].text == (
        "Lê An vừa báo cáo nhiệm vụ này: Đang làm, 50%. Báo cáo của đồng chí sẽ là một bản mới."
    )
    minh.hear("gửi")
    assert [(row.version, row.percent) for row in stored(minh.session)] == [(1, 50), (2, 80)]


def test_two_units_are_asked_for_first(minh: WardTalk) -> None:
    seat(minh.session, "Lê An", OFFICE)
    an = talk(minh.session, minh.ward, "an")
    asked = an.hear("báo cáo tiến độ")
    assert labels(asked) == ["Phòng Văn hóa", "Văn phòng"]
    tasks = an.hear("van phong")
    assert [label[:3] for label in labels(tasks)] == ["3.1", "3.2"]


def test_a_code_needs_no_unit(minh: WardTalk) -> None:
    seat(minh.session, "Lê An", OFFICE)
    an = talk(minh.session, minh.ward, "an")
    assert "Văn phòng, 6 tháng đầu năm 2026" in an.hear("3.2 hoàn thành")[0].text


def test_many_tasks_come_in_pages(minh: WardTalk) -> None:
    plan = plan_without()
    tasks = tuple(replace(task, lead=(OFFICE,)) for task in plan.tasks)
    import_plan(minh.session, replace(plan, tasks=tasks), source="test", sha256="", now=minh.now)
    first = minh.hear("/update")
    second = minh.press("Xem các mục khác", first[-1])
    again = minh.press("Xem các mục khác", second[-1])
    assert [[label[:3] for label in labels(each)] for each in (first, second, again)] == [
        ["1.1", "1.2", "2.1", "2.2", "3.1", "Xem"],
        ["3.2", "4.1", "4.2", "Xem"],
        ["1.1", "1.2", "2.1", "2.2", "3.1", "Xem"],
    ]


def test_an_open_update_is_gone_on_with(minh: WardTalk) -> None:
    say(minh, "/update 3.1", "đang làm")
    said = minh.hear("cập nhật tiến độ")
    assert "Nhiệm vụ 3.1 đạt khoảng bao nhiêu phần trăm?" in said[0].text


def test_figures_are_asked_for_where_a_task_measures_a_goal(minh: WardTalk) -> None:
    an = talk(minh.session, minh.ward, "an")
    asked = say(an, "/update 2.1", "hoàn thành", "đã phát động")
    assert asked[0].text.startswith("Số liệu của mục tiêu II.1 đến nay là bao nhiêu (mô hình)?")
    assert "Xin cho một con số" in an.hear("nhiều")[0].text
    summary = say(an, "1.000 mô hình", "không có tệp")
    assert "Số liệu: II.1: 1000 mô hình" in summary[0].text
    an.hear("gửi")
    assert stored(an.session)[-1].figures == {"II.1/1": 1000.0}
