"""The plan as it is stored, for programs and for the terminal, and what a revision does to it."""

from collections.abc import Iterator, Sequence
from textwrap import fill, shorten
from typing import Any

from sqlmodel import Session

from bot.services.plan import Change, Difference
from bot.texts import N_, _, _n
from storage.plan import indicators_by_item, latest_version, list_items, list_units, parts_by_item
from storage.tables import PlanItem, PlanItemUnit
from storage.vocabulary import ItemKind, Part

WIDTH = 100
_FIELDS = {
    "heading": N_("Group"),
    "text": N_("Text"),
    "roadmap": N_("Time"),
    "lead": N_("Leads"),
    "coordinating": N_("Coordinates"),
    "product": N_("Product"),
}


def plan_as_data(session: Session) -> dict[str, Any]:
    """Goals, tasks, units, indicators and warnings, in the plan's order."""
    goals, tasks = list_items(session, ItemKind.GOAL), list_items(session, ItemKind.TASK)
    parts, indicators = parts_by_item(session), indicators_by_item(session)
    return {
        "goals": [{"code": goal.code, "section": goal.heading, **_said(goal, parts)} for goal in goals],
        "tasks": [
            {"code": task.code, "group": task.heading, **_said(task, parts), "product": task.product}
            for task in tasks
        ],
        "units": [
            {"code": unit.code, "name": unit.name, "aliases": list(unit.aliases), "is_group": unit.is_group}
            for unit in list_units(session)
        ],
        "indicators": [
            {
                "goal": goal.code,
                "text": indicator.text,
                "op": indicator.op,
                "value": indicator.value,
                "unit": indicator.unit,
                "due": indicator.due.isoformat() if indicator.due is not None else None,
            }
            for goal in goals
            for indicator in indicators.get(goal.id or 0, ())
        ],
        "warnings": _warnings(session),
    }


def plan_as_text(session: Session) -> str:
    """The plan in lines of at most a hundred characters; what there is to do next where there is none."""
    version = latest_version(session)
    if version is None:
        return _("No plan has been imported yet: python main.py plan import FILE")
    parts = parts_by_item(session)
    title = [str(version.document.get(name, "")) for name in ("title", "number", "issuer")]
    lines = [fill(line, WIDTH) for line in title if line]
    for kind, name in ((ItemKind.GOAL, _("GOALS")), (ItemKind.TASK, _("TASKS"))):
        lines += ["", name]
        heading = None
        for item in list_items(session, kind):
            if item.heading != heading:
                heading = item.heading
                lines += ["", fill(heading, WIDTH)] if heading else [""]
            lines += _item_lines(item, parts.get(item.id or 0, ()))
    return "\n".join([*lines, "", warnings_as_text(session)])


def warnings_as_text(session: Session) -> str:
    """Every doubt about the plan in force, a paragraph each."""
    warnings = _warnings(session)
    if not warnings:
        return _("Nothing in the plan looks doubtful.")
    count = _n(
        "{n} thing in the plan should be asked about:",
        "{n} things in the plan should be asked about:",
        len(warnings),
    )
    return "\n".join([count, *(_hanging(f"- {warning['message']}") for warning in warnings)])


def difference_as_text(difference: Difference) -> str:
    """What an import added, changed and dropped."""
    if not difference:
        return _("Nothing differs from the plan in force.")
    lines = []
    if codes := difference.added:
        named = ", ".join(codes)
        lines.append(
            _n(
                "{n} goal or task added: {codes}",
                "{n} goals and tasks added: {codes}",
                len(codes),
                codes=named,
            )
        )
    if codes := difference.gone:
        named = ", ".join(codes)
        lines.append(
            _n(
                "{n} no longer in the plan: {codes}",
                "{n} are no longer in the plan: {codes}",
                len(codes),
                codes=named,
            )
        )
    if changes := difference.changed:
        lines.append(_n("{n} goal or task changed:", "{n} goals and tasks changed:", len(changes)))
        lines += [line for change in changes for line in _change_lines(change)]
    return "\n".join(_hanging(line) for line in lines)


def _said(item: PlanItem, parts: dict[int, list[PlanItemUnit]]) -> dict[str, Any]:
    named = parts.get(item.id or 0, ())
    return {
        "text": item.text,
        "roadmap": item.roadmap,
        "lead": [row.written for row in named if row.part is Part.LEAD],
        "coordinating": [row.written for row in named if row.part is Part.COORDINATING],
    }


def _warnings(session: Session) -> list[dict[str, Any]]:
    version = latest_version(session)
    doubts = version.doubts if version is not None else []
    return [{"kind": doubt["kind"], "message": _said_of(doubt), "where": doubt["where"]} for doubt in doubts]


def _said_of(doubt: dict[str, Any]) -> str:
    message: str = doubt["message"]
    return _(message, **doubt["values"])


def _item_lines(item: PlanItem, parts: Sequence[PlanItemUnit]) -> Iterator[str]:
    said = _said(item, {item.id or 0: list(parts)})
    indent = "       "
    yield fill(f"{item.code:<6} {item.text}", WIDTH, subsequent_indent=indent)
    values = {**said, "lead": "; ".join(said["lead"]), "coordinating": "; ".join(said["coordinating"])}
    values["product"] = item.product
    for field in ("roadmap", "lead", "coordinating", "product"):
        if values[field]:
            line = f"{_(_FIELDS[field])}: {values[field]}"
            yield fill(line, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ")


def _change_lines(change: Change) -> Iterator[str]:
    for field, was in change.was.items():
        name, now = _(_FIELDS[field]), change.now[field]
        yield _(
            "- {code} {field}: “{was}” is now “{now}”",
            code=change.code,
            field=name,
            was=_short(was),
            now=_short(now),
        )


def _short(words: str) -> str:
    return shorten(words, 160, placeholder="…")


def _hanging(line: str) -> str:
    return fill(line, WIDTH, subsequent_indent="  ", break_long_words=False)
