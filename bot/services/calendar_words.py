"""The ward's calendar in words: its days off, and what a change does to due dates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.domain.deadlines import period_name
from bot.domain.working_days import WorkingCalendar
from bot.services.calendar import DayEdit, Effect, Spans
from bot.texts import _, _n, clock_time, long_date, short_date, weekday

DAY = timedelta(days=1)
MOST_MOVES, MOST_EDITS = 2, 2


@dataclass(frozen=True)
class CalendarDay:
    """A day off that is no plain weekend, or a day worked that is no plain working day."""

    day: date
    works: bool
    name: str
    own: bool
    provisional: bool

    def as_data(self) -> dict[str, Any]:
        return {
            "day": self.day.isoformat(),
            "kind": "worked" if self.works else "off",
            "name": self.name,
            "source": "ward" if self.own else "national",
            "provisional": self.provisional,
        }


@dataclass(frozen=True)
class Stretch:
    """Days of one kind and source that follow each other, weekends between them left out."""

    first: date
    last: date
    works: bool
    name: str
    own: bool
    provisional: bool


def calendar_days(
    calendar: WorkingCalendar, own: Sequence[DayEdit], first: date, last: date
) -> list[CalendarDay]:
    """Every such day from `first` through `last`; those of the office with the reasons it gave."""
    named = {edit.day: edit.name for edit in own}
    found = []
    for n in range((last - first).days + 1):
        day = first + n * DAY
        works, is_own = calendar.is_working(day), day in named
        plain = works == (day.weekday() < 5) and (works or calendar.name_of(day) == weekday(day))
        if is_own or not plain:
            name = named.get(day, "") or calendar.name_of(day) or _("Make-up working day")
            provisional = calendar.is_provisional(day) and not is_own
            found.append(CalendarDay(day, works, name, is_own, provisional))
    return found


def stretches(days: Sequence[CalendarDay], calendar: WorkingCalendar) -> list[Stretch]:
    """The same, days that belong together in one."""
    groups: list[list[CalendarDay]] = []
    for each in days:
        last = groups[-1][-1] if groups else None
        alike = last is not None and (last.works, last.own, last.provisional) == (
            each.works,
            each.own,
            each.provisional,
        )
        if last is not None and alike and not each.works and not _works_between(last.day, each.day, calendar):
            groups[-1].append(each)
        else:
            groups.append([each])
    return [
        Stretch(
            group[0].day, group[-1].day, group[0].works, _names(group), group[0].own, group[0].provisional
        )
        for group in groups
    ]


def stretch_line(one: Stretch) -> str:
    """`Thứ Năm 4/2/2027 đến Thứ Tư 10/2/2027: nghỉ, Tết Nguyên Đán (dự kiến)`."""
    values = {
        "days": span_text(one.first, one.last),
        "name": one.name,
    }
    if one.works:
        return _("{days}: worked in exchange ({name})", **values)
    if one.own:
        return _("{days}: off, set by the office ({name})", **values)
    if one.provisional:
        return _("{days}: off, {name} (provisional)", **values)
    return _("{days}: off, {name}", **values)


def edit_lines(edits: Sequence[DayEdit]) -> list[str]:
    """What is to change, a line for days alike that follow each other, or one for all of them."""
    groups: list[list[DayEdit]] = []
    for edit in sorted(edits, key=lambda edit: edit.day):
        last = groups[-1][-1] if groups else None
        if last is not None and (last.works, last.name) == (edit.works, edit.name) and _is_near(last, edit):
            groups[-1].append(edit)
        else:
            groups.append([edit])
    if len(groups) <= MOST_EDITS:
        return [_edit_line(group) for group in groups]
    values = {"first": short_date(groups[0][0].day), "last": short_date(groups[-1][-1].day)}
    off = sum(edit.works is False for edit in edits)
    return [
        _n(
            "{n} day off between {first} and {last}.",
            "{n} days off between {first} and {last}.",
            off,
            **values,
        ),
        *(
            [_n("{n} day worked in exchange.", "{n} days worked in exchange.", len(edits) - off)]
            if len(edits) > off
            else []
        ),
    ]


def coming_own(own: Sequence[DayEdit], today: date) -> list[Stretch]:
    """The days the office has set from today on, those alike that follow each other in one."""
    found: list[Stretch] = []
    for edit in own:
        last = found[-1] if found else None
        if edit.day < today:
            continue
        if (
            last is not None
            and (last.works, last.name) == (edit.works, edit.name)
            and edit.day - last.last == DAY
        ):
            found[-1] = replace(last, last=edit.day)
        else:
            found.append(
                Stretch(edit.day, edit.day, bool(edit.works), edit.name, own=True, provisional=False)
            )
    return found


def span_text(first: date, last: date) -> str:
    if first == last:
        return long_date(first)
    return _("{first} to {last}", first=long_date(first), last=long_date(last))


def effect_lines(effect: Effect, *, done: bool) -> list[str]:
    """What a change does to due dates, or has done."""
    lines = []
    moves = effect.moves
    if not moves:
        lines.append(_("No due date moves; working days are counted anew."))
    elif done:
        lines.append(
            _n(
                "{n} due date has moved: {days}.",
                "{n} due dates have moved: {days}.",
                moves,
                days=_moved(effect),
            )
        )
    else:
        lines.append(
            _n(
                "{n} due date will move: {days}.",
                "{n} due dates will move: {days}.",
                moves,
                days=_moved(effect),
            )
        )
    lines += [
        _(
            "⚠️ The confirmed due day {day} ({period}) is a day off: please confirm another.",
            day=short_date(day),
            period=period_name(period),
        )
        for period, day in effect.unworked[:1]
    ]
    return lines


def hours_text(spans: Spans) -> str:
    return ", ".join(f"{clock_time(start)}–{clock_time(end)}" for start, end in spans)


def hours_data(spans: Spans) -> list[list[str]]:
    return [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in spans]


def calendar_as_text(days: Sequence[CalendarDay], calendar: WorkingCalendar, hours: Spans) -> str:
    """For the command line."""
    return "\n".join(
        [
            *(stretch_line(one) for one in stretches(days, calendar)),
            _("Days off are announced up to the end of {year}.", year=calendar.announced),
            _("Office hours: {hours}", hours=hours_text(hours)),
        ]
    )


def _edit_line(group: Sequence[DayEdit]) -> str:
    days = span_text(group[0].day, group[-1].day)
    match group[0]:
        case DayEdit(works=None):
            return _("{days}: as in the national calendar again.", days=days)
        case DayEdit(works=True, name=name):
            return (
                _("{days}: worked in exchange ({name})", days=days, name=name)
                if name
                else _("{days}: worked in exchange", days=days)
            )
        case DayEdit(name=name):
            return _("{days}: off, {name}", days=days, name=name) if name else _("{days}: off", days=days)


def _is_near(a: DayEdit, b: DayEdit) -> bool:
    """Nothing but a weekend lies between."""
    return all((a.day + n * DAY).weekday() > 4 for n in range(1, (b.day - a.day).days))


def _moved(effect: Effect) -> str:
    shown = [_("{was} → {now}", was=short_date(was), now=long_date(now)) for was, now, _count in effect.moved]
    return "; ".join([*shown[:MOST_MOVES], *(["…"] if len(shown) > MOST_MOVES else [])])


def _works_between(first: date, last: date, calendar: WorkingCalendar) -> bool:
    return any(calendar.is_working(first + n * DAY) for n in range(1, (last - first).days))


def _names(group: Sequence[CalendarDay]) -> str:
    """Each name once; of those that hold one another, the one that most of them hold."""
    return ", ".join(dict.fromkeys(_shortest([each.name for each in group])))


def _shortest(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        yield min((other for other in names if other in name), key=len)
