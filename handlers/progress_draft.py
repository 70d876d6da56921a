"""The draft of an update: what a conversation has gathered so far, and what is still to be asked."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.conversation.messages import Attachment
from bot.conversation.steps import Chat
from bot.domain.progress import LONGEST_TEXT, MOST_FILES
from bot.services.desk import Desk
from bot.services.figures import asked_of
from bot.services.obligations import TaskLine, period_to_report, tasks_to_report
from bot.services.progress import REPORTING, attached, previous
from bot.texts import _, _n, shorten
from storage.people import HeldSeat
from storage.tables import Progress
from storage.vocabulary import ProgressState

FLOW = "progress"
KEPT = ("files",)


def own_units(chat: Chat[Desk]) -> dict[int, HeldSeat]:
    """The units whoever speaks may report for, each once, in the order of their seats."""
    officer = chat.desk.officer
    seats = officer.seats if officer is not None else ()
    return {seat.unit_id: seat for seat in seats if seat.role in REPORTING}


def may_report(chat: Chat[Desk]) -> bool:
    return bool(own_units(chat))


def begin(chat: Chat[Desk], unit_id: int) -> dict[str, Any]:
    """The data a draft begins with; raises NotAllowed before there is a period to report."""
    desk = chat.desk
    period = period_to_report(desk.session, unit_id, desk.ward.day(chat.now))
    return {"unit": unit_id, "period": period.code}


def lines_of(chat: Chat[Desk], data: dict[str, Any]) -> list[TaskLine]:
    """The tasks the draft's unit may report on, those not told yet first."""
    if data.get("unit") not in own_units(chat):
        return []
    return tasks_to_report(chat.desk.session, [data["unit"]], data["period"])


def own_lines(chat: Chat[Desk]) -> Iterator[tuple[dict[str, Any], TaskLine]]:
    """Every task of every unit whoever speaks reports for, each with the data its draft begins with."""
    for unit_id in own_units(chat):
        data = begin(chat, unit_id)
        for line in lines_of(chat, data):
            yield dict(data), line


def choose(chat: Chat[Desk], data: dict[str, Any], line: TaskLine) -> None:
    """Make the draft one of this task; what was gathered stays, what was said of it before is at hand."""
    session = chat.desk.session
    assert line.item.id is not None
    before = line.latest or previous(session, line.unit_id, line.item.id, data["period"])
    for name in ("figures", "was", "page", "query"):
        data.pop(name, None)
    data |= {
        "item": line.item.id,
        "code": line.item.code,
        "title": shorten(line.item.text, 120),
        "asks": [[m.key, m.text, m.unit] for m in asked_of(session, line.unit_id, line.item)],
        "seen": line.latest.version if line.latest is not None else 0,
    }
    if before is not None:
        data["was"] = _as_data(before)
    if line.latest is not None and line.latest.id is not None:
        sent = [file.as_data() for file in attached(session, line.latest.id)]
        held = {file["sha256"] for file in sent}
        data["files"] = [*sent, *(file for file in data.get("files", ()) if file["sha256"] not in held)]
        data["figures"] = dict(line.latest.figures)


def following(data: dict[str, Any]) -> str:
    """The step that asks for the first thing still missing."""
    if "item" not in data:
        return "WhichTask"
    if "state" not in data:
        return "WhichState"
    if data["state"] == ProgressState.IN_PROGRESS and "percent" not in data:
        return "Percent"
    if "text" not in data:
        return "WhatWasDone"
    if next_figure(data) is not None and not data.get("brief"):
        return "Figures"
    if not data.get("files") and not data.get("brief") and not data.get("no_files"):
        return "Files"
    return "Confirm"


def next_figure(data: dict[str, Any]) -> list[str] | None:
    """The figure to ask for next, as key, words and unit."""
    given = data.get("figures", {})
    return next((ask for ask in data.get("asks", ()) if ask[0] not in given), None)


def put_state(data: dict[str, Any], state: ProgressState, percent: int | None) -> None:
    data["state"] = state.value
    data.pop("percent", None)
    if percent is not None:
        data["percent"] = percent


def put_text(data: dict[str, Any], text: str) -> bool:
    """Keep what was done; where it is too long, keep it aside to be shortened and say False."""
    if len(text) > LONGEST_TEXT:
        data["draft"] = text
        return False
    data["text"] = text
    data.pop("draft", None)
    return True


def collect(chat: Chat[Desk], files: tuple[Attachment, ...]) -> str:
    """Keep what is sound, and say what became of each that is not."""
    kept, told = add_files(chat.data.get("files", ()), files)
    chat.data["files"] = kept
    return told


def add_files(
    held: Sequence[dict[str, Any]], files: Sequence[Attachment]
) -> tuple[list[dict[str, Any]], str]:
    """The files with the new ones behind them, each once, and what to say about it."""
    kept = {file["sha256"]: file for file in held}
    lines: list[str] = []
    taken = over = 0
    for file in files:
        if file.problem or not file.sha256:
            lines.append(f"⚠️ {file.problem or file.name}")
        elif len(kept) >= MOST_FILES and file.sha256 not in kept:
            over += 1
        else:
            kept.setdefault(file.sha256, file.as_data())
            taken += 1
    if taken:
        lines.insert(0, _n("📎 {n} file received.", "📎 {n} files received.", taken))
    if over:
        lines.append(_("At most {limit} files fit one update.", limit=MOST_FILES))
    return list(kept.values()), "\n".join(lines)


def _as_data(row: Progress) -> dict[str, Any]:
    return {
        "period": row.period_code,
        "state": row.state.value,
        "percent": row.percent,
        "text": row.text,
        "figures": dict(row.figures),
    }
