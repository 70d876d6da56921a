"""Days off and make-up working days, from the office's list."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.documents.rows import Row, read_rows
from bot.errors import BadInput
from bot.language.day_changes import LONGEST_NAME, read_days
from bot.language.normalise import fold_line
from bot.texts import _

_COLUMNS = {"Ngày": "day", "Loại": "kind", "Lý do": "name"}
_KINDS = {
    "nghi": False,
    "ngay nghi": False,
    "nghi bu": False,
    "lam bu": True,
    "lam viec bu": True,
    "lam viec": True,
    "di lam": True,
}
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of a row; a row may name a span."""

    line: int
    day: date
    works: bool
    name: str


def read_calendar(path: Path, today: date) -> list[DayRow]:
    """Every day, in the order of the file. Raises BadInput with every problem of every line."""
    problems: list[str] = []
    found: list[DayRow] = []
    lines: dict[date, int] = {}
    for row in read_rows(path, _COLUMNS, tuple(_COLUMNS.values())):
        days, works, wrong = _read(row, today)
        for day in days:
            first = lines.setdefault(day, row.line)
            if first != row.line:
                wrong.append(_("{day} stands in line {first} already.", day=f"{day:%d/%m/%Y}", first=first))
        problems += [_("Line {line}: {problem}", line=row.line, problem=problem) for problem in wrong]
        name = " ".join(row.values["name"].split())
        found += [DayRow(row.line, day, works, name) for day in days]
    if problems:
        raise BadInput("{problems}", problems="\n".join(problems))
    return found


def _read(row: Row, today: date) -> tuple[tuple[date, ...], bool, list[str]]:
    wrong: list[str] = []
    said = row.values["day"]
    days = read_days(said, today) if _YEAR.search(said) else ()
    if not days:
        wrong.append(
            _("the column {column} has no day with its year in “{value}”.", column="Ngày", value=said[:60])
        )
    elif not is_near(days, today):
        years = {"first": today.year - 1, "last": today.year + 5}
        wrong.append(_("the day must lie between {first} and {last}.", **years))
    works = _KINDS.get(fold_line(row.values["kind"]))
    if works is None:
        wrong.append(
            _("the column {column} does not know “{value}”.", column="Loại", value=row.values["kind"][:60])
        )
    if not works and not row.values["name"]:
        wrong.append(_("the column {column} is empty.", column="Lý do"))
    if len(row.values["name"]) > LONGEST_NAME:
        wrong.append(
            _("the column {column} is longer than {limit} letters.", column="Lý do", limit=LONGEST_NAME)
        )
    if row.beyond:
        wrong.append(_("there are more cells than columns; a text with commas needs quotation marks."))
    return days, bool(works), wrong


def is_near(days: tuple[date, ...], today: date) -> bool:
    """Whether days lie in the years that reports are reckoned in."""
    return all(today.year - 1 <= day.year <= today.year + 5 for day in days)
