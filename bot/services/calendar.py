"""The ward's own calendar: days off and days worked in exchange, and what changing them does to due dates."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlmodel import Session

from bot.domain.working_days import WorkingCalendar
from bot.errors import BadInput
from bot.language.office_hours import read_hours
from bot.services.confirmed_days import turned_off
from bot.services.ledger import lay_out
from bot.services.rules import ANNOUNCED_YEAR, HOURS, in_force
from bot.services.ward import Ward
from bot.texts import _, clock_time, weekday
from storage.audit import record
from storage.obligations import open_obligations
from storage.rules import day_values, drop_day, set_day, set_rule

Spans = tuple[tuple[time, time], ...]
# Office hours that somebody can have meant; SHORTEST in minutes a day.
EARLIEST, LATEST, SHORTEST = time(5), time(22), 120


@dataclass(frozen=True)
class DayEdit:
    """A day off, a day that is `works`, or, for None, one about which the national calendar decides again."""

    day: date
    works: bool | None
    name: str = ""


@dataclass(frozen=True)
class Effect:
    """What a change does: how many dues move from one day to another, and which confirmed days are off now.

    `edited` counts the days that are another way than before.
    """

    edited: int
    moved: tuple[tuple[date, date, int], ...]
    unworked: tuple[tuple[str, date], ...]

    @property
    def moves(self) -> int:
        return sum(count for _was, _is, count in self.moved)


def edit_days(session: Session, ward: Ward, edits: Sequence[DayEdit], *, by: str, now: datetime) -> Effect:
    """Set these days, and lay out anew what is owed by them."""
    base = _without_own(session, ward)
    known = {day: (works, name) for day, works, name in day_values(session)}
    edited = 0
    for edit in map(_named, edits):
        before = known.get(edit.day)
        if before == (None if edit.works is None else (edit.works, edit.name)):
            continue
        edited += 1
        if edit.works is None:
            drop_day(session, edit.day)
            record(session, now, by, "drop_day", f"day:{edit.day}")
        else:
            set_day(session, edit.day, works=edit.works, name=edit.name, now=now, by=by)
            record(session, now, by, "set_day", f"day:{edit.day}", works=int(edit.works))
    return _laid_out(session, base, edited, now)


def set_announced(session: Session, ward: Ward, year: int, *, by: str, now: datetime) -> None:
    """Days off up to the end of this year are announced; those of later years are shown as provisional."""
    today = ward.day(now)
    if not today.year - 1 <= year <= today.year + 5:
        raise BadInput(
            "The year must lie between {first} and {last}.", first=today.year - 1, last=today.year + 5
        )
    set_rule(session, ANNOUNCED_YEAR, year, now, by)
    record(session, now, by, "set_announced", f"year:{year}")


def set_hours(session: Session, spans: Spans, *, by: str, now: datetime) -> None:
    """When the office is open on a working day, and so when anything is said unasked."""
    said = [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in spans]
    set_rule(session, HOURS, said, now, by)
    record(session, now, by, "set_hours", "rule:hours", hours=",".join("-".join(span) for span in said))


def own_days(session: Session) -> list[DayEdit]:
    """Every day the office has set, in order."""
    return [DayEdit(day, works, name) for day, works, name in day_values(session)]


def foresee_days(session: Session, ward: Ward, edits: Sequence[DayEdit], *, by: str, now: datetime) -> Effect:
    """What `edit_days` would do; nothing is changed."""
    with _undone(session):
        return edit_days(session, ward, edits, by=by, now=now)


def is_pointless(ward: Ward, edit: DayEdit) -> bool:
    """A plain weekend taken off, or a working day that is to be worked."""
    is_off = ward.calendar.name_of(edit.day)
    return is_off is None if edit.works else is_off == weekday(edit.day)


@contextmanager
def _undone(session: Session) -> Iterator[None]:
    session.flush()
    savepoint = session.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()


def _named(edit: DayEdit) -> DayEdit:
    if edit.works is None or edit.name:
        return edit
    return replace(edit, name=_("Make-up working day") if edit.works else _("Day off set by the office"))


def _laid_out(session: Session, base: Ward, edited: int, now: datetime) -> Effect:
    before = {one.id: one.due for one in open_obligations(session)}
    ward = in_force(session, base)
    lay_out(session, ward, now)
    moved: dict[tuple[date, date], int] = {}
    for one in open_obligations(session):
        was = before.get(one.id, one.due)
        if was != one.due:
            moved[was, one.due] = moved.get((was, one.due), 0) + 1
    unworked = tuple((period.code, period.due) for period in turned_off(session, ward, now))
    return Effect(edited, tuple((*days, count) for days, count in sorted(moved.items())), unworked)


def _without_own(session: Session, ward: Ward) -> Ward:
    """The ward without what its office has set, so that it can be set anew."""
    own = {day for day, _works, _name in day_values(session)}
    calendar = ward.calendar
    off = {day: name for day, name in calendar.extra_off.items() if day not in own}
    return replace(ward, calendar=WorkingCalendar(off, calendar.extra_working - own, calendar.announced))


def parse_hours(text: str) -> Spans:
    """Raises BadInput for what names no hours."""
    spans = read_hours(text)
    if spans is None:
        raise BadInput(
            "“{text}” names no office hours: write spans in order, such as 7:30-11:30, 13:30-17:00.",
            text=text[:60],
        )
    if spans[0][0] < EARLIEST or spans[-1][1] > LATEST or _minutes(spans) < SHORTEST:
        raise BadInput(
            "“{text}” cannot be office hours: they lie between {first} and {last}, at least {n} hours a day, "
            "for nobody is written to outside them.",
            text=text[:60],
            first=clock_time(EARLIEST),
            last=clock_time(LATEST),
            n=SHORTEST // 60,
        )
    return spans


def _minutes(spans: Spans) -> int:
    return sum((end.hour - start.hour) * 60 + end.minute - start.minute for start, end in spans)
