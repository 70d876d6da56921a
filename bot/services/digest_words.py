"""The words of a digest: what is left to report and by when, the point first and five lines at most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.conversation.messages import Choice
from bot.domain.deadlines import period_name
from bot.domain.working_days import WorkingCalendar
from bot.texts import _, _n, long_date, shorten
from storage.tables import Obligation
from storage.vocabulary import ObligationKind

MOST_LINES, LONGEST = 5, 90


@dataclass(frozen=True)
class ReportLine:
    """A period's report: how many tasks are not told yet, and when it is due."""

    period: str
    tasks: int
    due: date
    confirmed: bool


@dataclass(frozen=True)
class DateLine:
    """A task with a date of its own, by its code; or something else that is owed, in its own `text`."""

    code: str
    due: date
    confirmed: bool
    text: str = ""


def answers(*, reports: bool = True) -> tuple[Choice, ...]:
    """The ways to answer a reminder, the likeliest first; there may be nothing to report on."""
    update = (Choice("/update", _("Report now")),) if reports else ()
    return (
        *update,
        Choice("/later", _("Remind me later")),
        Choice("/why", _("Why am I reminded?")),
        Choice("/answer", _("Another answer")),
    )


def digest_text(
    reports: Sequence[ReportLine],
    dates: Sequence[DateLine],
    today: date,
    calendar: WorkingCalendar,
    most: int = MOST_LINES,
) -> str:
    """What is owed in `most` lines, the reports first; what there is no room for is counted."""
    lines: list[str] = []
    if reports:
        first, *others = reports
        lines += [_to_report(first), _due(first.due, first.confirmed, today, calendar)]
        lines += [_also(other, today, calendar) for other in others]
    elif dates:
        lines.append(_headline(dates))
    same = reports[0].due if reports else None
    groups: dict[tuple[date, bool, str], list[str]] = {}
    for line in dates:
        groups.setdefault((line.due, line.confirmed, line.text), []).append(line.code)
    room = max(0, most - len(lines))
    shown = list(groups.items())[: room if len(groups) <= room else max(0, room - 1)]
    for (due, confirmed, text), codes in shown:
        if text:
            lines.append(_owed(text, due, confirmed, today, calendar))
        elif due == same:
            lines.append(_with_report(codes))
        else:
            lines.append(_dated(codes, due, confirmed, today, calendar))
    if rest := len(dates) - sum(len(codes) for _key, codes in shown):
        if any(text for _due, _confirmed, text in list(groups)[len(shown) :]):
            lines.append(_n("And {n} more matter.", "And {n} more matters.", rest))
        else:
            also = _n(
                "And {n} more task with its own date.", "And {n} more tasks with their own dates.", rest
            )
            lines.append(also)
    return "\n".join(lines[:most])


def subject_of(
    owed: Sequence[Obligation], codes: Mapping[int | None, str], words: Mapping[int, str] | None = None
) -> str:
    """What a message is about: the reports by period, the tasks by code, then what has words of its own."""
    reports = [
        _("Report for {period}", period=period_name(o.period_code))
        for o in owed
        if o.kind is ObligationKind.REPORT and o.period_code
    ]
    tasks = [_("Task {code}", code=codes[o.item_id]) for o in owed if o.item_id in codes]
    named = ((words or {}).get(o.id or 0, o.text) for o in owed if o.item_id not in codes)
    others = [each.rstrip(" .") for each in named if each]
    return "; ".join(dict.fromkeys([*reports, *tasks, *others]))


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
    if any(line.text for line in dates):
        return _n("⏰ You have {n} matter to see to.", "⏰ You have {n} matters to see to.", len(dates))
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


def _owed(text: str, due: date, confirmed: bool, today: date, calendar: WorkingCalendar) -> str:
    values = {"what": shorten(text.rstrip(" ."), LONGEST), "when": when(due, today, calendar)}
    return _("{what}: by {when}.", **values) if confirmed else _("{what}: by {when} (proposed).", **values)


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
