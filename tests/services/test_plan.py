"""A plan comes in whole; a revised one shows what differs and keeps codes, ids and history."""

from dataclasses import replace
from pathlib import Path

from sqlmodel import Session, select

from bot.documents.plan_reader import read_plan
from bot.domain.plan import Indicator, Plan, Task
from bot.services.plan import Change, Difference, import_plan, ward_name
from storage.plan import find_task, list_indicators, list_items, list_parts, list_units
from storage.tables import PlanVersion
from storage.vocabulary import ItemKind
from tests.ward import NOW

SAMPLE = Path(__file__).parents[1] / "samples" / "ke-hoach-nho.txt"
PLAN = read_plan(SAMPLE)
ALL = ("I.1", "II.1", "II.2", "1.1", "1.2", "2.1")
NEW = Task("1.2", "Đối thoại", "Lập tổ tư vấn pháp luật.", "Hàng năm", ("Công an phường",), (), "Quyết định")


def take(session: Session, plan: Plan, sha256: str = "") -> Difference:
    return import_plan(session, plan, source="k.txt", sha256=sha256, now=NOW)


def tasks(session: Session) -> dict[str, int | None]:
    return {item.code: item.id for item in list_items(session, ItemKind.TASK)}


def renumbered(*rows: Task) -> Plan:
    """The sample with these tasks, numbered in their groups as a document numbers them."""
    counts: dict[str, int] = {}
    numbered = []
    for row in rows:
        group = row.code.partition(".")[0]
        counts[group] = counts.get(group, 0) + 1
        numbered.append(replace(row, code=f"{group}.{counts[group]}"))
    return replace(PLAN, tasks=tuple(numbered))


def test_a_first_plan_is_all_new(session: Session) -> None:
    assert take(session, PLAN) == Difference(added=ALL)
    assert [item.code for item in list_items(session)] == list(ALL)
    assert ward_name(session) == "phường Hoa Mai"


def test_the_same_plan_again_changes_nothing(session: Session) -> None:
    take(session, PLAN, "a")
    session.commit()
    rows = [list_items(session), list_parts(session), list_indicators(session), list_units(session)]
    before = [[row.model_dump() for row in table] for table in rows]
    assert take(session, PLAN, "a") == Difference()
    assert not session.new
    assert not session.dirty
    rows = [list_items(session), list_parts(session), list_indicators(session), list_units(session)]
    assert [[row.model_dump() for row in table] for table in rows] == before
    assert session.exec(select(PlanVersion.id)).all() == [1]


def test_a_task_inserted_in_the_middle_gets_a_free_code_and_the_others_keep_theirs(session: Session) -> None:
    take(session, PLAN)
    before = tasks(session)
    one, two, three = PLAN.tasks
    revised = renumbered(one, NEW, two, three)
    assert take(session, revised) == Difference(added=("1.3",))
    assert list(tasks(session)) == ["1.1", "1.3", "1.2", "2.1"]
    assert {code: id_ for code, id_ in tasks(session).items() if code in before} == before
    assert take(session, revised) == Difference()


def test_an_inserted_and_a_reworded_task_are_told_apart(session: Session) -> None:
    take(session, PLAN)
    one, two, three = PLAN.tasks
    moved = replace(two, text="Mở hòm thư góp ý trực tuyến.")
    difference = take(session, renumbered(one, NEW, moved, three))
    assert difference.added == ("1.3",)
    assert difference.changed == (
        Change(ItemKind.TASK, "1.2", {"text": two.text}, {"text": "Mở hòm thư góp ý trực tuyến."}),
    )


def test_a_change_names_each_field_as_it_was_and_is(session: Session) -> None:
    take(session, PLAN)
    two = PLAN.tasks[1]
    revised = replace(two, roadmap="Quý IV/2026", lead=(*two.lead, "Công an phường"), product="Hòm thư số")
    difference = take(session, replace(PLAN, tasks=(PLAN.tasks[0], revised, PLAN.tasks[2])))
    assert difference == Difference(
        changed=(
            Change(
                ItemKind.TASK,
                "1.2",
                {
                    "roadmap": "Quý III/2026",
                    "product": "Hòm thư",
                    "lead": "Trung tâm phục vụ hành chính công",
                },
                {
                    "roadmap": "Quý IV/2026",
                    "product": "Hòm thư số",
                    "lead": "Trung tâm phục vụ hành chính công; Công an phường",
                },
            ),
        )
    )


def test_a_dropped_task_is_kept_and_comes_back_under_its_code(session: Session) -> None:
    take(session, PLAN)
    before = tasks(session)
    one, two, three = PLAN.tasks
    assert take(session, renumbered(one, three)) == Difference(gone=("1.2",))
    assert find_task(session, "1.2") is None
    assert take(session, renumbered(one, NEW, three)) == Difference(added=("1.3",))
    assert take(session, renumbered(one, NEW, two, three)) == Difference(added=("1.2",))
    assert {code: tasks(session)[code] for code in before} == before


def test_an_item_says_in_which_version_it_last_changed(session: Session) -> None:
    take(session, PLAN, "a")
    changed = replace(PLAN.tasks[0], roadmap="Năm 2027")
    take(session, replace(PLAN, tasks=(changed, *PLAN.tasks[1:])), "b")
    assert [item.version_id for item in list_items(session, ItemKind.TASK)] == [2, 1, 1]


def test_an_indicator_that_says_the_same_keeps_its_id(session: Session) -> None:
    take(session, PLAN)
    ids = {row.text: row.id for row in list_indicators(session)}
    first = Indicator("II.1", "Mới", ">=", 3, "mô hình", None)
    take(session, replace(PLAN, indicators=(first, *PLAN.indicators[1:])))
    after = {row.text: row.id for row in list_indicators(session)}
    assert PLAN.indicators[0].text not in after
    assert {text: after[text] for text in ids if text in after} == {
        text: id_ for text, id_ in ids.items() if text != PLAN.indicators[0].text
    }


def test_a_trial_that_is_rolled_back_leaves_nothing(session: Session) -> None:
    assert take(session, PLAN)
    session.rollback()
    assert (list_items(session), list_units(session)) == ([], [])


def test_a_plan_of_five_hundred_tasks_is_revised(memory_session: Session) -> None:
    texts = [f"{task.text} {n * 7919}" * 3 for n in range(170) for task in PLAN.tasks][:500]
    big = renumbered(*(replace(PLAN.tasks[0], text=text) for text in texts))
    reworded = renumbered(*(replace(PLAN.tasks[0], text=f"Sửa: {text}") for text in texts))
    take(memory_session, big)
    difference = take(memory_session, reworded)
    assert (len(difference.changed), difference.added, difference.gone) == (500, (), ())
