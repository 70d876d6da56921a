"""The ladder of reminders: who hears of what is owed, how many working days before and after it is due."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, count, takewhile

from bot.domain.duties import Name
from bot.domain.working_days import WorkingCalendar
from storage.vocabulary import ObligationKind, Role

# How often whoever answers for it is reminded at the pace of `again` once it is late, before that slows down.
OFTEN = 4
YEARLY = Name.YEARLY.value
# From whoever answers for a unit upwards; the nearest that somebody is decides as what they hear.
ROLES = (Role.FOCAL, Role.HEAD, Role.OFFICE, Role.LEADER)


@dataclass(frozen=True)
class Ladder:
    """Offsets in working days from the due date, by role, in order.

    `first` is who answers for it: they are reminded before the day, on it, and again every `again` working
    days once it is past. For the roles above, an offset counts days for which it is late in fairness.
    """

    rungs: Mapping[Role, tuple[int, ...]]
    again: int = 5
    first: Role = Role.FOCAL
    _own: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_own", self.rungs.get(self.first, ()))

    @property
    def begins(self) -> int:
        """The first offset of all."""
        return self._own[0]

    def is_repeat(self, offset: int) -> bool:
        """Whether this only says again to whoever answers for it that it is late."""
        return offset > 0 and offset not in self._own

    def to_first(self) -> Iterator[int]:
        """Every offset at which whoever answers for it is reminded, without end."""
        before = [offset for offset in self._own if offset <= 0]
        once = {offset for offset in self._own if offset > 0}
        often = {n * self.again for n in range(1, OFTEN + 1)}
        slow = OFTEN * self.again
        last = max(once | often)
        seldom = (offset for n in count(2) if (offset := n * slow) > last)
        return chain(before, sorted(once | often), seldom)


_ABOVE = {Role.HEAD: (1,), Role.OFFICE: (3,), Role.LEADER: (5,)}
_USUAL = Ladder({Role.FOCAL: (-14, -7, -3, -1, 0), **_ABOVE})
LADDERS: Mapping[str, Ladder] = {
    ObligationKind.REPORT.value: _USUAL,
    ObligationKind.TASK.value: _USUAL,
    ObligationKind.DUTY.value: Ladder({Role.OFFICE: (-3, 0), Role.LEADER: (3,)}, first=Role.OFFICE),
    ObligationKind.CONCLUSION.value: Ladder({Role.FOCAL: (-7, -3, -1, 0), **_ABOVE}),
    YEARLY: Ladder({Role.OFFICE: (-60, -30, -14, -7, -3, 0), Role.LEADER: (3,)}, first=Role.OFFICE),
}


def ladder_of(ladders: Mapping[str, Ladder], kind: ObligationKind, reason: str) -> Ladder:
    """The ladder for what is owed, by its kind, or by its reason where that has one of its own."""
    name = YEARLY if kind is ObligationKind.DUTY and reason == YEARLY else kind.value
    return ladders.get(name) or LADDERS[name]


def longest_ahead(ladders: Mapping[str, Ladder]) -> int:
    """How many working days before a due date the first rung of any ladder comes."""
    return -min(0, *(ladder.begins for ladder in ladders.values()))


def rung_day(due: date, rung: int, calendar: WorkingCalendar) -> date:
    """The day of a rung. What is due on a day off is called on the last working day before it."""
    return calendar.add(due if rung > 0 else calendar.last_working(due), rung)


def rung_due(
    ladder: Ladder,
    role: Role,
    due: date,
    today: date,
    calendar: WorkingCalendar,
    *,
    late: int | None = None,
    own: bool | None = None,
) -> int | None:
    """The newest rung for a role whose day has come: it replaces all before it.

    Who answers for it (`own`, by default `ladder.first`) hears before and after; of the others `late` is for
    how many days it counts as late, by the calendar where that is not said.
    """
    passed = calendar.between(due, today) if today > due else 0
    if not (role is ladder.first if own is None else own):
        days = passed if late is None else late
        return max((n for n in ladder.rungs.get(role, ()) if 0 < n <= days), default=None)
    come = None
    for offset in takewhile(lambda offset: offset <= passed, ladder.to_first()):
        if offset > 0 or rung_day(due, offset, calendar) <= today:
            come = offset
    return come


def next_rung_day(ladder: Ladder, due: date, after: date, calendar: WorkingCalendar) -> date:
    """The first day strictly after `after` on which whoever answers for it hears of it."""
    passed = calendar.between(due, after) if after > due else None
    coming = (n for n in ladder.to_first() if passed is None or n > passed)
    return next(day for n in coming if (day := rung_day(due, n, calendar)) > after)
