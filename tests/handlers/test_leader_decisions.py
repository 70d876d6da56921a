"""Deciding on requests for longer in the chat; whoever is first decides."""

from datetime import date

import pytest
from sqlmodel import Session

from bot.services.extensions import drop_asked
from storage.vocabulary import Decision, Role
from tests.handlers.longer_talks import begin, extensions, number, talk_of
from tests.services.linked import unlink_all
from tests.services.longer import (
    DUE,
    DUNG,
    EM,
    MORNING,
    REASON,
    WANTED,
    asked,
    governed,
    notices,
    report,
    seat,
)
from tests.services.owing import CHI, CULTURE, SCHOOL, outbox, tell
from tests.ward import WardTalk


@pytest.fixture
def talk(session: Session) -> WardTalk:
    return talk_of(governed(session), "an")


@pytest.fixture
def quick(memory_session: Session) -> WardTalk:
    return talk_of(governed(memory_session), "an")


def test_one_tap_agrees_and_everybody_hears_of_it(talk: WardTalk) -> None:
    asked(talk.session)
    leader = talk_of(talk.session, "dũng")
    (said,) = leader.hear(press=f"/grant {number(talk)}")
    assert said.text.splitlines() == [
        "✅ Dũng đồng ý gia hạn “Báo cáo kỳ 6 tháng đầu năm 2026” cho Phòng Văn hóa đến Thứ Hai 22/6/2026, "
        "còn 19 ngày làm việc.",
        "Hạn trước đó là Thứ Hai 15/6/2026; từ nay trợ lý nhắc theo hạn mới.",
    ]
    assert (report(talk.session).due, report(talk.session).extended_from) == (WANTED, DUE)
    assert set(notices(talk.session, "decided").values()) == {said.text}
    written = len(outbox(talk.session))
    late = "Dũng đã quyết định Thứ Ba 26/5/2026: cho gia hạn đến Thứ Hai 22/6/2026."
    for chat in ("dũng", "em"):
        for command in ("/grant", "/shorten", "/refuse", "/requests"):
            assert talk_of(talk.session, chat).texts(press=f"{command} {number(talk)}") == [late]
    assert len(outbox(talk.session)) == written


def test_a_leader_gives_less_than_was_asked_for(talk: WardTalk) -> None:
    asked(talk.session, date(2026, 6, 29))
    leader = talk_of(talk.session, "em")
    (until,) = leader.hear(press=f"/shorten {number(talk)}")
    assert until.text == (
        "Cho gia hạn đến ngày nào? Sau Thứ Hai 15/6/2026 và muộn nhất Thứ Hai 29/6/2026: chọn hoặc gõ "
        "một ngày."
    )
    assert until.choices[0][1] == "Thứ Hai 22/6/2026"
    for wrong in ("15/6/2026", "30/6/2026", "hôm nào cũng được"):
        assert "Cho gia hạn đến ngày nào?" in leader.texts(wrong)[0]
    assert leader.texts("19/6")[0].startswith("✅ Em cho Phòng Văn hóa gia hạn")
    (row,) = extensions(talk)
    assert (row.decision, row.granted) == (Decision.AGREED, date(2026, 6, 19))
    assert report(talk.session).due == date(2026, 6, 19)


@pytest.mark.parametrize(("typed", "answer"), [("Không cần nêu lý do", ""), ("Đã gia hạn một lần", None)])
def test_a_refusal_may_give_its_reason(quick: WardTalk, typed: str, answer: str | None) -> None:
    asked(quick.session)
    leader = talk_of(quick.session, "dũng")
    leader.hear(press=f"/refuse {number(quick)}")
    assert "Đồng chí có muốn nêu lý do không?" in leader.texts("x" * 501)[0]
    assert leader.texts(typed)[0].startswith("Dũng không đồng ý gia hạn")
    (row,) = extensions(quick)
    assert (row.decision, row.answer) == (Decision.DECLINED, typed if answer is None else answer)
    assert (report(quick.session).due, report(quick.session).arming) == (DUE, 0)


def test_a_leader_who_is_still_typing_is_told_who_was_first(quick: WardTalk) -> None:
    asked(quick.session)
    slow, quicker = talk_of(quick.session, "em"), talk_of(quick.session, "dũng")
    slow.hear(press=f"/shorten {number(quick)}")
    quicker.hear(press=f"/grant {number(quick)}")
    assert slow.texts("18/6/2026") == [
        "Dũng đã quyết định Thứ Ba 26/5/2026: cho gia hạn đến Thứ Hai 22/6/2026."
    ]
    assert report(quick.session).due == WANTED


