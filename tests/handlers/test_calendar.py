"""The office edits the ward's days off and hours in chat, and hears what each change does to due dates."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.conversation.messages import Attachment, Say, Spoken
from bot.conversation.router import Router
from bot.services.deadlines import confirm
from bot.services.desk import Desk
from bot.services.obligations import lay_out
from bot.services.ward import Ward
from handlers.calendar import PART
from handlers.office_hours import PART as HOURS
from handlers.progress import PART as PROGRESS
from handlers.uploads import sort_files
from storage.files import FileStore
from storage.rules import day_values, rule_values, set_day
from storage.tables import Audit, Obligation
from tests.services.owing import WARD, owing
from tests.ward import WardTalk

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
PARTS = (PART, HOURS, PROGRESS)
ROUTER: Router[Desk] = Router(
    flows={flow.name: flow for part in PARTS for flow in part.flows},
    commands=[command for part in PARTS for command in part.commands],
    fallback=lambda _chat, answer: Say(f"Heard {answer.text}"),
    help=lambda _chat: Say("Help."),
    files=sort_files,
)


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return replace(WARD, files=FileStore(tmp_path / "files"))


@pytest.fixture
def talk(session: Session, ward: Ward) -> WardTalk:
    lay_out(owing(session), ward, NOW)
    return WardTalk(session, ROUTER, ward, "chi", now=NOW)


@pytest.fixture
def quick(memory_session: Session, ward: Ward) -> WardTalk:
    lay_out(owing(memory_session), ward, NOW)
    return WardTalk(memory_session, ROUTER, ward, "chi", now=NOW)


def labels(said: Spoken) -> list[str]:
    return [label for _value, label in said.choices]


def sent(talk: WardTalk, text: str, name: str = "lich-nghi.csv") -> tuple[Attachment, ...]:
    sha256 = talk.ward.files.put(text.encode())
    return (Attachment(name, "text/csv", len(text), sha256),)


def dues(session: Session) -> dict[str, date]:
    session.expire_all()
    return {one.key: one.due for one in session.exec(select(Obligation)) if one.period_code == "2026"}


def test_the_days_to_come_are_shown_and_later_years_are_provisional(quick: WardTalk) -> None:
    set_day(quick.session, date(2026, 12, 24), works=False, name="Mất điện", now=NOW, by="test")
    (said,) = quick.hear("lịch nghỉ")
    assert said.text.splitlines() == [
        "Ngày nghỉ sắp tới (đã công bố đến hết năm 2026):",
        "Thứ Năm 24/12/2026: nghỉ, do cơ quan tổng hợp đặt (Mất điện)",
        "Thứ Sáu 1/1/2027: nghỉ, Tết Dương lịch (dự kiến)",
        "Thứ Năm 4/2/2027 đến Thứ Tư 10/2/2027: nghỉ, 29 Tết, Tết Nguyên Đán (dự kiến)",
        "Đồng chí có thể gõ “nghỉ 5/2/2027 lý do” hoặc “làm bù 13/2/2027”, hoặc gửi danh sách bằng tệp.",
    ]
    assert labels(said) == [
        "Xem tiếp",
        "Thêm ngày",
        "Bỏ ngày đã đặt",
        "Gửi danh sách",
        "Năm đã công bố",
        "Đóng",
    ]
    (more,) = quick.press("Xem tiếp", said)
    assert more.text.splitlines()[1] == "Thứ Sáu 16/4/2027: nghỉ, Ngày Giỗ Tổ Hùng Vương (dự kiến)"
    assert quick.texts("Đóng") == ["Lịch giữ nguyên."]


def test_a_day_off_is_typed_its_effect_shown_and_a_tap_moves_what_is_due(talk: WardTalk) -> None:
    before = dues(talk.session)
    talk.hear("/calendar")
    (asked,) = talk.hear("nghỉ 15/12/2026 nghỉ bão")
    assert asked.text.splitlines() == [
        "Thứ Ba 15/12/2026: nghỉ, Nghỉ bão",
        "4 hạn sẽ dời: 15/12/2026 → Thứ Tư 16/12/2026.",
    ]
    assert (dues(talk.session), day_values(talk.session)) == (before, ())
    (done,) = talk.press("Ghi vào lịch", asked)
    assert done.text.splitlines() == [
        "✅ Đã ghi 1 ngày vào lịch.",
        "4 hạn đã dời: 15/12/2026 → Thứ Tư 16/12/2026.",
        "Ai đã được báo hạn cũ sẽ nhận một tin đính chính trong giờ làm việc.",
    ]
    assert day_values(talk.session) == ((date(2026, 12, 15), False, "Nghỉ bão"),)
    assert dues(talk.session)["report:2026:1"] == date(2026, 12, 16)
    audits = talk.session.exec(select(Audit).where(Audit.action == "set_day")).all()
    assert [(one.actor, one.subject, one.detail) for one in audits] == [
        ("person:3", "day:2026-12-15", {"works": 0})
    ]


def test_a_day_that_was_set_is_taken_back(talk: WardTalk) -> None:
    for said in ("/calendar", "nghỉ từ 15/12 đến 16/12/2026 nghỉ bão", "Ghi vào lịch"):
        talk.hear(said)
    assert dues(talk.session)["report:2026:1"] == date(2026, 12, 17)
    (shown,) = talk.hear("/calendar")
    (which,) = talk.press("Bỏ ngày đã đặt", shown)
    assert labels(which) == ["15/12/2026: Nghỉ bão"]
    (asked,) = talk.press("15/12/2026: Nghỉ bão", which)
    assert asked.text.splitlines() == [
        "Thứ Ba 15/12/2026 đến Thứ Tư 16/12/2026: trở lại theo lịch chung.",
        "4 hạn sẽ dời: 17/12/2026 → Thứ Ba 15/12/2026.",
    ]
    talk.press("Ghi vào lịch", asked)
    assert (dues(talk.session)["report:2026:1"], day_values(talk.session)) == (date(2026, 12, 15), ())


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("một lúc nào đó", "Chưa đọc được một ngày hay một khoảng ngày"),
        ("nghỉ 31/2/2027", "Chưa đọc được một ngày hay một khoảng ngày"),
        ("5/2/2027 mất điện", "Đồng chí cho biết ngày đó nghỉ hay làm bù"),
        ("nghỉ 5/2/2019", "Ngày phải nằm trong các năm 2025–2031."),
        ("nghỉ 12/12/2026", "Ngày đó vốn là ngày nghỉ: cuối tuần không cần ghi."),
        ("làm bù 11/12/2026", "Ngày đó vốn là ngày làm việc."),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(quick: WardTalk, typed: str, told: str) -> None:
    quick.hear("/calendar")
    quick.hear("Thêm ngày")
    assert quick.texts(typed)[0].startswith(told)
    assert day_values(quick.session) == ()


def test_nothing_is_entered_without_the_tap(quick: WardTalk) -> None:
    for said in ("/calendar", "làm bù 12/12/2026 thay cho 15/12/2026"):
        quick.hear(said)
    assert quick.texts("ừ")[0].startswith("Mời chọn một trong các mục bên dưới.")
    assert quick.texts("Giữ như cũ") == ["Lịch giữ nguyên."]
    assert day_values(quick.session) == ()


def test_a_confirmed_day_that_is_turned_off_is_pointed_out(quick: WardTalk) -> None:
    confirm(quick.session, "2026", date(2026, 12, 18), by="person:3", now=NOW)
    quick.hear("/calendar")
    (asked,) = quick.hear("nghỉ 18/12/2026 nghỉ bão")
    assert asked.text.splitlines()[1:] == [
        "Không hạn nào dời; số ngày làm việc còn lại được tính lại.",
        "⚠️ Hạn đã xác nhận 18/12/2026 (kỳ năm 2026) rơi vào ngày nghỉ: đề nghị xác nhận ngày khác.",
    ]
    (done,) = quick.press("Ghi vào lịch", asked)
    assert labels(done) == ["Hạn báo cáo", "Lịch nghỉ"]


LIST = "Ngày,Loại,Lý do\n15/12/2026,Nghỉ,Nghỉ bão\n12/12/2026,Làm bù,Bù cho 15/12\n"


def test_a_list_is_sent_into_the_conversation_or_out_of_the_blue(talk: WardTalk) -> None:
    talk.hear("/calendar")
    (said,) = talk.hear(files=sent(talk, LIST))
    assert said.text.splitlines() == [
        "📎 Đã đọc 2 ngày.",
        "",
        "Thứ Bảy 12/12/2026: làm bù (Bù cho 15/12)",
        "Thứ Ba 15/12/2026: nghỉ, Nghỉ bão",
        "4 hạn sẽ dời: 15/12/2026 → Thứ Tư 16/12/2026.",
    ]
    talk.press("Giữ như cũ", said)
    (said,) = talk.hear(files=sent(talk, LIST))
    talk.press("Ghi vào lịch", said)
    assert [day for day, _works, _name in day_values(talk.session)] == [
        date(2026, 12, 12),
        date(2026, 12, 15),
    ]
    talk.hear("/calendar")
    (again,) = talk.hear(files=sent(talk, LIST))
    assert again.text.splitlines()[:2] == ["⚠️ Chưa nhận dòng nào của danh sách.", "Lịch đã ghi như vậy."]


def test_a_list_with_one_bad_row_is_refused_whole_with_its_line(quick: WardTalk) -> None:
    bad = f"{LIST}mai,Nghỉ,\n"
    (said,) = quick.hear(files=sent(quick, bad))
    assert said.text.splitlines() == [
        "⚠️ Chưa nhận dòng nào của danh sách.",
        "Dòng 4: cột Ngày không có ngày kèm năm trong “mai”.",
        "Dòng 4: cột Lý do còn trống.",
    ]
    assert day_values(quick.session) == ()


def test_another_list_goes_its_usual_way(quick: WardTalk) -> None:
    (said,) = quick.hear(files=sent(quick, "a,b\n1,2\n"))
    assert "báo cáo của các đơn vị" in said.text


def test_the_year_announced_is_set(quick: WardTalk) -> None:
    quick.hear("/calendar")
    (asked,) = quick.hear("Năm đã công bố")
    assert labels(asked) == ["2027", "2026"]
    assert quick.texts("hai nghìn")[0].startswith("Đồng chí gõ một năm, ví dụ 2027.")
    assert quick.texts("2099")[0].startswith("Năm phải từ 2025 đến 2031.")
    assert quick.texts("2027") == ["✅ Đã ghi: ngày nghỉ đã công bố đến hết năm 2027."]
    assert rule_values(quick.session) == {"announced": 2027}
    assert "(dự kiến)" not in quick.texts("/calendar")[0]


def test_hours_are_typed_and_set_by_a_tap(talk: WardTalk) -> None:
    (shown,) = talk.hear("giờ làm việc")
    assert shown.text.splitlines()[0] == "Giờ làm việc trong ngày làm việc: 7h30–11h30, 13h30–17h00."
    assert talk.texts("lúc nào cũng được")[0].startswith("Chưa đọc được giờ làm việc trong")
    (asked,) = talk.hear("sáng 8h đến 11h, chiều 14h-16h30")
    assert asked.text.splitlines()[0] == "Giờ làm việc sẽ là 8h00–11h00, 14h00–16h30."
    assert talk.press("Đặt giờ này", asked)[0].text == "✅ Từ nay giờ làm việc là 8h00–11h00, 14h00–16h30."
    assert rule_values(talk.session) == {"hours": [["08:00", "11:00"], ["14:00", "16:30"]]}
    assert talk.texts("/hours 17:00-13:00")[0].startswith("Chưa đọc được giờ làm việc")
    (asked,) = talk.hear("/hours 7:30-11:30, 13:30-17:00")
    assert talk.texts("Giữ như cũ") == ["Giờ làm việc giữ nguyên."]


@pytest.mark.parametrize("typed", ["23h-23h30", "4h-12h", "8h-9h", "7h30-8h, 13h30-14h"])
def test_hours_in_which_nobody_would_be_reached_are_refused_with_the_reason(
    quick: WardTalk, typed: str
) -> None:
    (refused,) = quick.texts(f"/hours {typed}")
    assert refused == (
        f"“{typed}” không thể là giờ làm việc: phải nằm trong khoảng 5h00–22h00, mỗi ngày ít nhất 2 giờ, vì "
        "tin nhắc chỉ gửi trong giờ này."
    )
    assert rule_values(quick.session) == {}


def test_only_the_office_edits_the_calendar(quick: WardTalk) -> None:
    for chat in ("an", "ai do"):
        other = WardTalk(quick.session, ROUTER, quick.ward, chat, now=NOW)
        assert [other.texts(said) for said in ("/calendar", "/hours")] == [
            ["Heard /calendar"],
            ["Heard /hours"],
        ]
        other.hear(files=sent(quick, LIST))
        assert day_values(quick.session) == ()
