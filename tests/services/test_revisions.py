"""Whatever is revised, in whatever order: codes and seats stay what they were, and again changes nothing."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.documents.people_reader import PersonRow
from bot.documents.plan_reader import read_plan
from bot.domain.plan import Plan, Task
from bot.services.people import import_people
from bot.services.plan import Difference, import_plan
from storage.plan import list_items
from storage.tables import Person, Seat, Unit
from storage.vocabulary import ItemKind, Role
from tests.memory import memory_engine
from tests.ward import NOW

PLAN = read_plan(Path(__file__).parents[1] / "samples" / "ke-hoach-nho.txt")
TEXTS = (
    "Mở hòm thư góp ý tại trụ sở.",
    "Kiểm tra việc tiếp dân theo lịch.",
    "Phát động phong trào thi đua.",
    "Tập huấn kỹ năng cho công chức mới.",
    "Rà soát, niêm yết thủ tục hành chính.",
)
NAMES = ("Lê An", "Trần Hà", "Phạm Bảo", "Đỗ Minh")


def plan_of(texts: list[str]) -> Plan:
    rows = enumerate(texts, start=1)
    return replace(PLAN, tasks=tuple(Task(f"1.{n}", "Nhóm", text, "", (), (), "") for n, text in rows))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from(TEXTS), unique=True), min_size=1, max_size=5))
def test_a_task_has_one_code_for_good_however_the_plan_is_revised(revisions: list[list[str]]) -> None:
    code_of: dict[str, str] = {}
    with fresh() as session:
        for texts in revisions:
            plan = plan_of(texts)
            import_plan(session, plan, source="k", sha256="", now=NOW)
            items = list_items(session, ItemKind.TASK)
            assert [item.text for item in items] == texts
            for item in items:
                assert code_of.setdefault(item.text, item.code) == item.code
            assert import_plan(session, plan, source="k", sha256="", now=NOW) == Difference()
    assert len(set(code_of.values())) == len(code_of)


ROLES = st.sampled_from((Role.FOCAL, Role.HEAD))
UNITS = st.dictionaries(st.sampled_from(("A", "B")), st.dictionaries(ROLES, st.sets(st.sampled_from(NAMES))))


@settings(max_examples=25, deadline=None)
@given(st.lists(UNITS, min_size=1, max_size=4))
def test_the_list_s_people_sit_in_their_seats_and_a_seat_never_goes(
    lists: list[dict[str, dict[Role, set[str]]]],
) -> None:
    expected: dict[tuple[str, Role], set[str]] = {}
    known: set[int | None] = set()
    with fresh() as session:
        for listed in lists:
            rows = [row for unit, roles in listed.items() for row in rows_of(unit, roles)]
            import_people(session, rows, NOW)
            for unit, roles in listed.items():
                expected |= {(unit, role): roles.get(role, set()) for role in (Role.FOCAL, Role.HEAD)}
            assert held(session) == {place: names for place, names in expected.items() if names}
            seats = set(session.exec(select(Seat.id)))
            assert known <= seats
            known = seats
            again = import_people(session, rows, NOW)
            assert (again.added, again.replaced, again.emptied) == (0, (), ())


def rows_of(unit: str, roles: dict[Role, set[str]]) -> list[PersonRow]:
    people = [
        PersonRow(2, unit, f"Phòng {unit}", (), name, role, "")
        for role, names in roles.items()
        for name in sorted(names)
    ]
    return [PersonRow(2, unit, f"Phòng {unit}", (), "", Role.CITIZEN, ""), *people]


def held(session: Session) -> dict[tuple[str, Role], set[str]]:
    rows = session.exec(
        select(Unit.code, Seat.role, Person.name).where(Seat.unit_id == Unit.id, Seat.person_id == Person.id)
    )
    found: dict[tuple[str, Role], set[str]] = {}
    for code, role, name in rows:
        found.setdefault((code, Role(role)), set()).add(name)
    return found


def fresh() -> Session:
    return Session(memory_engine(), expire_on_commit=False)
