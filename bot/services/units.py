"""Which unit is meant: every spelling the plan and the people's list use, held against those known."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from bot.domain.units import suggest_code, unit_key
from storage.plan import list_units
from storage.tables import Unit


@dataclass
class UnitBook:
    """The units known to `session`, found by any of their spellings; new ones are added as they are named."""

    session: Session
    _units: list[Unit] = field(init=False)
    _by_key: dict[str, Unit] = field(init=False)

    def __post_init__(self) -> None:
        self._units = list(list_units(self.session))
        self._by_key = {unit_key(name): unit for unit in self._units for name in (unit.name, *unit.aliases)}

    def find(self, name: str) -> Unit | None:
        """The unit with this name, alias or code."""
        found = self._by_key.get(unit_key(name))
        if found is not None:
            return found
        code = name.strip().upper()
        return next((unit for unit in self._units if unit.code == code), None)

    def name(self, name: str, aliases: Sequence[str] = (), *, is_group: bool = False, code: str = "") -> int:
        """The id of the unit called so, made if need be; spellings not met before are kept as aliases."""
        unit = next((unit for unit in self._units if code and unit.code == code), None)
        unit = unit or next((found for spelling in (name, *aliases) if (found := self.find(spelling))), None)
        if unit is None:
            code = code or suggest_code(name, {unit.code for unit in self._units})
            unit = Unit(code=code, name=name, is_group=is_group)
            self._units.append(unit)
        elif code and unit.code != code:
            unit.code, unit.name, aliases = code, name, (*aliases, unit.name)
        elif code:
            aliases, unit.name = (*aliases, unit.name), name
        spellings = {unit.name: None, **dict.fromkeys((*unit.aliases, name, *aliases))}
        unit.aliases = [spelling for spelling in spellings if spelling != unit.name]
        unit.is_group = unit.is_group or is_group
        self._by_key |= {unit_key(spelling): unit for spelling in spellings}
        self.session.add(unit)
        self.session.flush()
        assert unit.id is not None
        return unit.id
