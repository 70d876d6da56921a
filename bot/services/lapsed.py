"""What was never answered: when nothing is taken for it any more, the office is told once of whom."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from sqlmodel import Session

from bot.conversation.messages import Choice, Say
from bot.services.digest_words import MOST_LINES, subject_of
from bot.services.duty_words import owed_in_words
from bot.services.notices import tell_people
from bot.services.ward import Ward
from bot.texts import _, _n
from storage.journal import lapsed_since
from storage.people import people_with
from storage.plan import list_items, list_units
from storage.tables import Obligation
from storage.vocabulary import ItemKind, Role

KEY = "lapsed"
# Who comes into the office later than this need not be told any more.
RECENT = timedelta(days=14)
MOST_UNITS = 6


def tell_lapsed(session: Session, ward: Ward, now: datetime) -> int:
    """One notice for all that lapsed on a day; how many were written to."""
    if not ward.hours.is_open(now.astimezone(ward.zone), ward.calendar):
        return 0
    days: dict[date, list[tuple[int, Obligation]]] = {}
    for entry_id, at, owed in lapsed_since(session, now - RECENT):
        days.setdefault(ward.day(at), []).append((entry_id, owed))
    if not days:
        return 0
    office = [person.id or 0 for person in people_with(session, Role.OFFICE)]
    told = 0
    for day, lapsed in days.items():
        key = f"{KEY}:{day}:{max(entry_id for entry_id, _owed in lapsed)}"
        say = partial(lapsed_say, session, [owed for _entry, owed in lapsed])
        told += len(tell_people(session, office, key, say, now))
    return told


def lapsed_say(session: Session, owed: Sequence[Obligation]) -> Say:
    """Which units never answered, by what it was, in the locale in force."""
    names = {unit.id or 0: unit.name for unit in list_units(session)}
    codes = {item.id: item.code for item in list_items(session, ItemKind.TASK)}
    words = owed_in_words(session, owed)
    by_subject: dict[str, list[str]] = {}
    for one in owed:
        units = by_subject.setdefault(subject_of([one], codes, words), [])
        units.append(names.get(one.unit_id, ""))
    first = _n(
        "⚠️ {n} thing was never answered, and nothing is taken for it any more.",
        "⚠️ {n} things were never answered, and nothing is taken for them any more.",
        len(owed),
    )
    lines = [_line(subject, units) for subject, units in by_subject.items()]
    if (rest := len(lines) - (MOST_LINES - 1)) > 0:
        lines = [*lines[: MOST_LINES - 2], _n("And {n} more matter.", "And {n} more matters.", rest + 1)]
    return Say("\n".join([first, *lines]), (Choice("/board", _("Board")),))


def _line(subject: str, units: Sequence[str]) -> str:
    values = {"subject": subject, "units": ", ".join(units[:MOST_UNITS])}
    if (rest := len(units) - MOST_UNITS) > 0:
        return _n(
            "{subject}: {units} and {n} more unit.", "{subject}: {units} and {n} more units.", rest, **values
        )
    return _("{subject}: {units}.", **values)
