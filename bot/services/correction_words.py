"""A correction in words: a line for what moved alike, what it was and what it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.conversation.messages import Choice, Say
from bot.domain.working_days import WorkingCalendar
from bot.services.digest_words import subject_of, when
from bot.texts import N_, _, _n, long_date, shorten
from storage.tables import Obligation
from storage.vocabulary import Moved, ObligationState

MOST, LONGEST = 3, 90
_MOVED = {
    None: N_("{what}: due {when}, no longer {was}."),
    Moved.CONFIRMED: N_("{what}: due {when}, no longer {was}; the office has confirmed the day."),
    Moved.CALENDAR: N_("{what}: due {when}, no longer {was}; days off have changed."),
    Moved.PLAN: N_("{what}: due {when}, no longer {was}; the plan has changed."),
    Moved.MEETING: N_("{what}: due {when}, no longer {was}; the meeting has moved."),
    Moved.EXTENSION: N_("{what}: due {when}, no longer {was}; a leader has given longer."),
}


@dataclass(frozen=True)
class Change:
    """An obligation somebody was told is due on `was`, None for not at all any more, and when it is now.

    `unit` names whose it is, where that does not go without saying; `theirs` is False where it is not the
    reader's any more.
    """

    obligation: Obligation
    was: date | None
    due: date | None
    why: Moved | None
    unit: str
    theirs: bool


def correction_say(
    changes: Sequence[Change],
    codes: Mapping[int | None, str],
    names: Mapping[int, str],
    today: date,
    calendar: WorkingCalendar,
) -> Say:
    """Everything somebody knew that is no longer so, in five lines at most.

    `codes` are those of tasks, `names` says in words what else is owed, by its id.
    """
    alike: dict[object, tuple[Change, list[Obligation]]] = {}
    for change in sorted(changes, key=lambda each: (each.due is None, each.due or each.was or today)):
        key = (change.was, change.due, change.why, change.unit, change.theirs)
        alike.setdefault(key, (change, []))[1].append(change.obligation)
    lines = [_line(_what(owed, codes, names), change, today, calendar) for change, owed in alike.values()]
    shown = lines if len(lines) <= MOST else lines[: MOST - 1]
    said = [_("⚠️ What you were told before has changed."), *shown]
    if rest := len(lines) - len(shown):
        said.append(_n("And {n} more change.", "And {n} more changes.", rest))
    choices = (Choice("/seen", _("Seen")), Choice("/tasks", _("My tasks")))
    return Say("\n".join(said), choices)


def _what(owed: Sequence[Obligation], codes: Mapping[int | None, str], names: Mapping[int, str]) -> str:
    others = dict.fromkeys(names[one.id or 0] for one in owed if one.id in names)
    return shorten("; ".join([*filter(None, [subject_of(owed, codes)]), *others]), LONGEST)


def _line(what: str, change: Change, today: date, calendar: WorkingCalendar) -> str:
    if change.unit and change.theirs:
        what = _("{what} ({unit})", what=what, unit=change.unit)
    before = long_date(change.was or change.obligation.due)
    if change.due is not None:
        due = when(change.due, today, calendar)
        if change.was is None:
            return _("{what}: asked for after all, due {when}.", what=what, when=due)
        return _(_MOVED[change.why], what=what, when=due, was=before)
    if not change.theirs and change.obligation.state is not ObligationState.CANCELLED:
        return _("{what}, due {was}: falls to {unit} now.", what=what, was=before, unit=change.unit)
    return _("{what}, due {was}: not asked for any more.", what=what, was=before)
