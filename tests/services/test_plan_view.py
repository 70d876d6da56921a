"""The stored plan as programs and people read it, and a revision in words."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.documents.plan_reader import read_plan
from bot.services.plan import import_plan
from bot.services.plan_view import difference_as_text, plan_as_data, plan_as_text, warnings_as_text
from bot.texts import speaking
from tests.ward import NOW

PLAN = read_plan(Path(__file__).parents[1] / "samples" / "ke-hoach-nho.txt")


@pytest.fixture
def stored(session: Session) -> Session:
    """The sample as it is after being written and read back."""
    import_plan(session, PLAN, source="k", sha256="", now=NOW)
    session.commit()
    session.expire_all()
    return session


def test_the_stored_plan_is_what_was_read_text_for_text(stored: Session) -> None:
    data = plan_as_data(stored)
    assert data["goals"] == [
        {
            "code": goal.code,
            "section": goal.section,
            "text": goal.text,
            "roadmap": goal.roadmap,
            "lead": list(goal.lead),
            "coordinating": list(goal.coordinating),
        }
        for goal in PLAN.goals
    ]
    assert data["tasks"] == [
        {
            "code": task.code,
            "group": task.group,
            "text": task.text,
            "roadmap": task.roadmap,
            "lead": list(task.lead),
            "coordinating": list(task.coordinating),
            "product": task.product,
        }
        for task in PLAN.tasks
    ]
    assert [(unit["name"], unit["aliases"], unit["is_group"]) for unit in data["units"]] == [
        (unit.name, list(unit.aliases), unit.is_group) for unit in PLAN.units
    ]
    assert data["indicators"] == [
        {
            "goal": indicator.goal,
            "text": indicator.text,
            "op": indicator.op,
            "value": indicator.value,
            "unit": indicator.unit,
            "due": indicator.due.isoformat() if indicator.due else None,
        }
        for indicator in PLAN.indicators
    ]
    assert [(warning["kind"], warning["where"]) for warning in data["warnings"]] == [
        (doubt.kind, doubt.where) for doubt in PLAN.doubts
    ]


def test_warnings_are_in_the_language_in_force(stored: Session) -> None:
    def vague() -> list[str]:
        return [one["message"] for one in plan_as_data(stored)["warnings"] if one["kind"] == "vague_owner"]

    assert vague() == ["Mục II.1 chưa nêu đích danh cơ quan chủ trì, chỉ ghi “Các cơ quan, đơn vị”."]
    with speaking("en"):
        assert vague() == ["In II.1, no unit is named as leading, only “Các cơ quan, đơn vị”."]


def test_what_was_dropped_is_not_shown(stored: Session) -> None:
    import_plan(stored, replace(PLAN, tasks=PLAN.tasks[:1], goals=()), source="k", sha256="", now=NOW)
    data = plan_as_data(stored)
    assert (data["goals"], [task["code"] for task in data["tasks"]], data["indicators"]) == ([], ["1.1"], [])


def test_the_plan_fits_a_terminal(stored: Session) -> None:
    with speaking("en"):
        text = plan_as_text(stored)
    lines = text.splitlines()
    assert max(map(len, lines)) <= 100
    assert "1.2    Mở hòm thư góp ý." in lines
    assert "       Leads: Trung tâm phục vụ hành chính công" in lines
    with speaking("en"):
        assert text.endswith(warnings_as_text(stored))


def test_without_a_plan_the_next_step_is_told(session: Session) -> None:
    with speaking("en"):
        assert plan_as_text(session) == "No plan has been imported yet: python main.py plan import FILE"
        assert warnings_as_text(session) == "Nothing in the plan looks doubtful."


def test_a_revision_is_told_in_words(stored: Session) -> None:
    one, two, _three = PLAN.tasks
    revised = replace(PLAN, tasks=(one, replace(two, roadmap="Quý IV/2026")))
    difference = import_plan(stored, revised, source="k", sha256="", now=NOW)
    with speaking("en"):
        assert difference_as_text(difference).splitlines() == [
            "1 no longer in the plan: 2.1",
            "1 goal or task changed:",
            "- 1.2 Time: “Quý III/2026” is now “Quý IV/2026”",
        ]
        again = import_plan(stored, revised, source="k", sha256="", now=NOW)
        assert difference_as_text(again) == "Nothing differs from the plan in force."
