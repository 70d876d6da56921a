"""What is late, in the words of those above: who owes it, for how long, and what came before this message."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from bot.domain.fairness import Late
from bot.domain.ladder import ROLES, ladder_of
from bot.services.digest_words import subject_of
from bot.services.due import Due
from bot.services.fates import fate_name
from bot.services.roles import TELEPHONE
from bot.services.ward import Ward
from bot.texts import _, _n, long_date, short_date, shorten
from storage.reminders import Before
from storage.vocabulary import Role

# How much is told of the reminders before; the longest subject.
MOST_DAYS, LONGEST = 3, 60


class Escalations:
    """The lines of a message about what others owe, put together from what is known at one moment."""

    def __init__(
        self,
        ward: Ward,
        units: Mapping[int, str],
        codes: Mapping[int | None, str],
        before: Mapping[int, Sequence[Before]],
    ) -> None:
        self._ward, self._units, self._codes, self._before = ward, units, codes, before
        self._words: Mapping[int, str] = {}

    def lines(self, dues: Sequence[Due], words: Mapping[int, str], room: int) -> list[str]:
        """At most `room` lines, the longest late first; what there is no room for is counted.

        `words` says by obligation what is owed beside reports and tasks.
        """
        self._words = words
        groups = self._by_unit(dues)
        if not groups or room < 1:
            return []
        lines = [] if room < 2 else [self._headline(groups)]
        most = room - len(lines)
        alone = len(groups) == 1
        told = [
            self._sentences(group, days=MOST_DAYS if alone else 1, named=bool(lines and alone))
            for group in groups
        ]
        if alone and len(told[0]) <= most:
            return [*lines, *told[0]]
        shown = told if len(told) <= most else told[: max(1, most - 1)]
        lines += [" ".join(sentences) for sentences in shown]
        if (rest := len(groups) - len(shown)) and len(lines) < room:
            lines.append(_n("And {n} more unit.", "And {n} more units.", rest))
        return lines

    def _by_unit(self, dues: Sequence[Due]) -> list[list[Due]]:
        """What each unit owes, to be told by the nearest role, the longest late first."""
        by_unit = sorted(dues, key=lambda due: (due.obligation.unit_id, due.obligation.due))
        groups = [list(group) for _unit, group in groupby(by_unit, lambda due: due.obligation.unit_id)]
        return sorted(
            groups, key=lambda group: (_nearest(group), -_longest(group).days, group[0].obligation.due)
        )

    def _headline(self, groups: Sequence[Sequence[Due]]) -> str:
        if len(groups) == 1:
            return _("⚠️ {unit} is late with what it owes.", unit=self._unit(groups[0]))
        return _n(
            "⚠️ {n} unit is late with what it owes.", "⚠️ {n} units are late with what they owe.", len(groups)
        )

    def _sentences(self, group: Sequence[Due], *, days: int, named: bool) -> list[str]:
        """`named` where the headline has said which unit it is."""
        return [self._late(group, named=named), *self._excused(group), *self._reminded(group, days)]

    def _late(self, group: Sequence[Due], *, named: bool) -> str:
        late = _longest(group)
        owed = subject_of([due.obligation for due in group], self._codes, self._words)
        values = {"subject": shorten(owed, LONGEST), "due": self._due(group, in_full=named)}
        if not named:
            values["subject"] = _("{unit}: {subject}", unit=self._unit(group), subject=values["subject"])
        if late.since is None:
            return _n(
                "{subject}, {due}, {n} working day ago.",
                "{subject}, {due}, {n} working days ago.",
                late.overdue,
                **values,
            )
        return _n(
            "{subject}, {due}, late for {n} working day, counted from {since}.",
            "{subject}, {due}, late for {n} working days, counted from {since}.",
            late.days,
            since=short_date(late.since),
            **values,
        )

    def _due(self, group: Sequence[Due], *, in_full: bool) -> str:
        """When it was due; of several days the first."""
        first = group[0].obligation
        day = long_date(first.due) if in_full else short_date(first.due)
        if not first.confirmed:
            day = _("{day} (proposed)", day=day)
        is_one_day = all(due.obligation.due == first.due for due in group)
        return _("due {day}", day=day) if is_one_day else _("the first due {day}", day=day)

    def _excused(self, group: Sequence[Due]) -> Iterator[str]:
        if down := _longest(group).down:
            yield _n(
                "{n} day is not counted, nothing could be reported: {days}.",
                "{n} days are not counted, nothing could be reported: {days}.",
                len(down),
                days=", ".join(short_date(day) for day in down[-MOST_DAYS:]),
            )

    def _reminded(self, group: Sequence[Due], most: int) -> Iterator[str]:
        """Who was reminded when, on how many days, and what became of it; then who above was told."""
        told = [each for due in group for each in self._before.get(due.obligation.id or 0, ())]
        answering = [each for each in told if each.role in self._answering(group)]
        if answering:
            days = _days(answering, self._ward)
            newest = [_("{day} ({fate})", day=short_date(day), fate=fate) for day, fate in days[-most:]]
            yield _n(
                "{name} was reminded on {n} day: {days}.",
                "{name} was reminded on {n} days, last: {days}.",
                len(days),
                name=", ".join(dict.fromkeys(each.name for each in answering)),
                days=", ".join(newest),
            )
        elif reached := _longest(group).reached:
            yield _("The unit saw this on signing in on {day}.", day=short_date(reached))
        else:
            yield _("Nobody could be reminded: the unit has nobody to answer for it.")
        rank = _nearest(group)
        above = [each for each in told if each not in answering and ROLES.index(each.role) < rank]
        if above:
            last = {each.name: each for each in above}
            people = [
                _(
                    "{name} on {day} ({fate})",
                    name=name,
                    day=short_date(self._ward.day(each.at)),
                    fate=_fate(each),
                )
                for name, each in last.items()
            ]
            yield _("Told after that: {people}.", people=", ".join(people))

    def _answering(self, group: Sequence[Due]) -> Collection[Role]:
        """As what whoever answers for it is told."""
        one = group[0].obligation
        return {Role.FOCAL, ladder_of(self._ward.ladders, one.kind, one.reason).first}

    def _unit(self, group: Sequence[Due]) -> str:
        return self._units.get(group[0].obligation.unit_id, "")


def _days(told: Sequence[Before], ward: Ward) -> list[tuple[date, str]]:
    """Each day on which somebody was reminded, and what became of the last message of that day."""
    by_day: dict[date, tuple[datetime, str]] = {}
    for each in told:
        day = ward.day(each.at)
        if day not in by_day or by_day[day][0] <= each.at:
            by_day[day] = each.at, _fate(each)
    return [(day, fate) for day, (_at, fate) in sorted(by_day.items())]


def _fate(each: Before) -> str:
    return _("called") if each.channel == TELEPHONE else fate_name(each.state)


def _longest(group: Sequence[Due]) -> Late:
    return max((due.late for due in group), key=lambda late: (late.days, late.overdue))


def _nearest(group: Sequence[Due]) -> int:
    return min(ROLES.index(due.role) for due in group)
