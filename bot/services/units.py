"""Which unit is meant: every spelling the plan and the people's list use, held against those known."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from bot.domain.units import group_key, suggest_code, unit_key, unit_key_as_typed
from bot.language.normalise import fold_line
from storage.obligations import open_obligations, settle_obligations
from storage.plan import list_units, members_by_group, merge_unit, seated_units
from storage.tables import Unit
from storage.vocabulary import ObligationState


@dataclass
class UnitBook:
    """The units known to `session`, found by any of their spellings; new ones are added as they are named.

    What is added has no id before a flush. `listed` are the codes of the people's list at hand, `now` is when
    it is read in.
    """

    session: Session
    listed: frozenset[str] = frozenset()
    now: datetime | None = None
    _codes: set[str] = field(init=False)
    _by_key: dict[str, Unit] = field(init=False)
    _by_code: dict[str, Unit] = field(init=False)
    _by_group: dict[str, Unit] = field(init=False)
    _settled: set[int] = field(init=False)
    _groups: set[int] = field(init=False)
    _enrolled: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        known = list_units(self.session)
        members = members_by_group(self.session)
        self._groups = set(members)
        self._settled = seated_units(self.session).union(*members.values())
        self._codes = {unit.code for unit in known}
        self._by_key = {_key(name): unit for unit in known for name in (unit.name, *unit.aliases)}
        self._by_code = {unit.code.casefold(): unit for unit in known}
        self._by_group = {
            group_key(name): unit for unit in known if unit.is_group for name in (unit.name, *unit.aliases)
        }

    def find(self, name: str) -> Unit | None:
        """The unit with this name, alias or code."""
        exactly = self._by_key.get(_key(name)) or self._by_code.get(name.strip().casefold())
        return exactly or self._as_typed(unit_key_as_typed(name))

    def name(self, name: str, aliases: Sequence[str] = (), *, is_group: bool = False) -> Unit:
        """The unit the plan calls so, added if need be; spellings not met before are kept as aliases."""
        spellings = (name, *aliases)
        unit = next((found for spelling in spellings if (found := self._by_key.get(_key(spelling)))), None)
        if unit is None and is_group:
            near = self._by_group.get(group_key(name))
            unit = near if near is not None and near.is_group else None
        if unit is None:
            unit = self._add(suggest_code(name, self._codes), name)
            unit.is_group = is_group
        self._spell(unit, spellings)
        return unit

    def group(self, name: str) -> Unit:
        """The group the people's list calls so; a unit that stands in the list itself is none."""
        unit = self.name(name, is_group=True)
        if unit.code not in self.listed:
            unit.is_group = True
        return unit

    def enrol(self, code: str, name: str) -> Unit:
        """The unit the people's list calls so: its code and name win over what the plan suggested.

        A unit the list had before under this code is renamed; one that only the plan knows under this name
        becomes that unit, even where the plan took its name for a group's.
        """
        by_name, by_code = self._by_key.get(_key(name)), self._by_code.get(code.casefold())
        if by_code is not None and by_code is not by_name and not self._is_listed(by_code):
            self._recode(by_code, suggest_code(by_code.name, {*self._codes, *self.listed}))
            by_code = None
        if by_name is not None and by_name is not by_code and self._is_another(by_name):
            by_name = None
        unit = by_code or by_name or self._add(code, name)
        if by_name is not None and by_name is not unit:
            self._absorb(unit, by_name)
        if unit.code != code:
            self._recode(unit, code)
        unit.is_group = False
        self._enrolled.add(code)
        former, unit.name = unit.name, name
        self._spell(unit, (former, name))
        return unit

    def _as_typed(self, key: str) -> Unit | None:
        """The only unit that is typed so."""
        known = [unit for unit in self._by_code.values() if key and key in _typed_keys(unit)]
        return known[0] if len(known) == 1 else None

    def _add(self, code: str, name: str) -> Unit:
        unit = Unit(code=code, name=name)
        self.session.add(unit)
        self._codes.add(code)
        self._by_code[code.casefold()] = unit
        return unit

    def _spell(self, unit: Unit, spellings: Sequence[str]) -> None:
        every = dict.fromkeys((*unit.aliases, *spellings))
        aliases = [spelling for spelling in every if spelling != unit.name]
        if aliases != unit.aliases:
            unit.aliases = aliases
        for spelling in (unit.name, *every):
            self._by_key.setdefault(_key(spelling), unit)
            if unit.is_group:
                self._by_group.setdefault(group_key(spelling), unit)

    def _recode(self, unit: Unit, code: str) -> None:
        """Give a unit another code; written at once, as another unit may take the old one."""
        self._codes.discard(unit.code)
        self._by_code.pop(unit.code.casefold(), None)
        unit.code = code
        self._codes.add(code)
        self._by_code[code.casefold()] = unit
        self.session.flush()

    def _absorb(self, unit: Unit, other: Unit) -> None:
        """`other` turned out to be `unit`: what the plan gives it goes over, and it is named no more."""
        self.session.flush()
        assert unit.id is not None
        assert other.id is not None
        assert self.now is not None
        merge_unit(self.session, other.id, unit.id)
        owed = [one.id or 0 for one in open_obligations(self.session, unit_ids=[other.id])]
        settle_obligations(self.session, owed, ObligationState.CANCELLED, self.now)
        self._codes.discard(other.code)
        self._by_code.pop(other.code.casefold(), None)
        other.active, other.code = False, f"~{other.id}"
        self._by_key = {key: unit if found is other else found for key, found in self._by_key.items()}
        self._spell(unit, (other.name, *other.aliases))

    def _is_another(self, unit: Unit) -> bool:
        """Whether a unit of the same name is a unit of the list in its own right, or a group with members."""
        owned = unit.code in self.listed and self._is_listed(unit)
        return unit.id in self._groups or unit.code in self._enrolled or owned

    def _is_listed(self, unit: Unit) -> bool:
        """Whether a list of people had this unit: it has seats, a group, or a code nobody suggested."""
        if unit.id in self._settled:
            return True
        return unit.code.rstrip("0123456789") != suggest_code(unit.name, ()).rstrip("0123456789")


def _key(name: str) -> str:
    return unit_key(name) or fold_line(name)


def _typed_keys(unit: Unit) -> set[str]:
    return {unit_key_as_typed(name) for name in (unit.name, *unit.aliases)}
