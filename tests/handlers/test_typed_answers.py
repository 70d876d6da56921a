"""Answers to a reminder as officers type them, in one sentence and without diacritics, in the whole house."""

from datetime import date

import pytest
from sqlmodel import Session, select

from bot.language.leave_words import Absence, read_absence
from bot.language.reply_words import read_later, read_longer, says_not_ours
from bot.services.reminders import remind_due
from handlers.house import ROUTER
from storage.tables import Extension, Identity, Obligation, Seat, Snooze, Unit
from storage.vocabulary import ObligationKind, Role
from tests.services.longer import MORNING, another, governed, report
from tests.services.owing import AN, CULTURE, WARD, WORKS, mark_sent
from tests.ward import NOW, WardTalk

TODAY = date(2026, 5, 26)


@pytest.fixture
def talk(memory_session: Session) -> WardTalk:
    """An of culture, reminded of the half-year report, which is due on 15/6."""
    remind_due(governed(memory_session), WARD, MORNING)
    mark_sent(memory_session)
    return chat(memory_session, "an")


def chat(session: Session, name: str) -> WardTalk:
    return WardTalk(session, ROUTER, WARD, name, now=MORNING)


def only_the_report(talk: WardTalk) -> None:
    """Nothing else is owed that longer can be asked for."""
    keep = report(talk.session).id
    for one in talk.session.exec(select(Obligation).where(Obligation.id != keep)):
        talk.session.delete(one)
    talk.session.flush()


def test_i_am_on_leave_begins_a_leave_and_not_the_answer_about_another_channel(talk: WardTalk) -> None:
    (offered,) = talk.hear("tra loi khac")
    (said,) = talk.press("Tôi đang nghỉ", offered)
    assert said.text.startswith("Đồng chí nghỉ đến hết ngày nào?")


def test_longer_asked_for_in_one_sentence_is_not_answered_as_a_citizen_is(talk: WardTalk) -> None:
    only_the_report(talk)
    (check,) = talk.texts("xin gia han den 22/6 vi cho so lieu")
    assert check.splitlines() == [
        "Đồng chí kiểm tra lại: xin gia hạn “Báo cáo kỳ 6 tháng đầu năm 2026” đến Thứ Hai 22/6/2026.",
        "Lý do: cho so lieu",
    ]
    assert talk.texts("gửi")[0].startswith("✅ Đã gửi đơn xin gia hạn số 1")
    (row,) = talk.session.exec(select(Extension)).all()
    assert (row.wanted, row.reason) == (date(2026, 6, 22), "cho so lieu")


def test_a_typed_day_that_gives_no_longer_is_said_at_once(talk: WardTalk) -> None:
    only_the_report(talk)
    why, until = talk.texts("xin gia hạn đến thứ 6")
    assert why == "Ngày đó không muộn hơn hạn hiện nay là Thứ Hai 15/6/2026."
    assert until.startswith("“Báo cáo kỳ 6 tháng đầu năm 2026” có hạn")


def test_of_several_things_the_day_and_the_reason_said_before_are_kept(talk: WardTalk) -> None:
    (which,) = talk.hear("xin gia hạn đến 22/6 vì chờ số liệu")
    assert which.choices[0][1] == "Báo cáo kỳ 6 tháng đầu năm 2026, hạn 15/6/2026"
    (check,) = talk.press(which.choices[0][1], which)
    assert check.text.endswith("Lý do: chờ số liệu")


def test_not_our_units_in_other_words_begins_the_handing_over(talk: WardTalk) -> None:
    assert talk.texts("viec nay khong phai cua don vi toi")[0].startswith("Việc nào không phải")
    talk.hear("huỷ")
    assert talk.texts("3.1 không thuộc trách nhiệm của phòng tôi")[0].startswith("Đơn vị nào phụ trách")


def test_a_unit_is_found_by_words_before_a_comma(talk: WardTalk) -> None:

    works = talk.session.get(Unit, WORKS)
    assert works is not None
    works.name = "Phòng Kinh tế, Hạ tầng"
    talk.session.add(works)
    talk.hear("3.1 không phải việc của đơn vị tôi")
    assert talk.texts("kinh te")[0].startswith("Sẽ hỏi Phòng Kinh tế, Hạ tầng về nhiệm vụ 3.1")


