"""The ladder of reminders: which rung has come, counted in working days from the due date."""

from datetime import date

from bot.domain.working_days import WorkingCalendar

BEFORE = (-14, -7, -3, -1, 0)
WEEK = 5


def rung_day(due: date, rung: int, calendar: WorkingCalendar) -> date:
    """The day of a rung. What is due on a day off is called on the last working day before it."""
    return calendar.add(due if rung > 0 else calendar.last_working(due), rung)


def rung_due(due: date, today: date, calendar: WorkingCalendar) -> int | None:
    """The newest rung whose day has come: it replaces all before it. Once late, one a week."""
    if today > due and (late := calendar.between(due, today)) >= WEEK:
        return late - late % WEEK
    return next((rung for rung in reversed(BEFORE) if rung_day(due, rung, calendar) <= today), None)


def next_rung_day(due: date, after: date, calendar: WorkingCalendar) -> date:
    """The first day strictly after `after` on which a rung comes."""
    for rung in BEFORE:
        if (day := rung_day(due, rung, calendar)) > after:
            return day
    late = calendar.between(due, after) if after > due else 0
    return rung_day(due, late - late % WEEK + WEEK, calendar)
