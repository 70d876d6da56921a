"""The words of a digest: what is left to report and by when, the point first and five lines at most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.conversation.messages import Choice, Say
from bot.domain.deadlines import period_name
from bot.domain.working_days import WorkingCalendar
from bot.texts import _, _n, long_date
from storage.tables import Obligation

MOST_LINES = 5


@dataclass(frozen=True)
class ReportLine:
    """A period's report: how many tasks are not told yet, and when it is due."""

    period: str
    tasks: int
    due: date
    confirmed: bool


@dataclass(frozen=True)
class DateLine:
    """A task with a date of its own."""

    code: str
    due: date
    confirmed: bool


def digest(
    reports: Sequence[ReportLine], dates: Sequence[DateLine], today: date, calendar: WorkingCalendar
) -> Say:
    """A reminder of all of it, with the three ways to answer."""
    return Say(digest_text(reports, dates, today, calendar), answers())


def answers() -> tuple[Choice, ...]:
    return (
        Choice("/update", _("Report now")),
        Choice("/later", _("Remind me later")),
        Choice("/why", _("Why am I reminded?")),
    )


def digest_text(
    reports: Sequence[ReportLine], dates: Sequence[DateLine], today: date, calendar: WorkingCalendar
) -> str:
    lines: list[str] = []
    if reports:
        first, *others = reports
        lines += [_to_report(first), _due(first.due, first.confirmed, today, calendar)]
        lines += [_also(other, today, calendar) for other in others]
    elif dates:
        lines.append(_headline(dates))
    same = reports[0].due if reports else None
    groups: dict[tuple[date, bool], list[str]] = {}
    for line in dates:
        groups.setdefault((line.due, line.confirmed), []).append(line.code)
    room = MOST_LINES - len(lines)
    shown = list(groups.items())[: room if len(groups) <= room else room - 1]
    for (due, confirmed), codes in shown:
        lines.append(_dated(codes, due, confirmed, today, calendar) if due != same else _with_report(codes))
    if rest := len(dates) - sum(len(codes) for _key, codes in shown):
        also = _n("And {n} more task with its own date.", "And {n} more tasks with their own dates.", rest)
        lines.append(also)
    return "\n".join(lines[:MOST_LINES])


def subject_of(owed: Sequence[Obligation], codes: Mapping[int | None, str]) -> str:
    """What a message is about: the reports by period, then the tasks by code."""
    reports = [_("Report for {period}", period=period_name(o.period_code)) for o in owed if o.item_id is None]
    tasks = [_("Task {code}", code=codes[o.item_id]) for o in owed if o.item_id in codes]
    return "; ".join(dict.fromkeys([*reports, *tasks]))


def when(due: date, today: date, calendar: WorkingCalendar) -> str:
    """`Thứ Hai 15/6/2026, còn 3 ngày làm việc`."""
    day = long_date(due)
    if due == today:
        return _("{day}, today", day=day)
    left = calendar.between(today, due)
    if due > today:
        if left == 0:
            return _("{day}, and today is the last working day before it", day=day)
        return _n("{day}, {n} working day left", "{day}, {n} working days left", left, day=day)
    if left == 0:
        return _("{day}, just past", day=day)
    return _n("{day}, {n} working day ago", "{day}, {n} working days ago", -left, day=day)


def _to_report(line: ReportLine) -> str:
    return _n(
        "⏰ You have {n} task left to report for {period}.",
        "⏰ You have {n} tasks left to report for {period}.",
        line.tasks,
        period=period_name(line.period),
    )


def _headline(dates: Sequence[DateLine]) -> str:
    return _n(
        "⏰ You have {n} task with a date of its own in the plan.",
        "⏰ You have {n} tasks with dates of their own in the plan.",
        len(dates),
    )


def _due(due: date, confirmed: bool, today: date, calendar: WorkingCalendar) -> str:
    said = when(due, today, calendar)
    if confirmed:
        return _("Due {when}.", when=said)
    return _("Due {when} (a proposed date, not confirmed yet).", when=said)


def _also(line: ReportLine, today: date, calendar: WorkingCalendar) -> str:
    values = {"period": period_name(line.period), "when": when(line.due, today, calendar)}
    if line.confirmed:
        return _n(
            "For {period}: {n} task, due {when}.",
            "For {period}: {n} tasks, due {when}.",
            line.tasks,
            **values,
        )
    return _n(
        "For {period}: {n} task, due {when} (proposed).",
        "For {period}: {n} tasks, due {when} (proposed).",
        line.tasks,
        **values,
    )


def _with_report(codes: Sequence[str]) -> str:
    return _n(
        "By the same day: task {codes} is to be done.",
        "By the same day: tasks {codes} are to be done.",
        len(codes),
        codes=", ".join(codes),
    )


def _dated(codes: Sequence[str], due: date, confirmed: bool, today: date, calendar: WorkingCalendar) -> str:
    values = {"codes": ", ".join(codes), "when": when(due, today, calendar)}
    if confirmed:
        return _n(
            "Task {codes}: to be done by {when}.",
            "Tasks {codes}: to be done by {when}.",
            len(codes),
            **values,
        )
    return _n(
        "Task {codes}: to be done by {when} (proposed).",
        "Tasks {codes}: to be done by {when} (proposed).",
        len(codes),
        **values,
    )
