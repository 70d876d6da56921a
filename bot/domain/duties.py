"""What the law asks of a ward around its meetings, and by which day: dates in, dates out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.working_days import WorkingCalendar
from bot.texts import N_
from storage.vocabulary import MeetingKind, ObligationState

DAY = timedelta(days=1)
# How long something that came too late is still taken.
STILL_TAKEN = timedelta(days=60)
# How long after a month what was held in it may still be entered.
ENTERED = timedelta(days=7)


class Name(StrEnum):
    """ANNOUNCE, PUBLISH: each dialogue and its results. POST: the receptions of a month, ahead of them.

    YEARLY: a dialogue in every year. RECEIVE: citizens, on so many days of every month.
    """

    ANNOUNCE = "announce"
    PUBLISH = "publish"
    POST = "post"
    YEARLY = "yearly"
    RECEIVE = "receive"


class Counts(StrEnum):
    """What a duty's number counts."""

    DAYS_BEFORE = "days_before"
    DAYS_AFTER = "days_after"
    WORKING_DAYS_BEFORE = "working_days_before"
    A_YEAR = "a_year"
    DAYS_A_MONTH = "days_a_month"


# The largest number of each that makes sense.
MOST = {
    Counts.DAYS_BEFORE: 60,
    Counts.DAYS_AFTER: 60,
    Counts.WORKING_DAYS_BEFORE: 40,
    Counts.A_YEAR: 12,
    Counts.DAYS_A_MONTH: 23,
}
MET_BY_SCHEDULE = (Name.YEARLY, Name.RECEIVE)


@dataclass(frozen=True)
class Duty:
    """A duty as it comes with the assistant, or as the office has set it.

    `source` is a catalogue key until the office writes its own; `since` where the law says from when.
    `sure`: the wording of the rule was read, not only told of. `unit_id` answers for it, None: the office's.
    """

    name: Name
    number: int
    counts: Counts
    source: str
    since: date | None = None
    sure: bool = True
    on: bool = True
    confirmed: bool = False
    unit_id: int | None = None


_LOCAL_GOVERNMENT = N_("Law on the Organisation of Local Government, 72/2025/QH15")
DUTIES: tuple[Duty, ...] = (
    Duty(Name.ANNOUNCE, 7, Counts.DAYS_BEFORE, _LOCAL_GOVERNMENT),
    Duty(Name.PUBLISH, 10, Counts.DAYS_AFTER, _LOCAL_GOVERNMENT),
    Duty(Name.POST, 5, Counts.WORKING_DAYS_BEFORE, N_("Law on Citizen Reception"), sure=False),
    Duty(Name.YEARLY, 1, Counts.A_YEAR, _LOCAL_GOVERNMENT),
    Duty(
        Name.RECEIVE,
        2,
        Counts.DAYS_A_MONTH,
        N_("Law 136/2025/QH15, on the reception of citizens"),
        date(2026, 7, 1),
    ),
)


@dataclass(frozen=True, slots=True)
class MeetingDay:
    """A meeting as the duties see it: its day is the ward's.

    `off`: called off or put off. `by_chair`: the chairman receives, or nobody is named.
    """

    id: int
    kind: MeetingKind
    day: date
    off: bool
    by_chair: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """What a duty asks for once; `by_law` is the day by which, reckoned from `of_day` where there is one.

    `met`: the schedule itself meets it, None where somebody has to say so; `known`: it reaches back far
    enough to say that it does not. `ends`: the day after which nothing is taken for it any more.
    """

    key: str
    name: Name
    by_law: date
    ends: date
    meeting_id: int | None = None
    of_day: date | None = None
    opens: date | None = None
    met: bool | None = None
    known: bool = True


