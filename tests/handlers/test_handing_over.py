"""“Not our unit's”: asked, taken or not, decided once; and nothing typed meanwhile is lost."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, col, select

from bot.conversation.messages import Attachment, Say
from bot.conversation.router import Router
from bot.services.desk import Desk
from bot.services.obligations import lay_out
from bot.services.pushes import look, recheck
from handlers import handing_answers, handing_over, nudges, progress, progress_passing
from storage.handovers import replace_of_items
from storage.journal import entries_about
from storage.leave import add_leave
from storage.plan import parts_by_unit
from storage.tables import Handover, Identity, Obligation, Person, Progress, Seat
from storage.vocabulary import Decision, Event, ObligationKind, ObligationState, Part, Role
from tests.services.owing import AN, BINH, CHI, CULTURE, SCHOOL, WARD, WORKS, outbox, owing
from tests.ward import NOW, WardTalk

MORNING = datetime(2026, 5, 26, 1, tzinfo=UTC)
LAN = 4
PARTS = (progress.PART, progress_passing.PART, nudges.PART, handing_over.PART, handing_answers.PART)


def _router() -> Router[Desk]:
    return Router(
        flows={flow.name: flow for part in PARTS for flow in part.flows},
        commands=[command for part in PARTS for command in part.commands],
        fallback=lambda _chat, answer: Say(f"Heard {answer.text}"),
        help=lambda _chat: Say("Help."),
        files=lambda _chat, _answer: Say("Files."),
        recognisers=progress.PART.recognisers,
    )


def begun(session: Session) -> WardTalk:
    """Bình, whose works lead 2.1; An's culture takes part in it, Lan's school does not."""
    lay_out(owing(session), WARD, NOW)
    session.add(Person(id=LAN, name="Lan"))
    session.flush()
    session.add(Seat(unit_id=SCHOOL, role=Role.FOCAL, person_id=LAN, since=NOW))
    session.add(Identity(person_id=LAN, channel="web", chat="lan", linked_at=NOW))
    session.flush()
    return WardTalk(session, _router(), WARD, "bình", now=MORNING)


@pytest.fixture
def talk(session: Session) -> WardTalk:
    return begun(session)


@pytest.fixture
def quick(memory_session: Session) -> WardTalk:
    return begun(memory_session)


def chat(talk: WardTalk, name: str) -> WardTalk:
    return WardTalk(talk.session, talk.router, WARD, name, now=talk.now)


def told(talk: WardTalk, person: int, subject: str = "handover") -> list[str]:
    rows = [row for row in outbox(talk.session) if row.person_id == person]
    return [row.say["text"] for row in rows if (row.key or "").startswith(subject)]


def ask(talk: WardTalk, code: str = "2.1", unit: str = "Trường học", reason: str = "Gửi") -> str:
    talk.hear("không phải việc của đơn vị tôi")
    talk.hear(code)
    talk.hear(unit)
    return talk.texts(reason)[0]


def takers(talk: WardTalk, item: int = 2) -> dict[int, Part]:
    found = parts_by_unit(talk.session)
    return {unit: parts[item] for unit, parts in found.items() if item in parts}


def own_dates(talk: WardTalk) -> list[tuple[int, ObligationState]]:
    wanted = select(Obligation).where(
        Obligation.kind == ObligationKind.TASK, Obligation.item_id == 2, Obligation.period_code == "2026"
    )
    talk.session.expire_all()
    found = talk.session.exec(wanted.order_by(col(Obligation.id))).all()
    return [(one.unit_id, one.state) for one in found]


def test_a_task_goes_to_the_unit_that_takes_it_and_both_are_told(talk: WardTalk) -> None:
    assert ask(talk, reason="Việc của ngành giáo dục") == (
        "✅ Đã hỏi Trường học. Khi đơn vị đó chưa nhận, nhiệm vụ 2.1 “Xây dựng mô hình” vẫn thuộc đơn vị "
        "đồng chí và vẫn được nhắc."
    )
    assert told(talk, LAN)[0].splitlines() == [
        "Phòng Hạ tầng cho rằng việc này của đơn vị đồng chí: nhiệm vụ 2.1 “Xây dựng mô hình”.",
        "Nội dung: “Việc của ngành giáo dục”",
        "Khi đồng chí chưa trả lời, việc vẫn thuộc đơn vị đó.",
    ]
    assert takers(talk) == {WORKS: Part.LEAD, CULTURE: Part.COORDINATING}
    said = chat(talk, "lan").texts("/accept 1")
    assert said == ["✅ Đã ghi nhận: việc thuộc Trường học. Đã báo Phòng Hạ tầng và cơ quan tổng hợp."]
    assert takers(talk) == {SCHOOL: Part.LEAD, CULTURE: Part.COORDINATING}
    assert own_dates(talk) == [(WORKS, ObligationState.CANCELLED), (SCHOOL, ObligationState.OPEN)]
    outcome = [
        "✅ Trường học đã nhận từ Phòng Hạ tầng: nhiệm vụ 2.1 “Xây dựng mô hình”.\n"
        "Từ nay nhắc việc này gửi đến Trường học."
    ]
    assert told(talk, BINH, "handover_done") == outcome
    assert told(talk, CHI, "handover_done") == outcome
    ids = list(talk.session.exec(select(Obligation.id)))
    steps = [entry.detail.get("step") for entry in entries_about(talk.session, ids, Event.HANDED)]  # type: ignore[arg-type]
    assert steps == ["asked", "agreed", None]


def test_declined_it_stays_and_another_may_be_asked(talk: WardTalk) -> None:
    ask(talk)
    assert chat(talk, "lan").texts("/decline 1") == [
        "Đã ghi nhận: việc vẫn thuộc Phòng Hạ tầng, đã báo đơn vị đó."
    ]
    assert takers(talk) == {WORKS: Part.LEAD, CULTURE: Part.COORDINATING}
    (row,) = [row for row in outbox(talk.session) if (row.key or "").startswith("handover_done")]
    assert row.person_id == BINH
    (asked,) = talk.hear(press=row.say["choices"][1][0])
    assert [label for _value, label in asked.choices] == [
        "Phòng Văn hóa",
        "Cùng đơn vị, người khác làm",
        "Chưa rõ, báo cơ quan tổng hợp",
    ]


def test_the_first_decision_counts_and_later_presses_are_told(talk: WardTalk) -> None:
    ask(talk)
    lan, office = chat(talk, "lan"), chat(talk, "chi")
    lan.hear("/accept 1")
    assert office.texts("/decline 1") == ["Đã có quyết định trước: việc đã được nhận."]
    assert lan.texts("/accept 1") == ["Đã có quyết định trước: việc đã được nhận."]
    assert chat(talk, "an").texts("/accept 1") == [
        "Chỉ Trường học hoặc cơ quan tổng hợp trả lời được đề nghị này."
    ]
    assert lan.texts("/accept 999") == ["Không tìm thấy đề nghị này. Đồng chí bấm nút trong tin mới nhất."]


def test_both_sides_at_once_the_first_to_agree_decides_for_both(quick: WardTalk) -> None:
    an = chat(quick, "an")
    ask(quick, unit="Phòng Văn hóa")
    ask(an, unit="Phòng Hạ tầng")
    an.hear("/accept 1")
    assert takers(quick) == {CULTURE: Part.LEAD}
    assert quick.texts("/accept 2")[0].startswith("Đề nghị này không còn hiệu lực")


def test_a_task_goes_on_and_comes_back_with_its_dates(quick: WardTalk) -> None:
    ask(quick)
    lan = chat(quick, "lan")
    lan.hear("/accept 1")
    ask(lan, unit="Phòng Hạ tầng")
    quick.hear("/accept 2")
    assert takers(quick) == {WORKS: Part.LEAD, CULTURE: Part.COORDINATING}
    assert own_dates(quick) == [(WORKS, ObligationState.OPEN), (SCHOOL, ObligationState.CANCELLED)]
    back = quick.session.exec(select(Obligation.arming).where(Obligation.kind == ObligationKind.TASK))
    assert max(back) == 1


def test_asked_twice_of_the_same_unit_is_said(quick: WardTalk) -> None:
    ask(quick)
    assert ask(quick).startswith("Đã hỏi Trường học, đơn vị chưa trả lời.")


def test_a_report_is_each_unit_s_own_and_may_be_somebody_else_s_inside(quick: WardTalk) -> None:
    quick.hear("/notmine")
    assert quick.texts("a")[0].startswith("Báo cáo kỳ là của từng đơn vị, không chuyển được")
    report = quick.session.exec(
        select(Obligation).where(Obligation.unit_id == WORKS, Obligation.kind == ObligationKind.REPORT)
    ).first()
    assert report is not None
    (said,) = quick.hear(f"/notmine {report.id}")
    assert [label for _value, label in said.choices] == [
        "Có nhiệm vụ không phải của đơn vị",
        "Cùng đơn vị, người khác làm",
        "Chưa rõ, báo cơ quan tổng hợp",
    ]
    quick.hear("Cùng đơn vị, người khác làm")
    assert told(quick, CHI, "handover_inside")[0].startswith("Đồng chí Bình báo người khác của Phòng Hạ tầng")


def test_whose_it_is_not_known_the_office_gives_it(quick: WardTalk) -> None:
    assert ask(quick, unit="Chưa rõ, báo cơ quan tổng hợp").startswith("✅ Đã báo cơ quan tổng hợp")
    (row,) = [row for row in outbox(quick.session) if (row.key or "").startswith("handover_nobody")]
    office = chat(quick, "chi")
    office.hear(press=row.say["choices"][0][0])
    assert office.texts("truong hoc") == ["✅ Đã giao Trường học; cả hai đơn vị đã được báo."]
    assert takers(quick) == {SCHOOL: Part.LEAD, CULTURE: Part.COORDINATING}
    assert told(quick, LAN, "handover_given")[0].startswith("Cơ quan tổng hợp giao đơn vị đồng chí")


def test_after_two_working_days_the_office_hears_once_and_may_decide(talk: WardTalk) -> None:
    ask(talk)
    for days in (1, 2, 3):
        look(talk.session, WARD, MORNING.replace(day=26 + days))
    assert len(told(talk, CHI, "handover_waits")) == 1
    chat(talk, "chi").hear("/accept 1")
    assert takers(talk) == {SCHOOL: Part.LEAD, CULTURE: Part.COORDINATING}


def test_a_conclusion_changes_its_unit_and_is_armed_anew(quick: WardTalk) -> None:
    owed = Obligation(
        key="conclusion:1",
        kind=ObligationKind.CONCLUSION,
        unit_id=WORKS,
        due=datetime(2026, 6, 5, tzinfo=UTC).date(),
        text="Sửa đường",
    )
    quick.session.add(owed)
    quick.session.flush()
    quick.hear(f"/notmine {owed.id}")
    quick.hear("truong hoc")
    quick.hear("Gửi")
    chat(quick, "lan").hear("/accept 1")
    quick.session.refresh(owed)
    assert (owed.unit_id, owed.arming, owed.state) == (SCHOOL, 1, ObligationState.OPEN)


def test_who_takes_the_seat_over_or_stands_in_hears_of_what_waits(quick: WardTalk) -> None:
    ask(quick)
    today = WARD.day(MORNING)
    add_leave(quick.session, LAN, AN, starts=today, ends=today, now=MORNING)
    look(quick.session, WARD, MORNING)
    assert len(told(quick, AN)) == 1
    (first,) = [row for row in outbox(quick.session) if row.person_id == LAN and row.key]
    assert recheck(quick.session, first, WARD, MORNING) is None
    assert chat(quick, "an").texts("/accept 1")[0].startswith("✅ Đã ghi nhận")
    assert takers(quick) == {SCHOOL: Part.LEAD, CULTURE: Part.COORDINATING}


def test_a_plan_that_names_the_units_anew_ends_it(quick: WardTalk) -> None:
    ask(quick)
    chat(quick, "lan").hear("/accept 1")
    replace_of_items(quick.session, [2], MORNING)
    quick.session.expire_all()
    assert takers(quick) == {WORKS: Part.LEAD, CULTURE: Part.COORDINATING}
    assert quick.session.get(Handover, 1).decision is Decision.REPLACED  # type: ignore[union-attr]


def test_a_handover_mid_draft_loses_nothing_typed(talk: WardTalk) -> None:
    talk.hear("/update 2.1")
    talk.hear("Đang làm")
    talk.hear("40")
    file = Attachment("anh.jpg", "image/jpeg", 10, "a" * 64)
    talk.hear(files=(file,))
    handover = Handover(item_id=2, from_unit=WORKS, to_unit=SCHOOL, asked_by=BINH, asked_at=MORNING)
    talk.session.add(handover)
    talk.session.flush()
    lan = chat(talk, "lan")
    lan.hear("/accept 1")
    assert talk.texts("Đã làm xong phần nền.") == [
        "Trường học đã nhận nhiệm vụ 2.1.\n"
        "Nội dung đồng chí đã nhập và 1 tệp được chuyển sang để đơn vị đó làm tiếp."
    ]
    assert told(talk, LAN, "passed") == [
        "Phòng Hạ tầng đang báo cáo dở nhiệm vụ 2.1: nội dung đã nhập được chuyển đến đồng chí."
    ]
    said = lan.texts("/take_up")
    assert "Đã làm xong phần nền." in said[-1]
    assert "anh.jpg" in said[-1]
    assert lan.texts("Gửi")[0].startswith("✅")
    (stored,) = talk.session.exec(select(Progress)).all()
    assert (stored.unit_id, stored.percent, stored.text) == (SCHOOL, 40, "Đã làm xong phần nền.")
    assert lan.texts("/take_up") == ["Hiện không có bản nháp nào chờ đồng chí làm tiếp."]
    assert talk.texts("Còn gì không") == ["Heard Còn gì không"]


def test_a_draft_about_to_be_sent_when_the_task_goes_is_passed_on_too(quick: WardTalk) -> None:
    quick.hear("/update 2.1")
    quick.hear("Hoàn thành")
    quick.hear("Xong cả.")
    quick.hear("Không có tệp")
    quick.session.add(Handover(item_id=2, from_unit=WORKS, to_unit=CULTURE, asked_by=BINH, asked_at=MORNING))
    quick.session.flush()
    chat(quick, "an").hear("/accept 1")
    assert quick.texts("Gửi")[0].startswith("Phòng Văn hóa đã nhận nhiệm vụ 2.1.")
    assert "Xong cả." in chat(quick, "an").texts("/take_up")[-1]
    assert quick.session.exec(select(Progress)).all() == []