def test_a_button_of_what_is_settled_says_why(quick: WardTalk) -> None:
    asked(quick.session)
    old = number(quick)
    asked(quick.session, date(2026, 6, 18))
    leader = talk_of(quick.session, "dũng")
    assert leader.texts(press=f"/grant {old}") == ["Đơn này đã được thay bằng một đơn mới hơn."]
    for item in (1, 2, 3):
        tell(quick.session, CULTURE, item, "2026-H1", MORNING)
    done = ["Không còn gì phải quyết định: việc này đã hoàn thành."]
    assert leader.texts(press=f"/grant {number(quick)}") == done
    assert leader.texts(press=f"/refuse {number(quick)}") == done


def test_a_request_for_what_has_gone_to_another_unit_says_so(quick: WardTalk) -> None:
    asked(quick.session)
    owed = report(quick.session)
    drop_asked(quick.session, owed.id or 0, MORNING)
    owed.unit_id = SCHOOL
    quick.session.flush()
    assert talk_of(quick.session, "dũng").texts(press=f"/grant {number(quick)}") == [
        "Không còn gì phải quyết định: việc này nay thuộc Trường học."
    ]


def test_after_the_day_has_come_nothing_is_given(quick: WardTalk) -> None:
    asked(quick.session)
    leader = talk_of(quick.session, "dũng")
    leader.pass_time(days=27)
    assert leader.texts(press=f"/grant {number(quick)}") == [
        "Không còn gì phải quyết định: ngày xin gia hạn Thứ Hai 22/6/2026 đã đến."
    ]
    assert report(quick.session).due == DUE


@pytest.mark.parametrize("typed", ["/grant", "/grant x", "/shorten 99", "/refuse ²", "/grant 99999999999"])
def test_a_request_that_is_not_there_is_said_not_to_be(quick: WardTalk, typed: str) -> None:
    assert talk_of(quick.session, "dũng").texts(typed) == ["Không có đơn xin gia hạn này."]


def test_the_list_shows_what_waits_and_the_office_who_decides(quick: WardTalk) -> None:
    leader, office = talk_of(quick.session, "dũng"), talk_of(quick.session, "chi")
    assert leader.texts("đơn xin gia hạn") == ["Không có đơn xin gia hạn nào chờ quyết định."]
    asked(quick.session)
    (one,) = leader.hear("/requests")
    assert [value for value, _label in one.choices] == [
        f"{c} {number(quick)}" for c in ("/grant", "/shorten", "/refuse")
    ]
    (seen,) = office.hear("/requests")
    assert seen.choices == ()
    assert seen.text.splitlines()[-1] == "Việc này do Dũng, Em quyết định."
    assert office.texts(press=f"/grant {number(quick)}") == ["Việc này do Dũng, Em quyết định."]
    assert office.texts(press=f"/shorten {number(quick)}") == ["Việc này do Dũng, Em quyết định."]
    assert report(quick.session).due == DUE


def test_several_requests_are_listed_those_that_wait_long_marked(quick: WardTalk) -> None:
    asked(quick.session)
    seat(quick.session, "Lan", Role.FOCAL, SCHOOL)
    lan, leader = talk_of(quick.session, "lan"), talk_of(quick.session, "dũng")
    unlink_all(quick.session, CHI)
    lan.pass_time(days=1)
    for typed in ("/extend", "1", "1", REASON, "gửi"):
        lan.hear(typed)
    leader.pass_time(days=2)
    (said,) = leader.hear("/requests")
    lines = said.text.splitlines()
    assert lines[0] == "Có 2 đơn xin gia hạn chờ quyết định:"
    assert lines[1].startswith("⚠️ Phòng Văn hóa: ")
    assert lines[1].endswith("xin đến 22/6/2026; chờ từ 26/5/2026.")
    assert lines[2].startswith("Trường học: ")
    (one,) = leader.hear("2")
    assert one.text.startswith("Trường học xin gia hạn")


def test_the_office_decides_where_no_leader_can_be_written_to(quick: WardTalk) -> None:
    unlink_all(quick.session, DUNG, EM)
    asked(quick.session)
    office = talk_of(quick.session, "chi")
    assert office.texts(press=f"/grant {number(quick)}")[0].startswith("✅ Chi đồng ý gia hạn")
    assert report(quick.session).due == WANTED


def test_a_request_is_pressed_in_the_midst_of_something_else(quick: WardTalk) -> None:
    asked(quick.session)
    seat(quick.session, "Lan", Role.LEADER, SCHOOL)
    leader = talk_of(quick.session, "giang")
    begin(leader)
    deciding = talk_of(quick.session, "dũng")
    deciding.hear(press=f"/refuse {number(quick)}")
    (said, *_rest) = deciding.hear(press=f"/grant {number(quick)}")
    assert said.text.startswith("✅ Dũng đồng ý gia hạn")
    assert deciding.texts("thôi")[0].startswith("Dũng đã quyết định")
    assert extensions(quick)[0].decision is Decision.AGREED
