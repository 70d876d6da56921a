"""The office sets the ladder of a kind by chat or command; it counts from the next look on."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.conversation.messages import Say
from bot.conversation.router import Router
from bot.services.desk import Desk
from bot.services.pushes import look
from bot.services.rules import in_force
from handlers.ladder import PART
from main import main
from storage.tables import Audit, Rule
from tests.services.above import at, whole_ward
from tests.services.owing import AN, BINH, WARD, mark_sent, outbox
from tests.ward import WardTalk


def _talk(session: Session, chat: str = "chi") -> WardTalk:
    router: Router[Desk] = Router(
        flows={flow.name: flow for flow in PART.flows},
        commands=PART.commands,
        fallback=lambda _chat, answer: Say(f"Heard {answer.text}"),
        help=lambda _chat: Say("Help."),
        files=lambda _chat, _answer: Say("Files."),
    )
    return WardTalk(session, router, WARD, chat, now=at(date(2026, 5, 27)))


def test_the_office_sees_a_line_a_kind_and_sets_one(session: Session) -> None:
    talk = _talk(whole_ward(session))
    (said,) = talk.hear("thang nhắc việc")
    assert said.text == (
        "Thang nhắc việc: nhắc ai, trước và sau hạn mấy ngày làm việc. Đồng chí muốn xem loại việc nào?"
    )
    assert len(said.choices) == 6
    (one,) = talk.press("Báo cáo kỳ", said)
    assert one.text.splitlines()[:2] == [
        "Báo cáo kỳ: đầu mối −14, −7, −3, −1, 0; trưởng đơn vị +1; bộ phận tổng hợp +3; lãnh đạo phường +5; "
        "quá hạn thì nhắc lại sau mỗi 5 ngày làm việc.",
        "Muốn đổi, xin viết theo mẫu: đầu mối: -14, -7, -3, -1, 0; trưởng đơn vị: 1; bộ phận tổng hợp: 3; "
        "lãnh đạo phường: 5; nhắc lại: 5",
    ]
    assert talk.texts("đầu mối: x")[0].splitlines()[0] == "“đầu mối: x” không phải dãy số ngày."
    (asked,) = talk.hear("đầu mối: -12, -5; lãnh đạo: 2")
    assert asked.text.splitlines()[0].startswith("Báo cáo kỳ: đầu mối −12, −5, 0; lãnh đạo phường +2;")
    talk.press("Đặt như vậy", asked)
    assert dict(in_force(session, WARD).ladders["report"].rungs) == {"focal": (-12, -5, 0), "leader": (2,)}
    assert [(row.actor, row.action) for row in session.exec(select(Audit))] == [("person:3", "set_ladder")]


def test_a_new_ladder_counts_from_the_next_look(memory_session: Session) -> None:
    talk = _talk(whole_ward(memory_session))
    look(memory_session, WARD, at(date(2026, 5, 26)))
    mark_sent(memory_session)
    before = {row.id for row in outbox(memory_session)}
    for words in ("/ladder", "Báo cáo kỳ", "focal: -13, -7; head: 1", "Đặt như vậy"):
        talk.hear(words)
    look(memory_session, WARD, at(date(2026, 5, 27)))
    rows = [row for row in outbox(memory_session) if row.id not in before and row.kind == "reminder"]
    assert [row.person_id for row in rows] == [AN, BINH]


def test_back_to_what_it_was_at_first(memory_session: Session) -> None:
    talk = _talk(whole_ward(memory_session))
    for words in ("/ladder", "Báo cáo kỳ", "focal: -13", "Đặt như vậy", "/ladder", "Báo cáo kỳ"):
        said = talk.hear(words)
    (asked,) = talk.press("Về mặc định", said[-1])
    talk.press("Đặt như vậy", asked)
    assert memory_session.exec(select(Rule)).all() == []


def test_nothing_changes_where_the_office_leaves_it(memory_session: Session) -> None:
    talk = _talk(whole_ward(memory_session))
    for words in ("/ladder", "Báo cáo kỳ", "focal: -13", "Giữ như cũ"):
        said = talk.texts(words)
    assert said == ["Thang nhắc giữ nguyên như cũ."]
    assert memory_session.exec(select(Rule)).all() == []


def test_the_example_can_be_sent_back_as_it_is_and_what_makes_no_sense_is_said_in_people_s_words(
    memory_session: Session,
) -> None:
    talk = _talk(whole_ward(memory_session))
    for words in ("/ladder", "Báo cáo kỳ"):
        (said,) = talk.hear(words)
    example = said.text.splitlines()[1].partition("mẫu: ")[2]
    assert talk.texts("lãnh đạo: 1; trưởng đơn vị: 9; đầu mối: 0")[0].splitlines()[0] == (
        "“lãnh đạo phường” sẽ được báo trước cấp dưới; xin đặt số ngày lớn hơn."
    )
    (asked,) = talk.hear(example)
    assert asked.text.splitlines()[0] == said.text.splitlines()[0]


def test_it_is_the_office_s_alone(memory_session: Session) -> None:
    assert _talk(whole_ward(memory_session), "an").texts("thang nhắc việc") == ["Heard thang nhắc việc"]


def test_the_command_shows_sets_and_resets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> tuple[int, str]:
        code = main(["ladder", "--data", str(tmp_path), *words])
        said = capsys.readouterr()
        return code, (said.out + said.err).strip()

    assert run("--kind", "task")[1] == "task: focal:-14,-7,-3,-1,0; head:1; office:3; leader:5; again:5"
    assert run("--kind", "task", "--set", "đầu mối: -9") == (0, "task: focal:-9,0; again:5")
    assert run("--kind", "task")[1] == "task: focal:-9,0; again:5"
    assert run("--kind", "task", "--set", "head: 3")[0] == 2
    assert run("--set", "focal: 0")[0] == 2
    assert run("--kind", "tasks", "--reset")[0] == 2
    assert run("--kind", "task", "--reset")[1].startswith("task: focal:-14")
