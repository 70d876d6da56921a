"""The Vietnamese lunar calendar: its days and months as days of the common calendar."""

from datetime import date, timedelta
from functools import lru_cache

from lunar_vn import convert_lunar_to_solar, convert_solar_to_lunar

FULL_MOON = 15


@lru_cache(maxsize=512)
def _first_of(month: int, year: int) -> date:
    """Of a month that comes twice in its year, the first: the regular one."""
    first: date = convert_lunar_to_solar(1, month, year)
    return first


def lunar_day(day: int, month: int, year: int) -> date:
    """Raises ValueError where that month has no such day."""
    found = _first_of(month, year) + timedelta(days=day - 1)
    if convert_solar_to_lunar(found.day, found.month, found.year).day != day:
        raise ValueError(f"no such lunar day: {day}/{month}/{year}")
    return found


def lunar_day_from(when: date, day: int, month: int) -> date:
    """The first such day, the given day included; years whose month is too short are passed over."""
    for year in range(when.year - 1, when.year + 9):
        try:
            found = lunar_day(day, month, year)
        except ValueError:
            continue
        if found >= when:
            return found
    raise ValueError(f"no such lunar day: {day}/{month}")


def month_day_from(when: date, day: int) -> date:
    """The first lunar day with this number, the given day included; leap months count."""
    if not 1 <= day <= 30:
        raise ValueError(f"no such lunar day: {day}")
    start = month_start(when)
    while True:
        found = start + timedelta(days=day - 1)
        following = next_month(start)
        if when <= found < following:
            return found
        start = following


def month_start(when: date) -> date:
    return when - timedelta(days=convert_solar_to_lunar(when.day, when.month, when.year).day - 1)


def next_month(start: date) -> date:
    return month_start(start + timedelta(days=32))


def month_days(start: date) -> tuple[date, date]:
    return start, next_month(start) - timedelta(days=1)


def lunar_month_from(when: date, month: int) -> tuple[date, date]:
    """The first and last day of the month that is running, or of the next with this number."""
    for year in range(when.year - 1, when.year + 2):
        first, last = month_days(_first_of(month, year))
        if last >= when:
            return first, last
    raise ValueError(f"no such lunar month: {month}")


def new_year(year: int) -> date:
    return _first_of(1, year)
