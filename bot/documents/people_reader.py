"""Units and the people who hold a seat in them, from the office's list."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bot.documents.rows import Row, read_rows
from bot.errors import BadInput
from bot.language.normalise import fold_line
from bot.texts import _
from storage.vocabulary import Role

LONGEST = 200

_COLUMNS = {
    "Mã đơn vị": "unit_code",
    "Tên đơn vị": "unit_name",
    "Thuộc nhóm": "groups",
    "Người": "person",
    "Vai trò": "role",
    "Chức danh": "title",
}
_ROLES = {
    "dau moi": Role.FOCAL,
    "truong don vi": Role.HEAD,
    "tong hop": Role.OFFICE,
    "lanh dao": Role.LEADER,
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in one seat of a unit; without a person only the unit is named.

    `groups`: all that any row of the unit gives it. A row that names no seat has the role CITIZEN.
    """

    line: int
    unit_code: str
    unit_name: str
    groups: tuple[str, ...]
    person: str
    role: Role
    title: str


def read_people(path: Path) -> list[PersonRow]:
    """The rows in file order. Raises BadInput with every problem of every line."""
    problems: list[str] = []
    people: list[PersonRow] = []
    units: dict[str, PersonRow] = {}
    seats: dict[tuple[str, str, Role], int] = {}
    for row in read_rows(path, _COLUMNS, tuple(_COLUMNS.values())):
        read = _read(row)
        wrong = list(_wrong(row))
        if read.unit_code:
            unit = units.setdefault(read.unit_code.casefold(), read)
            read = replace(read, unit_code=unit.unit_code)
            if unit.unit_name.casefold() != read.unit_name.casefold():
                wrong.append(
                    _(
                        "the unit {unit} has another name in line {first}.",
                        unit=unit.unit_code,
                        first=unit.line,
                    )
                )
            first = seats.setdefault((unit.unit_code, read.person.casefold(), read.role), row.line)
            if first != row.line and not wrong:
                wrong.append(_("the same as line {first}.", first=first))
        problems += [_("Line {line}: {problem}", line=row.line, problem=problem) for problem in wrong]
        people.append(read)
    if problems:
        raise BadInput("{problems}", problems="\n".join(problems))
    groups: dict[str, dict[str, None]] = {}
    for read in people:
        groups.setdefault(read.unit_code, {}).update(dict.fromkeys(read.groups))
    return [replace(read, groups=tuple(groups[read.unit_code])) for read in people]


def _read(row: Row) -> PersonRow:
    said = {field: " ".join(value.split()) for field, value in row.values.items()}
    groups = tuple(dict.fromkeys(name for part in said["groups"].split(";") if (name := part.strip())))
    role = _ROLES.get(fold_line(said["role"]), Role.CITIZEN)
    return PersonRow(
        row.line, said["unit_code"], said["unit_name"], groups, said["person"], role, said["title"]
    )


def _wrong(row: Row) -> Iterator[str]:
    said = row.values
    for column, field in _COLUMNS.items():
        if field in ("unit_code", "unit_name") and not said[field]:
            yield _("the column {column} is empty.", column=column)
        parts = said[field].split(";") if field == "groups" else [said[field]]
        if any(len(part) > LONGEST for part in parts):
            yield _("the column {column} is longer than {limit} letters.", column=column, limit=LONGEST)
    if (said["person"] or said["role"]) and fold_line(said["role"]) not in _ROLES:
        yield _(
            "the column {column} does not know “{value}”.", column="Vai trò", value=said["role"][:LONGEST]
        )
    if row.beyond:
        yield _("there are more cells than columns; a text with commas needs quotation marks.")