def test_words_that_merely_stand_in_a_task_name_none(talk: WardTalk) -> None:
    talk.hear("khong phai viec cua toi")
    assert talk.texts("khen")[0].startswith("Đơn vị đồng chí không có nhiệm vụ này.")


def test_remind_me_on_a_day_puts_off_what_is_due(talk: WardTalk) -> None:
    (said,) = talk.texts("mai nhac lai nhe")
    assert said == "Trợ lý sẽ nhắc lại Thứ Tư 27/5/2026 lúc 7h30, nếu đến lúc đó chưa báo cáo xong."
    assert talk.session.exec(select(Snooze)).all()


def test_a_button_of_what_is_done_puts_nothing_else_off_unsaid(talk: WardTalk) -> None:
    said, asked_again = talk.texts(press="/later 999")
    assert said == "Việc đó không còn đến hạn với đồng chí; câu hỏi này là về mọi việc đang đến hạn."
    assert asked_again.startswith("Đồng chí muốn được nhắc lại khi nào?")


def test_a_duty_of_law_is_never_a_choice_without_words(talk: WardTalk) -> None:
    duty = another(talk.session)
    duty.kind, duty.item_id, duty.period_code = ObligationKind.DUTY, None, None
    duty.key, duty.reason, duty.text = "duty:post:2026-07", "post", ""
    talk.session.add(duty)
    talk.session.flush()
    posting = "Niêm yết lịch tiếp công dân tháng 7/2026"
    (which,) = talk.hear("khong phai viec cua toi")
    assert posting not in [label for _value, label in which.choices]
    talk.session.add(Seat(unit_id=CULTURE, role=Role.OFFICE, person_id=AN, since=NOW, position=1))
    talk.session.flush()
    (which,) = talk.hear("khong phai viec cua toi")
    assert posting in [label for _value, label in which.choices]
    assert all(label for _value, label in which.choices)


def test_who_speaks_for_two_units_sees_which_is_which(talk: WardTalk) -> None:
    talk.session.add(Seat(unit_id=WORKS, role=Role.FOCAL, person_id=AN, since=NOW, position=1))
    talk.session.flush()
    (which,) = talk.hear("xin gia han")
    labels = [label for _value, label in which.choices]
    assert len(labels) == len(set(labels))
    assert any("(Phòng Hạ tầng)" in label for label in labels)


def test_a_leave_of_some_days_from_a_day_needs_no_last_day(talk: WardTalk) -> None:
    assert talk.texts("toi xin nghi phep 3 ngay tu thu 2")[0].startswith("Ai làm thay")
    (check,) = talk.texts("khong co")
    assert check.startswith("Đồng chí nghỉ từ Thứ Hai 1/6/2026 đến hết Thứ Tư 3/6/2026")


def test_nobody_is_said_to_have_been_told_who_cannot_be_written_to(talk: WardTalk) -> None:
    for link in talk.session.exec(select(Identity).where(Identity.person_id != AN)):
        talk.session.delete(link)
    talk.session.flush()
    talk.hear("nghỉ phép đến thứ 6")
    talk.hear("Bình")
    assert talk.texts("đúng")[0].startswith("✅ Đã ghi nhận. ⚠️ Người nhận thay chưa đăng nhập")


def test_over_the_turn_of_the_year_a_leave_keeps_its_days() -> None:
    read = read_absence("nghi phep tu 28/12 den 3/1", date(2026, 11, 25))
    assert read == Absence(date(2026, 12, 28), date(2027, 1, 3))


@pytest.mark.parametrize(
    "said",
    ["gia hạn giấy phép xây dựng ở đâu", "xin gia hạn tạm trú", "hôm nay không phải ngày tiếp dân"],
)
def test_a_citizens_question_is_no_answer_to_a_reminder(said: str) -> None:
    assert read_longer(said, TODAY) is None
    assert not says_not_ours(said)


@pytest.mark.parametrize(
    "said", ["nhắc tôi lịch đối thoại thứ hai", "nhac toi truoc buoi doi thoai ngay mai"]
)
def test_asking_to_be_told_of_a_meeting_puts_no_reminder_off(said: str) -> None:
    assert read_later(said, TODAY) is None