def asked(
    duties: Mapping[Name, Duty], meetings: Sequence[MeetingDay], today: date, calendar: WorkingCalendar
) -> dict[str, Asked]:
    """By key, all that these meetings cause; a schedule without any says nothing about duties."""
    found: list[Asked] = []
    if not meetings:
        return {}
    begins = min(meeting.day for meeting in meetings)
    received = min((m.day for m in meetings if m.kind is MeetingKind.RECEPTION), default=date.max)
    stand = [meeting for meeting in meetings if not meeting.off]
    dialogues = [meeting for meeting in stand if meeting.kind is MeetingKind.DIALOGUE]
    receptions = [meeting for meeting in stand if meeting.kind is MeetingKind.RECEPTION]
    reckon = {
        Name.ANNOUNCE: lambda duty: _announce(duty, dialogues),
        Name.PUBLISH: lambda duty: _publish(duty, dialogues),
        Name.POST: lambda duty: _post(duty, receptions, calendar),
        Name.YEARLY: lambda duty: _yearly(duty, dialogues, today, begins),
        Name.RECEIVE: lambda duty: _receive(duty, receptions, today, received),
    }
    for name, duty in duties.items():
        if duty.on:
            found += [each for each in reckon[name](duty) if duty.since is None or each.by_law >= duty.since]
    return {each.key: each for each in found}


def due_day(each: Asked, stored: date | None, of_day: date | None, today: date) -> date:
    """By when, for what stands in the ledger with the due day `stored`, reckoned from `of_day`.

    What the law asked for already before it was known, or before its meeting moved, is due on the day it
    became known; a day that merely has passed stays.
    """
    if stored is not None and each.of_day == of_day and each.by_law < today:
        return stored
    return max(each.by_law, today)


def stands_as(each: Asked, state: ObligationState, of_day: date | None, today: date) -> ObligationState:
    """How what is asked for stands today, having stood as `state` and been reckoned from `of_day`.

    What somebody said was done counts again from the start where the meeting has moved and is still ahead.
    """
    if each.met is not None:
        done = each.met
    else:
        ahead = each.of_day is not None and each.of_day > today
        done = state is ObligationState.MET and not (ahead and each.of_day != of_day)
    if done:
        return ObligationState.MET
    return ObligationState.LAPSED if today > each.ends else ObligationState.OPEN


def _announce(duty: Duty, dialogues: Sequence[MeetingDay]) -> Iterator[Asked]:
    for meeting in dialogues:
        by_law = meeting.day - duty.number * DAY
        key = f"duty:announce:{meeting.id}"
        yield Asked(key, duty.name, by_law, meeting.day, meeting.id, meeting.day)


def _publish(duty: Duty, dialogues: Sequence[MeetingDay]) -> Iterator[Asked]:
    for meeting in dialogues:
        by_law = meeting.day + duty.number * DAY
        key = f"duty:publish:{meeting.id}"
        ends = by_law + STILL_TAKEN
        yield Asked(key, duty.name, by_law, ends, meeting.id, meeting.day, opens=meeting.day)


def _post(duty: Duty, receptions: Sequence[MeetingDay], calendar: WorkingCalendar) -> Iterator[Asked]:
    """One a month: before the first day on which citizens are received."""
    firsts: dict[tuple[int, int], date] = {}
    for day in sorted(meeting.day for meeting in receptions):
        firsts.setdefault((day.year, day.month), day)
    for (year, month), first in firsts.items():
        by_law = calendar.add(first, -duty.number)
        yield Asked(f"duty:post:{year}-{month:02d}", duty.name, by_law, first, of_day=first)


def _yearly(duty: Duty, dialogues: Sequence[MeetingDay], today: date, begins: date) -> Iterator[Asked]:
    """This year's, and the last one's while it is still taken."""
    for year in sorted({today.year, (today - STILL_TAKEN).year}):
        by_law, known = date(year, 12, 31), begins < date(year, 4, 1)
        met = sum(meeting.day.year == year for meeting in dialogues) >= duty.number
        key = f"duty:yearly:{year}"
        yield Asked(key, duty.name, by_law, by_law + STILL_TAKEN, met=met, known=known)


def _receive(duty: Duty, receptions: Sequence[MeetingDay], today: date, begins: date) -> Iterator[Asked]:
    """This month's, and those before it, which lapse soon: nothing meets them but what is entered late."""
    first = today - STILL_TAKEN
    for year, month in sorted({_month(first + n * DAY) for n in range(STILL_TAKEN.days + 1)}):
        by_law, known = _last(date(year, month, 1)), begins < date(year, month, 8)
        days = {m.day for m in receptions if _month(m.day) == (year, month) and m.by_chair}
        key, met = f"duty:receive:{year}-{month:02d}", len(days) >= duty.number
        yield Asked(key, duty.name, by_law, by_law + ENTERED, met=met, known=known)


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _last(day: date) -> date:
    """The last day of its month."""
    return (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY
