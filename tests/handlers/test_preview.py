"""When one is going to be reminded, asked in the chat; for a unit by the office and leaders."""

import pytest
from sqlmodel import Session, SQLModel, func, select

from bot.conversation.messages import Say
from bot.conversation.router import Router
from bot.services.desk import Desk
from bot.services.obligations import lay_out
from handlers.preview import PART
from storage.vocabulary import Role
from tests.services.owing import CULTURE, WARD, owing, tell
from tests.ward import NOW, WardTalk, signed_in


def _talk(session: Session, chat: str) -> WardTalk:
    router: Router[Desk] = Router(
        flows={},
        commands=PART.commands,
        fallback=lambda _chat, answer: Say(f"Heard {answer.text}"),
        help=lambda _chat: Say("Help."),
        files=lambda _chat, _answer: Say("Files."),
        recognisers=PART.recognisers,
    )
    return WardTalk(session, router, WARD, chat)


@pytest.fixture
def ward(session: Session) -> Session:
    lay_out(owing(session), WARD, NOW)
    session.commit()
    return session


@pytest.fixture
def quick(memory_session: Session) -> Session:
    lay_out(owing(memory_session), WARD, NOW)
    memory_session.commit()
    return memory_session


def _rows(session: Session) -> dict[str, int]:
    counted = ((name, select(func.count()).select_from(t)) for name, t in SQLModel.metadata.tables.items())
    left = {name: session.scalar(wanted) or 0 for name, wanted in counted}
    return {name: n for name, n in left.items() if name != "conversation"}


def test_whoever_asks_sees_the_next_days_and_nothing_is_left_of_it(ward: Session) -> None:
    before = _rows(ward)
    talk = _talk(ward, "an")
    (said,) = talk.hear("lịch nhắc của tôi")
    assert said.text == (
        "Nếu từ nay chưa có báo cáo, tôi sẽ nhắc đồng chí vào:\n"
        "Thứ Ba 26/5/2026: Báo cáo kỳ 6 tháng đầu năm 2026\n"
        "Thứ Năm 4/6/2026: Báo cáo kỳ 6 tháng đầu năm 2026\n"
        "Thứ Tư 10/6/2026: Báo cáo kỳ 6 tháng đầu năm 2026\n"
        "Thứ Sáu 12/6/2026: Báo cáo kỳ 6 tháng đầu năm 2026\n"
        "Thứ Hai 15/6/2026: Báo cáo kỳ 6 tháng đầu năm 2026"
    )
    assert [value for value, _label in said.choices] == ["/mypreview p2", "/update", "/tasks"]
    (more,) = talk.press("Xem tiếp", said)
    assert more.text.splitlines()[1] == "Thứ Hai 22/6/2026: Báo cáo kỳ 6 tháng đầu năm 2026"
    assert _rows(ward) == before


def test_what_is_reported_is_not_foreseen(quick: Session) -> None:
    for item in (1, 2, 3):
        tell(quick, CULTURE, item, "2026-H1", NOW)
    (said,) = _talk(quick, "an").hear("khi nào tôi bị nhắc")
    assert said.text == (
        "Trong 60 ngày tới chưa có gì phải nhắc đồng chí, vì chưa có việc nào sắp đến hạn. "
        "Khi có, đồng chí xem được ở đây tôi sẽ nhắc vào những ngày nào."
    )


@pytest.mark.parametrize("asked", ["lịch nhắc của Phòng Hạ tầng", "lich nhac phong ha tang", "Lịch nhắc U2"])
def test_the_office_asks_for_a_unit(quick: Session, asked: str) -> None:
    (said,) = _talk(quick, "chi").hear(asked)
    first, second = said.text.splitlines()[:2]
    assert first == "Nếu từ nay chưa có báo cáo, tin nhắn về Phòng Hạ tầng sẽ gửi vào:"
    assert second == "Thứ Ba 26/5/2026 → Bình (Phòng Hạ tầng): Báo cáo kỳ 6 tháng đầu năm 2026"
    assert said.choices[0][0] == "/preview U2 p2"
    assert _talk(quick, "chi").hear("/preview U2")[0].text == said.text


def test_who_comes_above_is_foreseen_with_those_below(quick: Session) -> None:
    signed_in(quick, "Trưởng", Role.HEAD, "Phòng Hạ tầng", "truong")
    (said,) = _talk(quick, "truong").hear("/mypreview")
    assert said.text.splitlines()[1].startswith("Thứ Ba 16/6/2026: ")


def test_an_empty_seat_is_stood_in_for_by_its_unit(ward: Session) -> None:
    (said,) = _talk(ward, "chi").hear("lịch nhắc của trường học")
    assert said.text.splitlines()[1] == ("Thứ Ba 26/5/2026 → Trường học: Báo cáo kỳ 6 tháng đầu năm 2026")


def test_an_unknown_unit_is_answered_with_the_likeliest(quick: Session) -> None:
    (text,) = _talk(quick, "chi").texts("lịch nhắc của phòng hạ tần số")
    assert text.startswith("Không có đơn vị nào tên là “phòng hạ tần số”. Gần nhất: Phòng Hạ tầng")


def test_what_names_no_unit_is_not_taken_for_the_name_of_one(quick: Session) -> None:
    assert _talk(quick, "chi").texts("lịch nhắc tuần sau") == ["Heard lịch nhắc tuần sau"]


def test_only_the_office_and_leaders_ask_for_others_and_citizens_for_nothing(quick: Session) -> None:
    assert _talk(quick, "an").texts("/preview U2") == ["Heard /preview U2"]
    assert _talk(quick, "dan").texts("lịch nhắc của tôi") == ["Heard lịch nhắc của tôi"]
