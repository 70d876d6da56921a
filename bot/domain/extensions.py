"""Until when longer may be asked for and given, and which days to propose."""

from datetime import date, timedelta

from bot.domain.working_days import WorkingCalendar
from bot.errors import BadInput
from bot.texts import long_date

LONGEST_REASON = 500
FARTHEST = timedelta(days=180)
_OFFERED = (3, 5, 10)


def days_to_ask(due: date, today: date, last: date, calendar: WorkingCalendar) -> list[date]:
    """Working days to propose to whoever needs longer than `due`, none after the last that is allowed."""
    begin = max(due, today)
    return [day for n in _OFFERED if (day := calendar.add(begin, n)) <= last]


def days_to_give(due: date, wanted: date, today: date, calendar: WorkingCalendar) -> list[date]:
    """Working days to propose to whoever gives less than was wanted: half way first, then what is left."""
    begin = max(due, today)
    room = calendar.between(begin, wanted)
    steps = dict.fromkeys((room // 2, room // 4, room * 3 // 4))
    days = [calendar.add(begin, n) for n in steps if n > 0]
    return [day for day in days if day < wanted]


def check_wanted(wanted: date, due: date, today: date, last: date) -> None:
    """Raises BadInput where longer cannot be asked for until that day."""
    _check_later(wanted, due, today)
    if wanted > last:
        raise BadInput("{last} is the last day that can be asked for.", last=long_date(last))


def check_given(given: date, due: date, wanted: date, today: date) -> None:
    """Raises BadInput where that is not longer than now, or is longer than was asked for."""
    _check_later(given, due, today)
    if given > wanted:
        raise BadInput("Longer was asked for until {wanted}, not beyond.", wanted=long_date(wanted))


def check_reason(reason: str) -> None:
    """Raises BadInput where nothing is said, or too much."""
    if not reason:
        raise BadInput("Please say in a few words why longer is needed.")
    check_answer(reason)


def check_answer(said: str) -> None:
    """Raises BadInput where it is too long to be passed on."""
    if len(said) > LONGEST_REASON:
        raise BadInput("At most {limit} characters fit; this is {n}.", limit=LONGEST_REASON, n=len(said))


def _check_later(day: date, due: date, today: date) -> None:
    if day <= due:
        raise BadInput("That is no later than the day it is due now, {due}.", due=long_date(due))
    if day <= today:
        raise BadInput("That day has come already: please name a later one.")
