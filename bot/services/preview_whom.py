"""Whose messages are looked ahead for: everybody's, one person's, or a unit's."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlmodel import Session

from bot.errors import BadInput
from bot.language.normalise import fold_line
from bot.services.preview_seats import SEATS
from bot.services.units import UnitBook
from storage.people import people_with
from storage.plan import list_units
from storage.tables import Unit

LIKELIEST = 3


@dataclass(frozen=True)
class Whom:
    """One person; or a unit, its people and whoever hears of what it owes; with neither, everybody."""

    person_id: int | None = None
    unit_id: int | None = None


def whom(session: Session, *, unit: str = "", person: str = "") -> Whom:
    """Who is meant by these names, a unit's by its code too; with both, the person in that unit.

    Raises BadInput with the likeliest names where nobody is.
    """
    unit_id = unit_called(session, unit).id if unit.strip() else None
    if not person.strip():
        return Whom(unit_id=unit_id)
    people = people_with(session, *SEATS, unit_id=unit_id)
    found = [one for one in people if fold_line(one.name) == fold_line(person)]
    exact = [one for one in found if one.name.casefold() == person.strip().casefold()]
    if not found:
        names = _likeliest(person, (one.name for one in people))
        raise BadInput(
            "Nobody in a seat is called “{name}”. Likeliest: {names}.", name=person[:60], names=names
        )
    if len(exact or found) > 1:
        raise BadInput("Several people are called {name}: name their unit too.", name=person[:60])
    return Whom(person_id=(exact or found)[0].id)


def unit_called(session: Session, said: str) -> Unit:
    """The unit with this code or name; raises BadInput with the likeliest names where there is none."""
    found = UnitBook(session).find(said)
    if found is None:
        names = _likeliest(said, (one.name for one in list_units(session) if not one.is_group))
        raise BadInput("There is no unit called “{unit}”. Likeliest: {names}.", unit=said[:60], names=names)
    return found


def _likeliest(said: str, names: Iterable[str]) -> str:
    by_folded = {fold_line(name): name for name in names}
    near = process.extract(fold_line(said), list(by_folded), scorer=fuzz.WRatio, limit=LIKELIEST)
    return ", ".join(by_folded[folded] for folded, _score, _at in near) or "–"
