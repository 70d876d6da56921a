"""A small ward that reports: a plan of eight tasks, three units, and people who have signed in."""

from datetime import datetime
from pathlib import Path

from sqlmodel import Session, select

from bot.conversation.messages import Answer, Attachment, Say, Spoken
from bot.conversation.router import Router
from bot.conversation.steps import Chat
from bot.documents.people_reader import PersonRow
from bot.domain.plan import Goal, Indicator, Plan, Task
from bot.services.desk import Desk
from bot.services.obligations import lay_out
from bot.services.people import import_people
from bot.services.plan import import_plan
from bot.services.ward import Ward
from handlers.board import PART as BOARD
from handlers.history import PART as HISTORY
from handlers.progress import PART as PROGRESS
from handlers.uploads import sort_files
from storage.files import FileStore
from storage.tables import Identity, Person, Progress, Seat, Unit
from storage.vocabulary import Role
from tests.ward import NOW, ZONE, WardTalk

CULTURE, OFFICE, DESK = "Phòng Văn hóa", "Văn phòng", "Trung tâm một cửa"
TEXTS = {
    "1.1": "Tổ chức đối thoại trực tiếp với Nhân dân hàng năm",
    "1.2": "Mở hòm thư góp ý tại trụ sở",
    "2.1": "Phát động phong trào thi đua “Khéo tay” tại các khu phố",
    "2.2": "Tuyên truyền pháp luật trên loa truyền thanh",
    "3.1": "Rà soát thủ tục hành chính và niêm yết công khai",
    "3.2": "Tập huấn kỹ năng tiếp dân cho công chức",
    "4.1": "Kiểm tra việc thực hiện nếp sống văn minh",
    "4.2": "Sơ kết, khen thưởng tập thể tiêu biểu",
}
MODELS = "hàng năm có ít nhất 02 mô hình “Khéo tay” được công nhận"
PEOPLE = (
    PersonRow(2, "VH", CULTURE, (), "Lê An", Role.FOCAL, ""),
    PersonRow(3, "VH", CULTURE, (), "Trần Hà", Role.HEAD, ""),
    PersonRow(4, "VH", CULTURE, (), "Phạm Tổng", Role.OFFICE, ""),
    PersonRow(6, "VP", OFFICE, (), "Đỗ Minh", Role.FOCAL, ""),
    PersonRow(7, "MC", DESK, (), "Bùi Tú", Role.FOCAL, ""),
    PersonRow(8, "UB", "Ủy ban", (), "Vũ Bình", Role.LEADER, ""),
)


def ward_at(folder: Path) -> Ward:
    return Ward(ZONE, FileStore(folder), "https://phuong.example")


def plan_without(*gone: str) -> Plan:
    """Eight tasks: culture leads all but 3.1 and 3.2, which are the office's; the desk helps with 1.2."""
    tasks = tuple(
        Task(
            code,
            f"Nhóm {code[0]}",
            text,
            "Thường xuyên",
            (OFFICE if code[0] == "3" else CULTURE,),
            (DESK,) if code == "1.2" else (),
            "Văn bản",
        )
        for code, text in TEXTS.items()
        if code not in gone
    )
    goal = Goal("II.1", "MỤC TIÊU", MODELS, "Hàng năm", (CULTURE,), ())
    return Plan(
        {},
        ("Định kỳ 06 tháng và 01 năm các đơn vị báo cáo.",),
        (goal,),
        tasks,
        (),
        (Indicator("II.1", MODELS, ">=", 2, "mô hình", None),),
        (),
    )


def seed(session: Session, ward: Ward, now: datetime = NOW) -> None:
    import_plan(session, plan_without(), source="test", sha256="", now=now)
    import_people(session, PEOPLE, now)
    lay_out(session, ward, now)
    for chat, name in (("an", "Lê An"), ("minh", "Đỗ Minh"), ("tong", "Phạm Tổng"), ("binh", "Vũ Bình")):
        person_id = person_called(session, name)
        session.add(Identity(person_id=person_id, channel="web", chat=chat, linked_at=now))
    session.flush()


def person_called(session: Session, name: str) -> int:
    person = session.exec(select(Person).where(Person.name == name)).one()
    assert person.id is not None
    return person.id


def unit_called(session: Session, name: str) -> int:
    unit = session.exec(select(Unit).where(Unit.name == name)).one()
    assert unit.id is not None
    return unit.id


def seat(session: Session, name: str, unit: str, role: Role = Role.FOCAL, now: datetime = NOW) -> None:
    """Give somebody one more seat."""
    unit_id, person_id = unit_called(session, unit), person_called(session, name)
    session.add(Seat(unit_id=unit_id, role=role, position=9, person_id=person_id, since=now))
    session.flush()


def say(chat: WardTalk, *said: str) -> list[Spoken]:
    """Several messages, one after another; the answer to the last."""
    answers: list[Spoken] = []
    for each in said:
        answers = chat.hear(each)
    return answers


def router() -> Router[Desk]:
    parts = (PROGRESS, HISTORY, BOARD)

    def lost(_chat: Chat[Desk], _answer: Answer) -> Say:
        return Say("Chưa hiểu.")

    return Router(
        flows={flow.name: flow for part in parts for flow in part.flows},
        commands=[command for part in parts for command in part.commands],
        fallback=lost,
        help=lambda _chat: Say("Trợ giúp."),
        files=sort_files,
        recognisers=[each for part in parts for each in part.recognisers],
        aside=[each for part in parts for each in part.aside],
    )


def talk(session: Session, ward: Ward, chat: str = "an") -> WardTalk:
    return WardTalk(session, router(), ward, chat)


def file(name: str) -> Attachment:
    return Attachment(name, "application/pdf", 10, f"sha-{name}")


def labels(said: list[Spoken]) -> list[str]:
    return [label for _value, label in said[-1].choices]


def stored(session: Session) -> list[Progress]:
    return list(session.exec(select(Progress).order_by("id")).all())
